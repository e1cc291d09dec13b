"""Addresses of layers, below /api/v1/."""

from django.urls import path

from layers.api.views import LayerListView

urlpatterns = [
    path("perimeters/<slug:perimeter>/layers/", LayerListView.as_view(), name="layer-list"),
]

"""Addresses of layers, below /api/v1/."""

from django.urls import path

from layers.api.rasters import RasterValue, RasterZones
from layers.api.views import LayerListView

urlpatterns = [
    path("perimeters/<slug:perimeter>/layers/", LayerListView.as_view(), name="layer-list"),
    path("perimeters/<slug:perimeter>/layers/<slug:layer>/value/", RasterValue.as_view()),
    path("perimeters/<slug:perimeter>/layers/<slug:layer>/zones/", RasterZones.as_view()),
]

"""Routes of the territory, below /api/v1/."""

from django.urls import path

from perimeter_data.api.views import Boundary, PerimeterList, Places, Zones, Zonings

urlpatterns = [
    path("perimeters/", PerimeterList.as_view()),
    path("perimeters/<slug:perimeter>/boundary/", Boundary.as_view()),
    path("perimeters/<slug:perimeter>/places/", Places.as_view()),
    path("perimeters/<slug:perimeter>/zonings/", Zonings.as_view()),
    path("perimeters/<slug:perimeter>/zonings/<slug:zoning>/zones/", Zones.as_view()),
]

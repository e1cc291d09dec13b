"""Routes of statistics, below /api/v1/."""

from django.urls import path

from stats.api.statistics import Statistics

urlpatterns = [path("perimeters/<slug:perimeter>/statistics/", Statistics.as_view())]

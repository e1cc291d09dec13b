"""Routes of statistics for the planner's page, below /api/v1/planner/{perimeter}/."""

from django.urls import path

from stats.api.planner import PlannerStatistics, Selection

urlpatterns = [
    path("selection/", Selection.as_view()),
    path("statistics/", PlannerStatistics.as_view()),
]

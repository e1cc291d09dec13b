"""Routes of exports, below /api/v1/."""

from django.urls import path

from interop.api.exports import ContributionExport, ExportFile

EXPORTS = "perimeters/<slug:perimeter>/exports/"
urlpatterns = [
    path(f"{EXPORTS}contributions.<slug:ending>", ContributionExport.as_view()),
    path(f"{EXPORTS}files/<uuid:pk>.<slug:ending>", ExportFile.as_view()),
]

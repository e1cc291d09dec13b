"""Routes of exports for staff, below /api/v1/planner/{perimeter}/."""

from django.urls import path

from interop.api.planner import StaffExportFile, StaffExports

urlpatterns = [
    path("exports/", StaffExports.as_view()),
    path("exports/<uuid:pk>.<slug:ending>", StaffExportFile.as_view()),
]

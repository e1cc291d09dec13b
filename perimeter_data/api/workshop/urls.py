"""Routes of the workshop, below /api/v1/workshop/{perimeter}/."""

from django.urls import path

from perimeter_data.api.workshop import boundaries, jobs, overview, uploads

urlpatterns = [
    path("", overview.Overview.as_view()),
    path("uploads/", uploads.Uploads.as_view()),
    path("uploads/<uuid:upload>/", uploads.UploadDetail.as_view()),
    path("uploads/<uuid:upload>/inspect/", uploads.Inspection.as_view()),
    path("boundaries/", boundaries.Boundaries.as_view()),
    path("boundaries/<int:boundary>/", boundaries.Boundary.as_view()),
    path("boundaries/<int:boundary>/shape/", boundaries.BoundaryShape.as_view()),
    path("boundaries/<int:boundary>/difference/", boundaries.BoundaryDifference.as_view()),
    path("boundaries/<int:boundary>/publish/", boundaries.BoundaryPublishing.as_view()),
    path("jobs/<uuid:job>/", jobs.JobDetail.as_view()),
]

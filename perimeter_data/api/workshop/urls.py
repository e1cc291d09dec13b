"""Routes of the workshop, below /api/v1/workshop/{perimeter}/."""

from django.urls import path

from perimeter_data.api.workshop import boundaries, jobs, overview, units, uploads, zonings

EDITION = "zonings/<slug:zoning>/editions/<int:edition>/"

urlpatterns = [
    path("", overview.Overview.as_view()),
    path("uploads/", uploads.Uploads.as_view()),
    path("uploads/<uuid:upload>/", uploads.UploadDetail.as_view()),
    path("uploads/<uuid:upload>/inspect/", uploads.Inspection.as_view()),
    path("unit-sets/", units.UnitSets.as_view()),
    path("unit-sets/<int:unit_set>/", units.UnitSetDetail.as_view()),
    path("unit-sets/<int:unit_set>/units/", units.Units.as_view()),
    path("unit-sets/<int:unit_set>/values/", units.UnitValues.as_view()),
    path("selection/", units.Selection.as_view()),
    path("boundaries/", boundaries.Boundaries.as_view()),
    path("boundaries/<int:boundary>/", boundaries.Boundary.as_view()),
    path("boundaries/<int:boundary>/shape/", boundaries.BoundaryShape.as_view()),
    path("boundaries/<int:boundary>/difference/", boundaries.BoundaryDifference.as_view()),
    path("boundaries/<int:boundary>/publish/", boundaries.BoundaryPublishing.as_view()),
    path("zonings/", zonings.Zonings.as_view()),
    path("zonings/<slug:zoning>/", zonings.ZoningDetail.as_view()),
    path("zonings/<slug:zoning>/editions/", zonings.Editions.as_view()),
    path(EDITION, zonings.Edition.as_view()),
    path(f"{EDITION}zones/", zonings.Zones.as_view()),
    path(f"{EDITION}zones/<int:zone>/", zonings.ZoneDetail.as_view()),
    path(f"{EDITION}split/", zonings.Splitting.as_view()),
    path(f"{EDITION}merge/", zonings.Merging.as_view()),
    path(f"{EDITION}publish/", zonings.EditionPublishing.as_view()),
    path("jobs/<uuid:job>/", jobs.JobDetail.as_view()),
]

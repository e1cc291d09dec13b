"""The URL map (DESIGN §4)."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core import converters, health
from core.api.jobs import JobDetail
from layers.api.rasters import StaffRasterValue
from participation.admin.queue import queue_page
from participation.admin.queue_item import item_page
from tiles.api.planner import PlannerLayers, PlannerTile
from tiles.api.workshop import WorkshopTile
from tiles.archive_pages import archive_file, archive_page

converters.register()

handler404 = "mapserver.errors.not_found"
handler500 = "mapserver.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("api/v1/jobs/<uuid:pk>/", JobDetail.as_view()),
    path("api/v1/", include("perimeter_data.api.urls")),
    path("api/v1/workshop/<slug:perimeter>/", include("perimeter_data.api.workshop.urls")),
    path("api/v1/planner/<slug:perimeter>/", include("stats.api.planner_urls")),
    path("api/v1/planner/<slug:perimeter>/", include("interop.api.planner_urls")),
    path("api/v1/planner/<slug:perimeter>/layers/", PlannerLayers.as_view()),
    path("api/v1/planner/<slug:perimeter>/layers/<slug:layer>/value/", StaffRasterValue.as_view()),
    path("api/v1/", include("participation.api.urls")),
    path("api/v1/", include("stats.api.urls")),
    path("api/v1/", include("layers.api.urls")),
    path("api/v1/", include("interop.api.urls")),
    path("tiles/", include("tiles.urls")),
    path("workshop/<slug:perimeter>/tiles/<str:what>/<str:z>/<str:x>/<str:y>.mvt", WorkshopTile.as_view()),
    path("planner/<slug:perimeter>/tiles/<slug:layer>/<str:z>/<str:x>/<str:y>.<str:ending>", PlannerTile.as_view()),
    path("admin/archive/<slug:perimeter>/", admin.site.admin_view(archive_page), name="tiles-archive"),
    path("admin/archive/<slug:perimeter>/file/", admin.site.admin_view(archive_file), name="tiles-archive-file"),
    path("admin/moderation/", admin.site.admin_view(queue_page), name="moderation-queue"),
    path("admin/moderation/<str:what>/<bigid:pk>/", admin.site.admin_view(item_page), name="moderation-item"),
    path("admin/", admin.site.urls),
    path("", include("frontend_embed.urls")),
]

"""Places: read and searched here; they come from a file, on a page beside the list or by `import_places`."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from perimeter_data.admin.filters import Related
from perimeter_data.admin.place_import import PlaceImportPages
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.models import Place
from perimeter_data.names import fold
from perimeter_data.powers import Power, has_power


@admin.register(Place)
class PlaceAdmin(PlaceImportPages, ScopedAdmin):
    """Names people search for."""

    change_list_template = "admin/perimeter_data/places.html"
    list_display = ("name", "kind", "rank", "lon_lat", "perimeter")
    list_filter = ("kind", ("perimeter", Related))
    list_select_related = ("perimeter",)
    search_fields = ("search_text",)
    search_help_text = _("Any of its names, with or without accents")
    fields = ("name", "kind", "rank", "lon_lat", "aliases")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_import = has_power(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
        return super().changelist_view(request, {"may_import": may_import, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.display(description=_("longitude, latitude"))
    def lon_lat(self, obj: Place) -> str:
        return f"{obj.position.x:.5f}, {obj.position.y:.5f}"

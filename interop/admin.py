"""Back office: who took personal data out. Read by administrators, changed by nobody."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from interop.models import PersonalExport
from perimeter_data.admin.filters import Related
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.powers import Power


@admin.register(PersonalExport)
class PersonalExportAdmin(ScopedAdmin):
    """Who, when, of what, and how many rows."""

    power_to_view = Power.ADMINISTER
    list_display = ("created_at", "name", "ending", "rows", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)
    fields = ("created_at", "name", "ending", "rows", "picked")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

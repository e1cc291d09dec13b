"""Base maps: a PMTiles file or the address of a source, tried before it is kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from layers.basemaps.taking import take_file, take_source
from layers.models import BaseMap
from layers.services.media import forget_file
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.labels import Related
from perimeter_data.admin.scope import ScopedAdmin

GUIDANCE = _(
    "A base map shows streets, woods and water under everything else. Readers’ browsers get it from this server only."
)
UPLOAD_HELP = _("A PMTiles file (version 3) with pictures or vector tiles. Extent and zooms are read from it.")
ADDRESS_HELP = _(
    "Or the address of a tile service, with {z}, {x} and {y} in it, or {TileMatrix}, {TileCol} and {TileRow} for a "
    "WMTS in Web Mercator. This server asks it for one tile of your perimeter now, and later for each tile once; what "
    "it may keep, and how much you may ask, is for the service’s terms to say. "
    "Only administrators see a key in the address."
)
EXTENT_HELP = _("West, south, east, north in degrees, joined by commas. Left empty: everywhere, or what the file says.")
ONE_OF_BOTH = _("Give a file or an address: one of the two.")


class BaseMapForm(ScopedForm):
    """What a base map is called and where its tiles come from."""

    upload = forms.FileField(label=_("PMTiles file"), help_text=UPLOAD_HELP, required=False)
    address = forms.CharField(
        label=_("Address of the tiles"), help_text=ADDRESS_HELP, required=False, max_length=1000, strip=True
    )

    class Meta:
        model = BaseMap
        fields = ("name", "slug", "attribution", "extent", "minzoom", "maxzoom", "tile_size", "position")
        help_texts = {
            "attribution": _("Whose map it is, as its terms want it said; shown in the corner of the map. Required."),
            "extent": EXTENT_HELP,
            "minzoom": _("From this zoom on there are tiles; farther out our own ground is drawn."),
            "maxzoom": _("Up to this zoom there are tiles; closer, the last ones are enlarged."),
            "tile_size": _("256 unless the service says otherwise. Vector tiles do not need it."),
            "position": _("The lowest number is shown when the map opens; readers can switch to the others."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = ""
        self.replaced = self.instance.file
        if "address" in self.fields:
            self.fields["address"].initial = self.instance.url
            self.fields["upload"].widget.attrs["accept"] = ".pmtiles"

    def clean_extent(self) -> list[float] | None:
        """Return the four degrees; they have to be a box on the Earth."""
        box: list[float] | None = self.cleaned_data.get("extent") or None
        if box is None:
            return None
        west, south, east, north = box if len(box) == 4 else (0, 0, 0, 0)
        if not (-180 <= west < east <= 180 and -90 < south < north < 90):
            raise forms.ValidationError(EXTENT_HELP)
        return box

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("minzoom"), cleaned.get("maxzoom")
        if low is not None and high is not None and low > high:
            self.add_error("maxzoom", _("The last zoom comes after the first."))
        if "upload" in self.fields and not self.errors:
            self._take(cleaned)
        return cleaned

    def _take(self, cleaned: dict[str, Any]) -> None:
        upload, address = cleaned.get("upload"), cleaned.get("address") or ""
        moved = address != self.instance.url
        if (upload and address and moved) or not (upload or address or self.instance.file):
            self.add_error("upload", ONE_OF_BOTH)
            return
        try:
            if upload:
                take_file(base_map=self.instance, chunks=upload.chunks())
                self.stored = self.instance.file
                cleaned.update(minzoom=self.instance.minzoom, maxzoom=self.instance.maxzoom)
                cleaned["extent"] = cleaned.get("extent") or self.instance.extent
            elif address and moved:
                self.instance.minzoom, self.instance.maxzoom = cleaned["minzoom"], cleaned["maxzoom"]
                take_source(base_map=self.instance, template=address)
        except DomainError as refusal:
            self.add_error("upload" if upload else "address", str(refusal))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors and self.stored:
            forget_file(self.stored)


@admin.register(BaseMap)
class BaseMapAdmin(ScopedAdmin):
    """Maps of the ground, under the debate."""

    form = BaseMapForm
    guidance = GUIDANCE
    list_display = ("words", "comes_from", "attribution", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)
    search_fields = ("slug", "name")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        origin = ("upload", "address") if may else ()
        named = ("name", "slug", *origin, "attribution") if obj is None else ("name", *origin, "attribution")
        extent = {"fields": ("extent", "minzoom", "maxzoom", "tile_size")}
        return ((None, {"fields": (*named, "position")}), (_("Where it is drawn"), extent))

    def save_model(self, request: HttpRequest, obj: BaseMap, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.replaced and form.replaced != obj.file:
            transaction.on_commit(lambda: forget_file(form.replaced))

    @admin.display(description=_("name"), ordering="slug")
    def words(self, obj: BaseMap) -> str:
        return obj.name.get(obj.perimeter.default_language) or obj.slug

    @admin.display(description=_("comes from"))
    def comes_from(self, obj: BaseMap) -> str:
        return str(_("file") if obj.file else _("tile service"))

"""The form of a layer: a file for its content, who sees it, how it is drawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from layers.models import RESERVED_SLUGS, Layer
from layers.services.importing import CNIG_PLU
from layers.services.plan_files import MAPPABLE
from layers.services.plans import PRG
from layers.services.popups import lines_of
from layers.services.rasters import unit_of
from layers.services.styling import CLASSES, METHODS, PALETTES, Look
from layers.uploads import max_bytes
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.uploads import ACCEPT, crs_field, layer_field
from perimeter_data.admin.words import FilesField
from perimeter_data.reading.formats import PICTURE_SIDES
from perimeter_data.services.uploads import require_room

KINDS = [
    ("", _("Shapes or a picture: told by the file")),
    (CNIG_PLU, _("Urban plan after the CNIG standard (ZONE_URBA)")),
    (PRG, _("Italian urban plan (PRG)")),
]
FILES_HELP = _(
    "GeoJSON, GeoPackage, a shapefile or MapInfo table with all its parts, all tables of a plan at once, or a zip of "
    "them; GeoTIFF, or a JPEG or PNG together with its world file. Reading takes seconds to minutes; you can watch it."
)
PICTURES_ACCEPTED = frozenset(PICTURE_SIDES).union(*PICTURE_SIDES.values())


class LayerForm(ScopedForm):
    """How a layer is drawn, and a file for its content."""

    upload = FilesField(label=_("File"), help_text=FILES_HELP)
    profile = forms.ChoiceField(label=_("What it is"), choices=KINDS, required=False)
    crs = crs_field()
    table = layer_field()
    fields_called = forms.CharField(
        label=_("If a plan’s fields have other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: libelle=SIGLA, typezone=ZTO, libelong=DESCR, urlfic=LINK."),
    )
    method = forms.ChoiceField(label=_("Drawn by"), choices=[("", "–"), *METHODS.items()], required=False)
    style_field = forms.CharField(label=_("Field that is drawn by"), required=False)
    classes = forms.TypedChoiceField(
        label=_("How many classes"), choices=[(n, n) for n in CLASSES], coerce=int, required=False
    )
    unit = forms.CharField(
        label=_("Unit of the values"),
        max_length=20,
        required=False,
        help_text=_("What the numbers of the picture are counted in, like m or °C; the legend tells it."),
    )
    palette = forms.ChoiceField(label=_("Colours"), choices=[(name, name) for name in PALETTES], required=False)
    popup_lines = forms.CharField(
        label=_("What a click shows"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One field a line, with its label: NOM=Name."),
    )

    class Meta:
        model = Layer
        fields = (
            "name",
            "slug",
            "role",
            "rights",
            "visible",
            "opacity",
            "position",
            "minzoom",
            "maxzoom",
            "attribution",
        )
        help_texts = {"attribution": _("Whose data it is; shown in the corner of the map.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            self.fields["upload"].required = self.instance.pk is None
            self.fields["upload"].widget.attrs["accept"] = f"{ACCEPT},{','.join(sorted(PICTURES_ACCEPTED))}"
        if self.instance.pk:
            style = self.instance.style
            for name, known in (("method", "method"), ("style_field", "field")):
                self.fields[name].initial = style.get(known, "")
            self.fields["classes"].initial = style.get("classes", 5)
            self.fields["palette"].initial = style.get("palette", "blues")
            self.fields["unit"].initial = unit_of(self.instance)
            self.fields["popup_lines"].initial = lines_of(self.instance.popup, self.instance.perimeter.default_language)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        slug = str(cleaned.get("slug", ""))
        if slug in RESERVED_SLUGS or slug.startswith("zones-"):
            self.add_error("slug", _("This short name is one of the map’s own: choose another."))
        if cleaned.get("upload"):
            try:
                require_room(cleaned["upload"], max_bytes())
            except DomainError as refusal:
                self.add_error("upload", str(refusal))
        if cleaned.get("method") not in (None, "", "single") and not cleaned.get("style_field"):
            self.add_error("style_field", _("Say which field the features differ by."))
        if any(role not in MAPPABLE for role in self.mapping(cleaned)):
            self.add_error("fields_called", _("Known are: %(names)s.") % {"names": ", ".join(MAPPABLE)})
        return cleaned

    def mapping(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """Return {field of ours: field of the file}."""
        pairs = (
            line.partition("=") for line in str(cleaned.get("fields_called") or "").replace(",", "\n").splitlines()
        )
        return {role.strip(): name.strip() for role, _equals, name in pairs if role.strip() and name.strip()}

    def options(self) -> dict[str, Any]:
        """Return what the import is told: fields of `LayerOptions`."""
        given = self.cleaned_data
        known = {name: given[name] for name in ("profile", "crs", "table")}
        known["unit"] = given["unit"] if "unit" in self.changed_data else None
        told = {"slug": self.instance.slug, "name": self.instance.name, "mapping": self.mapping(given)}
        return {**told, **{k: v or None for k, v in known.items()}}

    def look(self) -> Look | None:
        """Return how features are to be drawn, where that was changed."""
        given = self.cleaned_data
        changed = {"method", "style_field", "classes", "palette"} & set(self.changed_data)
        if not changed or not given.get("method"):
            return None
        return Look(
            method=given["method"],
            field=given["style_field"],
            classes=given["classes"] or 5,
            palette=given["palette"] or "blues",
        )

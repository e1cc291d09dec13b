"""Named reads of layers. Whatever the public sees of layers comes through `public_layers`.

A layer's `legend` is also how it is drawn: each entry's `code` is the `style_key` of the features (`typezone` of the
zones of a plan, `rule` of its prescriptions and informations, "" for all) that take its `fill`, `line` and `hatch`.
"""

from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from core.i18n import translated
from layers.basemaps.refusals import UnknownBaseMap
from layers.models import BaseMap, Layer, LayerKind
from layers.plan_codes import key_label
from layers.plan_types import plan_label
from perimeter_data.models import Perimeter

# Where nobody set an order: pictures lie under plans, plans under lines and points.
DEPTH = Case(When(kind=LayerKind.RASTER, then=0), When(kind=LayerKind.PLAN, then=1), default=2)


class UnknownLayer(Missing):
    code = "unknown_layer"
    message = _("There is no such layer in this perimeter.")


def public_layers(perimeter: Perimeter) -> QuerySet[Layer]:
    """Layers everybody may see, lowest first, with their raster file."""
    return staff_layers(perimeter).filter(rights=Layer.Rights.PUBLIC)


def staff_layers(perimeter: Perimeter) -> QuerySet[Layer]:
    """Layers staff may see: all of them, lowest first, with their raster file."""
    return (
        Layer.objects.filter(perimeter=perimeter)
        .select_related("raster", "plan", "version_of")
        .defer("report", "plan__attributes", "version_of__report", "version_of__legend")
        .order_by("position", DEPTH, "slug")
    )


def get_public_layer(perimeter: Perimeter, slug: str) -> Layer:
    """Return one public layer; raise `UnknownLayer`."""
    return _named(public_layers(perimeter), slug)


def get_staff_layer(perimeter: Perimeter, slug: str) -> Layer:
    """Return one layer, public or not; raise `UnknownLayer`."""
    return _named(staff_layers(perimeter), slug)


def _named(layers: QuerySet[Layer], slug: str) -> Layer:
    layer = layers.filter(slug=slug).first()
    if layer is None:
        raise UnknownLayer
    return layer


def legend(layer: Layer, default_language: str = "fr") -> list[dict[str, str | None]]:
    """Return [{code, label, fill, line, hatch, group}] with labels in the active language.

    `group` is what of a plan an entry is of: zone, prescription or information; None in other layers.
    """
    return [
        {
            "code": entry["code"],
            "label": _label(layer, entry, default_language),
            "fill": entry.get("fill"),
            "line": entry.get("line"),
            "hatch": entry.get("hatch"),
            "group": entry.get("group") or ("zone" if layer.kind == LayerKind.PLAN else None),
        }
        for entry in layer.legend
    ]


def _label(layer: Layer, entry: dict[str, Any], default_language: str) -> str:
    if "range" in entry:
        low, high = (_number(edge) for edge in entry["range"])
        return low if low == high else f"{low} – {high}"
    if entry.get("label"):
        return translated(entry["label"], default_language)
    if layer.kind == LayerKind.PLAN:
        return plan_label(entry["code"]) if entry.get("group", "zone") == "zone" else key_label(entry["code"])
    return str(entry["code"]) or translated(layer.name, default_language)


def _number(value: float) -> str:
    """Return a number as readers of the active language write it, without digits that say nothing."""
    return number_format(int(value) if value == int(value) else float(f"{value:.4g}"), use_l10n=True)


def public_feature(perimeter: Perimeter, slug: str, pk: int) -> dict[str, Any]:
    """Return what a click shows of a feature of a public layer; raise `UnknownLayer`. Two queries."""
    layer = get_public_layer(perimeter, slug)
    feature = layer.features.filter(pk=pk, display_3857__isnull=False).only("label", "attributes").first()
    if feature is None:
        raise UnknownLayer
    language = perimeter.default_language
    facts = [
        {"label": translated(shown["label"], language) or shown["field"], "value": _told(value)}
        for shown in layer.popup
        if (value := feature.attributes.get(shown["field"])) not in (None, "")
    ]
    name = translated(layer.name, language) or layer.slug
    return {"layer": layer.slug, "layer_name": name, "id": pk, "label": feature.label, "facts": facts}


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def layer_detail(layer: Layer, perimeter: Perimeter) -> dict[str, Any]:
    """Return a layer as the API tells it; `tiles` is a path below this server's root."""
    ending = "webp" if layer.kind == LayerKind.RASTER else "mvt"
    return {
        "slug": layer.slug,
        "name": translated(layer.name, perimeter.default_language) or layer.slug,
        "name_i18n": layer.name,
        "kind": layer.kind,
        "role": layer.role,
        "visible": layer.visible,
        "opacity": layer.opacity,
        "attribution": layer.attribution,
        "minzoom": layer.minzoom,
        "maxzoom": layer.maxzoom,
        "tiles": f"/tiles/{perimeter.slug}/{layer.slug}/{{z}}/{{x}}/{{y}}.{ending}",
        "legend": legend(layer, perimeter.default_language),
        "plan": plan_version(layer) if layer.kind == LayerKind.PLAN else None,
    }


def plan_version(layer: Layer) -> dict[str, Any]:
    """Return which version of a plan a layer is: its number, its day, and of which layer it is another version."""
    document = getattr(layer, "plan", None)
    return {
        "idurba": document.idurba if document else "",
        "approved_on": document.approved_on.isoformat() if document and document.approved_on else None,
        "in_force": layer.version_of_id is None,
        "version_of": layer.version_of.slug if layer.version_of else None,
    }


def public_layer_details(perimeter: Perimeter) -> list[dict[str, Any]]:
    """Return every public layer of a perimeter as the API tells it. One query."""
    return [layer_detail(layer, perimeter) for layer in public_layers(perimeter)]


def public_base_maps(perimeter: Perimeter) -> QuerySet[BaseMap]:
    """Return the base maps of a perimeter in their order: the first is shown when the map opens."""
    return BaseMap.objects.filter(perimeter=perimeter).order_by("position", "slug")


def get_public_base_map(perimeter: Perimeter, slug: str) -> BaseMap:
    """Return one base map; raise `UnknownBaseMap`."""
    found = public_base_maps(perimeter).filter(slug=slug).first()
    if found is None:
        raise UnknownBaseMap(base_map=slug[:80])
    return found


def base_map_tiles(base_map: BaseMap, root: str) -> str:
    """Return the address of a base map's tiles; `root` is that of its perimeter's tiles. Never the source's own."""
    return f"{root}/basemap/{base_map.slug}/{{z}}/{{x}}/{{y}}.{'mvt' if base_map.is_vector else 'png'}"


def public_base_map_details(perimeter: Perimeter) -> list[dict[str, Any]]:
    """Return every base map as the API tells it: where it comes from stays here. One query."""
    return [
        {
            "slug": base_map.slug,
            "name": translated(base_map.name, perimeter.default_language) or base_map.slug,
            "name_i18n": base_map.name,
            "kind": "vector" if base_map.is_vector else "raster",
            "bbox": base_map.extent,
            "minzoom": base_map.minzoom,
            "maxzoom": base_map.maxzoom,
            "attribution": base_map.attribution,
            "tiles": base_map_tiles(base_map, f"/tiles/{perimeter.slug}"),
        }
        for base_map in public_base_maps(perimeter)
    ]

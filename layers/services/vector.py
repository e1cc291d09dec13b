"""Features of a file → rows of a vector layer, with their label, their style key and the legend."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from core.i18n import LANGUAGES
from layers.models import Layer, LayerFeature
from perimeter_data.reading import Feature, FeatureTable
from perimeter_data.services.shapes import to_geos

BATCH = 2000
NAME_FIELDS = ("name", "nom", "nome", "label", "libelle", "denominazione", "title", "titre", "titolo")
KIND_FIELD = "kind"  # of a ground layer: sea, river, road, rail, border, high, lake
LINE = "#2b3f5c"
PLAIN = {"fill": "#8a9bb4", "line": LINE, "hatch": "plain"}
# Okabe and Ito's colours, told apart in colour blindness; the hatches tell them apart in black and white.
FILLS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
HATCHES = ("lines", "dots", "grid", "dashes", "plain")
MAX_CATEGORIES = 24
OTHERS = {"fr": "Autres", "it": "Altri", "en": "Others"}


def write_features(layer: Layer, table: FeatureTable, style_field: str | None) -> int:
    """Store the features of a layer and set its style and legend (not saved); return how many features.

    Categories come from `style_field`; those of a ground layer from its field `kind`, drawn by the map's own tokens.
    """
    ground = layer.role == Layer.Role.GROUND
    field = KIND_FIELD if ground else table.field(style_field) if style_field else None
    codes = _codes(table.features, field) if field else {}
    layer.style = {"field": field} if field else {}
    layer.legend = [] if ground else _legend(codes)
    rows = (row for feature in table.features for row in _rows(layer, feature, field, codes))
    LayerFeature.objects.bulk_create(rows, batch_size=BATCH)
    return len(table.features)


def _rows(layer: Layer, feature: Feature, field: str | None, codes: dict[str, str]) -> Iterator[LayerFeature]:
    for part in one_dimension_each(feature.geometry):
        yield LayerFeature(
            layer=layer,
            geom=to_geos(part),
            label=label_of(feature.attributes),
            style_key=codes.get(_value(feature, field), "") if field else "",
            attributes=feature.attributes,
        )


def one_dimension_each(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the geometry itself, or the points, lines and areas of a collection as up to three geometries."""
    if geometry.geom_type != "GeometryCollection":
        return [geometry]
    parts = shapely.get_parts(geometry)
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    flat = shapely.get_parts(parts)
    kinds = shapely.get_dimensions(flat)
    return [shapely.union_all(flat[kinds == kind]) for kind in (0, 1, 2) if (kinds == kind).any()]


def label_of(attributes: dict[str, Any]) -> str:
    """Return what a feature is called, by the usual names of such a field; "" where there is none."""
    by_name = {key.casefold(): value for key, value in attributes.items() if isinstance(value, str | int)}
    return next((str(by_name[name])[:254] for name in NAME_FIELDS if by_name.get(name)), "")


def _value(feature: Feature, field: str | None) -> str:
    value = feature.attributes.get(field or "")
    return "" if value is None else str(value)


def _codes(features: Sequence[Feature], field: str) -> dict[str, str]:
    """Return {value: style key} of the most frequent values; the rest have none."""
    counted = Counter(_value(feature, field) for feature in features)
    counted.pop("", None)
    common = [value for value, _count in counted.most_common(MAX_CATEGORIES)]
    return {value: value[:60] for value in sorted(common)}


def _legend(codes: dict[str, str]) -> list[dict[str, Any]]:
    """Return one entry a category, and one ("") for whatever has none."""
    entries: list[dict[str, Any]] = [
        {
            "code": code,
            "label": dict.fromkeys(LANGUAGES, value),
            "fill": FILLS[number % len(FILLS)],
            "line": LINE,
            "hatch": HATCHES[(number + number // len(FILLS)) % len(HATCHES)],
        }
        for number, (value, code) in enumerate(codes.items())
    ]
    return [*entries, {"code": "", "label": OTHERS if codes else {}, **PLAIN}]

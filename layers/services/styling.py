"""How a vector layer is drawn: one look, a colour a category, or classes of a number. Worked out in the database."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.i18n import LANGUAGES
from layers.models import Layer
from layers.refusals import NoNumbers, NoSuchField
from layers.services.vector import FILLS, HATCHES, LINE, MAX_CATEGORIES, OTHERS, PLAIN

METHODS = {
    "single": _("All alike"),
    "categories": _("One colour a value"),
    "quantiles": _("Classes with as many features each"),
    "equal": _("Classes of the same width"),
}
GRADUATED = ("quantiles", "equal")
# From light to dark, each step told apart in colour blindness and in grey (ColorBrewer, viridis).
PALETTES = {
    "blues": ("#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c", "#062f5c"),
    "ochres": ("#ffffd4", "#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404", "#5c1f02"),
    "viridis": ("#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983", "#440154"),
}
CLASSES = range(2, 8)
NOTHING = {"fr": "Sans valeur", "it": "Senza valore", "en": "No value"}
# A number, or a text that is one.
VALUE = r"""
CASE WHEN jsonb_typeof(attributes -> %(field)s) = 'number' THEN (attributes ->> %(field)s)::float8
     WHEN attributes ->> %(field)s ~ '^\s*-?\d{1,15}([.,]\d{1,15})?\s*$'
     THEN replace(attributes ->> %(field)s, ',', '.')::float8 END
"""
FIELD = "SELECT EXISTS (SELECT 1 FROM layers_layerfeature WHERE layer_id = %(layer)s AND attributes ? %(field)s)"
QUANTILES = f"""
SELECT percentile_cont(%(shares)s::float8[]) WITHIN GROUP (ORDER BY {VALUE})
  FROM layers_layerfeature WHERE layer_id = %(layer)s
"""
COMMON = """
SELECT attributes ->> %(field)s AS value FROM layers_layerfeature
 WHERE layer_id = %(layer)s AND coalesce(attributes ->> %(field)s, '') <> ''
 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %(most)s
"""
BY_CLASS = f"""
UPDATE layers_layerfeature
   SET style_key = coalesce((width_bucket({VALUE}, %(edges)s::float8[]) + 1)::text, '') WHERE layer_id = %(layer)s
"""
BY_VALUE = """
UPDATE layers_layerfeature SET style_key = CASE WHEN attributes ->> %(field)s = ANY(%(values)s)
   THEN left(attributes ->> %(field)s, 60) ELSE '' END WHERE layer_id = %(layer)s
"""
ALIKE = "UPDATE layers_layerfeature SET style_key = '' WHERE layer_id = %(layer)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`field` is left empty where all are alike; `classes` and `palette` are of numbers."""

    method: str
    field: str = ""
    classes: int = 5
    palette: str = "blues"


def restyle(layer: Layer, look: Look) -> None:
    """Give the features of a layer their style keys, and the layer its style and legend (not saved).

    Raise `NoSuchField` or `NoNumbers`.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"layer": layer.pk, "field": look.field}
        if look.method == "single":
            cursor.execute(ALIKE, values)
            layer.style, layer.legend = {"method": "single"}, [{"code": "", "label": {}, **PLAIN}]
            return
        cursor.execute(FIELD, values)
        if not cursor.fetchone()[0]:
            raise NoSuchField(field=look.field)
        entries = _classed(cursor, look, values) if look.method in GRADUATED else _categories(cursor, values)
    layer.style = {"field": look.field, "method": look.method, "classes": look.classes, "palette": look.palette}
    rest = OTHERS if look.method == "categories" else NOTHING
    layer.legend = [*entries, {"code": "", "label": rest, **PLAIN}]


def _categories(cursor: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
    cursor.execute(COMMON, {**values, "most": MAX_CATEGORIES})
    common = sorted(value for (value,) in cursor.fetchall())
    cursor.execute(BY_VALUE, {**values, "values": common})
    return [
        {
            "code": value[:60],
            "label": dict.fromkeys(LANGUAGES, value),
            "fill": FILLS[number % len(FILLS)],
            "line": LINE,
            "hatch": HATCHES[(number + number // len(FILLS)) % len(HATCHES)],
        }
        for number, value in enumerate(common)
    ]


def _classed(cursor: Any, look: Look, values: dict[str, Any]) -> list[dict[str, Any]]:
    edges = _edges(cursor, look, values)
    cursor.execute(BY_CLASS, {**values, "edges": edges[1:-1]})
    colors = spread(PALETTES[look.palette], len(edges) - 1)
    return [
        {"code": str(number), "range": [low, high], "fill": color, "line": LINE, "hatch": "plain"}
        for number, (low, high, color) in enumerate(zip(edges, edges[1:], colors, strict=False), 1)
    ]


def _edges(cursor: Any, look: Look, values: dict[str, Any]) -> list[float]:
    """Return the edges of the classes, the lowest and highest value first and last."""
    shares = [number / look.classes for number in range(look.classes + 1)]
    cursor.execute(QUANTILES, {**values, "shares": shares})
    (found,) = cursor.fetchone()
    if not found or found[0] is None:
        raise NoNumbers(field=look.field)
    low, high = found[0], found[-1]
    if look.method == "equal":
        found = [low + (high - low) * share for share in shares]
    inner = sorted({edge for edge in found[1:-1] if low < edge < high})
    return [low, *inner, high]


def spread(palette: tuple[str, ...], count: int) -> list[str]:
    """Return so many colours of a palette, as far apart as they can be."""
    if count == 1:
        return [palette[len(palette) // 2]]
    return [palette[round(number * (len(palette) - 1) / (count - 1))] for number in range(count)]

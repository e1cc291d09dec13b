"""Layers for tests, written as their import writes them, without going through files."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Point, Polygon

from layers.models import Layer, LayerFeature, LayerKind, PlanZone
from layers.plan_types import plan_legend
from perimeter_data.models import Perimeter
from tests import factories


def mercator(shape: GEOSGeometry) -> GEOSGeometry:
    """Return the geometry in EPSG:3857, as it is stored for drawing."""
    return shape.transform(3857, clone=True)


def vector_layer(perimeter: Perimeter, slug: str, features: list[tuple[GEOSGeometry, str]], **fields: Any) -> Layer:
    """Return a vector layer of (geometry, style_key)."""
    layer = Layer.objects.create(
        perimeter=perimeter, slug=slug, name=factories.i18n(slug), kind=LayerKind.VECTOR, **fields
    )
    for shape, key in features:
        shape.srid = 4326
        LayerFeature.objects.create(
            layer=layer,
            geom=shape,
            display_3857=mercator(shape),
            label=key.title(),
            style_key=key,
            attributes={"kind": key, "rank": 1, "name_fr": f"{key} fr", "name_it": f"{key} it"},
        )
    return layer


def ground(perimeter: Perimeter) -> Layer:
    """Return a ground: sea along the southern edge and beyond, a road across."""
    sea = Polygon.from_bbox((6.0, 43.0, 9.0, 43.6))
    road = LineString((6.5, 44.2), (8.5, 44.2))
    return vector_layer(perimeter, "ground", [(sea, "sea"), (road, "road")], role=Layer.Role.GROUND)


def plan(perimeter: Perimeter) -> Layer:
    """Return an urban plan of a U and an N zone, and a sliver too small to be drawn from afar."""
    layer = Layer.objects.create(
        perimeter=perimeter,
        slug="plan",
        name=factories.i18n("plan"),
        kind=LayerKind.PLAN,
        legend=plan_legend({"U", "N"}),
        visible=True,
    )
    zones = {
        ("UA", "U"): (7.2, 44.0, 7.25, 44.05),
        ("Nf", "N"): (7.25, 44.0, 7.3, 44.05),
        ("UB", "U"): (7.31, 44.0, 7.3101, 44.0001),
    }
    for (libelle, typezone), (west, south, east, north) in zones.items():
        shape = MultiPolygon(factories.square(west, south, east, north), srid=4326)
        label = Point((west + east) / 2, (south + north) / 2, srid=4326)
        PlanZone.objects.create(
            layer=layer,
            geom=shape,
            display_3857=mercator(shape),
            label_point=label,
            libelle=libelle,
            libelong=f"Zone {libelle}",
            typezone=typezone,
        )
    return layer

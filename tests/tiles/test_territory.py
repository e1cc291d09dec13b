"""The perimeter, its mask, zones and places: inside the boundary, and drawn to the pixel."""

import json
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from shapely.geometry import box
from shapely.geometry import shape as to_shape

from core.geometry import Tile, tile_at
from perimeter_data.models import Perimeter, PerimeterVersion, PlaceKind, Zoning
from perimeter_data.services.publish import publish_boundary
from tests import factories
from tests.shared import data_file
from tests.tiles.conftest import Fetch, decoded
from tests.tiles.ground import ground, vector_layer
from tiles.encode import encode
from tiles.resolve import vector_sources
from tiles.sources.places import last_rank

BOX = box(-64, -64, 4160, 4160)


def parts(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return {part: shape in tile coordinates}."""
    return {feature["properties"]["part"]: to_shape(feature["geometry"]) for feature in features}


@pytest.mark.parametrize("z", [0, 3, 7, 9, 11, 14])
@pytest.mark.parametrize("spot", [(7.02, 43.52), (7.65, 43.95), (7.25, 44.0), (7.99, 44.49), (9.0, 43.0)])
def test_boundary_and_outside_fill_the_tile_and_never_overlap(
    fetch: Fetch, perimeter: Perimeter, z: int, spot: tuple[float, float]
) -> None:
    found = parts(fetch("perimeter", z, *spot))
    assert sum(shape.area for shape in found.values()) == pytest.approx(BOX.area)
    assert all(shape.is_valid for shape in found.values())


def test_the_hole_is_outside(fetch: Fetch, perimeter: Perimeter) -> None:
    assert set(parts(fetch("perimeter", 14, 7.65, 43.95))) == {"outside"}
    assert set(parts(fetch("perimeter", 14, 7.25, 44.0))) == {"boundary"}


def test_the_sea_is_not_dimmed(fetch: Fetch, perimeter: Perimeter) -> None:
    (dry,) = fetch("perimeter", 12, 6.5, 43.3)
    assert dry["properties"]["part"] == "outside"
    ground(perimeter)
    assert fetch("perimeter", 12, 6.5, 43.3) == []
    found = parts(fetch("perimeter", 7, 6.5, 43.3))
    assert found["outside"].area < BOX.area - found["boundary"].area


def test_a_draft_boundary_and_a_former_one_are_not_drawn(fetch: Fetch, perimeter: Perimeter) -> None:
    before = fetch("perimeter", 7)
    wide = MultiPolygon(factories.square(6, 43, 9, 45), srid=4326)
    version = PerimeterVersion.objects.create(
        perimeter=perimeter, number=2, boundary=wide, accepted=wide, area_km2=1, tolerance_m=0
    )
    assert fetch("perimeter", 7) == before
    publish_boundary(version=version)
    assert parts(fetch("perimeter", 7))["boundary"].area > parts(before)["boundary"].area * 4


@pytest.mark.parametrize("z", [0, 5, 8, 11, 14, 16])
@pytest.mark.parametrize(
    "ring",
    [
        pytest.param([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)], id="bow tie"),
        pytest.param([(0, 0), (1, 0), (1, 1e-7), (0, 0)], id="needle"),
        pytest.param([(0, 0), (1, 0), (1, 1), (0.5, 1e-9), (0, 1), (0, 0)], id="waist"),
        pytest.param(
            [(0, 0), *[(n / 400, 0.5 + 0.4 * (-1) ** n) for n in range(1, 400)], (1, 0), (0, 0)], id="saw of 400 teeth"
        ),
    ],
)
def test_awkward_shapes_are_drawn_or_left_out_never_an_error(
    fetch: Fetch, perimeter: Perimeter, ring: list[tuple[float, float]], z: int
) -> None:
    polygon = Polygon([(7 + 0.9 * x, 43.6 + 0.8 * y) for x, y in ring], srid=4326)
    if not polygon.valid:
        polygon = polygon.make_valid()
    area = polygon if polygon.geom_type == "MultiPolygon" else MultiPolygon(polygon, srid=4326)
    vector_layer(perimeter, "awkward", [(area, "sea")], role="ground")
    spot = (ring[1][0] * 0.9 + 7, ring[1][1] * 0.8 + 43.6)
    for layers in ("perimeter", "awkward"):
        for feature in fetch(layers, z, *spot):
            assert not to_shape(feature["geometry"]).is_empty


def test_zones_are_clipped_and_named(fetch: Fetch, perimeter: Perimeter, communes: Zoning) -> None:
    east = next(zone for zone in fetch("zones-communes", 8, 7.75, 44.0) if zone["properties"]["code"] == "E")
    assert len(east["geometry"]["coordinates"]) == 2  # the hole of the perimeter is cut out
    assert east["properties"]["population"] == 2000
    assert east["properties"]["name"] == east["properties"]["name:fr"] == "E (fr)"
    assert east["id"] == communes.versions.get().zones.get(code="E").pk


def test_a_name_stands_in_one_tile(perimeter: Perimeter, communes: Zoning) -> None:
    sources = vector_sources(perimeter, ["zones-communes"])
    southwest, northeast = tile_at(7.0, 43.5, 11), tile_at(8.0, 44.5, 11)
    seen = [
        feature["properties"]["code"]
        for x in range(southwest.x, northeast.x + 1)
        for y in range(northeast.y, southwest.y + 1)
        for feature in decoded(encode(sources, Tile(11, x, y))).get("zones-communes", [])
        if feature["properties"].get("part") == "label"
    ]
    assert sorted(seen) == ["E", "W"]


def test_only_the_edition_in_force_is_drawn(fetch: Fetch, perimeter: Perimeter, communes: Zoning) -> None:
    factories.zoning(perimeter, zones={"whole": factories.square(7.0, 43.5, 8.0, 44.5)})
    assert {zone["properties"]["code"] for zone in fetch("zones-communes", 8)} == {"whole"}


@pytest.mark.parametrize(("z", "rank"), [(0, 1), (6, 1), (7, 2), (9, 4), (12, 7), (14, 9), (22, 17)])
def test_the_farther_out_the_fewer_places(z: int, rank: int) -> None:
    assert last_rank(z) == rank


def test_places_have_names_by_language_and_rank(fetch: Fetch, perimeter: Perimeter) -> None:
    factories.PlaceFactory(
        perimeter=perimeter, name="Tende", names={"fr": "Tende", "it": "Tenda"}, rank=3, kind="village"
    )
    factories.PlaceFactory(
        perimeter=perimeter, name="Pass", rank=9, kind=PlaceKind.PASS, position=Point(7.2501, 44, srid=4326)
    )
    assert fetch("places", 7) == []
    (village,) = fetch("places", 8)
    assert village["properties"] == {
        "kind": "village", "rank": 3, "name": "Tende", "name:fr": "Tende", "name:it": "Tenda"
    }  # fmt: skip
    assert [place["properties"]["name"] for place in fetch("places", 14)] == ["Tende", "Pass"]


@pytest.mark.slow
def test_the_real_boundary(db: None) -> None:
    """2,793 vertices of the Alps and the coast: every tile is valid, none is an error."""
    area = MultiPolygon(*_polygons(data_file("boundaries/alpimed_wide.geojson").read_text()), srid=4326)
    perimeter = factories.published_perimeter(area, slug="alpimed")
    sources = vector_sources(perimeter, ["perimeter"])
    for z in range(17):
        found = parts(
            decoded(encode(sources, tile_at(7.42, 43.74, z))).get("perimeter", [])
        )  # Monaco: a hole by the sea
        assert sum(shape.area for shape in found.values()) == pytest.approx(BOX.area)
        assert all(shape.is_valid for shape in found.values())


def _polygons(text: str) -> list[Polygon]:
    shapes = [GEOSGeometry(json.dumps(feature["geometry"])) for feature in json.loads(text)["features"]]
    return [polygon for shape in shapes for polygon in (shape if shape.geom_type == "MultiPolygon" else [shape])]

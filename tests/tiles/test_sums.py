"""Nothing is lost between tiles: at every zoom, under every filter, the map's sum is the list's count."""

from typing import Any

from django.contrib.gis.geos import Point
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.geometry import Tile, tile_at
from participation.filters import ContributionFilter
from participation.folds.pins import fold_pins
from participation.models import Contribution
from participation.selectors import count_contributions, public_contributions
from participation.states import ContributionState
from perimeter_data.models import Perimeter, Zone
from tests import factories
from tests.tiles.conftest import decoded
from tiles.encode import encode
from tiles.resolve import vector_sources

# Points close together and far apart, on the limit of zones, near a zone that is not drawn, never in the hole.
LON = st.one_of(st.floats(7.0, 7.59), st.sampled_from([7.25, 7.2500001, 7.5, 7.999, 8.0, 7.0]))
LAT = st.one_of(st.floats(43.5, 44.5), st.sampled_from([44.0, 44.0000001, 43.5, 44.5]))
PIN = st.fixed_dictionaries(
    {
        "position": st.builds(lambda lon, lat: Point(lon, lat, srid=4326), LON, LAT),
        "kind": st.sampled_from(["idea", "report"]),
        "theme": st.sampled_from([None, *factories.THEMES]),
        "anchor": st.sampled_from(["exact", "exact", "zone"]),
        "state": st.sampled_from([state for state in ContributionState if state != "merged"]),
    }
)
FILTER = st.sampled_from(
    [
        {},
        {"kind": "idea"},
        {"theme": "economy,health"},
        {"state": "received,done"},
        {"zone": "communes:W"},
        {"bbox": "7.1,43.6,7.5,44.2"},
        {"near": "7.25,44.0,9000"},
        {"q": "bench"},
        {"language": "it"},
        {"kind": "report", "state": "received,planned", "theme": "health,services"},
        {"kind": "report", "theme": "services", "zone": "communes:W,communes:X"},
    ]
)
CORNERS = ((7.0, 43.5), (8.0, 44.5))
EVERY_TILE_UP_TO = 9


def count_on_map(perimeter: Perimeter, asked: ContributionFilter, tiles: set[Tile]) -> int:
    sources = vector_sources(perimeter, ["contributions"], asked)
    features = [
        feature
        for tile in tiles
        for feature in decoded(encode(sources, tile, repeated=not asked)).get("contributions", [])
    ]
    return sum(feature["properties"].get("point_count", 1) for feature in features)


def tiles_of(z: int) -> set[Tile]:
    """Return every tile of the perimeter; far in, those where something can be."""
    if z <= EVERY_TILE_UP_TO:
        southwest, northeast = (tile_at(*corner, z) for corner in CORNERS)
        columns = range(southwest.x, northeast.x + 1)
        return {Tile(z, x, y) for x in columns for y in range(northeast.y, southwest.y + 1)}
    positions = [*Contribution.objects.values_list("position", flat=True)]
    labels = [point for point in Zone.objects.values_list("label_point", flat=True) if point]
    return {tile_at(point.x, point.y, z) for point in [*positions, *labels]}


class TestSums(TestCase):
    perimeter: Perimeter

    @classmethod
    def setUpTestData(cls) -> None:
        cls.perimeter = factories.published_perimeter(slug="valley")
        # E has no zone; X lies outside but within the gap width of the eastern edge: it has no label point.
        zones = {"W": factories.square(7.0, 43.5, 7.5, 44.5), "X": factories.square(8.0, 43.5, 8.2, 44.5)}
        factories.zoning(cls.perimeter, zones=zones)

    @settings(max_examples=60, deadline=None)
    @given(pins=st.lists(PIN, max_size=12), params=FILTER, z=st.integers(0, 22), folded=st.integers(0, 12))
    def test_the_maps_sum_is_the_lists_count(
        self, pins: list[dict[str, Any]], params: dict[str, str], z: int, folded: int
    ) -> None:
        for number, pin in enumerate(pins):
            if number == folded:
                fold_pins()
            factories.contribution(self.perimeter, **pin)
        asked = ContributionFilter.parse(params)
        expected = public_contributions(self.perimeter, asked).count()
        assert count_contributions(self.perimeter, asked) == expected
        assert count_on_map(self.perimeter, asked, tiles_of(z)) == expected

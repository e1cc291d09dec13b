"""Whole tiles as text, to see at a glance what a change changes. With BLESS=1 in the environment they are rewritten."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Point

from core.geometry import tile_at
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.tiles.conftest import Features, decoded
from tests.tiles.ground import ground, plan
from tiles.encode import encode
from tiles.resolve import vector_sources

FOLDER = Path(__file__).parent / "snapshots"
LAYERS = ("contributions", "ground", "perimeter", "places", "plan", "proposals", "zones-communes")


def written(layers: dict[str, Features]) -> str:
    """Return a tile as lines; ids as their order of size, because they differ from run to run."""
    lines = []
    for name, features in layers.items():
        lines.append(name)
        ids = sorted(feature["id"] for feature in features if feature.get("id"))
        for feature in features:
            number = f"#{ids.index(feature['id']) + 1} " if feature.get("id") else ""
            facts = {key: value for key, value in feature["properties"].items() if key != "proposal"}
            lines.append(f"  {number}{feature['geometry']['type']} {_told(facts)}")
            lines += [f"    {line}" for line in _lines(feature["geometry"]["coordinates"])]
    return "\n".join(lines) + "\n"


def _told(facts: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in facts.items())


def _lines(coordinates: Any) -> list[str]:
    """Return each ring, line or point on a line of its own."""
    if isinstance(coordinates[0], int):
        return [f"{coordinates[0]},{coordinates[1]}"]
    if isinstance(coordinates[0][0], int):
        return [" ".join(f"{x},{y}" for x, y in coordinates)]
    return [line for part in coordinates for line in _lines(part)]


@pytest.fixture
def everything(perimeter: Perimeter, communes: Zoning) -> Perimeter:
    """A little of every kind."""
    ground(perimeter)
    plan(perimeter)
    factories.PlaceFactory(perimeter=perimeter, name="Tende", names={"fr": "Tende", "it": "Tenda"}, rank=1, kind="town")
    factories.PlaceFactory(perimeter=perimeter, name="Fontan", rank=6, position=Point(7.26, 44.02, srid=4326))
    for n, (kind, theme, state) in enumerate(
        [("idea", "economy", "received"), ("report", "health", "done"), ("idea", None, "declined")]
    ):
        made = factories.contribution(
            perimeter, Point(7.2501 + n / 2000, 44.001, srid=4326), kind=kind, theme=theme, state=state
        )
        for _vote in range(n):
            factories.vote(made)
    factories.contribution(perimeter, Point(7.9, 44.4, srid=4326), theme="services")
    factories.contribution(perimeter, anchor="zone")
    factories.contribution(perimeter, state="pending")
    line = LineString((7.25, 44.0), (7.3, 44.03), srid=4326)
    factories.proposal(perimeter, shape=line)
    return perimeter


@pytest.mark.parametrize("z", [0, 7, 9, 13, 14])
def test_tiles_are_as_they_were(everything: Perimeter, z: int) -> None:
    found = written(decoded(encode(vector_sources(everything, LAYERS), tile_at(7.2501, 44.001, z))))
    path = FOLDER / f"z{z}.txt"
    if os.environ.get("BLESS"):
        path.write_text(found)
    assert found == path.read_text()

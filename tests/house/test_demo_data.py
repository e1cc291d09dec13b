"""The demo territory's files are whole, fit together and speak three languages."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely
from shapely import Point
from shapely.geometry import shape

from mapserver.demo.draw import contributions, places, plan, territory
from mapserver.demo.draw.typography import french
from participation.services.themes import DEFAULT_THEMES
from participation.states import PUBLIC_PROPOSAL_STATES, PUBLIC_STATES
from perimeter_data.models import PlaceKind

DEMO = Path(contributions.__file__).parent.parent
LANGUAGES = {"fr", "it", "en"}
SVG = "{http://www.w3.org/2000/svg}"
INSIDE = {
    "Nice": (7.27, 43.70),
    "Cuneo": (7.548, 44.39),
    "Imperia": (8.027, 43.887),
    "Sanremo": (7.776, 43.818),
    "Menton": (7.501, 43.7765),
    "Ventimiglia": (7.6075, 43.791),
    "Breil-sur-Roya": (7.5145, 43.9375),
    "Tende": (7.5935, 44.0885),
    "Limone": (7.5765, 44.2015),
    "Saint-Martin-Vésubie": (7.256, 44.069),
    "Sospel": (7.449, 43.878),
}
OUTSIDE_NAMES = {
    "Monaco", "Monte-Carlo", "Andora", "Albenga", "Saluzzo", "Barcelonnette", "Entrevaux", "Mer Ligure",
}  # fmt: skip


def load(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


def features(name: str) -> list[dict[str, Any]]:
    return load(name)["features"]


@pytest.fixture(scope="module")
def outline() -> shapely.Geometry:
    return shape(features("outline.geojson")[0]["geometry"])


@pytest.mark.parametrize("name", ["outline", "sectors", "places", "ground", "plan"])
def test_every_geometry_is_valid_and_lies_here(name: str) -> None:
    for item in features(f"{name}.geojson"):
        geometry = shape(item["geometry"])
        assert geometry.is_valid and not geometry.is_empty, item["properties"]
        west, south, east, north = geometry.bounds
        assert 5 < west <= east < 10 and 42 < south <= north < 45, item["properties"]


@pytest.mark.parametrize("name", INSIDE)
def test_the_towns_are_inside(outline: shapely.Geometry, name: str) -> None:
    assert outline.contains(Point(INSIDE[name]))


@pytest.mark.parametrize("position", [(7.42, 43.735), (7.4275, 43.7395), (7.6, 43.6), (7.41, 43.72), (6.65, 44.39)])
def test_monaco_the_sea_and_the_neighbours_are_outside(
    outline: shapely.Geometry, position: tuple[float, float]
) -> None:
    assert not outline.intersects(Point(position))


def test_the_outline_has_a_coast_and_islands(outline: shapely.Geometry) -> None:
    assert outline.geom_type == "MultiPolygon" and len(outline.geoms) == 3
    assert 150 < shapely.get_num_coordinates(outline) < 450


def test_sectors_partition_the_outline_exactly(outline: shapely.Geometry) -> None:
    areas = [shape(item["geometry"]) for item in features("sectors.geojson")]
    assert 18 <= len(areas) <= 24
    assert shapely.union_all(areas).symmetric_difference(outline).area < 1e-12
    assert abs(sum(area.area for area in areas) - outline.area) < 1e-12
    tree = shapely.STRtree(areas)
    for first, second in zip(*tree.query(areas, predicate="intersects"), strict=True):
        if first < second:
            assert areas[first].intersection(areas[second]).area < 1e-12


def test_sectors_are_named_and_counted() -> None:
    rows = [item["properties"] for item in features("sectors.geojson")]
    assert len({row["code"] for row in rows}) == len(rows)
    assert {row["country"] for row in rows} == {"FR", "IT"}
    for row in rows:
        assert row["name_fr"] and row["name_it"] and row["name_en"] and row["population"] > 1000, row["code"]
        assert row["name"] == row["name_fr" if row["country"] == "FR" else "name_it"]


def test_a_sector_keeps_to_its_country() -> None:
    areas = {item["properties"]["code"]: shape(item["geometry"]) for item in features("sectors.geojson")}
    country = {item["properties"]["code"]: item["properties"]["country"] for item in features("sectors.geojson")}
    for place in places.read():
        for code, area in areas.items():
            if place.kind in ("town", "village", "hamlet") and area.contains(Point(place.lon, place.lat)):
                assert country[code] == place.country, place.name


def test_places_have_kinds_ranks_and_two_names(outline: shapely.Geometry) -> None:
    rows = features("places.geojson")
    assert len(rows) >= 150
    facts = [row["properties"] for row in rows]
    assert {fact["kind"] for fact in facts} <= set(PlaceKind.values)
    assert all(1 <= fact["rank"] <= 9 for fact in facts)
    names = [fact["name"] for fact in facts]
    assert len(set(names)) == len(names)
    both = {fact["name"]: (fact["name_fr"], fact["name_it"]) for fact in facts}
    assert both["Breil-sur-Roya"] == ("Breil-sur-Roya", "Breglio")
    assert both["Ventimiglia"] == ("Vintimille", "Ventimiglia")
    assert both["Cuneo"] == ("Coni", "Cuneo")
    outside = {row["properties"]["name"] for row in rows if not outline.contains(shape(row["geometry"]))}
    assert outside == OUTSIDE_NAMES


def test_the_sea_touches_the_coast_and_floods_nothing(outline: shapely.Geometry) -> None:
    sea = next(shape(item["geometry"]) for item in features("ground.geojson") if item["properties"]["kind"] == "sea")
    assert outline.intersection(sea).area < 1e-5  # degrees², a few hectares of coordinate rounding
    assert not any(sea.contains(Point(position)) for position in INSIDE.values())
    lines = [item for item in features("ground.geojson") if item["properties"]["kind"] in ("road", "rail", "river")]
    for line in lines:
        assert shape(line["geometry"]).intersection(sea).length < 0.004, line["properties"]["name"]


def test_the_ground_has_all_its_kinds() -> None:
    kinds = Counter(item["properties"]["kind"] for item in features("ground.geojson"))
    assert set(kinds) == {"sea", "river", "road", "rail", "border", "high", "flat", "lake"}
    assert kinds["river"] >= 15 and kinds["high"] > 20


def test_the_plan_is_a_clean_partition_of_official_types(outline: shapely.Geometry) -> None:
    rows = features("plan.geojson")
    assert 25 <= len(rows) <= 42
    facts = [row["properties"] for row in rows]
    assert {fact["TYPEZONE"] for fact in facts} == {"U", "AUc", "AUs", "A", "N"}
    assert all("fictif" in fact["LIBELONG"] and fact["URLFIC"] == "" for fact in facts)
    assert all(re.fullmatch(r"\d{8}", fact["DATVALID"]) and fact["IDURBA"] == plan.IDURBA for fact in facts)
    areas = [shape(row["geometry"]) for row in rows]
    union = shapely.union_all(areas)
    assert abs(sum(area.area for area in areas) - union.area) < 1e-12
    assert union.geom_type == "Polygon" and not union.interiors and outline.contains(union)


def test_contributions_are_those_drawn_from_the_texts() -> None:
    assert (DEMO / "contributions.json").read_text(encoding="utf-8") == contributions.as_json()


def test_contributions_lie_inside_and_are_varied(outline: shapely.Geometry) -> None:
    rows = load("contributions.json")
    assert 380 <= len(rows) <= 430
    assert all(outline.contains(Point(row["lon"], row["lat"])) for row in rows)
    assert len({row["text"] for row in rows}) == len({row["title"] for row in rows}) == len(rows)
    ideas = sum(row["kind"] == "idea" for row in rows) / len(rows)
    french_ones = sum(row["language"] == "fr" for row in rows) / len(rows)
    assert 0.6 < ideas < 0.7 and 0.5 < french_ones < 0.6
    assert {row["state"] for row in rows} == {state.value for state in PUBLIC_STATES}
    assert {row["theme"] for row in rows} == {slug for slug, *_ in DEFAULT_THEMES}
    categories = {category["slug"] for category in load("consultation.json")["categories"]}
    assert all((row["category"] in categories) == (row["kind"] == "report") for row in rows)
    assert all(len(row["title"]) <= 160 and 0 <= row["days_ago"] < 70 and 0 <= row["minutes"] < 1440 for row in rows)
    zoned = [row for row in rows if row["anchor"] == "zone"]
    assert zoned and {row["theme"] for row in zoned} == {"health"} == {row["theme"] for row in zoned}


def test_contributions_are_spread_over_the_sectors() -> None:
    areas = {item["properties"]["code"]: shape(item["geometry"]) for item in features("sectors.geojson")}
    spots = [Point(row["lon"], row["lat"]) for row in load("contributions.json")]
    counts = {code: sum(area.contains(spot) for spot in spots) for code, area in areas.items()}
    assert min(counts.values()) >= 4 and max(counts, key=counts.__getitem__) == "F01", counts


def test_votes_are_heavy_tailed() -> None:
    votes = sorted(row["votes_for"] for row in load("contributions.json"))
    assert votes[len(votes) // 2] < 10 and votes[-1] > 100


def test_proposals_are_complete(outline: shapely.Geometry) -> None:
    rows = load("proposals.json")
    assert [row["ref"] for row in rows] == [f"ALP-P{number:02}" for number in range(1, 13)]
    assert rows[6]["title"]["fr"] == "Une navette le samedi entre Tende et Menton"
    assert len({row["theme"] for row in rows}) == 4
    sectors = territory.draw()[1]
    assert {
        next(code[0] for code, area in sectors.items() if area.contains(Point(row["position"]))) for row in rows
    } == {
        "F",
        "I",
    }
    for row in rows:
        assert row["state"] in {state.value for state in PUBLIC_PROPOSAL_STATES}
        assert row["shape"] is None or outline.covers(shape(row["shape"])), row["ref"]
        assert row["budget_eur"] > 0 and row["votes_for"] > 10
        assert (DEMO / "illustrations" / row["image"]).is_file()
    assert sum(row["shape"] is not None for row in rows) >= 4
    assert len({row["image"] for row in rows}) == 12


def translations(value: Any) -> list[dict[str, str]]:
    """Every `{lang: text}` below a value."""
    if isinstance(value, list):
        return [found for item in value for found in translations(item)]
    if not isinstance(value, dict):
        return []
    if "fr" in value:
        return [value]
    return [found for item in value.values() for found in translations(item)]


@pytest.mark.parametrize("name", ["proposals.json", "consultation.json"])
def test_the_public_body_speaks_three_languages(name: str) -> None:
    texts = translations(load(name))
    assert len(texts) > 15
    for text in texts:
        assert set(text) == LANGUAGES and all(words.strip() for words in text.values())
        assert text["fr"] == french(text["fr"]), "French punctuation takes a no-break space"
        assert "'" not in "".join(text.values()), "typographic apostrophes"


@pytest.mark.parametrize("path", sorted((DEMO / "illustrations").glob("*.svg")), ids=lambda path: path.stem)
def test_an_illustration_is_a_plain_drawing(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.get("viewBox") == "0 0 712 320"
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "g", "path", "rect", "circle", "ellipse"}
    for node in root.iter():
        for name, value in node.attrib.items():
            assert not name.startswith("on") and "href" not in name and name != "style"
            assert "url(" not in value and "://" not in value and "javascript" not in value


def test_there_are_twelve_illustrations() -> None:
    assert len(list((DEMO / "illustrations").glob("*.svg"))) == 12

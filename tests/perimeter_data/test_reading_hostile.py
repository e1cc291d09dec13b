"""The gallery of broken and malicious files beside the project, where it is: each as its table expects."""

import csv
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.utils import translation

from perimeter_data.reading import FileRefused, bounded, inspect_file, read_features
from perimeter_data.reading.inspection import ABOUT_CRS, ABOUT_LAYERS
from tests.shared import DATA, data_file

pytestmark = pytest.mark.slow

# What `expected.csv` leaves open is decided here: the code of a refusal, or (features kept, features refused).
DECIDED: dict[str, str | tuple[int, int]] = {
    "csv/cp1252_semicolon_decimal_comma.csv": (2, 0),
    "csv/formula_injection.csv": (4, 0),
    "csv/lambert93_xy.csv": "crs_missing",
    "csv/null_island_and_gaps.csv": (1, 4),
    "csv/ragged_quotes_newlines.csv": (1, 3),
    "csv/swapped_headers.csv": (2, 0),
    "dxf/no_crs.dxf": "crs_missing",
    "geojson/antimeridian.geojson": "no_features",
    "geojson/bowtie.geojson": "no_features",
    "geojson/cp1252.geojson": (1, 0),
    "geojson/crs_member_2154.geojson": (1, 0),
    "geojson/crs_member_unknown.geojson": "crs_unknown",
    "geojson/deep_nesting_20000.geojson": "nested_too_deep",
    "geojson/dims_3d_4d.geojson": (2, 0),
    "geojson/duplicate_keys.geojson": "malformed_json",
    "geojson/empty_geometries.geojson": (1, 4),
    "geojson/geometrycollection.geojson": (1, 0),
    "geojson/hole_outside_shell.geojson": "no_features",
    "geojson/html_in_properties.geojson": (1, 0),
    "geojson/inf_1e999.geojson": "no_features",
    "geojson/metres_without_crs.geojson": "crs_contradicted",
    "geojson/nan_literal.geojson": "malformed_json",
    "geojson/ndjson_not_fc.geojson": (10, 0),
    "geojson/nul_in_string.geojson": (1, 0),
    "geojson/spiral_20000.geojson": "no_features",
    "geojson/swapped_lat_lon.geojson": (5, 0),
    "geojson/unclosed_ring.geojson": (1, 0),
    "geojson/utf16le.geojson": (1, 0),
    "geojson/utf8_bom.geojson": (1, 0),
    "gpkg/contents_bbox_lies.gpkg": (2, 0),
    "gpkg/srs_undefined.gpkg": "crs_missing",
    "gpx/empty.gpx": "no_features",
    "kml/billion_laughs.kml": "unsafe_xml",
    "kml/network_link_internal.kml": "points_elsewhere",
    "kml/xxe.kml": "unsafe_xml",
    "other/html_named.geojson": "is_web_page",
    "other/zero_bytes.geojson": "file_empty",
    "zip/bomb_30mb.zip": "zip_bomb",
    "zip/macos_junk.zip": (2, 0),
    "zip/missing_shx.zip": (2, 0),
    "zip/nested_bomb.zip": "zip_nested",
    "zip/no_prj.zip": "crs_missing",
    "zip/traversal.zip": "zip_unsafe",
    "zip/upper_case_ext.zip": (2, 0),
}
NEAR_NICE = (6.5, 43.0, 8.5, 45.0)
ENOUGH_S = 5


# What each word of the table allows: T taken, A asked about (layer, coordinate system, columns), R refused.
# Rasters are refused by this reader as images; what becomes of them is tested in tests/layers/test_rasters.py.
MEANS = {
    "accept": "T",
    "accept (rebuilt) or reject with a reason": "TR",
    "accept after repair or reject with a reason, never a 500": "TR",
    "accept as cp1252 or reject with a reason": "TR",
    "accept good rows, report others": "T",
    "accept or reject with a reason": "TR",
    "accept, accents right": "T",
    "accept, escape on output": "T",
    "accept; neutralise on CSV export": "T",
    "ask for CRS, then reproject": "A",
    "ask for the CRS": "A",
    "ask for the CRS or reject": "AR",
    "bounded time: reject or repair with a limit": "TR",
    "drop or keep Z, never fail": "T",
    "file content never appears": "TR",
    "flag as outside perimeter, hint": "T",
    "keep 1, report 4": "T",
    "no fetch; reject or 0 features": "R",
    "reject": "R",
    "reject (outside perimeter)": "R",
    "reject by the ratio or size limit": "R",
    "reject fast": "R",
    "reject fast, no crash": "R",
    "reject or ask for the CRS": "AR",
    "reject per feature (outside perimeter), hint about swapped axes": "T",
    "reject with a reason": "R",
    "reject; nothing written outside": "R",
    "reproject to 4326": "T",
    "split, or reject with a reason": "TR",
    "strip or reject, never a 500": "TR",
    "trust the data": "T",
}
# A system nobody knows is refused; naming another is a new order.
ASKED = {*ABOUT_LAYERS, *ABOUT_CRS, "position_fields_missing"} - {"crs_unknown"}
HOSTILE = DATA / "hostile"
TABLE = HOSTILE / "own/expected.csv"


def _rows() -> list[dict[str, str]]:
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _read_all(paths: list[Path], near: tuple[float, float, float, float] | None = None) -> dict[str, dict[str, Any]]:
    """Read and inspect files in one child with the limits and drivers of the real one."""
    arguments = {"paths": [str(path) for path in paths], "options": asdict(bounded.make_options(near=near))}
    return dict(bounded.run("tests.perimeter_data.child_tasks:read_all", arguments))


@pytest.fixture(scope="module")
def gallery() -> dict[str, dict[str, Any]]:
    """Return what became of each file of the table."""
    answers = _read_all([data_file(f"hostile/own/{row['file']}") for row in _rows()], near=NEAR_NICE)
    return {str(Path(path).relative_to(HOSTILE / "own")): answer for path, answer in answers.items()}


def _outcome(answer: dict[str, Any]) -> str | tuple[int, int]:
    table = answer["read"]
    if "refusal" in table:
        return str(table["refusal"])
    return len(table["features"]), len(table["report"]["refused"])


def _kind(outcome: str | tuple[int, int]) -> str:
    return "T" if not isinstance(outcome, str) else "A" if outcome in ASKED else "R"


def _say(code: str, extra: dict[str, Any]) -> set[str]:
    said = set()
    for language in ("fr", "it", "en"):
        with translation.override(language):
            said.add(str(FileRefused(code, **extra)))
    return said


def require_sane(answer: dict[str, Any]) -> None:
    """Whatever it is: in good time, nothing left behind, looked at as it is read, refused in three languages."""
    assert answer["seconds"] < ENOUGH_S
    assert answer["left_behind"] == []
    read, inspected = answer["read"], answer["inspected"]
    if "refusal" in read:
        assert len(_say(read["refusal"], read["extra"])) == 3
        problem = inspected.get("refusal") or inspected["problem"]["code"]
        assert problem == read["refusal"]
    else:
        assert inspected["problem"] is None
        assert sum(inspected["geometry_kinds"].values()) == len(read["features"]) > 0


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["file"])
def test_every_row_of_the_table(gallery: dict[str, dict[str, Any]], row: dict[str, str]) -> None:
    answer = gallery[row["file"]]
    require_sane(answer)
    if row["kind"] == "raster":
        assert _outcome(answer) == "is_raster"
        return
    assert _outcome(answer) == DECIDED[row["file"]]
    assert _kind(DECIDED[row["file"]]) in MEANS[row["expected"]]
    if "swapped" in row["file"]:
        assert answer["read"]["report"]["notes"] == ["swapped_axes"]
        assert answer["inspected"]["swapped_axes"]
    if DECIDED[row["file"]] in ABOUT_CRS:
        assert answer["inspected"]["crs"]["candidates"]


def test_no_decision_without_a_file() -> None:
    data_file("hostile")
    assert set(DECIDED) == {row["file"] for row in _rows() if row["kind"] != "raster"}


@pytest.mark.parametrize("folder", [path.name for path in sorted(HOSTILE.glob("*/")) if path.name != "own"])
def test_what_others_send_is_read_or_refused_with_a_sentence(folder: str) -> None:
    paths = [path for path in sorted(data_file(f"hostile/{folder}").rglob("*")) if path.is_file()]
    answers = _read_all(paths)
    assert len(answers) == len(paths) > 0
    for path, answer in answers.items():
        try:
            require_sane(answer)
        except AssertionError as error:
            error.add_note(path)
            raise
    taken = [path for path, answer in answers.items() if "refusal" not in answer["read"]]
    assert len(taken) > len(paths) / 3
    good = {Path(path).name for path in paths if path.parent.name == "good" and str(path) not in taken}
    assert good <= {"issue82.geojson", "nullgeometry.geojson"}  # metres that say degrees; no geometry at all


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("name", [name for name, outcome in DECIDED.items() if outcome in ABOUT_CRS])
def test_who_is_asked_can_answer(name: str) -> None:
    path = data_file(f"hostile/own/{name}")
    asked = inspect_file(path, near=NEAR_NICE)
    best = asked["crs"]["candidates"][0]["crs"]
    answered = inspect_file(path, near=NEAR_NICE, crs=best)
    assert (answered["problem"], answered["crs"]["name"]) == (None, best)
    assert shapely.box(*NEAR_NICE).contains(shapely.box(*answered["bbox"]))


@pytest.mark.parametrize("name", ["geojson/spiral_20000.geojson", "kml/network_link_internal.kml"])
def test_a_child_of_their_own(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_features(data_file(f"hostile/own/{name}"))
    assert refused.value.code == DECIDED[name]


def test_accents_come_through() -> None:
    table = read_features(data_file("hostile/own/zip/upper_case_ext.zip"))
    assert table.features[0].attributes["LIBELONG"] == "Zone à urbaniser – cœur"


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("name", "crs", "encoding", "count"),
    [
        ("neighbourhoods_montpellier/VilleMTP_MTP_SousQuartiers/VilleMTP_MTP_SousQuartiers.zip", None, "cp1252", 31),
        ("neighbourhoods_montpellier/VilleMTP_MTP_ZAC/VilleMTP_MTP_ZAC.geojson", "EPSG:2154", "utf-8", 35),
        ("plu/41175_PLU_20140603.zip", None, "utf-8", 118),
        ("plu/30014_PLU_20171013.zip", None, "cp1252", 90),
        ("plu/56118_PLU_gml/ZONE_URBA.gml", None, None, 66),
        ("plu/derived_cc/30014_ZONE_URBA_cc43.shp", None, "cp1252", 90),
        ("plu/derived_cc/30014_ZONE_URBA_cc44.gpkg", None, None, 90),
        ("reports/paris_dansmarue_10000.csv", None, "utf-8", 10000),
    ],
)
def test_real_files(name: str, crs: str | None, encoding: str | None, count: int) -> None:
    layer = "ZONE_URBA" if name.endswith(".zip") and "plu" in name else None
    table = read_features(data_file(name), crs=crs, layer=layer)
    assert (len(table.features), table.report.encoding) == (count, encoding)
    texts = " ".join(str(value) for feature in table.features for value in feature.attributes.values())
    assert "Ã" not in texts
    assert "\ufffd" not in texts


@pytest.mark.usefixtures("in_process")
def test_one_plan_in_three_systems_falls_on_one_place() -> None:
    original = read_features(data_file("plu/30014_PLU_20171013.zip"), layer="ZONE_URBA").features
    for name in ("plu/derived_cc/30014_ZONE_URBA_cc43.shp", "plu/derived_cc/30014_ZONE_URBA_cc44.gpkg"):
        for one, other in zip(original, read_features(data_file(name)).features, strict=True):
            assert one.geometry.hausdorff_distance(other.geometry) < 1e-6

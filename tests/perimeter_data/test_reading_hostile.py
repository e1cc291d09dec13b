"""The gallery of broken and malicious files beside the project, where it is: each as its table expects."""

import csv
import time

import pytest

from perimeter_data.reading import FileRefused, read_features
from tests.shared import data_file

# What `expected.csv` leaves open is decided here: the code of a refusal, or (features kept, features refused).
DECIDED: dict[str, str | tuple[int, int]] = {
    "csv/cp1252_semicolon_decimal_comma.csv": (2, 0),
    "csv/formula_injection.csv": (4, 0),
    "csv/lambert93_xy.csv": "crs_missing",
    "csv/null_island_and_gaps.csv": (1, 4),
    "csv/ragged_quotes_newlines.csv": (1, 3),
    "csv/swapped_headers.csv": (2, 0),
    "dxf/no_crs.dxf": "unknown_format",
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
    "gpx/empty.gpx": "unknown_format",
    "kml/billion_laughs.kml": "unsafe_xml",
    "kml/network_link_internal.kml": "no_features",
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
ENOUGH_S = 30


def _outcome(name: str) -> str | tuple[int, int]:
    try:
        table = read_features(data_file(f"hostile/own/{name}"), near=NEAR_NICE)
    except FileRefused as error:
        assert str(error)
        return error.code
    if "swapped" in name:
        assert table.report.notes == ["swapped_axes"]
    return len(table.features), len(table.report.refused)


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("name", DECIDED)
def test_as_decided(name: str) -> None:
    started = time.monotonic()
    assert _outcome(name) == DECIDED[name]
    assert time.monotonic() - started < ENOUGH_S


@pytest.mark.parametrize(
    "name",
    [
        "geojson/spiral_20000.geojson",
        "geojson/deep_nesting_20000.geojson",
        "gpkg/contents_bbox_lies.gpkg",
        "kml/network_link_internal.kml",
        "zip/missing_shx.zip",
    ],
)
def test_as_decided_in_the_child(name: str) -> None:
    assert _outcome(name) == DECIDED[name]


def test_every_vector_row_is_decided_and_fits_its_table() -> None:
    with data_file("hostile/own/expected.csv").open(encoding="utf-8") as file:
        rows = {row["file"]: row["expected"] for row in csv.DictReader(file) if row["kind"] != "raster"}
    assert set(rows) == set(DECIDED)
    for name, expected in rows.items():
        refused = isinstance(DECIDED[name], str)
        if expected.startswith("reject") and "per feature" not in expected:
            assert refused, name
        if expected == "accept" or expected.startswith(("accept,", "accept good", "keep", "reproject", "drop")):
            assert not refused, name


def test_accents_come_through() -> None:
    table = read_features(data_file("hostile/own/zip/upper_case_ext.zip"))
    assert table.features[0].attributes["LIBELONG"] == "Zone à urbaniser – cœur"


@pytest.mark.usefixtures("in_process")
def test_others_have_their_reasons() -> None:
    """Third-party files, good and bad: features or a reason, never an exception."""
    folder = data_file("hostile/geojsonhint")
    outcomes = {}
    for path in sorted(folder.glob("*/*.geojson")):
        try:
            outcomes[f"{path.parent.name}/{path.name}"] = len(read_features(path).features)
        except FileRefused as error:
            outcomes[f"{path.parent.name}/{path.name}"] = error.code
    assert "too_complex" not in outcomes.values()
    refused_good = {name for name, outcome in outcomes.items() if name.startswith("good") and isinstance(outcome, str)}
    assert refused_good == {"good/issue82.geojson", "good/nullgeometry.geojson"}  # metres; no geometry at all


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

"""What is wrong with a file is said, quickly, and nothing else happens."""

import io
import json
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.utils import translation

from perimeter_data.reading import FileRefused, read_features
from perimeter_data.reading.bounded import run
from perimeter_data.reading.formats import DRIVERS
from tests.perimeter_data import files

pytestmark = pytest.mark.slow

here = pytest.mark.usefixtures("in_process")
POINT = {"type": "Point", "coordinates": [7.2, 43.7]}
POINT_JSON = json.dumps(POINT)


def refusal(path: Path, **options: Any) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_features(path, **options)
    return caught.value


BROKEN_TEXTS = {
    "empty": ("", "file_empty"),
    "blank": (" \n ", "file_empty"),
    "half": (POINT_JSON[:-5], "malformed_json"),
    "nan": (POINT_JSON.replace("7.2", "NaN"), "malformed_json"),
    "twice": ('{"type":"Point","type":"Point","coordinates":[7,43]}', "malformed_json"),
    "infinite": (POINT_JSON.replace("7.2", "1e999"), "no_features"),
    "deep": ('{"type":"Polygon","coordinates":' + "[" * 50_000 + "]" * 50_000 + "}", "nested_too_deep"),
    "strings": ('{"type":"Point","coordinates":["7.2","43.7"]}', "no_features"),
    "huge number": ('{"type":"Point","coordinates":[' + "9" * 400 + ",43]}", "no_features"),
    "a word": ('"hello"', "unknown_format"),
    "other json": ('{"a": 1}', "not_geojson"),
    "odd type": ('{"type": {"a": 1}}', "not_geojson"),
    "a list": ("[1, 2]", "not_geojson"),
    "topojson": ('{"type":"Topology","objects":{}}', "unreadable"),
    "nothing in it": ('{"type":"FeatureCollection","features":[]}', "no_features"),
    "web page": ("<!DOCTYPE html><html><body>503</body></html>", "is_web_page"),
    "entities": ('<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>', "unsafe_xml"),
    "hidden entities": ('<?xml version="1.0" encoding="utf-7"?><kml/>', "unsafe_xml"),
    "gpx": ("<gpx/>", "no_features"),
    "other xml": ("<osm/>", "unknown_format"),
    "vrt": ("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "points_elsewhere"),
    "project": ("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis/>", "points_elsewhere"),
    "service": ('<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs"/>', "points_elsewhere"),
    "linked table": ('!table\n!version 900\nDefinition Table\n  Type LINKED Charset "Neutral"\n', "points_elsewhere"),
    "seamless table": (
        '!table\nDefinition Table\n Type NATIVE\nbegin_metadata\n"\\IsSeamless" = "TRUE"',
        "points_elsewhere",
    ),
    "network link": ("<kml><NetworkLink><Link><href>http://a/</href></Link></NetworkLink></kml>", "points_elsewhere"),
    "dxf": ("  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n", "no_features"),
    "half a dxf": ("  0\nSECTION\n  2\nENTITIES\n  0\nEOF\n", "unreadable"),
    "umap without layers": ('{"type":"umap","layers":3}', "not_geojson"),
    "csv without position": ("a,b\n1,2\n", "position_fields_missing"),
    "csv in metres": ("x,y\n1043123,6297045\n", "crs_missing"),
    "unknown crs": (f'{{"crs":{{"properties":{{"name":"EPSG:999999"}}}},{POINT_JSON[1:]}', "crs_unknown"),
    "crs that names a file": (f'{{"crs":{{"properties":{{"name":"/etc/passwd"}}}},{POINT_JSON[1:]}', "crs_unknown"),
    "linked crs": (f'{{"crs":{{"type":"link"}},{POINT_JSON[1:]}', "crs_unknown"),
}


@here
@pytest.mark.parametrize("case", BROKEN_TEXTS)
def test_broken_texts(tmp_path: Path, case: str) -> None:
    text, code = BROKEN_TEXTS[case]
    path = tmp_path / "data.geojson"
    path.write_text(text)
    assert refusal(path).code == code


@here
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"II*\0\0\0\0\0", "is_raster"),
        (b"\x89PNG\r\n", "is_raster"),
        (b"%PDF-1.7\n", "is_pdf"),
        (b"AC1032\0\0", "is_dwg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is_document"),
        (b"Rar!\x1a\x07\x01\0", "is_other_archive"),
        (b"fgb\x03fgb\0" + bytes([250]) * 90, "no_features"),
        (b"SQLite format 3\0" + bytes(100), "unreadable"),
        (b"\0\0\x27\x0a" + bytes(96), "unreadable"),
        (b"PK\x03\x04" + bytes(60), "zip_broken"),
        (b"\xff\xfe\x00", "file_empty"),
        (bytes(range(128, 256)) * 40, "unknown_format"),
    ],
    ids=["tiff", "png", "pdf", "dwg", "doc", "rar", "fgb", "sqlite", "shp", "zip", "a mark", "noise"],
)
def test_broken_bytes(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "data.geojson"
    path.write_bytes(data)
    assert refusal(path).code == code


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.zip").code == "file_missing"


@here
def test_limits(tmp_path: Path, settings: Any) -> None:
    path = files.write_json(tmp_path / "data.json", files.collection(*files.squares()))
    settings.AGORAMA_IMPORT_MAX_VERTICES = 9
    assert refusal(path).code == "too_many_vertices"
    settings.AGORAMA_IMPORT_MAX_BYTES = 100
    assert refusal(path).code == "file_too_large"


def _zip(tmp_path: Path, **members: bytes) -> Path:
    return files.write_zip(tmp_path / "data.zip", {name.replace("__", "."): data for name, data in members.items()})


@here
def test_zip_that_climbs_out(tmp_path: Path) -> None:
    path = files.write_zip(tmp_path / "data.zip", {"../evil.geojson": POINT_JSON.encode()})
    assert refusal(path).code == "zip_unsafe"
    assert not (tmp_path.parent / "evil.geojson").exists()
    assert refusal(files.write_zip(tmp_path / "b.zip", {"C:\\evil.json": b"{}"})).code == "zip_unsafe"


@here
def test_zip_with_a_link(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("zones.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "data.zip").code == "zip_unsafe"


@here
def test_zip_bombs(tmp_path: Path, settings: Any) -> None:
    assert refusal(_zip(tmp_path, a__dbf=bytes(20_000_000))).code == "zip_bomb"
    settings.AGORAMA_IMPORT_MAX_BYTES = 10_000
    noise = b"".join(str(number).encode() for number in range(5_000))
    assert refusal(_zip(tmp_path, a__geojson=noise)).code == "zip_bomb"


@here
def test_zip_in_a_zip(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.geojson", POINT_JSON)
    assert refusal(_zip(tmp_path, inner__zip=inner.getvalue())).code == "zip_nested"
    assert refusal(_zip(tmp_path, inner__geojson=inner.getvalue())).code == "zip_nested"


@here
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("readme.txt", "zip_without_data"),
        ("zones.dbf", "part_alone"),
        ("commune.gdb/a00000001.gdbtable", "is_geodatabase"),
        ("word/document.xml", "is_document"),
        ("plan.qgs", "points_elsewhere"),
    ],
)
def test_zip_without_a_map(tmp_path: Path, name: str, code: str) -> None:
    assert refusal(files.write_zip(tmp_path / "data.zip", {name: b"hello"})).code == code


@here
def test_a_part_alone(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path)
    shapefile.unlink()
    assert refusal(shapefile.with_suffix(".shx")).code == "part_alone"
    assert refusal(tmp_path).code == "part_alone"


@here
def test_another_database(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "data.gpkg")
    database.execute("CREATE TABLE zones (code text)")
    database.close()
    assert refusal(tmp_path / "data.gpkg").code == "is_other_database"


@here
def test_several_layers_are_named(tmp_path: Path) -> None:
    error = refusal(_zip(tmp_path, a__geojson=POINT_JSON.encode(), b__geojson=POINT_JSON.encode()))
    assert (error.code, error.extra) == ("several_layers", {"layers": ["a", "b"]})
    assert refusal(tmp_path / "data.zip", layer="c").code == "unknown_layer"


@here
def test_shapefile_without_prj_asks_for_the_system(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path, without=(".prj",))
    error = refusal(shapefile)
    assert error.code == "crs_missing"
    assert error.extra["candidates"][0]["crs"] == "EPSG:2154"
    assert len(read_features(shapefile, crs="EPSG:2154").features) == 2


@here
def test_metres_that_claim_to_be_degrees(tmp_path: Path) -> None:
    path = files.write_json(tmp_path / "data.json", files.collection(*files.squares("EPSG:32632")))
    error = refusal(path, near=(6.5, 43.0, 8.5, 45.0))
    assert error.code == "crs_contradicted"
    best = error.extra["candidates"][0]
    assert files.WEST.union(files.EAST).covers(shapely.Point(best["lon"], best["lat"]))
    assert "EPSG:32632" in {candidate["crs"] for candidate in error.extra["candidates"]}


@here
def test_degrees_that_claim_to_be_metres(tmp_path: Path) -> None:
    path = files.write_json(tmp_path / "data.json", files.collection(*files.squares()))
    error = refusal(path, crs="EPSG:2154")
    assert (error.code, error.extra["candidates"][0]["crs"]) == ("crs_contradicted", "EPSG:4326")


@here
def test_swapped_axes_are_noticed(tmp_path: Path) -> None:
    swapped = shapely.transform(files.WEST, lambda xy: xy[:, ::-1])
    path = files.write_json(tmp_path / "data.json", files.feature(swapped))
    assert read_features(path, near=(6.5, 43.0, 8.5, 45.0)).report.notes == ["swapped_axes"]
    far = files.write_json(tmp_path / "far.json", files.feature(shapely.Point(-33.9, 151.2)))
    assert refusal(far).code == "swapped_axes"


@here
def test_features_are_refused_one_by_one(tmp_path: Path) -> None:
    bowtie = shapely.Polygon([(7.2, 43.7), (7.3, 43.8), (7.3, 43.7), (7.2, 43.8)])
    loop = shapely.Polygon([(7.2, 43.7), (7.3, 43.7), (7.3, 43.8), (7.2999, 43.8001), (7.3001, 43.8001), (7.2, 43.8)])
    broken = [
        files.feature(None),
        files.feature(shapely.Polygon()),
        files.feature(bowtie),
        files.feature(shapely.Point(7.2, 43.7)),
        files.feature(shapely.Point(7.2, 99.0)),
        {"type": "Feature", "properties": {}, "geometry": {"type": "Circle", "coordinates": [1, 2]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[7, 43], [8, 43]]]}},
        files.feature(loop),
        files.feature(shapely.union(files.WEST, shapely.Point(7.5, 43.7))),
        files.feature(files.EAST),
    ]
    table = read_features(files.write_json(tmp_path / "data.json", files.collection(*broken)), keep="polygon")
    assert [(reason.number, reason.code) for reason in table.report.refused] == [
        (1, "no_geometry"),
        (2, "empty_geometry"),
        (3, "repair_changes_area"),
        (4, "wrong_kind"),
        (5, "out_of_range"),
        (6, "unknown_geometry"),
        (7, "ring_too_short"),
    ]
    mended = {(reason.number, reason.code) for reason in table.report.repaired}
    assert mended == {(8, "made_valid"), (9, "parts_left_out")}
    assert [feature.number for feature in table.features] == [8, 9, 10]
    assert all(feature.geometry.is_valid for feature in table.features)


@here
def test_text_that_cannot_be_shown_is_cleaned(tmp_path: Path) -> None:
    path = files.write_json(tmp_path / "data.json", files.feature(files.WEST, name="a\0b\ud800", n=1))
    table = read_features(path)
    assert table.features[0].attributes == {"name": "ab", "n": 1}
    assert [reason.code for reason in table.report.repaired] == ["text_cleaned"]


@here
def test_csv_rows_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text('id,lat,lon\n1,0,0\n2,,\n3,43.7\n\n4,43.7,7.2\n5,91,7\n6,"43.7,7')
    table = read_features(path)
    assert [feature.attributes["id"] for feature in table.features] == ["4"]
    assert [reason.code for reason in table.report.refused] == [
        "null_island",
        "no_position",
        "bad_row",
        "out_of_range",
        "bad_row",
    ]


def test_refusals_speak_the_caller_s_language(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nowhere.zip")
    said = set()
    for language in ("fr", "it", "en"):
        with translation.override(language):
            said.add(str(error))
    assert len(said) == 3
    assert all("nowhere.zip" in text for text in said)


@pytest.mark.parametrize("task", ["spin", "eat", "crash"])
def test_the_child_may_not_take_all_time_or_memory(task: str) -> None:
    with pytest.raises(FileRefused) as caught:
        run(f"tests.perimeter_data.child_tasks:{task}", {}, timeout_s=3)
    assert caught.value.code == "too_complex"


def test_the_child_sees_no_secrets_and_few_drivers() -> None:
    seen = run("tests.perimeter_data.child_tasks:look", {})
    assert seen["drivers"] == sorted(DRIVERS)
    assert not any("VRT" in name or name in {"HTTP", "WFS", "OAPIF", "PDF", "SQLite"} for name in seen["drivers"])
    assert not any(name.startswith(("DATABASE", "REDIS", "AGORAMA")) for name in seen["environment"])


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on the loopback that counts who calls."""
    calls: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                caller, address = server.accept()
            except TimeoutError:
                continue
            calls.append(str(address))
            caller.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    done.set()
    thread.join()
    server.close()


def test_nothing_is_fetched(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    url = f"http://127.0.0.1:{port}/x"
    kml = tmp_path / "a.kml"
    kml.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{url}</href></Link>'
        "</NetworkLink><Placemark><name>a</name><styleUrl>"
        f"{url}#s</styleUrl><Point><coordinates>7.2,43.7</coordinates></Point></Placemark></Document></kml>"
    )
    assert len(read_features(kml).features) == 1
    gml = files.write(tmp_path / "a.gml", "GML")
    text = gml.read_text().replace("a.xsd", url)
    assert url in text
    gml.write_text(text.replace("<ogr:code>06088", f'<ogr:code xlink:href="{url}" xmlns:xlink="x">06088'))
    assert len(read_features(gml).features) == 2
    assert calls == []

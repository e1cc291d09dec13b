"""Every format we read, in every coordinate system: the same squares come out at the same place."""

import json
import struct
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from perimeter_data.reading import FeatureTable, read_features
from perimeter_data.reading import crs as systems
from perimeter_data.reading.dbf import text_encoding
from tests.perimeter_data import files

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.slow]


def require_squares(table: FeatureTable, names: bool = True) -> None:
    found = {feature.attributes.get("code"): feature for feature in table.features}
    if names:
        assert {code: found[code].attributes["name"] for code in files.NAMES} == files.NAMES
    for feature, square in zip(table.features, files.SQUARES.values(), strict=True):
        assert shapely.hausdorff_distance(feature.geometry, square) < 1e-6


def _geojson(folder: Path) -> dict[str, bytes | str]:
    features = files.squares()
    text = json.dumps(files.collection(*features), ensure_ascii=False)
    return {
        "plain": text,
        "escaped": json.dumps(files.collection(*features)),
        "bom": text.encode("utf-8-sig"),
        "utf-16": text.encode("utf-16"),
        "cp1252": text.encode("cp1252"),
        "lines": "\n".join(json.dumps(feature) for feature in features),
        "sequence": "".join(f"\x1e{json.dumps(feature)}\n" for feature in features),
        "crs member": json.dumps(
            files.collection(
                *files.squares("EPSG:2154"),
                crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
            )
        ),
        "null crs": json.dumps(files.collection(*features, crs=None)),
    }


@pytest.mark.parametrize("variant", _geojson(Path()))
def test_geojson(tmp_path: Path, variant: str) -> None:
    content = _geojson(tmp_path)[variant]
    path = tmp_path / "data.geojson"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    require_squares(read_features(path))


def test_a_bare_geometry_and_a_bare_feature(tmp_path: Path) -> None:
    geometry = files.write_json(tmp_path / "g.json", json.loads(shapely.to_geojson(files.WEST)))
    assert read_features(geometry).features[0].geometry.equals(files.WEST)
    feature = files.write_json(tmp_path / "f.json", files.feature(files.WEST, a=1))
    assert read_features(feature).features[0].attributes == {"a": 1}


@pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326", "EPSG:32632", "EPSG:3857", "EPSG:3035", "EPSG:27572"])
def test_geopackage_in_any_system(tmp_path: Path, crs: str) -> None:
    path = files.write(tmp_path / "data.gpkg", "GPKG", crs=crs)
    require_squares(read_features(path))


@pytest.mark.parametrize("suffix", [".gml", ".kml"])
def test_gml_and_kml(tmp_path: Path, suffix: str) -> None:
    crs, driver = ("EPSG:2154", "GML") if suffix == ".gml" else ("EPSG:4326", "LIBKML")
    table = read_features(files.write(tmp_path / f"data{suffix}", driver, crs=crs))
    require_squares(table, names=suffix == ".gml")
    assert table.features[0].attributes["code"] == "06088"  # text: its zero is kept


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("UTF-8", "UTF-8"),
        ("UTF-8", None),
        ("cp1252", "1252"),
        ("cp1252", None),
        ("cp1252", "ANSI 1252"),
        ("UTF-8", "1252"),
    ],
)
def test_shapefile_texts(tmp_path: Path, encoding: str, cpg: str | None) -> None:
    shapefile = files.write_shapefile(tmp_path, encoding=encoding)
    shapefile.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        shapefile.with_suffix(".cpg").write_text(cpg)
    require_squares(read_features(shapefile))


def dbf(*texts: bytes, width: int) -> bytes:
    """Return a dBASE table of one column."""
    field = b"LIBELLE".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    head = b"\x03" + bytes(3) + struct.pack("<IHH", len(texts), 32 + 32 + 1, 1 + width) + bytes(20)
    return head + field + b"\r" + b"".join(b" " + text.ljust(width) for text in texts) + b"\x1a"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("boisé".encode("cp1252"), "cp1252"),  # an accent at the end of a cell that has room for more
        ("Là-haut".encode("cp1252"), "cp1252"),
        ("Espace boisé".encode(), "utf-8"),
        ("Espace bois ébloui".encode()[:13], "utf-8"),  # cut off within a letter, by the width of the field
    ],
)
def test_an_accent_at_the_end_of_a_cell(tmp_path: Path, text: bytes, encoding: str) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf(text, b"plain", width=13))
    assert text_encoding(path, path.with_suffix(".cpg")) == encoding


def test_shapefile_in_latin_9(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path, encoding="UTF-8")
    data = shapefile.with_suffix(".dbf").read_bytes()
    text = "Cœur".encode()
    shapefile.with_suffix(".dbf").write_bytes(data.replace(text, "Cœur ".encode("iso8859-15")))
    shapefile.with_suffix(".cpg").write_text("ISO 8859-15")
    assert read_features(shapefile).features[1].attributes["name"].strip() == "Cœur"


@pytest.mark.parametrize("form", ["plain", "folder", "upper", "junk", "no shx", "no dbf"])
def test_zipped_shapefile(tmp_path: Path, form: str) -> None:
    without = {"no shx": (".shx",), "no dbf": (".dbf", ".cpg")}.get(form, ())
    shapefile = files.write_shapefile(tmp_path / "parts", without=without)
    if form == "junk":
        (tmp_path / "parts" / "zones.shp.xml").write_text("<metadata/>")
    path = files.zipped(
        tmp_path / "zones.zip", shapefile, folder="Découpage été/" if form == "folder" else "", upper=form == "upper"
    )
    require_squares(read_features(path), names=form != "no dbf")


def test_which_layer(tmp_path: Path) -> None:
    parts = files.write_shapefile(tmp_path / "parts", stem="30014_ZONE_URBA_2017")
    files.write_shapefile(tmp_path / "parts", stem="30014_INFO_2017")
    members = {path.name: path.read_bytes() for path in parts.parent.iterdir()}
    path = files.write_zip(tmp_path / "plan.zip", members)
    require_squares(read_features(path, layer="zone_urba"))
    geopackage = files.write(tmp_path / "data.gpkg", "GPKG", layer="one")
    files.write(geopackage, "GPKG", layer="two", append=False)
    assert read_features(geopackage, layer="two").report.layer == "two"


def test_what_lies_beside_the_data_is_read_where_it_is_named(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path / "parts")
    members = {part.name: part.read_bytes() for part in shapefile.parent.iterdir()}
    path = files.write_zip(tmp_path / "data.zip", members | {"figures.csv": b"code,lon,lat\n1,7.2,43.7\n"})
    require_squares(read_features(path))
    assert read_features(path, layer="figures").report.driver == "CSV"


@pytest.mark.parametrize(
    "text",
    [
        "code;lat;lon\n06088;43,7;7,2\n",
        "code,longitude,latitude\n06088,7.2,43.7\n",
        "code\tgeo_point_2d\n06088\t43.7, 7.2\n",
        "code,geo_point_2d\n06088,\"{'lon': 7.2, 'lat': 43.7}\"\n",
    ],
)
def test_csv(tmp_path: Path, text: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text)
    (feature,) = read_features(path).features
    assert (feature.geometry.x, feature.geometry.y) == (7.2, 43.7)
    assert feature.attributes["code"] == "06088"


def test_csv_in_metres_with_named_columns(tmp_path: Path) -> None:
    point = files.moved(shapely.Point(7.25, 43.7), "EPSG:2154")
    path = tmp_path / "points.csv"
    path.write_text(f"name;est;nord\nx;{point.x};{point.y}\n")
    (feature,) = read_features(path, lon="Est", lat="nord", crs="2154").features
    assert (feature.geometry.x, feature.geometry.y) == pytest.approx((7.25, 43.7))


def test_where_keeps_what_is_asked_for(tmp_path: Path) -> None:
    path = files.write_json(tmp_path / "data.json", files.collection(*files.squares()))
    table = read_features(path, where={"CODE": ["06159", "06000"]})
    assert [feature.number for feature in table.features] == [2]
    assert table.report.read == 2


def test_three_dimensions_are_flattened(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [7.2, 43.7, 120, 9]}
    (feature,) = read_features(files.write_json(tmp_path / "p.json", point)).features
    assert not feature.geometry.has_z


@settings(deadline=None)
@given(st.sampled_from(["2154", "EPSG:3857", "urn:ogc:def:crs:EPSG::32632"]), st.floats(6.1, 9), st.floats(43, 45))
def test_there_and_back(name: str, lon: float, lat: float) -> None:
    system = systems.parse(name)
    there = files.moved(shapely.Point(lon, lat), system.to_string())
    (back,) = systems.to_lon_lat([there], system)
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-8)

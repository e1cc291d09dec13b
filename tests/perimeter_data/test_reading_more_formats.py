"""The rest of the formats: the same squares, or a point, come out at the same place."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from perimeter_data.reading import FileRefused, inspect_file, read_features
from tests.perimeter_data import files
from tests.perimeter_data.test_reading_formats import require_squares

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.slow]
CENTRE = shapely.Point(7.25, 43.725)


def refusal(path: Path, **options: Any) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_features(path, **options)
    return caught.value


def members(folder: Path, stem: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"{stem}.*"))}


def test_flatgeobuf(tmp_path: Path) -> None:
    table = read_features(files.write(tmp_path / "zones.fgb", "FlatGeobuf", SPATIAL_INDEX="NO"))
    require_squares(table)
    assert (table.report.driver, table.report.crs) == ("FlatGeobuf", "EPSG:2154")


@pytest.mark.parametrize(("suffix", "driver"), [(".tab", "MapInfo TAB"), (".mif", "MapInfo MIF")])
@pytest.mark.parametrize("packed", [False, True])
def test_mapinfo_in_its_parts(tmp_path: Path, suffix: str, driver: str, packed: bool) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    files.write(folder / f"zones{suffix}", "MapInfo File", crs="EPSG:4326", encoding="CP1252")
    path = folder / f"zones{suffix}"
    if packed:
        named = {f"Découpage/{name.upper()}": data for name, data in members(folder, "zones").items()}
        path = files.write_zip(tmp_path / "zones.zip", named)
    table = read_features(path)
    require_squares(table)
    assert (table.report.driver, table.report.layer.casefold()) == (driver, "zones")


def test_topojson(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.05, 0.05], "translate": [7.2, 43.7]},
        "arcs": [[[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]],
        "objects": {
            "zones": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"code": "06088"}}],
            }
        },
    }
    (feature,) = read_features(files.write_json(tmp_path / "zones.json", topology)).features
    assert shapely.hausdorff_distance(feature.geometry, files.WEST) < 1e-9
    assert feature.attributes["code"] == "06088"


def test_gpx_waypoints_and_tracks(tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    path.write_text(
        '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="43.7" lon="7.2"><name>Source</name></wpt><trk><name>Sentier</name><trkseg>'
        '<trkpt lat="43.7" lon="7.2"/><trkpt lat="43.8" lon="7.3"/></trkseg></trk></gpx>'
    )
    table = read_features(path)
    assert [(row.geometry.geom_type, row.attributes["name"]) for row in table.features] == [
        ("Point", "Source"),
        ("MultiLineString", "Sentier"),
    ]
    assert table.report.fields == ["name"]
    assert len(read_features(path, layer="tracks").features) == 1


def _dxf(shape: Any) -> str:
    corners = "".join(f" 10\n{x}\n 20\n{y}\n" for x, y in shape.exterior.coords[:-1])
    line = f"  0\nLWPOLYLINE\n  8\nLIMITE\n 90\n4\n 70\n1\n{corners}"
    return f"999\nmade by hand\n  0\nSECTION\n  2\nENTITIES\n{line}  0\nENDSEC\n  0\nEOF\n"


def test_dxf_asks_for_its_system_and_closed_lines_are_areas(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    path.write_text(_dxf(files.moved(files.WEST, "EPSG:3944")))
    asked = refusal(path, near=(7.0, 43.5, 7.5, 44.0))
    assert (asked.code, asked.extra["candidates"][0]["crs"]) == ("crs_missing", "EPSG:3944")
    (feature,) = read_features(path, crs="EPSG:3944", keep="polygon").features
    assert shapely.hausdorff_distance(feature.geometry, files.WEST) < 1e-6
    assert feature.attributes["Layer"] == "LIMITE"


def test_kmz(tmp_path: Path) -> None:
    kml = files.write(tmp_path / "data.kml", "LIBKML", crs="EPSG:4326")
    path = files.write_zip(tmp_path / "zones.kmz", {"doc.kml": kml.read_bytes(), "files/pin.png": b"\x89PNG"})
    table = read_features(path)
    require_squares(table, names=False)
    assert table.features[0].attributes["code"] == "06088"


@pytest.mark.parametrize("driver", ["XLSX", "ODS"])
def test_spreadsheets(tmp_path: Path, driver: str) -> None:
    path = files.write_table(
        tmp_path / f"reports.{driver.lower()}",
        driver,
        code=["06088", "06159"],
        Longitude=["7,2", "7.3"],
        Latitude=["43,7", "nowhere"],
        titre=["Été – un trou", ""],
    )
    table = read_features(path)
    (feature,) = table.features
    assert feature.geometry.equals(shapely.Point(7.2, 43.7))
    assert feature.attributes == {"code": "06088", "Longitude": "7,2", "Latitude": "43,7", "titre": "Été – un trou"}
    assert [(reason.number, reason.code) for reason in table.report.refused] == [(2, "no_position")]
    assert (table.report.driver, table.report.position) == (driver, ["Longitude", "Latitude"])


def test_a_spreadsheet_without_a_position_asks_for_it(tmp_path: Path) -> None:
    path = files.write_table(tmp_path / "a.xlsx", "XLSX", est=["1043123"], nord=["6297045"])
    assert inspect_file(path)["problem"]["code"] == "position_fields_missing"
    found = inspect_file(path, lon="est", lat="nord", near=(6, 43, 9, 45))
    assert (found["problem"]["code"], found["crs"]["candidates"][0]["crs"]) == ("crs_missing", "EPSG:2154")
    assert found["position_fields"] == {"lon": "est", "lat": "nord"}


@pytest.mark.parametrize("form", ["wkt", "ewkt", "hex", "json", "feature"])
def test_shapes_in_the_cells_of_a_table(tmp_path: Path, form: str) -> None:
    cells = {
        "wkt": files.WEST.wkt,
        "ewkt": f"SRID=2154;{files.moved(files.WEST, 'EPSG:2154').wkt}",
        "hex": shapely.to_wkb(files.WEST, hex=True),
        "json": shapely.to_geojson(files.WEST),
        "feature": json.dumps(files.feature(files.WEST)),
    }
    cell = cells[form].replace('"', '""')
    path = tmp_path / "zones.csv"
    path.write_text(f'code;Geo Shape;name\n06088;"{cell}";Nice\n06159;;\nx;"POLYGON((1";\n')
    table = read_features(path)
    (feature,) = table.features
    assert shapely.hausdorff_distance(feature.geometry, files.WEST) < 1e-6
    assert [reason.code for reason in table.report.refused] == ["no_geometry", "bad_coordinates"]


def test_a_column_of_shapes_alone(tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(f'WKT\n"{files.WEST.wkt}"\n')
    assert read_features(path).features[0].geometry.equals(files.WEST)


def test_a_column_that_is_only_called_like_one_of_shapes(tmp_path: Path) -> None:
    path = tmp_path / "pipes.csv"
    path.write_text("shape,lon,lat\nround,7.2,43.7\n")
    assert read_features(path).features[0].attributes["shape"] == "round"


def test_a_map_of_umap(tmp_path: Path) -> None:
    layers = [files.collection(feature) for feature in files.squares()]
    path = files.write_json(tmp_path / "carte.umap", {"type": "umap", "geometry": None, "layers": layers})
    require_squares(read_features(path))


def test_parts_sent_side_by_side(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path)
    shapefile.rename(tmp_path / "ZONES.SHP")
    (tmp_path / "lisez-moi.txt").write_text("bonjour")
    table = read_features(tmp_path)
    require_squares(table)
    assert table.report.layer == "ZONES"


def test_which_of_several_files_sent_together(tmp_path: Path) -> None:
    files.write_shapefile(tmp_path, stem="quartiers")
    files.write_json(tmp_path / "communes.geojson", files.feature(files.EAST, code="06159"))
    asked = inspect_file(tmp_path)
    assert (asked["problem"]["code"], asked["layers"]) == ("several_layers", ["communes", "quartiers"])
    chosen = inspect_file(tmp_path, layer="quartiers")
    assert (chosen["problem"], chosen["layer"], chosen["layers"]) == (None, "quartiers", ["communes", "quartiers"])
    assert len(read_features(tmp_path, layer="communes").features) == 1


def test_the_same_data_in_two_formats_in_one_zip(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path / "parts")
    extra = {"zones.geojson": json.dumps(files.collection(*files.squares())).encode()}
    path = files.write_zip(tmp_path / "zones.zip", members(shapefile.parent, "zones") | extra)
    assert refusal(path).extra["layers"] == ["zones.geojson", "zones.shp"]
    require_squares(read_features(path, layer="zones.shp"))


def test_a_layer_is_called_as_its_file(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path / "parts", stem="Périmètre 2024")
    found = inspect_file(shapefile)
    assert (found["layer"], found["layers"]) == ("Périmètre 2024", ["Périmètre 2024"])
    assert inspect_file(shapefile, layer=found["layer"])["problem"] is None
    packed = files.zipped(tmp_path / "data.zip", shapefile)
    assert inspect_file(packed)["layer"] == "Périmètre 2024"
    assert inspect_file(packed, layer="Périmètre 2024")["problem"] is None


def test_all_layers_of_a_geopackage_stay_on_offer(tmp_path: Path) -> None:
    path = files.write(tmp_path / "data.gpkg", "GPKG", layer="communes")
    files.write(path, "GPKG", layer="quartiers", append=False)
    assert inspect_file(path)["layers"] == ["communes", "quartiers"]
    assert inspect_file(path, layer="quartiers")["layers"] == ["communes", "quartiers"]

"""GeoJSON → raw features: FeatureCollection, bare Feature or geometry, a document a line, uMap; the old `crs`."""

from collections.abc import Iterator
from typing import Any

from perimeter_data.reading.geojson_geometry import SHAPES, GeometryBuilder
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.strict_json import documents, require_bounded
from perimeter_data.reading.tables import Options, RawTable, ReadReport
from perimeter_data.reading.text import clean, decode

WGS84 = "OGC:CRS84"
GEOMETRIES = {*SHAPES, "GeometryCollection"}


def read(data: bytes, options: Options) -> RawTable:
    """Read the features in the coordinates of the file; raise `FileRefused`."""
    text, encoding = decode(data)
    require_bounded(text, options.max_vertices)
    table = RawTable(ReadReport("GeoJSON", encoding=encoding), crs=WGS84)
    fields: dict[str, None] = {}
    for number, feature in enumerate(_features(text, table), 1):
        table.report.read = number
        _take(table, number, feature)
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            fields.update(dict.fromkeys(clean(key) for key in feature["properties"]))
    table.report.fields = list(fields)
    return table


def _features(text: str, table: RawTable) -> Iterator[Any]:
    for document in documents(text):
        if not isinstance(document, dict):
            raise FileRefused("not_geojson")
        table.crs = _declared_crs(document) or table.crs
        kind = document.get("type")
        if kind == "FeatureCollection":
            yield from _members(document, "features")
        elif kind == "umap":  # what uMap exports as a whole map: its layers are FeatureCollections
            for layer in _members(document, "layers"):
                yield from _members(layer, "features")
        elif kind == "Feature":
            yield document
        elif isinstance(kind, str) and kind in GEOMETRIES:
            yield {"type": "Feature", "properties": {}, "geometry": document}
        else:
            raise FileRefused("not_geojson")


def _members(document: Any, name: str) -> list[Any]:
    found = document.get(name) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise FileRefused("not_geojson")
    return found


def _declared_crs(document: dict[str, Any]) -> str | None:
    """Return the name in the `crs` member of GeoJSON 2008; an unnamed one cannot be followed."""
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise FileRefused("crs_unknown", crs=str(crs)[:80])
    return name


def _take(table: RawTable, number: int, feature: Any) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return table.refuse(number, "not_a_feature")
    properties = feature.get("properties")
    attributes = clean(properties) if isinstance(properties, dict) else {}
    if isinstance(properties, dict) and attributes != properties:
        table.mend(number, "text_cleaned")
    if isinstance(feature.get("id"), str | int) and "id" not in attributes:
        attributes["id"] = clean(feature["id"])
    if feature.get("geometry") is None:
        return table.refuse(number, "no_geometry", attributes)
    builder = GeometryBuilder()
    try:
        geometry = builder.build(feature["geometry"])
    except BadGeometry as error:
        return table.refuse(number, error.reason, attributes)
    if builder.closed_a_ring:
        table.mend(number, "ring_closed")
    return table.add(number, geometry, attributes)

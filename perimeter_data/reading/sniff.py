"""What a file is, by its content: names lie, and GDAL would believe some of them."""

import re

from perimeter_data.reading.formats import Format
from perimeter_data.reading.refusals import FileRefused

HEAD_BYTES = 4096
_MAGIC = (
    (b"PK\x03\x04", Format.ZIP),
    (b"PK\x05\x06", Format.ZIP),
    (b"SQLite format 3\0", Format.GPKG),
    (b"\0\0\x27\x0a", Format.SHAPEFILE),
    (b"fgb\x03fgb", Format.FLATGEOBUF),
    (b"AutoCAD Binary DXF", Format.DXF),
)
# What people send instead of the map: the code of a sentence that says what to do.
_REFUSED = (
    ((b"II*\0", b"MM\0*", b"II+\0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\0\0\0\x0cjP"), "is_raster"),
    ((b"%PDF",), "is_pdf"),
    ((b"AC10",), "is_dwg"),
    ((b"\xd0\xcf\x11\xe0",), "is_document"),
    ((b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "is_other_archive"),
)
_XML_ENCODINGS = re.compile(rb"^(utf-?8|utf-?16(le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d|latin1)$", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_DXF = re.compile(rb"^(?:999\r?\n[^\n]*\n\s*)*0\s*\r?\nSECTION\b")
_MIF = re.compile(rb"^version\s+\d{3,4}\b", re.I)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([a-z]\w*)[\s>/]", re.I)
_TOPOLOGY = re.compile(rb"\"type\"\s*:\s*\"Topology\"")
# Roots of XML that describes a place where data lies, and holds none.
_POINTERS = {b"qgis", b"ogrvrtdatasource", b"gdalvrtdataset", b"vrtdataset", b"wms_capabilities", b"wfs_capabilities"}
_TABLE_MARKS = b",;\t|"
_SHAPE_COLUMNS = (b"wkt", b"geom", b"geometry", b"the_geom")


def sniff(head: bytes) -> Format:
    """Return the format of a file that begins like this; raise `FileRefused`."""
    for start, kind in _MAGIC:
        if head.startswith(start):
            return kind
    for starts, code in _REFUSED:
        if head.startswith(starts):
            raise FileRefused(code)
    return _sniff_text(head.replace(b"\0", b""))  # UTF-16 reads like ASCII then


def _sniff_text(head: bytes) -> Format:
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    if not start:
        raise FileRefused("file_empty" if len(head) < HEAD_BYTES else "unknown_format")
    if start[:1] in b"{[":
        return Format.TOPOJSON if _TOPOLOGY.search(start) else Format.GEOJSON
    if start[:1] == b"<":
        return _sniff_xml(start)
    if _DXF.match(start):
        return Format.DXF
    if _MIF.match(start):
        return Format.MIF
    if start[:6].lower() == b"!table":
        return _sniff_tab(start)
    first_line = start.split(b"\n", 1)[0]
    if any(mark in first_line for mark in _TABLE_MARKS) or first_line.strip().lower() in _SHAPE_COLUMNS:
        return Format.CSV
    raise FileRefused("unknown_format")


def _sniff_tab(start: bytes) -> Format:
    """Take a table that has its own data; views, linked and seamless tables name other files."""
    lower = start.lower()
    if b"type native" not in lower or b"create view" in lower or b"isseamless" in lower:
        raise FileRefused("points_elsewhere")
    return Format.TAB


def _sniff_xml(start: bytes) -> Format:
    lower = start.lower()
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower[:1000]:
        raise FileRefused("is_web_page")
    if lower.startswith(b"<!doctype qgis"):
        raise FileRefused("points_elsewhere")
    require_plain_xml(start)
    root = _ROOT.search(lower)
    name = root.group(1) if root else b""
    if name in _POINTERS:
        raise FileRefused("points_elsewhere")
    if b"<kml" in lower:
        return Format.KML
    if name == b"gpx":
        return Format.GPX
    if b"opengis.net/gml" in lower:
        return Format.GML
    raise FileRefused("unknown_format")


def require_plain_xml(data: bytes) -> None:
    """Refuse document types and entities, and encodings in which they could hide."""
    plain = data.replace(b"\0", b"")
    declared = _DECLARED.search(plain[:HEAD_BYTES])
    if declared and not _XML_ENCODINGS.match(declared.group(1)):
        raise FileRefused("unsafe_xml")
    lower = plain.lower()
    if b"<!doctype" in lower or b"<!entity" in lower:
        raise FileRefused("unsafe_xml")

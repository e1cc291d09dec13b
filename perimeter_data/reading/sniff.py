"""What a file is, by its content: names lie, and GDAL would believe some of them."""

import re
from enum import Enum

from perimeter_data.reading.refusals import FileRefused

HEAD_BYTES = 4096
_RASTERS = (b"II*\0", b"MM\0*", b"II+\0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\0\0\0\x0cjP", b"%PDF")
_XML_ENCODINGS = re.compile(rb"^(utf-?8|utf-?16(le|be)?|us-ascii|iso-8859-\d{1,2}|windows-125\d|latin1)$", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")


class Format(Enum):
    """What we read."""

    ZIP = "zip"
    SHAPEFILE = "ESRI Shapefile"
    GPKG = "GPKG"
    GEOJSON = "GeoJSON"
    GML = "GML"
    KML = "LIBKML"
    CSV = "CSV"


def sniff(head: bytes) -> Format:
    """Return the format of a file that begins like this; raise `FileRefused`."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.ZIP
    if head.startswith(b"SQLite format 3\0"):
        return Format.GPKG
    if head.startswith(b"\0\0\x27\x0a"):
        return Format.SHAPEFILE
    if head.startswith(_RASTERS):
        raise FileRefused("is_raster")
    return _sniff_text(head.replace(b"\0", b""))  # UTF-16 reads like ASCII then


def _sniff_text(head: bytes) -> Format:
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    if not start:
        raise FileRefused("file_empty" if len(head) < HEAD_BYTES else "unknown_format")
    if start[:1] in b"{[":
        return Format.GEOJSON
    if start[:1] == b"<":
        return _sniff_xml(start)
    first_line = start.split(b"\n", 1)[0]
    if any(delimiter in first_line for delimiter in (b",", b";", b"\t", b"|")):
        return Format.CSV
    raise FileRefused("unknown_format")


def _sniff_xml(start: bytes) -> Format:
    lower = start.lower()
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower[:1000]:
        raise FileRefused("is_web_page")
    require_plain_xml(start)
    if b"<kml" in lower:
        return Format.KML
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

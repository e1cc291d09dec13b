"""Why a file, or one feature of it, was not taken: a code and a sentence each."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

# The file as a whole. Names in braces are facts that come with the code.
FILE_MESSAGES = {
    "file_missing": _("There is no such file: {name}."),
    "file_empty": _("This file is empty."),
    "file_too_large": _("This file is too large: at most {max_mb} MB are read, unpacked."),
    "too_many_vertices": _("This file draws more than {max_vertices} points. Simplify it first."),
    "too_complex": _("This file could not be read in the time and memory allowed. Simplify or split it."),
    "unknown_format": _(
        "This is not a file we read. Send GeoJSON, GeoPackage, a shapefile zipped with all its parts, KML, GML, "
        "MapInfo, DXF, GPX, or a table (CSV, .xlsx) with positions."
    ),
    "is_raster": _("This is an image, not a drawing with shapes."),
    "is_pdf": _(
        "This is a PDF: shapes cannot be read from it. Ask for the file it was made from, as shapefile or GeoPackage."
    ),
    "is_dwg": _("This is a DWG drawing. Save it as DXF in the drawing program and send that."),
    "is_document": _("This is an office document. Save a table as .xlsx or CSV and send that."),
    "is_other_archive": _("This archive is of a kind we do not unpack. Pack the files as a zip."),
    "is_geodatabase": _("This is an Esri geodatabase. Export the layer you need as GeoPackage or shapefile."),
    "is_other_database": _("This is a database, but not a GeoPackage. Export the layer you need as GeoPackage."),
    "points_elsewhere": _(
        "This file only points at data that lies elsewhere. Export the data itself, for example as GeoPackage."
    ),
    "part_alone": _(
        "This is only a part of a map file. Send all its parts together: .shp, .shx, .dbf and .prj, for example."
    ),
    "is_web_page": _("This is a web page, not a map file. The download probably failed."),
    "unreadable": _("This file is broken: {detail}"),
    "malformed_json": _("This is not valid JSON: {detail}"),
    "nested_too_deep": _("This file is nested deeper than any map needs."),
    "not_geojson": _("This is JSON, but not GeoJSON. Export it as GeoJSON and send that."),
    "unsafe_xml": _("XML with a document type or entities is not read."),
    "zip_broken": _("This zip cannot be unpacked: {detail}"),
    "zip_encrypted": _("This zip is protected by a password."),
    "zip_unsafe": _("This zip wants to write outside its folder or holds links: {name}."),
    "zip_bomb": _("This zip grows beyond all measure when unpacked."),
    "zip_nested": _("There is a zip inside this zip. Unpack it first."),
    "zip_without_data": _("There is no map file in this zip."),
    "several_layers": _("There are several layers: {layers}. Say which one."),
    "unknown_layer": _("There is no such layer. There is: {layers}."),
    "unknown_field": _("There is no field {field}. There is: {fields}."),
    "position_fields_missing": _("Say which columns hold the position. There is: {fields}."),
    "crs_missing": _(
        "The file does not say which coordinate system it is in. Name it, for example EPSG:2154 for Lambert-93."
    ),
    "crs_unknown": _("The coordinate system {crs} is not known."),
    "crs_contradicted": _("The coordinates cannot be {crs}. Name the right coordinate system."),
    "swapped_axes": _("Longitude and latitude seem to be swapped: the other way round it would fit."),
    "all_outside": _("Everything in this file lies outside the perimeter."),
    "no_features": _("There is nothing in this file that can be used here."),
    "closing_changes_area": _(
        "Closing gaps of {width_m} m would change the area by more than 5 percent. Close narrower ones, or none (0)."
    ),
    "whole_world": _("This boundary goes round the whole world, or beyond 85 degrees: probably a mistake."),
    "drawing_broken": _("This drawing cannot be used. {reason}"),
    "drawing_crosses_itself": _(
        "This drawing crosses itself, and one cannot tell which side is meant. Move its corners apart."
    ),
    "nothing_drawn": _("Nothing is left of what was drawn: draw an area that the holes do not cover."),
    "geometry_broken": _("Some shapes cannot be repaired without changing what they mean."),
}

# One feature of it; the first group refuses, the second says what was mended.
REASONS = {
    "no_geometry": _("It has no geometry."),
    "empty_geometry": _("Its geometry is empty."),
    "not_a_feature": _("It is not a GeoJSON feature."),
    "bad_coordinates": _("Its coordinates cannot be read."),
    "not_finite": _("A coordinate is not a finite number."),
    "ring_too_short": _("A ring has fewer than three corners."),
    "line_too_short": _("A line has fewer than two points."),
    "unknown_geometry": _("Its geometry type is not known."),
    "wrong_kind": _("It is not the kind of geometry that is due here."),
    "out_of_range": _("It lies outside the world or outside what its coordinate system can say."),
    "collapsed": _("Nothing is left of it after repair."),
    "repair_changes_area": _("Repairing it would change its area by more than 5 percent."),
    "irreparable": _("It cannot be repaired."),
    "null_island": _("Its position is 0, 0: nobody filled it in."),
    "no_position": _("Its position is missing or not a number."),
    "bad_row": _("This row has more or fewer cells than the header."),
    "no_code": _("It has no code, or one of more than forty letters."),
    "no_name": _("It has no name."),
    "code_twice": _("Its code was given before, with another name."),
    "outside_perimeter": _("It lies outside the perimeter."),
    "parts_united": _("Several rows with one code and name were united."),
    "ring_closed": _("An open ring was closed."),
    "made_valid": _("A shape that crossed itself was repaired."),
    "parts_left_out": _("Points or lines among the areas were left out."),
    "text_cleaned": _("Characters that cannot be shown were left out."),
}


class FileRefused(Refused):
    """The file was not taken; `code` is a key of FILE_MESSAGES, facts are in `extra`."""

    def __init__(self, code: str, **extra: Any) -> None:
        shown = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in extra.items()}
        if "reason" in extra:  # a code, so that it can leave the child process
            shown["reason"] = REASONS[extra["reason"]]
        super().__init__(format_lazy(FILE_MESSAGES[code], **shown), code=code, **extra)


class BadGeometry(Exception):
    """One feature's geometry cannot be used; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

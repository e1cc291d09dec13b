"""The formats we read, by which driver of GDAL, and which files belong together: the one list of them."""

from enum import Enum


class Format(Enum):
    """What a file can be."""

    ZIP = "zip"
    SHAPEFILE = "ESRI Shapefile"
    GPKG = "GPKG"
    FLATGEOBUF = "FlatGeobuf"
    TAB = "MapInfo TAB"
    MIF = "MapInfo MIF"
    GEOJSON = "GeoJSON"
    TOPOJSON = "TopoJSON"
    GML = "GML"
    KML = "LIBKML"
    GPX = "GPX"
    DXF = "DXF"
    CSV = "CSV"
    XLSX = "XLSX"
    ODS = "ODS"


# All of GDAL that the child gets to see: none of these follows addresses or reads scripts. GeoJSON and CSV are ours.
DRIVERS = frozenset(
    {"ESRI Shapefile", "GPKG", "FlatGeobuf", "MapInfo File", "TopoJSON", "GML", "LIBKML", "GPX", "DXF", "XLSX", "ODS"}
)
# The names of our copies: GDAL reads meaning into endings.
SUFFIXES = {
    Format.SHAPEFILE: ".shp",
    Format.GPKG: ".gpkg",
    Format.FLATGEOBUF: ".fgb",
    Format.TAB: ".tab",
    Format.MIF: ".mif",
    Format.TOPOJSON: ".topojson",
    Format.GML: ".gml",
    Format.KML: ".kml",
    Format.GPX: ".gpx",
    Format.DXF: ".dxf",
    Format.XLSX: ".xlsx",
    Format.ODS: ".ods",
}
# Files that are several files: the one that is named, and what belongs to it.
SIDES = {
    ".shp": frozenset({".shx", ".dbf", ".prj", ".cpg"}),
    ".tab": frozenset({".dat", ".map", ".id", ".ind"}),
    ".mif": frozenset({".mid"}),
}
# The same for pictures: world files by the endings in use, and a .prj.
PICTURE_SIDES = {
    ".tif": frozenset({".tfw", ".tifw", ".wld", ".prj"}),
    ".tiff": frozenset({".tfw", ".tiffw", ".wld", ".prj"}),
    ".jpg": frozenset({".jgw", ".jpgw", ".wld", ".prj"}),
    ".jpeg": frozenset({".jgw", ".jpegw", ".wld", ".prj"}),
    ".png": frozenset({".pgw", ".pngw", ".wld", ".prj"}),
}
SIDE_SUFFIXES = frozenset().union(*SIDES.values())
SINGLE = frozenset({
    ".geojson", ".json", ".geojsonl", ".ndjson", ".topojson", ".umap", ".gpkg", ".fgb", ".gml", ".kml", ".gpx", ".dxf",
    ".csv", ".xlsx", ".ods",
})  # fmt: skip
PACKED = frozenset({".zip", ".kmz"})
MAIN_SUFFIXES = frozenset(SIDES) | SINGLE
# What often lies beside the data: read only where there is nothing else, or where it is named.
BESIDE = frozenset({".json", ".csv", ".xlsx", ".ods"})
# For the choice of files in a browser.
ACCEPT = ",".join(sorted(MAIN_SUFFIXES | SIDE_SUFFIXES | PACKED))

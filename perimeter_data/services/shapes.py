"""shapely (what files are read into) → GEOS (what the database takes); EPSG:4326."""

from typing import cast

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from shapely.geometry.base import BaseGeometry


def to_geos(shape: BaseGeometry) -> GEOSGeometry:
    """Return the same geometry for a model's field."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)


def to_multi_polygon(shape: BaseGeometry) -> MultiPolygon:
    """Return a polygon or multipolygon as a multipolygon."""
    multi = shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
    return cast(MultiPolygon, to_geos(multi))

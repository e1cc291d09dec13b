"""Coordinate systems: which one a file is in, whether its coordinates can be that, and the way to lon lat."""

import re
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import Box

Shapes = NDArray[Any]
WGS84 = pyproj.CRS("OGC:CRS84")
MARGIN_DEG = 3.0
MAX_CANDIDATES = 8
_CODE = re.compile(r"^(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|ESRI|IGNF|OGC)(?::[\w.]*)?:{1,2}(\w{1,20})$", re.I)
_URL = re.compile(r"^https?://www\.opengis\.net/(?:def/crs|gml/srs)/(\w+?)(?:/[\w.]+/|\.xml#)(\w{1,20})$", re.I)
# What planners of France, Italy and their neighbours have on their disks; the narrowest that fits comes first.
USUAL = (2154, *range(3942, 3951), 27572, 27573, 32631, 32632, 32633, 25831, 25832, 25833, 23032, 3003, 3004, 6707,
         6708, 7791, 7792, 2056, 21781, 31370, 3035, 3857)  # fmt: skip


# The tables of one plan are all in the same system, and PROJ takes half a second for one that has no code.
@lru_cache(maxsize=16)
def parse(name: str) -> pyproj.CRS:
    """Return the system a name (EPSG:2154, a URN, a bare number) or a WKT stands for; raise `crs_unknown`.

    Only codes and WKT are taken: PROJ's own strings can name files.
    """
    text = name.strip()
    match = _CODE.match(text) or _URL.match(text)
    if match:
        text = f"{match.group(1)}:{match.group(2)}"
    elif re.fullmatch(r"\d{4,6}", text):
        text = f"EPSG:{text}"
    try:
        crs = pyproj.CRS.from_wkt(text) if "[" in text else pyproj.CRS.from_string(_code_only(text))
    except CRSError as error:
        raise FileRefused("crs_unknown", crs=name[:80]) from error
    return _horizontal(crs, name)


def find(name: str | None, shapes: Shapes, near: Box | None) -> pyproj.CRS:
    """Return the system of that name; raise `crs_missing` or `crs_unknown` with the ones that would fit the shapes."""
    try:
        if name is None:
            raise FileRefused("crs_missing")
        return parse(name)
    except FileRefused as refusal:
        raise FileRefused(refusal.code, **refusal.extra, candidates=candidates(*_middle(shapes), near)) from refusal


def _code_only(text: str) -> str:
    if not re.fullmatch(r"\w+:\w+", text):
        raise CRSError(text)
    return text


def _horizontal(crs: pyproj.CRS, name: str) -> pyproj.CRS:
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if not (crs.is_geographic or crs.is_projected) or "undefined" in crs.name.casefold():
        raise FileRefused("crs_missing")
    return crs


@lru_cache(maxsize=16)
def label(crs: pyproj.CRS) -> str:
    """Return EPSG:n, or the system's name."""
    if crs == WGS84:
        return "EPSG:4326"
    code = crs.to_authority(min_confidence=70)
    return ":".join(code) if code else str(crs.name)


def shown(name: str) -> str:
    """Return the label of a declared system, or what was declared where nobody knows it."""
    try:
        return label(parse(name))
    except FileRefused:
        return name[:80]


def require_plausible(shapes: Shapes, crs: pyproj.CRS, near: Box | None) -> None:
    """Raise `crs_contradicted` (with ranked candidates) or `swapped_axes` where the coordinates cannot be this system.

    Judged by the middle of the features, so that one stray row does not condemn the file.
    """
    x, y = _middle(shapes)
    if _plausible(crs, x, y):
        return
    if _plausible(crs, y, x):
        raise FileRefused("swapped_axes")
    raise FileRefused("crs_contradicted", crs=label(crs), candidates=candidates(x, y, near))


def _plausible(crs: pyproj.CRS, x: float, y: float) -> bool:
    if crs.is_geographic:
        return abs(x) <= 360 and abs(y) <= 90
    return _fits(crs, x, y, MARGIN_DEG) and not (abs(x) <= 180 and abs(y) <= 90)


def looks_swapped(shapes: Shapes, near: Box | None) -> bool:
    """Say whether lon lat shapes lie far from where they are expected, but near it the other way round."""
    if near is None:
        return False
    lon, lat = _middle(shapes)
    return not _in_box(lon, lat, near) and _in_box(lat, lon, near)


def _middle(shapes: Shapes) -> tuple[float, float]:
    bounds = shapely.bounds(shapes)
    return float(np.median(bounds[:, [0, 2]])), float(np.median(bounds[:, [1, 3]]))


def _in_box(lon: float, lat: float, box: Box, margin: float = 1.0) -> bool:
    west, south, east, north = box
    return west - margin <= lon <= east + margin and south - margin <= lat <= north + margin


def _fits(crs: pyproj.CRS, x: float, y: float, margin: float) -> bool:
    lon, lat = _transformer(crs).transform(x, y)
    area = crs.area_of_use
    if not np.isfinite([lon, lat]).all() or not (abs(lon) <= 180 and abs(lat) <= 90):
        return False
    return area is None or area.west > area.east or _in_box(lon, lat, area.bounds, margin)


def candidates(x: float, y: float, near: Box | None) -> list[dict[str, Any]]:
    """Return the usual systems in which (x, y) makes sense, best first: at most eight {"crs", "name", "lon", "lat"}.

    Best is what lands where the data is expected, or nearest to it; then the system made for the smallest area.
    """
    found = []
    if abs(x) <= 180 and abs(y) <= 90:
        found.append((_far(x, y, near), 0.0, _candidate("EPSG:4326", "WGS 84", x, y)))
    for code in USUAL:
        crs = pyproj.CRS(code)
        if _fits(crs, x, y, 0):
            lon, lat = _transformer(crs).transform(x, y)
            found.append((_far(lon, lat, near), _size(crs), _candidate(f"EPSG:{code}", crs.name, lon, lat)))
    return [shown for *_rank, shown in sorted(found, key=lambda item: item[:2])[:MAX_CANDIDATES]]


def _candidate(crs: str, name: str, lon: float, lat: float) -> dict[str, Any]:
    return {"crs": crs, "name": name, "lon": round(lon, 4), "lat": round(lat, 4)}


def _far(lon: float, lat: float, near: Box | None) -> float:
    """Return how many degrees a place lies from where it is expected; 0 within one degree of it."""
    if near is None or _in_box(lon, lat, near):
        return 0.0
    west, south, east, north = near
    return float(np.hypot(max(west - lon, 0, lon - east), max(south - lat, 0, lat - north)))


def _size(crs: pyproj.CRS) -> float:
    area = crs.area_of_use
    return float((area.east - area.west) * (area.north - area.south)) if area else 64800.0


@lru_cache(maxsize=32)
def _transformer(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)


def to_lon_lat(shapes: Shapes, crs: pyproj.CRS) -> Shapes:
    """Return the shapes in EPSG:4326, lon lat; what cannot be transformed has infinite coordinates."""
    if _is_lon_lat(crs):
        return shapes
    return reproject(shapes, _transformer(crs))


@lru_cache(maxsize=16)
def _is_lon_lat(crs: pyproj.CRS) -> bool:
    return bool(crs == WGS84 or crs.to_epsg() == 4326)


def reproject(shapes: Shapes, transformer: pyproj.Transformer) -> Shapes:
    """Return the shapes moved by a transformer."""

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    try:
        moved: Shapes = shapely.transform(shapes, move)
    except ProjError as error:
        raise FileRefused("unreadable", detail=str(error)) from error
    return moved

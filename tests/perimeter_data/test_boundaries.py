"""Polygons → one boundary: slivers close, real holes and bays stay, what was whole stays as it was."""

import math

import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading import FileRefused
from perimeter_data.services.boundaries import make_boundary
from tests.shared import data_file

MIDDLE = (7.25, 43.75)
PLANE = pyproj.CRS(f"+proj=laea +lat_0={MIDDLE[1]} +lon_0={MIDDLE[0]} +datum=WGS84 +units=m")
BACK = pyproj.Transformer.from_crs(PLANE, "OGC:CRS84", always_xy=True)


def degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return metres around MIDDLE in lon lat."""
    return shapely.transform(shape, lambda xy: np.column_stack(BACK.transform(xy[:, 0], xy[:, 1])))


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a box in metres around MIDDLE."""
    return shapely.segmentize(shapely.box(west, south, east, north), 5000)


LAND = box(-20_000, -20_000, 20_000, 20_000)


def test_neighbours_that_overlap_and_miss_each_other_become_one() -> None:
    west, east = box(-20_000, -20_000, 0, 20_000), box(100, -20_000, 20_000, 20_000)
    across = box(-5000, -500, 5000, 500)
    made = make_boundary([degrees(shape) for shape in (west, east, across)])
    assert (made.report["parts"], made.report["holes"]) == (1, 0)
    assert made.report["gaps_closed"] == {"count": 2, "area_km2": pytest.approx(3.9, abs=0.01)}
    assert made.area_km2 == pytest.approx(1600, rel=1e-3)


@pytest.mark.parametrize(
    ("hole", "closed"),
    [
        (box(0, 0, 100, 5_000), True),  # a sliver
        (box(0, 0, 500, 500), True),  # small all round: 250 m wide on average
        (box(0, 0, 800, 800), False),
        (box(0, 0, 250, 5_000), False),  # long and narrow, but more than a square kilometre
        (box(0, 0, 2_000, 2_000), False),
    ],
)
def test_slivers_close_and_real_holes_stay(hole: BaseGeometry, closed: bool) -> None:
    made = make_boundary([degrees(LAND.difference(hole))])
    assert made.report["close_gaps_m"] == 300
    assert made.report["holes"] == (0 if closed else 1)
    assert made.report["holes_closed"]["count"] == int(closed)
    assert made.boundary.covers(degrees(hole.centroid)) is closed


def test_a_small_area_closes_small_gaps_only() -> None:
    district = box(0, 0, 1000, 1000).difference(box(400, 400, 600, 600))
    made = make_boundary([degrees(district)])
    assert made.report["close_gaps_m"] == pytest.approx(9.8, abs=0.1)
    assert made.report["holes"] == 1


def test_an_outline_in_one_piece_stays_as_it_was_with_its_bays() -> None:
    bay = box(0, 15_000, 100, 20_000)
    outline = shapely.set_precision(degrees(LAND.difference(bay)), 1e-7)
    made = make_boundary([outline], tolerance_m=0)
    assert shapely.normalize(made.boundary) == shapely.normalize(shapely.MultiPolygon([outline]))
    assert made.accepted == made.boundary


def test_an_enclave_open_to_the_sea_stays_out() -> None:
    monaco = box(-1000, -20_000, 1000, -18_000)
    halves = [box(-20_000, -20_000, 0, 20_000).difference(monaco), box(0, -20_000, 20_000, 20_000).difference(monaco)]
    made = make_boundary([degrees(half) for half in halves])
    assert not made.boundary.intersects(degrees(shapely.Point(0, -19_000)))
    assert made.area_km2 == pytest.approx(1600 - 4, rel=1e-4)


def test_the_accepted_area_reaches_further_by_the_tolerance() -> None:
    made = make_boundary([degrees(LAND)], tolerance_m=25)
    for beyond_m, accepted in ((24, True), (26, False)):
        point = degrees(shapely.Point(20_000 + beyond_m, 0))
        assert not made.boundary.covers(point)
        assert made.accepted.covers(point) is accepted
    assert made.accepted.covers(made.boundary)


def test_closing_may_not_change_the_area_much() -> None:
    rows = [degrees(box(-20_000, y, 20_000, y + 250)) for y in range(0, 4000, 500)]
    with pytest.raises(FileRefused) as caught:
        make_boundary(rows, close_gaps_m=300)
    assert caught.value.code == "closing_changes_area"
    assert make_boundary(rows, close_gaps_m=0).report["parts"] == 8


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (shapely.box(-180, -60, 180, 60), "whole_world"),
        (shapely.box(7, 80, 8, 86), "whole_world"),
        (shapely.box(7.2, 43.7, 7.2 + 1e-10, 43.7 + 1e-10), "geometry_broken"),
    ],
)
def test_what_no_perimeter_can_be(shape: BaseGeometry, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        make_boundary([shape])
    assert caught.value.code == code


def test_the_area_is_that_of_straight_sides_in_degrees() -> None:
    """Against the closed formula on the authalic sphere: R² · Δλ · (sin φ₂ - sin φ₁) (Snyder 1987, 3-12)."""
    made = make_boundary([shapely.box(2, 43, 8, 48)])
    e = 0.0818191908426

    def q(phi: float) -> float:
        s = math.sin(math.radians(phi))
        return (1 - e * e) * (s / (1 - (e * s) ** 2) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    expected = 6378.137**2 / 2 * math.radians(6) * (q(48) - q(43))
    assert made.area_km2 == pytest.approx(expected, rel=1e-6)


def test_awkward_shapes_come_out_valid() -> None:
    touching = [shapely.box(7, 43, 7.5, 43.5), shapely.box(7.5, 43.5, 8, 44)]  # in one corner
    ring = shapely.Point(7.2, 44.2).buffer(0.3).difference(shapely.Point(7.2, 44.2).buffer(0.2))
    made = make_boundary([*touching, ring])
    for shape in (made.boundary, made.accepted):
        assert shape.is_valid
        assert shape.geom_type == "MultiPolygon"


def test_the_raw_union_of_three_provinces() -> None:
    """117 sliver holes along the state border vanish; Monaco stays out (data/boundaries/README.md)."""
    from_file = shapely.from_geojson(data_file("boundaries/alpimed_wide_raw.geojson").read_text())
    made = make_boundary(list(from_file.geoms))
    assert made.report["holes_closed"] == {"count": 117, "area_km2": pytest.approx(4.4, abs=0.1)}
    assert (made.report["holes"], made.report["parts"]) == (0, 4)
    assert made.area_km2 == pytest.approx(12350, abs=1)
    cities = {"Nice": (7.2619, 43.7102), "Cuneo": (7.5473, 44.3845), "Imperia": (8.0277, 43.8895)}
    cities |= {"Sanremo": (7.7766, 43.8159), "Monaco": (7.4197, 43.7314)}
    inside = {name for name, position in cities.items() if made.accepted.covers(shapely.Point(position))}
    assert inside == {"Nice", "Cuneo", "Imperia", "Sanremo"}

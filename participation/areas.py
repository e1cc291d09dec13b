"""Areas to select by: a shape, zones of a zoning or of a layer, or what lies within a distance of something.

Whatever counts in a zone lies in it, as in the statistics. A contribution that is somewhere in its zone
(`anchor: zone`) lies in no shape, in no distance, and in no feature of a layer: nobody knows where it is.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, ClassVar

from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter, Malformed, Refused
from core.text import require_plain
from layers.models import Layer, LayerFeature, LayerKind, PlanZone
from participation.drawn import MAX_VERTICES_AROUND, Drawn, Irreparable, read_drawn
from participation.filters import LAYER
from participation.models import Anchor, Contribution, Proposal, ZoneAssignment
from perimeter_data.models import Perimeter, Zone
from perimeter_data.selectors import UnknownZoning as NoZoning
from perimeter_data.selectors import published_edition

MAX_CODES = 1000
MIN_DISTANCE_M, MAX_DISTANCE_M = 1, 50_000
OUTLINE_MS = 8000
# The outline for a screen: a thousandth of its width is less than a pixel.
OUTLINE = """
SELECT ST_Area(g::geography) / 1e6,
       ST_AsGeoJSON(ST_Simplify(g, greatest(ST_XMax(g) - ST_XMin(g), ST_YMax(g) - ST_YMin(g)) / 1000, true), 6)
  FROM (SELECT {outline} AS g) area"""
IN_SHAPE = 'ST_Covers(%s::geometry, "{table}"."position")'
# In the features, by the index of the positions, and in none with a lower key: each counts once.
IN_FEATURES = """"{table}"."id" IN (
  SELECT placed.id FROM {features} z JOIN "{table}" placed ON ST_Covers(z.geom, placed.position)
   WHERE z.id = ANY(%s) AND NOT EXISTS (
         SELECT FROM {features} lower
          WHERE lower.layer_id = z.layer_id AND lower.id < z.id AND ST_Covers(lower.geom, placed.position)))"""
NEAR = """"{table}"."position" && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
AND ST_DWithin("{table}"."position"::geography, %s::geography, %s)"""


class NotAnArea(Malformed):
    code = "invalid_area"
    message = _("An area is a shape, some zones, or a distance around something drawn.")


class UnknownZoning(InvalidParameter):
    code = "unknown_zoning"
    message = _("There is no such zoning in this perimeter.")


class WrongDistance(Refused):
    """Carries `minimum_m` and `maximum_m`."""

    code = "invalid_distance"
    message = _("This distance cannot be used: it is between 1 metre and 50 kilometres.")


class TooManyZones(Refused):
    """Carries `maximum`."""

    code = "too_many_zones"
    message = _("These are too many zones at once.")


class Area(ABC):
    """A part of the territory."""

    @property
    def repaired(self) -> bool:
        """Whether its outline crossed itself."""
        return False

    @abstractmethod
    def holds(self, target: str) -> Q:
        """Return the condition on `contribution` or `proposal`."""

    @abstractmethod
    def outline(self) -> tuple[str, list[Any]]:
        """Return the SQL of its geometry, with its parameters."""

    def contributions(self, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
        """Keep those that lie in it."""
        return rows.filter(self.holds("contribution"))

    def proposals(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Keep those that lie in it."""
        return rows.filter(self.holds("proposal"))

    def facts(self) -> dict[str, Any]:
        """Return {"area_km2", "geometry"}, and "repaired" where it was: one query of bounded time."""
        sql, params = self.outline()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(OUTLINE_MS)])
                cursor.execute(OUTLINE.format(outline=sql), params)
                area_km2, geometry = cursor.fetchone()
        except OperationalError as error:
            raise Irreparable from error
        told = {"area_km2": area_km2 and round(area_km2, 4), "geometry": geometry and json.loads(geometry)}
        return {**told, "repaired": True} if self.repaired else told


@dataclass(frozen=True)
class DrawnArea(Area):
    """What somebody drew."""

    shape: Drawn

    @property
    def repaired(self) -> bool:
        return self.shape.repaired

    def holds(self, target: str) -> Q:
        return _placed(target, IN_SHAPE, [self.shape.ewkb])

    def outline(self) -> tuple[str, list[Any]]:
        return "%s::geometry", [self.shape.ewkb]


@dataclass(frozen=True)
class AreaOfZones(Area):
    """Zones of a zoning: what was assigned to them."""

    zone_ids: Sequence[int]

    def holds(self, target: str) -> Q:
        assigned = ZoneAssignment.objects.filter(**{f"{target}_id": OuterRef("pk")}, zone_id__in=self.zone_ids)
        return Q(Exists(assigned))

    def outline(self) -> tuple[str, list[Any]]:
        return "(SELECT ST_Union(geom) FROM perimeter_data_zone WHERE id = ANY(%s))", [list(self.zone_ids)]


@dataclass(frozen=True)
class AreaOfFeatures(Area):
    """Zones of a plan, or features of another layer."""

    table: str
    keys: Sequence[int]

    def holds(self, target: str) -> Q:
        return _placed(target, IN_FEATURES.replace("{features}", self.table), [list(self.keys)])

    def outline(self) -> tuple[str, list[Any]]:
        return f"(SELECT ST_Union(geom) FROM {self.table} WHERE id = ANY(%s))", [list(self.keys)]


@dataclass(frozen=True)
class AreaAround(Area):
    """What lies within a distance of something drawn, in geographic metres."""

    shape: Drawn
    distance_m: float
    DEGREE_M: ClassVar[float] = 110_500.0

    @property
    def repaired(self) -> bool:
        return self.shape.repaired

    def holds(self, target: str) -> Q:
        west, south, east, north = self.shape.bounds
        up = self.distance_m / self.DEGREE_M
        aside = up / max(cos(radians(min(max(abs(south), abs(north)) + up, 90))), 0.01)
        box = [west - aside, south - up, east + aside, north + up]
        return _placed(target, NEAR, [*box, self.shape.ewkb, self.distance_m])

    def outline(self) -> tuple[str, list[Any]]:
        return "ST_Buffer(%s::geography, %s, 16)::geometry", [self.shape.ewkb, self.distance_m]


def area_of(perimeter: Perimeter, asked: Any, layers: QuerySet[Layer]) -> Area | None:
    """Read an area as it is sent (None: all of the territory); `layers` are those whose features may be named.

    Raises `NotAnArea`, `UnknownZoning`, or what is wrong with a shape. Up to two queries.
    """
    if asked is None:
        return None
    keys = {"shape": {"geometry"}, "zones": {"zoning", "codes"}, "buffer": {"geometry", "distance_m"}}
    kind = asked.get("type") if isinstance(asked, dict) else None
    if not isinstance(kind, str) or kind not in keys or set(asked) != {"type", *keys[kind]}:
        raise NotAnArea
    if kind == "zones":
        return _zones(perimeter, asked["zoning"], asked["codes"], layers)
    if kind == "shape":
        return DrawnArea(read_drawn(asked["geometry"], ("Polygon", "MultiPolygon")))
    distance_m = asked["distance_m"]
    if not isinstance(distance_m, int | float) or not MIN_DISTANCE_M <= distance_m <= MAX_DISTANCE_M:
        raise WrongDistance(minimum_m=MIN_DISTANCE_M, maximum_m=MAX_DISTANCE_M)
    around = read_drawn(asked["geometry"], ("Point", "LineString", "Polygon"), MAX_VERTICES_AROUND)
    return AreaAround(around, float(distance_m))


def _zones(perimeter: Perimeter, zoning: Any, codes: Any, layers: QuerySet[Layer]) -> Area:
    if not isinstance(zoning, str) or not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise NotAnArea
    if not codes:
        raise NotAnArea
    if len(codes) > MAX_CODES:
        raise TooManyZones(maximum=MAX_CODES)
    wanted = set(map(require_plain, codes))
    if not zoning.startswith(LAYER):
        try:
            edition = published_edition(perimeter, require_plain(zoning))
        except NoZoning as error:
            raise UnknownZoning(parameter="zoning") from error
        return AreaOfZones(_all_of(wanted, Zone.objects.filter(version=edition, code__in=wanted)))
    layer = layers.filter(slug=require_plain(zoning).removeprefix(LAYER)).first()
    if layer is None or layer.kind == LayerKind.RASTER:
        raise UnknownZoning(parameter="zoning")
    features: Any = PlanZone if layer.kind == LayerKind.PLAN else LayerFeature
    keys = {int(code) for code in wanted if code.isascii() and code.isdigit() and len(code) < 19}
    return AreaOfFeatures(features._meta.db_table, _all_of(wanted, features.objects.filter(layer=layer, pk__in=keys)))


def _all_of(wanted: set[str], rows: QuerySet[Any]) -> list[int]:
    ids = list(rows.values_list("pk", flat=True))
    if len(ids) != len(wanted):
        raise InvalidParameter(parameter="codes", code="unknown_zone")
    return sorted(ids)


def _placed(target: str, sql: str, params: list[Any]) -> Q:
    sql = sql.replace("{table}", f"participation_{target}")
    there = Q(RawSQL(f"({sql})", params, output_field=BooleanField()))  # noqa: S611 - the SQL is ours
    return there & ~Q(anchor=Anchor.ZONE) if target == "contribution" else there

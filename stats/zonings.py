"""What statistics are counted by: an edition of a zoning, or a public layer of areas, with its zones."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter
from core.i18n import current_language, translated
from layers.models import Layer, LayerFeature, LayerKind, PlanZone
from participation.filters import LAYER
from perimeter_data.models import Perimeter, VersionState, Zone, ZoningVersion
from stats.models import CountedLayer, Edition

# A version before it is published is nobody's business.
READABLE = (VersionState.PUBLISHED, VersionState.RETIRED)
MAX_ZONES = 5000
AREAS = "SELECT id, ST_Area(geom::geography) / 1e6 FROM {table} WHERE {owner} = %s"
ONLY_AREAS = "SELECT count(*), coalesce(bool_and(ST_Dimension(geom) = 2), false) FROM {table} WHERE layer_id = %s"


class UnknownZoning(InvalidParameter):
    code = "unknown_zoning"
    message = _("There is no such zoning, or no such edition of it.")


class NotAZoning(InvalidParameter):
    """Carries `limit`: how many areas a layer may have."""

    code = "not_a_zoning"
    message = _("Only layers of areas, and of not too many, can be counted by.")


@dataclass(frozen=True, slots=True)
class CountedZone:
    """One zone: its key in the counts, what it is called, how many live there, how large it is; `more` of its kind."""

    pk: int
    code: str
    name: str | None
    population: int | None
    area_km2: float | None
    more: dict[str, Any] = field(default_factory=dict)


class Zones(ABC):
    """The zones that statistics are counted by."""

    edition: int | None
    # Is it in the sums? What is not is counted when it is asked for.
    is_counted: bool
    layer_id: int | None = None

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """Return how the answer names them."""

    @abstractmethod
    def rows(self, perimeter: Perimeter) -> list[CountedZone]:
        """Return the zones in their order: queries the first time; of a layer one always."""

    @abstractmethod
    def own(self, asked: Sequence[tuple[str, str]]) -> list[int] | None:
        """Return the ids of a filter's zones where all of them are zones of these; else None."""


class NoZones(Zones):
    """A perimeter without a zoning."""

    edition, is_counted = None, True

    def facts(self) -> dict[str, Any]:
        return {"zoning": None, "version": None}

    def rows(self, perimeter: Perimeter) -> list[CountedZone]:
        return []

    def own(self, asked: Sequence[tuple[str, str]]) -> list[int] | None:
        return None


@dataclass
class ZonesOfEdition(Zones):
    """Those of an edition of a zoning."""

    version: ZoningVersion

    def __post_init__(self) -> None:
        self.edition, self.is_counted = Edition.ZONING_VERSION.of(self.version.pk), True

    def facts(self) -> dict[str, Any]:
        return {"zoning": self.version.zoning.slug, "version": self.version.number}

    def rows(self, perimeter: Perimeter) -> list[CountedZone]:
        return _zones(self.version.pk, perimeter.default_language, current_language())

    def own(self, asked: Sequence[tuple[str, str]]) -> list[int] | None:
        if not asked or self.version.state != VersionState.PUBLISHED:
            return None
        codes = [code for zoning, code in asked if zoning == self.version.zoning.slug]
        found = list(Zone.objects.filter(version=self.version, code__in=codes).values_list("pk", flat=True))
        return found if len(found) == len(asked) else None  # the list says which one is unknown


@dataclass
class ZonesOfLayer(Zones):
    """The features of a layer; each is called by its key, since several may have one name."""

    layer: Layer

    def __post_init__(self) -> None:
        self.layer_id, self.edition = self.layer.pk, Edition.LAYER.of(self.layer.pk)
        counted = CountedLayer.objects.filter(layer_id=self.layer.pk, revision=self.layer.revision)
        self.is_counted = counted.exists()

    def facts(self) -> dict[str, Any]:
        return {"zoning": f"{LAYER}{self.layer.slug}", "version": self.layer.revision}

    def rows(self, perimeter: Perimeter) -> list[CountedZone]:
        areas = _areas(table_of(self.layer), "layer_id", self.layer.pk, self.layer.revision)
        if self.layer.kind == LayerKind.PLAN:
            zones = PlanZone.objects.filter(layer=self.layer).order_by("libelle", "pk")
            return [
                CountedZone(pk, str(pk), name, None, areas.get(pk), {"typezone": kind})
                for pk, name, kind in zones.values_list("pk", "libelle", "typezone")
            ]
        features = LayerFeature.objects.filter(layer=self.layer).order_by("label", "pk")
        return [
            CountedZone(pk, str(pk), label or None, None, areas.get(pk))
            for pk, label in features.values_list("pk", "label")
        ]

    def own(self, asked: Sequence[tuple[str, str]]) -> list[int] | None:
        if not asked or any(zoning != f"{LAYER}{self.layer.slug}" or not code.isdigit() for zoning, code in asked):
            return None
        return [int(code) for _zoning, code in asked]


def counted_by(what: ZoningVersion | Layer | None) -> Zones:
    """Return the zones of an edition, a layer or nothing."""
    if what is None:
        return NoZones()
    return ZonesOfLayer(what) if isinstance(what, Layer) else ZonesOfEdition(what)


def zoning_version(perimeter: Perimeter, zoning: str | None, number: int | None) -> ZoningVersion | None:
    """Return the asked edition (default: the published one of the first zoning); raise `UnknownZoning`.

    None where the perimeter has no zoning and none was asked for.
    """
    rows = ZoningVersion.objects.filter(zoning__perimeter=perimeter, state__in=READABLE).select_related("zoning")
    if zoning is not None:
        rows = rows.filter(zoning__slug=zoning)
    rows = rows.filter(number=number) if number is not None else rows.filter(state=VersionState.PUBLISHED)
    found = rows.order_by("zoning__position", "zoning__slug").first()
    if found is None and (zoning is not None or number is not None):
        raise UnknownZoning
    return found


def zoning_named(
    perimeter: Perimeter, zoning: str | None, number: int | None, layers: QuerySet[Layer]
) -> ZoningVersion | Layer | None:
    """Return what `zoning` names: an edition, or with `layer:slug` one of these layers (of areas) as it is now.

    Raises `UnknownZoning` or `NotAZoning`.
    """
    if zoning is None or not zoning.startswith(LAYER):
        return zoning_version(perimeter, zoning, number)
    layer = layers.filter(slug=zoning.removeprefix(LAYER)).first()
    if layer is None or number is not None:
        raise UnknownZoning
    if not may_count_by(layer):
        raise NotAZoning(limit=MAX_ZONES)
    return layer


def may_count_by(layer: Layer) -> bool:
    """Say whether a layer consists of areas alone, and of how many."""
    if layer.kind == LayerKind.RASTER or layer.role == Layer.Role.GROUND:
        return False
    with connection.cursor() as cursor:
        cursor.execute(ONLY_AREAS.format(table=table_of(layer)), [layer.pk])
        number, areas = cursor.fetchone()
    return bool(areas) and number <= MAX_ZONES


def table_of(layer: Layer) -> str:
    """Return where the areas of a layer stand."""
    return "layers_planzone" if layer.kind == LayerKind.PLAN else "layers_layerfeature"


@lru_cache(maxsize=64)
def _zones(version_id: int, default_language: str, language: str) -> list[CountedZone]:
    """Return the zones of an edition: one in force is never edited."""
    areas = _areas("perimeter_data_zone", "version_id", version_id, 0)
    found = Zone.objects.filter(version=version_id).values_list("pk", "code", "name", "population").order_by("code")
    return [
        CountedZone(pk, code, translated(name, default_language, language), population, areas.get(pk))
        for pk, code, name, population in found
    ]


@lru_cache(maxsize=64)
def _areas(table: str, owner: str, pk: int, revision: int) -> dict[int, float]:
    """Return {zone id: km²}: an edition in force is never edited, a layer gets a new revision."""
    with connection.cursor() as cursor:
        cursor.execute(AREAS.format(table=table, owner=owner), [pk])
        return dict(cursor.fetchall())

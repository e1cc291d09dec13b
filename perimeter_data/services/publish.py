"""Publishing a boundary or an edition of a zoning: one published version at a time, everything derived made anew."""

from collections.abc import Callable
from types import EllipsisType
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import changes
from core.errors import Conflict
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState, ZoningVersion

Expected = int | None | EllipsisType  # a number in force, None for nothing yet, ... for whatever there is
Step = Callable[[str], None]

PIECE_VERTICES = 64

MAKE_PIECES = """
INSERT INTO perimeter_data_perimeterpiece (version_id, geom)
SELECT id, ST_Subdivide(accepted, %s) FROM perimeter_data_perimeterversion WHERE id = %s
"""

# Whole zones stay in geom; what is drawn is clipped to the published boundary once, here, never at read time.
CLIP_ZONES = """
WITH clipped AS (
  SELECT z.id, ST_Multi(ST_CollectionExtract(ST_MakeValid(
           CASE WHEN ST_Covers(v.boundary, z.geom) THEN z.geom
                ELSE ST_Intersection(z.geom, v.boundary) END), 3)) AS geom
    FROM perimeter_data_zone z
    JOIN perimeter_data_zoningversion zv ON zv.id = z.version_id
    JOIN perimeter_data_zoning zg ON zg.id = zv.zoning_id
    JOIN perimeter_data_perimeterversion v ON v.perimeter_id = zg.perimeter_id AND v.state = 'published'
   WHERE zg.perimeter_id = %(perimeter)s AND (%(version)s::bigint IS NULL OR zv.id = %(version)s))
UPDATE perimeter_data_zone z
   SET display_3857 = CASE WHEN ST_IsEmpty(c.geom) THEN NULL ELSE ST_Transform(c.geom, 3857) END,
       -- On the largest part; the centre of the largest circle inside took 38 s in a needle.
       label_point = CASE WHEN ST_IsEmpty(c.geom) THEN NULL ELSE (
         SELECT ST_PointOnSurface(part.geom) FROM ST_Dump(c.geom) part ORDER BY ST_Area(part.geom) DESC LIMIT 1) END
  FROM clipped c WHERE c.id = z.id
"""


IS_FAR_AWAY = """
SELECT EXISTS (
  SELECT FROM perimeter_data_perimeterversion new
    JOIN perimeter_data_perimeterversion old ON old.perimeter_id = new.perimeter_id AND old.state = 'published'
   WHERE new.id = %s AND ST_Disjoint(old.boundary, new.boundary))
"""


class PublishedMeanwhile(Conflict):
    """Carries `published`: the number that is in force now."""

    code = "published_meanwhile"
    message = _("Somebody else has published in the meantime. Look at what is in force now, then decide again.")


class FarAway(Conflict):
    code = "far_away"
    message = _("This boundary lies somewhere else altogether than the one in force. Confirm that it is meant so.")


def no_step(phase: str) -> None:
    """Nobody is watching."""


def make_pieces(version: PerimeterVersion) -> None:
    """Cut the accepted area into small pieces, once."""
    if version.pieces.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PIECES, [PIECE_VERTICES, version.pk])


def clip_zones(*, perimeter_id: int, zoning_version_id: int | None = None) -> None:
    """Draw the zones of a perimeter (or of one edition) anew inside its published boundary."""
    with connection.cursor() as cursor:
        cursor.execute(CLIP_ZONES, {"perimeter": perimeter_id, "version": zoning_version_id})


@transaction.atomic
def publish_boundary(
    *, version: PerimeterVersion, expect: Expected = ..., moved: bool = True, step: Step = no_step
) -> PerimeterVersion:
    """Make this boundary the published one; what depends on it is re-checked by readers of the change feed.

    `expect` is the number that whoever decided saw in force; `moved`, that a boundary elsewhere is meant so. `step` is
    told the phase, and may raise to stop: then nothing has changed. Raises `PublishedMeanwhile` or `FarAway`.
    """
    lock_perimeter(version.perimeter_id)
    require_publishable(version=version, expect=expect, moved=moved)
    step("pieces")
    make_pieces(version)
    PerimeterVersion.objects.filter(perimeter=version.perimeter, state=VersionState.PUBLISHED).exclude(
        pk=version.pk
    ).update(state=VersionState.RETIRED)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
    step("zones")
    clip_zones(perimeter_id=version.perimeter_id)
    step("publish")
    changes.append(
        "perimeter.published",
        perimeter_id=version.perimeter_id,
        target_type="perimeter_version",
        target_id=version.pk,
    )
    return version


@transaction.atomic
def publish_zoning(*, version: ZoningVersion, expect: Expected = ..., step: Step = no_step) -> ZoningVersion:
    """Make this edition the published one of its zoning; `expect` and `step` as for a boundary."""
    lock_perimeter(version.zoning.perimeter_id)
    require_expected(version=version, expect=expect)
    ZoningVersion.objects.filter(zoning=version.zoning, state=VersionState.PUBLISHED).exclude(pk=version.pk).update(
        state=VersionState.RETIRED
    )
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
    step("zones")
    clip_zones(perimeter_id=version.zoning.perimeter_id, zoning_version_id=version.pk)
    step("publish")
    changes.append(
        "zoning.published",
        perimeter_id=version.zoning.perimeter_id,
        target_type="zoning_version",
        target_id=version.pk,
    )
    return version


def lock_perimeter(perimeter_id: int) -> None:
    """One change of its territory at a time; what is placed in it meanwhile does not wait."""
    Perimeter.objects.select_for_update(no_key=True).get(pk=perimeter_id)


def require_publishable(*, version: PerimeterVersion, expect: Expected = ..., moved: bool = True) -> None:
    """Raise `PublishedMeanwhile` where something else is in force than expected, `FarAway` where nothing would stay."""
    require_expected(version=version, expect=expect)
    if not moved and is_far_away(version):
        raise FarAway


def require_expected(*, version: PerimeterVersion | ZoningVersion, expect: Expected) -> None:
    """Raise `PublishedMeanwhile` where something else is in force than whoever decided saw."""
    if expect is ...:
        return
    numbers = siblings(version).filter(state=VersionState.PUBLISHED).values_list("number", flat=True)
    in_force = numbers.first()
    if in_force != expect:
        raise PublishedMeanwhile(published=in_force)


def siblings(version: PerimeterVersion | ZoningVersion) -> QuerySet[Any]:
    """Return the versions among which one is in force."""
    return version.perimeter.versions.all() if isinstance(version, PerimeterVersion) else version.zoning.versions.all()


def is_far_away(version: PerimeterVersion) -> bool:
    """Say whether a boundary shares no ground with the one in force."""
    with connection.cursor() as cursor:
        cursor.execute(IS_FAR_AWAY, [version.pk])
        return bool(cursor.fetchone()[0])

"""Perimeters and zonings that are published, and what is in force of them."""

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Envelope
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from perimeter_data.models import Logo, Perimeter, PerimeterVersion, VersionState, Zoning, ZoningVersion


class UnknownPerimeter(Missing):
    code = "unknown_perimeter"
    message = _("There is no such perimeter here.")


class UnknownZoning(Missing):
    code = "unknown_zoning"
    message = _("There is no such zoning in this perimeter.")


def public_perimeters() -> QuerySet[Perimeter]:
    """Perimeters that are open to the public and have a published boundary."""
    published = PerimeterVersion.objects.filter(perimeter=OuterRef("pk"), state=VersionState.PUBLISHED)
    return Perimeter.objects.filter(Exists(published), is_public=True)


def get_public_perimeter(slug: str) -> Perimeter:
    """Return a published perimeter; raise `UnknownPerimeter`."""
    perimeter = public_perimeters().filter(slug=slug).first()
    if perimeter is None:
        raise UnknownPerimeter
    return perimeter


def published_version(perimeter: Perimeter) -> PerimeterVersion:
    """Return the boundary in force, without its geometries (they load when touched); raise `UnknownPerimeter`."""
    version = (
        PerimeterVersion.objects.filter(perimeter=perimeter, state=VersionState.PUBLISHED)
        .defer("boundary", "accepted", "boundary_3857", "report")
        .first()
    )
    if version is None:
        raise UnknownPerimeter
    return version


def bbox(perimeter: Perimeter) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of the boundary in force, in degrees; raise `UnknownPerimeter`."""
    rows = PerimeterVersion.objects.filter(perimeter=perimeter, state=VersionState.PUBLISHED)
    extent = rows.aggregate(extent=Extent("boundary"))["extent"]
    if extent is None:
        raise UnknownPerimeter
    return extent


def published_bbox(perimeter: Perimeter) -> tuple[float, float, float, float] | None:
    """Return the box of the boundary in force, None without one: where data of this perimeter is expected."""
    drawn = PerimeterVersion.objects.filter(perimeter=perimeter, state=VersionState.PUBLISHED)
    return bbox(perimeter) if drawn.exists() else None


def perimeters_with_bbox() -> QuerySet[PerimeterVersion]:
    """Boundaries in force by slug, each with its perimeter and `envelope`, in one query and without the boundary."""
    return (
        PerimeterVersion.objects.filter(state=VersionState.PUBLISHED, perimeter__is_public=True)
        .select_related("perimeter")
        .annotate(envelope=Envelope("boundary"))
        .defer("boundary", "accepted", "boundary_3857", "report")
        .order_by("perimeter__slug")
    )


def published_zonings(perimeter: Perimeter) -> QuerySet[Zoning]:
    """Zonings of the perimeter with a published edition, in their order."""
    published = ZoningVersion.objects.filter(zoning=OuterRef("pk"), state=VersionState.PUBLISHED)
    return Zoning.objects.filter(Exists(published), perimeter=perimeter)


def zonings_with_edition(perimeter: Perimeter) -> QuerySet[Zoning]:
    """Published zonings, each with `published`: its edition in force in a list, with `zone_count`; two queries."""
    editions = ZoningVersion.objects.filter(state=VersionState.PUBLISHED).annotate(zone_count=Count("zones"))
    return published_zonings(perimeter).prefetch_related(Prefetch("versions", editions, to_attr="published"))


def published_edition(perimeter: Perimeter, zoning_slug: str) -> ZoningVersion:
    """Return the edition in force of one zoning; raise `UnknownZoning`."""
    edition = (
        ZoningVersion.objects.select_related("zoning")
        .filter(zoning__perimeter=perimeter, zoning__slug=zoning_slug, state=VersionState.PUBLISHED)
        .first()
    )
    if edition is None:
        raise UnknownZoning
    return edition


def is_public_logo(name: str) -> bool:
    """Say whether a stored logo belongs to a perimeter that the public may see."""
    return Logo.objects.filter(image=name, perimeter__in=public_perimeters()).exists()

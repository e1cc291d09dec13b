"""What a file was asked for, in words: whoever gets it from somebody else reads what is in it, and what is not."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.i18n import current_language, translated
from interop.columns import Column
from interop.rows import Export
from participation.filters import ContributionFilter

CODED = ("kind", "theme", "category", "state", "consultation", "language", "channel")


def in_words(export: Export) -> Iterator[tuple[str, str]]:
    """Yield what is asked of the rows, each with its answer; first the territory, the time and how many they are."""
    perimeter = export.perimeter
    yield _("territory"), translated(perimeter.name, perimeter.default_language, current_language())
    yield _("written on"), date_format(timezone.localtime(), "DATETIME_FORMAT")
    yield _("rows"), str(export.count)
    if export.area is not None:
        yield _("part of the territory"), f"{export.area.facts()['area_km2'] or 0} km²"
    columns = {column.name: column for column in export.columns}
    for name in CODED:
        if values := getattr(export.asked, name):
            yield str(columns[name].label), ", ".join(_meaning(columns[name], value) for value in values)
    yield from _others(export.asked)


def _meaning(column: Column, value: str) -> str:
    return str((column.codes or {}).get(value, value))


def _others(f: ContributionFilter) -> Iterator[tuple[str, str]]:
    if f.zone:
        yield _("zone"), ", ".join(f"{zoning} {code}" for zoning, code in f.zone)
    if f.q:
        yield _("words"), f.q
    for label, moment in ((_("sent from"), f.since), (_("sent before"), f.until)):
        if moment:
            yield label, date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    if f.bbox:
        yield _("rectangle"), ", ".join(map(str, f.bbox))
    if f.near:
        yield _("around"), f"{f.near.lon}, {f.near.lat}: {f.near.distance_m:g} m"

"""What was found and mended in a file, in sentences."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perimeter_data.reading import REASONS


def boundary_sentences(report: dict[str, Any]) -> list[str]:
    """Return a boundary's report in words: size, parts, what was closed, repaired and left out, what to look at."""
    if not report:
        return []
    parts, holes = report.get("parts", 0), report.get("holes", 0)
    found = [
        _("%(area)s km², %(vertices)s points.")
        % {"area": number(report.get("area_km2", 0), 2), "vertices": number(report.get("vertices", 0))},
        ngettext("In one piece.", "In %(n)s pieces.", parts) % {"n": number(parts)},
    ]
    if holes:
        found.append(ngettext("One hole in it is kept.", "%(n)s holes in it are kept.", holes) % {"n": number(holes)})
    found += _closed(report)
    if report.get("crs"):
        found.append(_("Read as %(systems)s.") % {"systems": ", ".join(report["crs"])})
    return (
        found
        + reason_sentences(report.get("repaired", ()))
        + reason_sentences(report.get("refused", ()))
        + notes(report)
    )


def _closed(report: dict[str, Any]) -> list[str]:
    found = []
    holes, gaps = report.get("holes_closed", {}), report.get("gaps_closed", {})
    if holes.get("count"):
        sentence = ngettext("One sliver hole was closed", "%(n)s sliver holes were closed", holes["count"])
        found.append(_with_area(sentence, holes))
    if gaps.get("count"):
        sentence = ngettext("One gap was closed", "%(n)s gaps were closed", gaps["count"])
        found.append(_with_area(sentence, gaps))
    return found


def _with_area(sentence: str, closed: dict[str, Any]) -> str:
    return f"{sentence % {'n': number(closed['count'])}} ({number(closed.get('area_km2', 0), 4)} km²)."


def reason_sentences(reasons: Iterable[Any]) -> list[str]:
    """Return one sentence per reason code of [[number, code], …] with its count."""
    counted = Counter(code for _number, code in reasons)
    return [f"{number(count)} × {REASONS.get(code, code)}" for code, count in counted.items()]


def notes(report: dict[str, Any]) -> list[str]:
    """Return what the reader noted about the file."""
    known = {"swapped_axes": _("Longitude and latitude may be swapped: look at the map.")}
    return [known.get(note, note) for note in report.get("notes", ())]


def number(value: float, decimals: int | None = None) -> str:
    """Return a number as the reader's language writes it."""
    return formats.number_format(
        value if decimals is None else round(value, decimals), decimals, use_l10n=True, force_grouping=True
    )

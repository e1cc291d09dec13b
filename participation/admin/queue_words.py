"""Where a contribution lies and what a comment is about, in words."""

from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import translated
from participation.models import Comment, Contribution
from participation.waiting_items import Item
from perimeter_data.selectors import shown_name

DIRECTION_WORDS = {
    "n": gettext_lazy("to the north"),
    "ne": gettext_lazy("to the north-east"),
    "e": gettext_lazy("to the east"),
    "se": gettext_lazy("to the south-east"),
    "s": gettext_lazy("to the south"),
    "sw": gettext_lazy("to the south-west"),
    "w": gettext_lazy("to the west"),
    "nw": gettext_lazy("to the north-west"),
}
# Nearer than that it is the place itself.
AT_M = 100


def where(item: Item) -> str:
    """Return the nearest place with distance and direction, and the zones."""
    parts = [translated(row.zone.name) for row in item.zones if row.zone is not None]
    if item.near is not None:
        place = shown_name(item.near.place)
        if item.near.distance_m >= AT_M:
            facts = {
                "place": place,
                "distance": _distance(item.near.distance_m),
                "direction": DIRECTION_WORDS[item.near.direction],
            }
            place = _("%(place)s, %(distance)s %(direction)s") % facts
        parts.insert(0, place)
    return " · ".join(dict.fromkeys(parts))


def _distance(distance_m: int) -> str:
    if distance_m < 1000:
        return f"{round(distance_m, -1)} m"
    return f"{formats.number_format(round(distance_m / 1000, 1), 1)} km"


def about(item: Item) -> dict[str, Any]:
    """Return what a comment stands under: its words and its page of the back office."""
    if not isinstance(item.target, Comment):
        return {}
    target = item.target.contribution or item.target.proposal
    name = "contribution" if item.target.contribution_id else "proposal"
    return {
        "words": str(target),
        "page": reverse(f"admin:participation_{name}_change", args=[target.pk if target else 0]),
        "parent": item.target.parent.text if item.target.parent else "",
    }


def starts(target: Contribution | Comment) -> str:
    """Return what a line is called: its number, or how a comment begins."""
    if isinstance(target, Contribution):
        return target.ref
    return f"“{target.text[:40]}{'…' if len(target.text) > 40 else ''}”"

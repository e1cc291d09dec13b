"""Zone types of the French urban plan standard (CNIG ZONE_URBA): official fills, hatches of our own, words.

Fills and outline: cnigfr/DDU-SG5-SYMBOLISATION, PLU, below 1:2500. The hatch makes types distinct without colour.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTLINE = "#343434"
FILL_OPACITY = 0.4
LEVEL = re.compile(r"^\d?(AU|U|A|N)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlanType:
    code: str
    label: str | Promise
    fill: str
    hatch: str


PLAN_TYPES = {
    kind.code: kind
    for kind in (
        PlanType("U", _("Urban zone"), "#e60000", "grid"),
        PlanType("AUc", _("Zone to be urbanised"), "#ff6565", "lines"),
        PlanType("AUs", _("Zone to be urbanised later"), "#feccbe", "dashes"),
        PlanType("A", _("Farming zone"), "#ffff00", "dots"),
        PlanType("N", _("Natural or forest zone"), "#56aa02", "plain"),
    )
}
UNKNOWN = PlanType("", _("Zone of another type"), "#b2b2b2", "plain")
_BY_LOWER = {code.lower(): code for code in PLAN_TYPES}


def standard_code(code: str) -> str:
    """Return the standard's spelling of a code that is only written in other capitals; others as they are."""
    return _BY_LOWER.get(code.lower(), code)


def plan_type(code: str) -> PlanType:
    """Return the type a code is drawn like: its own, or that of its first letters (Nh like N, 2AU like AUs)."""
    known = PLAN_TYPES.get(standard_code(code))
    if known is not None:
        return known
    found = LEVEL.match(code)
    if found is None:
        return UNKNOWN
    letters = found[1].upper()
    if letters == "AU":
        later = code.startswith("2") or code[found.end() :].lower().startswith("s")
        return PLAN_TYPES["AUs" if later else "AUc"]
    return PLAN_TYPES[letters]


def is_standard(code: str) -> bool:
    """Say whether a code is one of the five."""
    return code in PLAN_TYPES


def plan_label(code: str) -> str:
    """Return the words for a code in the active language; an odd one is named in brackets."""
    kind = plan_type(code)
    return str(kind.label) if kind.code == code else f"{kind.label} ({code})"


def plan_order(code: str) -> tuple[int, str]:
    """Sort codes as the standard lists them, odd ones after their parent."""
    codes = list(PLAN_TYPES)
    parent = plan_type(code).code
    return (codes.index(parent) if parent else len(codes), "" if code == parent else code)


def plan_legend(codes: set[str]) -> list[dict[str, str]]:
    """Return legend entries for the codes present, to be stored; their words are looked up when they are read."""
    return [
        {"code": code, "fill": plan_type(code).fill, "line": OUTLINE, "hatch": plan_type(code).hatch}
        for code in sorted(codes, key=plan_order)
    ]

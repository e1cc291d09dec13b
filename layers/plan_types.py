"""Zone types of urban plans: of the French standard (CNIG ZONE_URBA), and of Italian plans (D.M. 1444/1968, art. 2).

French fills, bands and outline: cnigfr/DDU-SG5-SYMBOLISATION, PLU; the Italian ones are ours. The hatch makes types
distinct without colour. Italian letters mean something else than the French ones: they are kept as ZTO-A and so on.
What a type means follows the Code de l'urbanisme, R151-18 to R151-24, and the decree: no more than they say.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTLINE = "#343434"
FILL_OPACITY = 0.4
LEVEL = re.compile(r"^\d?(AU|U|A|N)", re.IGNORECASE)
ITALIAN = "ZTO-"
_ITALIAN_LETTER = re.compile(r"^(?:Z\.?T?\.?O?\.?|ZONA)?[\s\-_.]*([A-F])(?![A-Z]{2})", re.IGNORECASE)
# Letters that the French standard does not have.
_ONLY_ITALIAN = re.compile(r"^(?:Z\.?T?\.?O?\.?|ZONA)?[\s\-_.]*[B-F](?![A-Z]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlanType:
    code: str
    label: str | Promise
    fill: str
    band: str
    hatch: str
    meaning: str | Promise = ""


PLAN_TYPES = {
    kind.code: kind
    for kind in (
        PlanType(
            "U",
            _("Urban zone"),
            "#e60000",
            "#b00006",
            "grid",
            _("Built-up already, or with streets and networks that are enough to build. The written rules say what."),
        ),
        PlanType(
            "AUc",
            _("Zone to be urbanised"),
            "#ff6565",
            "#d40006",
            "lines",
            _("Meant to be built up: streets and networks at its edge are enough. The written rules say how."),
        ),
        PlanType(
            "AUs",
            _("Zone to be urbanised later"),
            "#feccbe",
            "#e88766",
            "dashes",
            _("Meant to be built up one day: the plan has to be changed before."),
        ),
        PlanType(
            "A",
            _("Farming zone"),
            "#ffff00",
            "#fff000",
            "dots",
            _("Protected for farming: building is hardly allowed, but for what farms and public services need."),
        ),
        PlanType(
            "N",
            _("Natural or forest zone"),
            "#56aa02",
            "#23a600",
            "plain",
            _("Protected for nature, landscape or forest, or because of a risk: building is hardly allowed."),
        ),
    )
}
ITALIAN_TYPES = {
    kind.code: kind
    for kind in (
        PlanType(
            "ZTO-A",
            _("Historic centre (Italian zone A)"),
            "#b5485d",
            "#8c2f43",
            "grid",
            _("Built fabric of historic, artistic or environmental value."),
        ),
        PlanType(
            "ZTO-B",
            _("Built-up zone (Italian zone B)"),
            "#e8804c",
            "#b8562a",
            "lines",
            _("Built up wholly or in part, and not of historic value."),
        ),
        PlanType(
            "ZTO-C",
            _("Expansion zone (Italian zone C)"),
            "#f6c667",
            "#c99427",
            "dashes",
            _("Meant for new buildings, where there are none or few."),
        ),
        PlanType(
            "ZTO-D",
            _("Zone of industry and trades (Italian zone D)"),
            "#9b8bc4",
            "#6b5a9b",
            "vertical",
            _("Meant for industry, workshops and the like."),
        ),
        PlanType(
            "ZTO-E",
            _("Farming zone (Italian zone E)"),
            "#e9edb0",
            "#a8b04a",
            "dots",
            _("Meant for farming."),
        ),
        PlanType(
            "ZTO-F",
            _("Zone of public facilities (Italian zone F)"),
            "#8cc6e0",
            "#3f8fb3",
            "cross",
            _("Meant for equipment and facilities of general interest."),
        ),
    )
}
ALL_TYPES = PLAN_TYPES | ITALIAN_TYPES
UNKNOWN = PlanType("", _("Zone of another type"), "#b2b2b2", "#808080", "plain")
_BY_LOWER = {code.lower(): code for code in PLAN_TYPES}


def standard_code(code: str) -> str:
    """Return the standard's spelling of a code that is only written in other capitals; others as they are."""
    return _BY_LOWER.get(code.lower(), code)


def italian_code(value: str) -> str:
    """Return the code of an Italian zone (`zona B2` → ZTO-B); what begins with no letter of the decree is kept."""
    found = _ITALIAN_LETTER.match(value)
    return f"{ITALIAN}{found[1].upper()}" if found else f"{ITALIAN}{value}"


def looks_italian(values: set[str]) -> bool:
    """Say whether codes are Italian: some begin with a letter that only Italy has, none like a French one."""
    french = any(re.match(r"^\d?(AU|U|N)", value, re.IGNORECASE) for value in values)
    return not french and any(_ONLY_ITALIAN.match(value) for value in values)


def plan_type(code: str) -> PlanType:
    """Return the type a code is drawn like: its own, or that of its first letters (Nh like N, 2AU like AUs)."""
    known = ALL_TYPES.get(standard_code(code))
    if known is not None:
        return known
    if code.startswith(ITALIAN):
        return UNKNOWN
    found = LEVEL.match(code)
    if found is None:
        return UNKNOWN
    letters = found[1].upper()
    if letters == "AU":
        later = code.startswith("2") or code[found.end() :].lower().startswith("s")
        return PLAN_TYPES["AUs" if later else "AUc"]
    return PLAN_TYPES[letters]


def is_standard(code: str) -> bool:
    """Say whether a code is one of the standard's."""
    return code in ALL_TYPES


def plan_label(code: str) -> str:
    """Return the words for a code in the active language; an odd one is named in brackets."""
    kind = plan_type(code)
    shown = code.removeprefix(ITALIAN)
    return str(kind.label) if kind.code == code or not shown else f"{kind.label} ({shown})"


def plan_meaning(code: str) -> str:
    """Return what a type means, in words for everybody; "" where no standard says it."""
    return str(plan_type(code).meaning)


def plan_order(code: str) -> tuple[int, str]:
    """Sort codes as the standard lists them, odd ones after their parent."""
    codes = list(ALL_TYPES)
    parent = plan_type(code).code
    return (codes.index(parent) if parent else len(codes), "" if code == parent else code)


def plan_legend(codes: set[str]) -> list[dict[str, str]]:
    """Return legend entries for the codes present, to be stored; their words are looked up when they are read."""
    return [
        {"code": code, "fill": plan_type(code).fill, "line": OUTLINE, "hatch": plan_type(code).hatch, "group": "zone"}
        for code in sorted(codes, key=plan_order)
    ]

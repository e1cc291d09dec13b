"""Prescriptions and informations of urban plans (CNIG TYPEPSC, TYPEINF): titles, official colours, our hatches.

Titles and colours are public facts of the standard (cnigfr/DDU-SG5-SYMBOLISATION); sub-codes inherit from their code
but for those listed here. Where the standard publishes no symbol, or we know no title, it is drawn grey and named by
its number; what the plan itself calls it stands beside.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class RuleKind(TextChoices):
    PRESCRIPTION = "prescription", _("rule of the plan")
    INFORMATION = "information", _("information in the plan")


LETTERS = {RuleKind.PRESCRIPTION: "P", RuleKind.INFORMATION: "I"}
GREY = "#6e6e6e"


@dataclass(frozen=True, slots=True)
class RuleType:
    """What a code means; `key` is how tiles and legends call it: P05, P05-07, I16."""

    key: str
    label: str | Promise
    color: str
    hatch: str = "plain"


_PRESCRIPTIONS: dict[str, tuple[str | Promise, str, str]] = {
    "01": (_("Protected woodland"), "#56aa02", "discs"),
    "02": (_("Building limited because of a risk or a nuisance"), "#6e6e6e", "lines"),
    "03": (_("Rules on rebuilding or demolition"), GREY, "dashes"),
    "04": (_("Parking limited near public transport"), "#ff5500", "dots"),
    "05": (_("Land reserved for a public project"), "#e600a9", "cross"),
    "05-01": (_("Land reserved for a road"), "#e600a9", "cross"),
    "05-02": (_("Land reserved for a public work"), "#e600a9", "cross"),
    "05-03": (_("Land reserved for a facility of general interest"), "#e600a9", "cross"),
    "05-04": (_("Land reserved for green space"), "#e600a9", "cross"),
    "05-05": (_("Land reserved for housing"), "#8f21aa", "cross"),
    "05-06": (_("Land marked out for a future facility"), "#e600a9", "cross"),
    "05-07": (_("Waiting for an overall project: little may be built meanwhile"), "#ff5500", "cross"),
    "05-08": (_("Land reserved because the coastline moves back"), "#e600a9", "cross"),
    "07": (_("Heritage or landscape to be protected"), "#730000", "dots"),
    "07-04": (_("Natural feature to be protected"), "#38a800", "dots"),
    "08": (_("Gardens or unbuilt land to be protected"), "#2d6837", "dots"),
    "13": (_("Land for skiing"), "#b2b2b2", "lines"),
    "14": (_("Built after a detailed layout plan"), "#000000", "grid"),
    "15": (_("Where on the plot one may build"), "#ff0000", "dashes"),
    "16": (_("Existing buildings in farming or natural zones"), "#e6c300", "lines"),
    "16-03": (_("Small sector where building is allowed as an exception"), "#f57a7a", "lines"),
    "17": (_("A share of the housing must be social housing"), "#8f21aa", "lines"),
    "18": (_("Guidelines on how the area is to be developed"), "#ff5500", "vertical"),
    "19": (_("Soil or underground resources to be protected"), "#894444", "dots"),
    "20": (_("Building rights may be moved elsewhere"), "#268c00", "dashes"),
    "22": (_("Shops and trades to be kept"), "#828282", "grid"),
    "23": (_("Minimum size of dwellings"), "#ffaa00", "dashes"),
    "24": (_("Street or path to be kept or made"), "#000000", "dashes"),
    "25": (_("Wildlife corridor, green and blue network"), "#004da8", "discs"),
    "26": (_("Energy performance required"), "#268c00", "grid"),
    "29": (_("Minimum density"), "#00c5ff", "grid"),
    "30": (_("More volume may be built"), "#e60000", "grid"),
    "31": (_("Remarkable coastal land"), "#004da8", "lines"),
    "38": (_("Footprint of buildings"), "#8a4dd3", "grid"),
    "39": (_("Height of buildings"), "#8a4dd3", "vertical"),
    "40": (_("Shape of buildings"), "#8a4dd3", "dashes"),
    "41": (_("Look of buildings"), "#fdbf6f", "dots"),
    "42": (_("A share of the plot must stay alive with soil or plants"), "#56aa02", "dots"),
    "43": (_("Open spaces and planting"), "#ff7f00", "dots"),
    "44": (_("Parking"), "#808080", "grid"),
    "47": (_("Connection to networks"), "#732600", "dashes"),
    "48": (_("Ground that must let water through"), "#004c73", "dots"),
    "49": (_("To be developed as one project"), "#ff6564", "vertical"),
    "50": (_("Some uses are forbidden"), "#940abd", "cross"),
    "51": (_("Some uses are allowed on conditions"), "#940abd", "lines"),
    "54": (_("Exposed as the coastline moves back"), GREY, "lines"),
    "55": (_("Renewable energy"), GREY, "grid"),
    "56": (_("New housing for main residences only"), GREY, "vertical"),
    "97": (_("A written rule for this area"), GREY, "none"),
    "99": (_("Another rule"), "#000000", "none"),
}
_INFORMATIONS: dict[str, tuple[str | Promise, str, str]] = {
    "02": (_("Joint development zone"), "#ff0000", "lines"),
    "04": (_("The town may buy first when land is sold"), "#ff6565", "none"),
    "05": (_("Land kept for later development"), "#5a70ff", "lines"),
    "08": (_("Planting of trees regulated"), "#268c00", "dots"),
    "13": (_("Overall development programme"), "#ffd37f", "lines"),
    "14": (_("Noise beside a road or railway"), "#ff73df", "lines"),
    "16": (_("Archaeological site"), "#895a44", "dots"),
    "17": (_("Lead in old buildings"), GREY, "dots"),
    "19": (_("Waste water and rain water"), "#00734c", "dashes"),
    "20": (_("Rules for advertising boards"), "#ff5500", "dots"),
    "25": (_("Farming and nature around towns protected"), "#e6e600", "dots"),
    "27": (_("Aircraft noise"), "#000000", "lines"),
    "30": (_("Urban project in partnership"), "#d20404", "lines"),
    "38": (_("Polluted ground"), "#90704c", "cross"),
    "99": (_("Another information"), "#9c9c9c", "none"),
}
_KNOWN = {RuleKind.PRESCRIPTION: _PRESCRIPTIONS, RuleKind.INFORMATION: _INFORMATIONS}


def rule_type(kind: str, code: str, subcode: str) -> RuleType:
    """Return what a code and its sub-code mean and how they are drawn."""
    known, letter = _KNOWN[RuleKind(kind)], LETTERS[RuleKind(kind)]
    for wanted in (f"{code}-{subcode}", code):
        if wanted in known:
            label, color, hatch = known[wanted]
            return RuleType(f"{letter}{wanted}", label, color, hatch)
    return RuleType(f"{letter}{code}", "", GREY)


def rule_key(kind: str, code: str, subcode: str) -> str:
    """Return how tiles and legends call a rule."""
    return rule_type(kind, code, subcode).key


def is_known(kind: str, code: str) -> bool:
    """Say whether we have a title for a code."""
    return code in _KNOWN[RuleKind(kind)]


def key_parts(key: str) -> tuple[RuleKind, str, str]:
    """Return (kind, code, subcode) of a key."""
    kind = next(kind for kind, letter in LETTERS.items() if key.startswith(letter))
    code, _hyphen, subcode = key[1:].partition("-")
    return kind, code, subcode


def rule_label(kind: str, code: str, subcode: str) -> str:
    """Return the words for a code in the active language; one we do not know is named by its number."""
    label = rule_type(kind, code, subcode).label
    if label:
        return str(label)
    number = f"{code}-{subcode}" if subcode else code
    if kind == RuleKind.PRESCRIPTION:
        return gettext("Rule of the plan, number %(number)s") % {"number": number}
    return gettext("Information in the plan, number %(number)s") % {"number": number}


def key_label(key: str) -> str:
    """Return the words for a key."""
    return rule_label(*key_parts(key))


def rule_legend(keys: set[str]) -> list[dict[str, str]]:
    """Return legend entries for the keys present: rules first, then informations, each in the order of their codes."""
    entries = []
    for key in sorted(keys, key=lambda one: (one[0] != "P", one)):
        kind, code, subcode = key_parts(key)
        drawn = rule_type(kind, code, subcode)
        entries.append(
            {"code": key, "fill": drawn.color, "line": drawn.color, "hatch": drawn.hatch, "group": str(kind.value)}
        )
    return entries

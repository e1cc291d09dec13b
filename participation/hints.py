"""Where a text perhaps names or reaches a person: hints for its author and for moderators. Nothing is ever refused.

The same patterns in TypeScript: frontend_embed/src/app/hints.ts; both are held to tests/participation/hints.json.
"""

import re
from typing import Literal, NamedTuple

HintKind = Literal["phone", "email", "name"]


class Hint(NamedTuple):
    """A span of the text, in characters."""

    start: int
    end: int
    kind: HintKind


EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# With a country code; ten French digits by twos; an Italian mobile; an Italian area code with its separator. Not a part
# of a longer number, of a decimal, of a date.
PHONE = (
    r"(?<![\w.,+/-])(?:"
    r"(?:\+|00)\d{1,3}[ ./-]?(?:\(0\)[ .-]?)?\d(?:[ ./-]?\d){7,11}"
    r"|0[1-9](?:[ .-]?\d{2}){4}"
    r"|3\d{2}[ ./-]?\d{3}[ .-]?\d{3,4}"
    r"|0\d{1,3}[ /-]\d{5,8}"
    r")(?!\w|[.,/-]\d)"
)
# A form of address, then a word or two that begin with a capital, or an initial. Not the saint, not the street's name:
# "rue Monsieur-le-Prince" has no space after it.
TITLES = (
    r"Monsieur|Madame|Mademoiselle|M(?:me|lle|lles|mes|r|rs|s)?\.?|MM\.?"
    r"|Signore?|Signora|Signorina|[Ss]ig\.?(?:ra|na|r)?\.?"
    r"|Dott\.?(?:ssa)?\.?|Dottore|Dottoressa|Dr\.?|Docteure?|Maître|Avv\.?|Ing\.?|Geom\.?|Mister|Doctor"
)
NAME = rf"(?<![\w'’.-])(?:{TITLES}) ?(?<=[ .])(?:[A-ZÀ-Þ][\wß-öø-ÿ'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?|[A-ZÀ-Þ]\b\.?)"

_PATTERNS: tuple[tuple[HintKind, re.Pattern[str]], ...] = (
    ("email", re.compile(EMAIL)),
    ("phone", re.compile(PHONE)),
    ("name", re.compile(NAME)),
)


def personal_hints(text: str) -> list[Hint]:
    """Return the spans that look like an e-mail address, a telephone number or a person's name, in their order."""
    found = [Hint(match.start(), match.end(), kind) for kind, pattern in _PATTERNS for match in pattern.finditer(text)]
    return sorted(found)

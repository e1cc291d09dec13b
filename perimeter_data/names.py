"""Names of places as people type them: without accents, hyphens or capitals, Saint or St."""

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_WORDS = re.compile(r"[^\W_]+")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """Return words in small letters without accents, one space apart."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    words = _WORDS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    *before, last = words or [""]  # a last "st" may be the beginning of any word
    return " ".join([_SHORT.get(word, word) for word in before] + [last])


def search_text(names: Iterable[str]) -> str:
    """Return every different name folded, one a line: what a search looks in."""
    return "\n".join(dict.fromkeys(filter(None, map(fold, names))))

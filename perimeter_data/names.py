"""Names of places as people type them: without accents, hyphens, capitals or articles; Saint, St, San or Santa."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_LETTERS = 80
# Of which kind a key is stands in the key, and not beside it: the planner then knows how many begin so.
START = "^"
# So many words at most are also known written in one: Sanremo, San Remo.
WRITTEN_IN_ONE = 3

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_WORDS = re.compile(r"[^\W_]+")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_SAINTS = frozenset(
    ("s", "st", "ste", "sts", "stes", "saint", "sainte", "saints", "saintes", "san", "santo", "santa", "sant", "santi")
)
# Articles, and the prepositions that people leave out: Breil-sur-Roya, Vallée de la Roya, Pieve di Teco.
_SMALL = frozenset(
    (
        *("au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"),
        *("a", "agli", "ai", "al", "alla", "alle", "da", "dal", "dalla", "degli", "dei", "del", "dell", "della"),
        *("delle", "dello", "di", "e", "gli", "i", "il", "in", "lo", "nel", "nella", "su", "sul", "sulla"),
        *("of", "the"),
    )
)


def plain_words(text: str) -> list[str]:
    """Return the words in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return _WORDS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def fold(text: str) -> str:
    """Return words in small letters without accents, one space apart; St is Saint."""
    *before, last = plain_words(text) or [""]  # a last "st" may be the beginning of any word
    return " ".join([_SHORT.get(word, word) for word in before] + [last])


def search_text(names: Iterable[str]) -> str:
    """Return every different name folded, one a line: what a search for anything in a name looks in."""
    return "\n".join(dict.fromkeys(filter(None, map(fold, names))))


def keys(names: Iterable[str]) -> set[str]:
    """Return every beginning by which something of these names is found; those of a whole name begin with START.

    `La Brigue` is found by `^la brigue`, `^brigue`, `^labrigue` and, as a word in it, `brigue`.
    """
    return {key[:MAX_LETTERS] for name in names for key in _keys(name)}


def _keys(name: str) -> Iterator[str]:
    full = fold(name).split()
    bare = [word for word in map(_canonical, full) if word not in _SMALL] or full
    for words in (full, bare):
        for begin, word in enumerate(words):
            if begin == 0:
                yield START + " ".join(words)
            elif word not in _SMALL:
                yield " ".join(words[begin:])
    if 1 < len(full) <= WRITTEN_IN_ONE:
        yield START + "".join(full)


def asked_keys(typed: str) -> list[str]:
    """Return the beginnings to look for: as typed, then without articles, with Saint for St, and in one word.

    The last word is as it was typed as well: it may go on.
    """
    words = fold(typed).split()
    return list(dict.fromkeys(key[:MAX_LETTERS] for key in _asked(words) if key))


def _asked(words: list[str]) -> Iterator[str]:
    yield " ".join(words)
    if not words:
        return
    *before, last = words
    bare = [word for word in map(_canonical, before) if word not in _SMALL]
    yield " ".join([*bare, last])
    if len(last) > 1:
        yield " ".join([*bare, _canonical(last)])
    if 1 < len(words) <= WRITTEN_IN_ONE:
        yield "".join(words)


def _canonical(word: str) -> str:
    return "saint" if word in _SAINTS else word

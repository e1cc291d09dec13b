"""The words of a text that tell what it is about, as far as French, Italian and English have them in common."""

import re
import unicodedata
from itertools import combinations

# So many letters begin a word; so many words are searched for.
BEGINNING = 4
TELLING = 5
# Words that say nothing about what is meant, without accents; French, Italian, English.
EMPTY_WORDS = """
  alors aussi avec avant autre bien cela cette ces chez comme dans depuis des deux donc elle elles encore entre est
  etre faire fait faudrait faut ici ils jour jours les leur leurs mais meme moins non nos notre nous par pas peu peut
  plus pour pres quand que quel quelle qui quoi rien sans ses son sont sous sur tout tous toute toutes tres trop une
  vers vos votre vous
  abbiamo alla alle allo altro anche ancora che chi ci come con cosa cui dal dalla dalle degli dei del della delle
  dello deve dove due era essere fare fatto gia gli hanno loro mai meno mia mio molto nei nel nella nelle noi non
  nostra nostro ogni per piu poco poi proprio qua quando quella quello questa questo qui sempre senza sia sono sopra
  sotto sua sul sulla sulle suo tra troppo tutta tutti tutto una uno verso
  about after all also and any are because been before but can could does for from had has have here into its just
  more much near not nothing one only other our out over same should since that the their them there these they this
  too two under very was were what when where which who will with without would you your
"""
_EMPTY = frozenset(EMPTY_WORDS.split())
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Return a text without accents."""
    apart = unicodedata.normalize("NFKD", text.replace("’", " ").replace("'", " "))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def telling(text: str) -> dict[str, float]:
    """Return {how a word begins: what it weighs}: numbers and names most, words that say nothing not at all."""
    found: dict[str, float] = {}
    for sentence in re.split(r"[.!?\n]+", plain(text)):
        for place, word in enumerate(_WORD.findall(sentence)):
            lower = word.lower()
            if word.isdigit():
                key, weight = lower, 2.0
            elif len(word) < 3 or lower in _EMPTY:
                continue
            else:
                key, weight = lower[:BEGINNING], 2.0 if place and word[0].isupper() else 1.0
            found[key] = max(weight, found.get(key, 0.0))
    return found


def in_common(one: dict[str, float], other: dict[str, float]) -> float:
    """Return 0..1: the weight of what both say, of the one that says less (three words at least)."""
    shared = sum(min(weight, other[key]) for key, weight in one.items() if key in other)
    return shared / max(3.0, min(sum(one.values()), sum(other.values())))


def two_of(text: str) -> str:
    """Return a search for any two of the most telling words of a text; empty where it has fewer."""
    weights = telling(text)
    words = {word.lower(): word for word in _WORD.findall(plain(text))}
    best = sorted(
        (word for word in words if word not in _EMPTY and weights.get(word if word.isdigit() else word[:BEGINNING])),
        key=lambda word: (-weights[word if word.isdigit() else word[:BEGINNING]], -len(word), word),
    )[:TELLING]
    return " or ".join(f"{one} {other}" for one, other in combinations(best, 2))

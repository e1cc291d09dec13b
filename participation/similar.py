"""What has perhaps been said already: near, about the same, in whichever language it was written.

Candidates come from two index look-ups, what lies nearest and what shares two telling words within a few kilometres.
What languages have in common then ranks them: the place, category and theme, numbers, and how words begin
(`lampadaire`, `lampione`). The weights were chosen by `python -m benchmarks.duplicates --weigh`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from participation.models import Category, Theme
from participation.states import PUBLIC_STATES, ContributionState
from participation.telling_words import in_common, telling, two_of
from perimeter_data.models import Perimeter

OPEN_STATES = [state for state in PUBLIC_STATES if state not in (ContributionState.DONE, ContributionState.DECLINED)]
NEAREST, MOST_WORDED = 30, 20
REACH_M, WORDS_REACH_M = 400, 2_000
SHOWN = 5
TEXT_READ = 1_000
METRES_A_DEGREE = 111_195.0

# Two look-ups in one statement: the GiST index of position, read from the nearest outwards, and contribution_search.
# The latter in the text's own language alone: names and numbers are the same in the others, and each word in four
# languages takes four times as long.
NEAR = """
(SELECT false, id, ST_X(position), ST_Y(position), theme_id, category_id, title, left(text, 300)
   FROM participation_contribution
  WHERE perimeter_id = %(perimeter)s AND kind = %(kind)s AND state = ANY(%(open)s)
  ORDER BY position <-> ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326) LIMIT %(nearest)s)
"""
NEAR_AND_WORDED = f"""{NEAR}
UNION ALL
(SELECT true, id, ST_X(position), ST_Y(position), theme_id, category_id, title, left(text, 300)
   FROM participation_contribution
  WHERE search @@ websearch_to_tsquery(agorama_text_config(%(language)s), agorama_unaccent(%(words)s))
    AND perimeter_id = %(perimeter)s AND kind = %(kind)s AND state = ANY(%(open)s)
    AND position && ST_Expand(ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326), %(reach)s / 80000.0, %(reach)s / 110500.0)
  LIMIT %(worded)s)
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing in common counts, and from which sum on it is worth a look."""

    near: float = 0.2
    category: float = 0.4
    theme: float = 0.1
    words: float = 0.5
    half_m: float = 60.0
    threshold: float = 0.55


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody is about to say."""

    kind: str
    lon: float
    lat: float
    theme: Theme | None = None
    category: Category | None = None
    title: str = ""
    text: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was said already, as far as it is compared."""

    pk: int
    distance_m: float
    theme_id: int | None
    category_id: int | None
    words: str


def likeness(asked: Asked, words: dict[str, float], other: Candidate, weights: Weights = WEIGHTS) -> float:
    """Return how much two have in common; from `weights.threshold` on, somebody should look."""
    score = weights.near * math.exp2(-other.distance_m / weights.half_m)
    if asked.category is not None and other.category_id == asked.category.pk:
        score += weights.category
    elif asked.theme is not None and other.theme_id == asked.theme.pk:
        score += weights.theme
    return score + weights.words * in_common(words, telling(other.words))


def candidates(
    perimeter: Perimeter, asked: Asked, *, states: Iterable[ContributionState] = OPEN_STATES
) -> list[Candidate]:
    """Return what lies nearest and what says the same, each once, of those in these states."""
    said = f"{asked.title}\n{asked.text[:TEXT_READ]}"
    words = two_of(said)
    values: dict[str, Any] = {
        "perimeter": perimeter.pk,
        "kind": asked.kind,
        "open": [str(state) for state in states],
        "lon": asked.lon,
        "lat": asked.lat,
        "nearest": NEAREST,
        "worded": MOST_WORDED,
        "reach": WORDS_REACH_M,
        "words": words,
        "language": asked.language,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR_AND_WORDED if words else NEAR, values)
        rows = cursor.fetchall()
    found: dict[int, Candidate] = {}
    for worded, pk, lon, lat, theme, category, title, text in rows:
        distance_m = metres(asked.lon, asked.lat, lon, lat)
        if distance_m <= (WORDS_REACH_M if worded else REACH_M):
            found[pk] = Candidate(pk, distance_m, theme, category, f"{title or ''}\n{text}")
    return list(found.values())


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance of two points that lie near each other, right to half a percent."""
    east = (other_lon - lon) * METRES_A_DEGREE * math.cos(math.radians(lat))
    return math.hypot(east, (other_lat - lat) * METRES_A_DEGREE)


def ranked(asked: Asked, others: list[Candidate], weights: Weights = WEIGHTS, *, shown: int = SHOWN) -> list[Candidate]:
    """Return those worth a look, the likeliest first."""
    words = telling(f"{asked.title}\n{asked.text[:TEXT_READ]}")
    scored = [(likeness(asked, words, other, weights), other) for other in others]
    alike = [pair for pair in scored if pair[0] >= weights.threshold]
    alike.sort(key=lambda pair: (-pair[0], pair[1].distance_m, pair[1].pk))
    return [other for _score, other in alike[:shown]]

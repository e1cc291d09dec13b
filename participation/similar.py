"""What has perhaps been said already: near, about the same, in whichever language it was written.

Candidates come from two index look-ups, what lies nearest and what shares two telling words within a few kilometres.
What languages have in common then ranks them: the place, category and theme, numbers, and how words begin
(`lampadaire`, `lampione`). The weights were chosen by `python -m benchmarks.duplicates --weigh`.
"""

import math
from dataclasses import dataclass
from typing import Any

from django.db import connection

from participation.models import Category, Theme
from participation.querysets import QUERY
from participation.states import PUBLIC_STATES, ContributionState
from participation.telling_words import in_common, telling, two_of
from perimeter_data.models import Perimeter

OPEN_STATES = [state for state in PUBLIC_STATES if state not in (ContributionState.DONE, ContributionState.DECLINED)]
NEAREST, WORDED = 40, 20
REACH_M, WORDS_REACH_M = 400, 2_000
SHOWN = 5
TEXT_READ = 1_000

# Index: the GiST index of position, read from the nearest outwards.
NEAR = """
SELECT id, ST_Distance(position::geography, ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326)::geography) AS distance_m,
       theme_id, category_id, title, left(text, 1000)
  FROM (SELECT id, position, theme_id, category_id, title, text FROM participation_contribution
         WHERE perimeter_id = %(perimeter)s AND kind = %(kind)s AND state = ANY(%(open)s)
         ORDER BY position <-> ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326) LIMIT %(nearest)s) c
"""
# Indexes: contribution_search, and the GiST index of position where that leaves less.
WORDS = f"""
SELECT id, ST_Distance(position::geography, ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326)::geography) AS distance_m,
       theme_id, category_id, title, left(text, 1000)
  FROM participation_contribution
 WHERE search @@ ({QUERY.replace("%s", "%(words)s")}) AND perimeter_id = %(perimeter)s AND kind = %(kind)s
   AND state = ANY(%(open)s)
   AND position && ST_Expand(ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326), %(reach)s / 80000.0, %(reach)s / 110500.0)
 LIMIT %(worded)s
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


def candidates(perimeter: Perimeter, asked: Asked) -> list[Candidate]:
    """Return what lies nearest and what says the same, each once."""
    said = f"{asked.title}\n{asked.text[:TEXT_READ]}"
    words = two_of(said)
    values: dict[str, Any] = {
        "perimeter": perimeter.pk,
        "kind": asked.kind,
        "open": [str(state) for state in OPEN_STATES],
        "lon": asked.lon,
        "lat": asked.lat,
        "nearest": NEAREST,
        "worded": WORDED,
        "reach": WORDS_REACH_M,
        "words": words,
    }
    found: dict[int, Candidate] = {}
    with connection.cursor() as cursor:
        for statement, reach_m in ((NEAR, REACH_M), (WORDS, WORDS_REACH_M)) if words else ((NEAR, REACH_M),):
            cursor.execute(statement, values)
            for pk, distance_m, theme, category, title, text in cursor.fetchall():
                if distance_m <= reach_m:
                    found[pk] = Candidate(pk, distance_m, theme, category, f"{title or ''}\n{text}")
    return list(found.values())


def ranked(asked: Asked, others: list[Candidate], weights: Weights = WEIGHTS) -> list[Candidate]:
    """Return those worth a look, the likeliest first."""
    words = telling(f"{asked.title}\n{asked.text[:TEXT_READ]}")
    scored = [(likeness(asked, words, other, weights), other) for other in others]
    alike = [pair for pair in scored if pair[0] >= weights.threshold]
    alike.sort(key=lambda pair: (-pair[0], pair[1].distance_m, pair[1].pk))
    return [other for _score, other in alike[:SHOWN]]

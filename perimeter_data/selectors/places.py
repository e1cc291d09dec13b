"""Places by name, as people type them."""

from typing import Any

from django.db import connection

from perimeter_data.models import Perimeter, Place
from perimeter_data.names import fold

# A name that begins so, a word that begins so, anything that holds it; then, only where that found nothing, names that
# look like it. The trigram index serves the LIKE.
FIND_PLACES = """
SELECT id FROM perimeter_data_place
 WHERE perimeter_id = %(perimeter)s AND search_text LIKE '%%' || %(words)s || '%%'
 ORDER BY CASE WHEN E'\n' || search_text || E'\n' LIKE '%%' || E'\n' || %(words)s || E'\n' || '%%' THEN 0
               WHEN E'\n' || search_text LIKE '%%' || E'\n' || %(words)s || '%%' THEN 1
               WHEN ' ' || search_text LIKE '%% ' || %(words)s || '%%' THEN 2 ELSE 3 END, rank, name, id
 LIMIT %(limit)s
"""
FIND_SIMILAR = """
SELECT id FROM perimeter_data_place
 WHERE perimeter_id = %(perimeter)s AND word_similarity(%(words)s, search_text) >= 0.45
 ORDER BY word_similarity(%(words)s, search_text) DESC, rank, name, id
 LIMIT %(limit)s
"""


def find_places(perimeter: Perimeter, words: str, limit: int) -> list[Place]:
    """Return places whose name or alias, in any language, holds the words, else those that look like them."""
    folded = fold(words)
    if not folded:
        return []
    values: dict[str, Any] = {"perimeter": perimeter.pk, "words": folded, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(FIND_PLACES, values)
        found = [pk for (pk,) in cursor.fetchall()]
        if not found and len(folded) > 2:
            cursor.execute(FIND_SIMILAR, values)
            found = [pk for (pk,) in cursor.fetchall()]
    places = Place.objects.defer("shape").in_bulk(found)
    return [places[pk] for pk in found]


def foremost_places(perimeter: Perimeter, limit: int) -> list[Place]:
    """Return the places of the lowest ranks, by name."""
    return list(Place.objects.filter(perimeter=perimeter).defer("shape").order_by("rank", "name", "pk")[:limit])

"""The keys of many places, written in one stream."""

from collections.abc import Iterable

from django.db import connection

from perimeter_data.models import Place, PlaceKey, keys_of

COPY = """
COPY perimeter_data_placekey (perimeter_id, place_id, words, weight) FROM STDIN
"""


def write_keys(places: Iterable[Place]) -> None:
    """Write the keys of places that were saved in bulk, in the place of what they had."""
    rows = list(places)
    PlaceKey.objects.filter(place__in=[place.pk for place in rows]).delete()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for place in rows:
            for key in keys_of(place):
                copy.write_row((key.perimeter_id, key.place_id, key.words, key.weight))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE perimeter_data_placekey")  # whether many begin so decides how they are looked up

"""Where a row stands on the ring that shuffled lists walk around."""

from django.db import models

# The golden ratio's share of SIZE: numbers that follow each other come to lie far apart. Odd, so that no two of the
# first 2^31 meet.
SPREAD, SIZE = 2654435761, 2**32


class Ring(models.Func):
    """(id mod 2^31) × SPREAD mod 2^32."""

    template = f"((%(expressions)s & 2147483647) * {SPREAD} & {SIZE - 1})"
    output_field = models.BigIntegerField()

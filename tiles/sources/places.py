"""`places`: names to find one's way by; the farther out, the fewer."""

from dataclasses import dataclass

from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose
from tiles.frame import frame, point
from tiles.names import NAME_FIELDS, translations

SQL = f"""
SELECT ST_AsMVT(f, 'places', 4096, 'geom', 'id') FROM (
  SELECT id, kind, rank, name, {translations("names")}, {{point}} AS geom
    FROM perimeter_data_place
   WHERE perimeter_id = %(perimeter)s AND qk >= %(first)s AND qk < %(end)s AND rank <= %(last_rank)s
   ORDER BY rank, id) f
"""


def last_rank(z: int) -> int:
    """Return the least important rank in tiles of this zoom: 1 up to z6, all nine from z14."""
    return max(1, z - 5)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a perimeter."""

    perimeter: Perimeter
    name: str = "places"
    kind: str = "places"

    def fields(self) -> dict[str, str]:
        return {"kind": "String", "rank": "Number", **NAME_FIELDS}

    def fragment(self, z: int) -> Fragment:
        values = {"perimeter": self.perimeter.pk, "last_rank": last_rank(z)}
        return compose(SQL, {"point": point(z)}, {**frame(z), **values})

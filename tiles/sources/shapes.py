"""Lines and areas: from the band of a zoom, without what is too small to see, and thinned where a tile gets too heavy.

The database keeps each shape three times: as it is drawn (`display_3857`), and simplified for the zooms up to 10 and
up to 13 (`display_z10`, `display_z13`), where what is under two pixels even there is NULL.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tiles.fragments import Fragment, compose
from tiles.frame import BUFFER, DRAWN_BOX, frame, shape

BANDS = {10: "display_z10", 13: "display_z13"}
# ST_AsMVT leaves rows without a geometry out by itself: asked for in a WHERE, each geometry would be made twice.
LAYER = "SELECT ST_AsMVT(f, %(layer)s, 4096, 'geom', 'id') FROM ({rows}) f"
# The largest of each of 16 × 16 cells, then the second largest, until the bytes are spent: where much was, much stays.
# Points, which have no size, go by a hash of their id.
LIGHTER = """
SELECT {columns} FROM (
  SELECT turn.*, sum(bytes) OVER () AS all_bytes,
         sum(bytes) OVER (ORDER BY turn, cell, id ROWS UNBOUNDED PRECEDING) AS spent FROM (
    SELECT sized.*, row_number() OVER (PARTITION BY cell ORDER BY size DESC, hashint8(id), id) AS turn FROM (
      SELECT r.*, 3 * ST_NPoints(geom) + 20 AS bytes,
             floor((ST_XMin(geom) + ST_XMax(geom)) / 512) * 32 + floor((ST_YMin(geom) + ST_YMax(geom)) / 512) AS cell,
             greatest(ST_XMax(geom) - ST_XMin(geom), ST_YMax(geom) - ST_YMin(geom)) AS size
        FROM ({rows}) r WHERE geom IS NOT NULL) sized) turn) counted
 WHERE spent <= all_bytes * %(share)s::float8
 ORDER BY id
"""


def drawn(z: int, buffer: int = BUFFER) -> dict[str, Fragment]:
    """Return the pieces of a SELECT of shapes at a zoom.

    `column` holds them; `shape` draws one, simplified to half a pixel; `seen` is true where it reaches into the tile
    and is two pixels long; `extent` is its longer side. Points are neither simplified nor too small. `buffer` is how
    far shapes go beyond the tile, in 4096ths of it.
    """
    name = next((name for last, name in BANDS.items() if z <= last), "display_3857")
    extent = f"greatest(ST_XMax({name}) - ST_XMin({name}), ST_YMax({name}) - ST_YMin({name}))"
    pieces = {
        "column": name,
        "shape": shape(name, buffer),
        "seen": f"{name} && {DRAWN_BOX} AND (ST_Dimension({name}) = 0 OR {extent} >= %(smallest_m)s)",
        "extent": extent,
    }
    return {key: compose(sql, {}, frame(z)) for key, sql in pieces.items()}


def layer(z: int, rows: Fragment, fields: Iterable[str], values: Mapping[str, Any], share: float | None) -> Fragment:
    """Return the encoded layer of rows (id, fields, geom); of this `share` of their bytes, where one is given."""
    values = {**frame(z), **values, "share": share}
    if share is not None:
        columns = Fragment(", ".join(f'"{name}"' for name in ("id", *fields, "geom")))
        rows = compose(LIGHTER, {"rows": rows, "columns": columns}, values)
    return compose(LAYER, {"rows": rows}, values)

"""`perimeter`: the boundary in force, and the land outside it, to be dimmed."""

from dataclasses import dataclass

from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose
from tiles.frame import DRAWN_BOX, ENVELOPE, FAR_BOX, frame

SEA = "sea"  # the style_key of the sea in a ground layer


# The mask is cut in tile coordinates, out of what is drawn: it meets the boundary and the coast to the pixel. The sea
# is left out of it: what is dimmed is land. Whole steps and the winding of rings are seen to here, as ST_AsMVTGeom does
# for what is drawn from the ground. Clipped before it is simplified, so that a long boundary costs little.
def _cut(column: str) -> str:
    """Return the SQL of a geometry in tile coordinates."""
    near = f"ST_Simplify(ST_ClipByBox2D({column}, {FAR_BOX}), %(tolerance_m)s)"
    return f"ST_SetSRID(ST_AsMVTGeom({near}, {ENVELOPE}, 4096, 64, true), 0)"


SQL = f"""
WITH boundary AS MATERIALIZED (
  SELECT {_cut("boundary_3857")} AS geom
    FROM perimeter_data_perimeterversion
   WHERE perimeter_id = %(perimeter)s AND state = 'published'),
sea AS MATERIALIZED (
  SELECT {_cut("f.display_3857")} AS geom
    FROM layers_layerfeature f JOIN layers_layer l ON l.id = f.layer_id
   WHERE l.perimeter_id = %(perimeter)s AND l.role = 'ground' AND l.rights = 'public' AND f.style_key = %(sea)s
     AND f.display_3857 && {DRAWN_BOX}),
spared AS (
  SELECT ST_Union(ST_CollectionExtract(geom, 3)) AS geom
    FROM (SELECT geom FROM boundary UNION ALL SELECT geom FROM sea) s WHERE geom IS NOT NULL),
outside AS (
  SELECT ST_ForcePolygonCCW(ST_CollectionExtract(ST_Difference(box, coalesce(s.geom, 'POLYGON EMPTY'), 1), 3)) AS geom
    FROM spared s, ST_MakeEnvelope(-64, -64, 4160, 4160) AS box)
SELECT ST_AsMVT(f, 'perimeter', 4096, 'geom') FROM (
  SELECT geom, 'boundary' AS part FROM boundary WHERE geom IS NOT NULL
  UNION ALL
  SELECT geom, 'outside' FROM outside WHERE NOT ST_IsEmpty(geom)) f
"""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The perimeter itself."""

    perimeter: Perimeter
    name: str = "perimeter"
    kind: str = "perimeter"

    def fields(self) -> dict[str, str]:
        return {"part": "String"}

    def fragment(self, z: int) -> Fragment:
        return compose(SQL, {}, {**frame(z), "perimeter": self.perimeter.pk, "sea": SEA})

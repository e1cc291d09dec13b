"""A published vector layer or urban plan, by its slug: geometry already clipped, as stored for drawing."""

from dataclasses import dataclass

from layers.models import Layer, LayerKind
from tiles.fragments import Fragment, compose
from tiles.frame import DRAWN_BOX, ENVELOPE, LABELLED, frame, point, shape
from tiles.names import TRANSLATED

GEOMETRY = shape("display_3857")
# Lines and areas under two pixels are left out; points never are.
DRAWN = f"""
  display_3857 && {DRAWN_BOX}
     AND (ST_Dimension(display_3857) = 0
          OR greatest(ST_XMax(display_3857) - ST_XMin(display_3857), ST_YMax(display_3857) - ST_YMin(display_3857))
             >= %(smallest_m)s)"""
# As a line, a coast has no edges where the tile cuts the sea. The sea is to its right: lines can be drawn off it.
COAST = f"""
  UNION ALL
  SELECT NULL, 'coast', NULL, style_key, NULL, NULL, NULL, NULL,
         ST_AsMVTGeom(ST_Boundary(ST_ForcePolygonCW(ST_Simplify(display_3857, %(tolerance_m)s))),
                      {ENVELOPE}, 4096, 256, true)
    FROM layers_layerfeature
   WHERE layer_id = %(id)s AND style_key = 'sea' AND ST_Dimension(display_3857) = 2
     AND display_3857 && {DRAWN_BOX}"""
GROUND = """,
         CASE WHEN jsonb_typeof(attributes->'rank') = 'number'
              THEN least(greatest((attributes->>'rank')::float8, 0), 9)::int END AS rank,
         attributes->>'name_fr' AS "name:fr", attributes->>'name_it' AS "name:it",
         attributes->>'name_en' AS "name:en" """

VECTOR = f"""
SELECT ST_AsMVT(f, %(layer)s, 4096, 'geom', 'id') FROM (
  SELECT id, NULL AS part, nullif(label, '') AS label, nullif(style_key, '') AS style_key{{more}}, {GEOMETRY} AS geom
    FROM layers_layerfeature WHERE layer_id = %(id)s AND {DRAWN}{{coast}}
   ORDER BY id) f
 WHERE geom IS NOT NULL
"""

PLAN = f"""
WITH labels AS (
  SELECT libelle, typezone, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
    FROM layers_planzone
   WHERE layer_id = %(id)s AND {LABELLED})
SELECT ST_AsMVT(f, %(layer)s, 4096, 'geom', 'id') FROM (
  SELECT id, NULL AS part, libelle, nullif(libelong, '') AS libelong, typezone, {GEOMETRY} AS geom
    FROM layers_planzone WHERE layer_id = %(id)s AND {DRAWN}
  UNION ALL
  SELECT NULL, 'label', libelle, NULL, typezone, {{point}} FROM labels) f
 WHERE geom IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Features:
    """A vector layer or an urban plan."""

    layer: Layer

    @property
    def name(self) -> str:
        return self.layer.slug

    @property
    def kind(self) -> str:
        return str(self.layer.kind)

    def fields(self) -> dict[str, str]:
        if self.layer.kind == LayerKind.PLAN:
            return dict.fromkeys(("libelle", "libelong", "typezone", "part"), "String")
        plain = {"label": "String", "style_key": "String"}
        if self.layer.role != Layer.Role.GROUND:
            return plain
        return {**plain, "part": "String", "rank": "Number", **TRANSLATED}

    def fragment(self, z: int) -> Fragment | None:
        if not self.layer.minzoom <= z <= self.layer.maxzoom:
            return None
        values = {**frame(z), "id": self.layer.pk, "layer": self.name}
        if self.layer.kind == LayerKind.PLAN:
            return compose(PLAN, {"point": point(z)}, values)
        ground = self.layer.role == Layer.Role.GROUND
        coast = compose(COAST, {}, values) if ground else Fragment("")
        return compose(VECTOR, {"more": Fragment(GROUND if ground else ""), "coast": coast}, values)

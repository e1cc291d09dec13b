"""A published vector layer or urban plan, by its slug: geometry already clipped, as stored for drawing."""

from dataclasses import dataclass

from layers.models import Layer, LayerKind
from tiles.fragments import Fragment, compose
from tiles.frame import BUFFER, DRAWN_BOX, ENVELOPE, LABELLED, frame, point
from tiles.names import TRANSLATED
from tiles.sources import shapes

# As a line, a coast has no edges where the tile cuts the sea. The sea is to its right: lines can be drawn off it.
COAST = f"""
  UNION ALL
  SELECT NULL, 'coast', NULL, style_key, NULL, NULL, NULL, NULL,
         ST_AsMVTGeom(ST_Boundary(ST_ForcePolygonCW(ST_Simplify({{column}}, %(tolerance_m)s))),
                      {ENVELOPE}, 4096, 256, true)
    FROM layers_layerfeature
   WHERE layer_id = %(id)s AND style_key = 'sea' AND ST_Dimension({{column}}) = 2
     AND {{column}} && {DRAWN_BOX}"""
GROUND = """,
         CASE WHEN jsonb_typeof(attributes->'rank') = 'number'
              THEN least(greatest((attributes->>'rank')::float8, 0), 9)::int END AS rank,
         attributes->>'name_fr' AS "name:fr", attributes->>'name_it' AS "name:it",
         attributes->>'name_en' AS "name:en" """

VECTOR = """
SELECT id, NULL AS part, nullif(label, '') AS label, nullif(style_key, '') AS style_key{more}, {shape} AS geom
  FROM layers_layerfeature WHERE layer_id = %(id)s AND {seen}{coast}
 ORDER BY id
"""

PLAN = f"""
SELECT id, NULL AS part, libelle, nullif(libelong, '') AS libelong, typezone, NULL AS rule, NULL AS name,
       {{shape}} AS geom
  FROM layers_planzone WHERE layer_id = %(id)s AND {{seen}}{{rules}}
UNION ALL
SELECT NULL, 'label', libelle, NULL, typezone, NULL, NULL, {{point}}
  FROM (SELECT libelle, typezone, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
          FROM layers_planzone
         WHERE layer_id = %(id)s AND {LABELLED} AND {{extent}} >= %(named_m)s OFFSET 0) labels
 ORDER BY id, part, libelle, rule, name
"""
# Lines and points of a whole town are thousands: nobody could tell them apart from further away.
RULES_FROM_ZOOM = 12
RULES = """
UNION ALL
SELECT NULL, kind, NULL, NULL, NULL, key, nullif(label, ''), {shape}
  FROM layers_planrule WHERE layer_id = %(id)s AND {seen}"""
# The band inside a zone's outline must not run along the edges of tiles: those lie this far outside.
BANDED_BUFFER = 160


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
            return dict.fromkeys(("libelle", "libelong", "typezone", "rule", "name", "part"), "String")
        plain = {"label": "String", "style_key": "String"}
        if self.layer.role != Layer.Role.GROUND:
            return plain
        return {**plain, "part": "String", "rank": "Number", **TRANSLATED}

    def fragment(self, z: int) -> Fragment | None:
        return self._layer(z, None)

    def thinned(self, z: int, share: float) -> Fragment | None:
        return self._layer(z, share)

    def _layer(self, z: int, share: float | None) -> Fragment | None:
        if not self.layer.minzoom <= z <= self.layer.maxzoom:
            return None
        values = {**frame(z), "id": self.layer.pk, "layer": self.name}
        plan = self.layer.kind == LayerKind.PLAN
        pieces = shapes.drawn(z, BANDED_BUFFER if plan else BUFFER)
        if plan:
            pieces["rules"] = compose(RULES, pieces, values) if z >= RULES_FROM_ZOOM else Fragment("")
            rows = compose(PLAN, {"point": point(z), **pieces}, values)
        else:
            ground = self.layer.role == Layer.Role.GROUND
            pieces["coast"] = compose(COAST, pieces, values) if ground else Fragment("")
            pieces["more"] = Fragment(GROUND if ground else "")
            rows = compose(VECTOR, pieces, values)
        return shapes.layer(z, rows, self.fields(), values, share)

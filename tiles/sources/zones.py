"""`zones-{zoning}`: the units of a zoning's edition in force, clipped to the perimeter, and where their names stand."""

from dataclasses import dataclass

from perimeter_data.models import ZoningVersion
from tiles.fragments import Fragment, compose
from tiles.frame import LABELLED, frame, point
from tiles.names import NAME_FIELDS, default_name, translations
from tiles.sources import shapes

ROWS = f"""
SELECT id, NULL AS part, code, {default_name("name")} AS name, {translations("name")}, population, {{shape}} AS geom
  FROM perimeter_data_zone
 WHERE version_id = %(edition)s AND {{seen}}
UNION ALL
SELECT NULL, 'label', code, {default_name("name")}, {translations("name")}, population, {{point}}
  FROM (SELECT code, name, population, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
          FROM perimeter_data_zone
         WHERE version_id = %(edition)s AND {LABELLED} AND {{extent}} >= %(named_m)s OFFSET 0) labels
 ORDER BY id, code
"""


@dataclass(frozen=True, slots=True)
class Zones:
    """One zoning; `language` is the perimeter's."""

    edition: ZoningVersion
    language: str
    kind: str = "zones"

    @property
    def name(self) -> str:
        return f"zones-{self.edition.zoning.slug}"

    def fields(self) -> dict[str, str]:
        return {"code": "String", **NAME_FIELDS, "population": "Number", "part": "String"}

    def fragment(self, z: int) -> Fragment:
        return self._layer(z, None)

    def thinned(self, z: int, share: float) -> Fragment:
        return self._layer(z, share)

    def _layer(self, z: int, share: float | None) -> Fragment:
        values = {"edition": self.edition.pk, "language": self.language, "layer": self.name}
        rows = compose(ROWS, {"point": point(z), **shapes.drawn(z)}, {**frame(z), **values})
        return shapes.layer(z, rows, self.fields(), values, share)

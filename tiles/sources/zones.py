"""`zones-{zoning}`: the units of a zoning's edition in force, clipped to the perimeter, and where their names stand."""

from dataclasses import dataclass

from perimeter_data.models import ZoningVersion
from tiles.fragments import Fragment, compose
from tiles.frame import DRAWN_BOX, LABELLED, frame, point, shape
from tiles.names import NAME_FIELDS, default_name, translations

SQL = f"""
WITH labels AS (
  SELECT code, name, population, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
    FROM perimeter_data_zone
   WHERE version_id = %(edition)s AND {LABELLED})
SELECT ST_AsMVT(f, %(layer)s, 4096, 'geom', 'id') FROM (
 SELECT * FROM (
  SELECT id, NULL AS part, code, {default_name("name")} AS name, {translations("name")}, population,
         {shape("display_3857")} AS geom
    FROM perimeter_data_zone
   WHERE version_id = %(edition)s AND display_3857 && {DRAWN_BOX}
  UNION ALL
  SELECT NULL, 'label', code, {default_name("name")}, {translations("name")}, population, {{point}}
    FROM labels) drawn
 WHERE geom IS NOT NULL
 ORDER BY code, part NULLS FIRST) f
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
        values = {"edition": self.edition.pk, "language": self.language, "layer": self.name}
        return compose(SQL, {"point": point(z)}, {**frame(z), **values})

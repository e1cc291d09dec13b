"""`contributions`: pins from z14, clusters of cells up to z13, and one count per zone for what is anchored to a zone.

At every zoom and under every filter, the sum of `point_count` (1 where there is none) over all tiles is the number of
contributions that match.
"""

from dataclasses import dataclass

from participation.filters import ContributionFilter
from participation.folds import reading
from participation.selectors import public_contributions
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose, rows
from tiles.frame import CLUSTER_MAX_ZOOM, LABELLED, frame, point
from tiles.names import NAME_FIELDS, TRANSLATED, default_name, translations
from tiles.sources import plates, pyramid, spots
from tiles.sources.counts import columns, counts_of

# The key range stands outside of what the public door gives, and beside it, once more, which states are public: as
# constants, so that the planner finds the partial index even where the door's own are parameters.
INSIDE = f"""
SELECT * FROM ({{public}}) c (id, wx, wy, qk, kind, state, theme_id, anchor)
 WHERE qk >= %(first)s AND qk < %(end)s AND state IN ({", ".join(f"'{state}'" for state in PUBLIC_STATES)}){{only}}
"""
# In one order: the same content is the same bytes, and the same ETag.
SQL = f"""
WITH {{inside}}
spots AS ({{spots}}){{zones}}
SELECT ST_AsMVT(f, 'contributions', 4096, 'geom', 'id') FROM (
  SELECT CASE WHEN n = 1 THEN s.id END AS id, {{point}} AS geom,
         CASE WHEN n = 1 THEN s.kind END AS kind, {{theme}} AS theme, CASE WHEN n = 1 THEN s.state END AS state,
         CASE WHEN {{told}} THEN coalesce(s.votes_for, 0) + coalesce(later.votes_for, 0) END AS votes_for,
         CASE WHEN {{told}} THEN coalesce(s.votes_against, 0) + coalesce(later.votes_against, 0) END AS votes_against,
         CASE WHEN n > 1 THEN true END AS cluster, NULL AS anchor,
         CASE WHEN n > 1 THEN n::bigint END AS point_count{{counted}},
         NULL AS zone, NULL AS name{"".join(f', NULL AS "{field}"' for field in TRANSLATED)}
    FROM spots s
    LEFT JOIN (
      SELECT contribution_id, coalesce(sum(n) FILTER (WHERE choice = 'for'), 0) AS votes_for,
             coalesce(sum(n) FILTER (WHERE choice = 'against'), 0) AS votes_against
        FROM participation_votedelta WHERE contribution_id IS NOT NULL GROUP BY contribution_id) later
      ON later.contribution_id = s.id AND s.n = 1
  {{plated}}
   ORDER BY id, point_count, zone, geom) f
"""
# How votes stand on a pin, where some consultation hides it.
TOLD = """n = 1 AND NOT EXISTS (
           SELECT FROM participation_contribution h WHERE h.id = s.id AND h.consultation_id = ANY(%(hiding)s))"""
ZONES = f""",
here AS (
  SELECT id, code, name, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
    FROM perimeter_data_zone
   WHERE version_id = %(edition)s AND {LABELLED}),
plates AS ({{plates}}),
strays AS ({{strays}})
"""
PLATED = f"""
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         code, {default_name("name")}, {translations("name")}
    FROM plates JOIN here USING (id)
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         NULL, NULL{", NULL" * len(TRANSLATED)}
    FROM strays
"""
COLUMNS = ("id", "wx", "wy", "qk", "kind", "state", "theme_id", "anchor")


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contributions the public may see.

    `edition` is the id of that of the perimeter's first zoning, `themes` are (id, slug); `anchored` says whether any is
    anchored to a zone: where none is, nothing need be asked of zones. `hiding` are the ids of consultations that hide
    how votes stand.
    """

    perimeter: Perimeter
    filter: ContributionFilter
    edition: int | None
    themes: tuple[tuple[int, str], ...]
    anchored: bool
    hiding: tuple[int, ...] = ()
    name: str = "contributions"
    kind: str = "contributions"

    def fields(self) -> dict[str, str]:
        pin = {"kind": "String", "theme": "String", "state": "String", "votes_for": "Number", "votes_against": "Number"}
        cluster = {"cluster": "Boolean", "point_count": "Number"}
        counted = {count.column: "Number" for count in counts_of(self.themes)}
        return {**pin, **cluster, **counted, "anchor": "String", "zone": "String", **NAME_FIELDS}

    def fragment(self, z: int) -> Fragment:
        counts = counts_of(self.themes)
        values = {**frame(z), "edition": self.edition, "language": self.perimeter.default_language}
        pieces = {
            "columns": columns(counts, "{column}::bigint"),
            "counted": columns(counts, "CASE WHEN n > 1 THEN {column}::bigint END AS {column}"),
            "point": point(z),
            "theme": self._theme(),
            "told": compose(TOLD, {}, {"hiding": list(self.hiding)}) if self.hiding else Fragment("n = 1"),
            **self._spots(z),
        }
        zones = self._zones(z) if self.anchored else {}
        pieces["zones"] = compose(ZONES, zones, values) if zones else Fragment("")
        pieces["plated"] = compose(PLATED, pieces, values) if zones else Fragment("")
        return compose(SQL, pieces, values)

    def _theme(self) -> Fragment:
        """Return the slug of a pin's theme."""
        if not self.themes:
            return Fragment("NULL::text")
        whens = " ".join("WHEN %s THEN %s" for _theme in self.themes)
        params = tuple(value for theme in self.themes for value in theme)
        return Fragment(f"CASE WHEN n = 1 THEN CASE s.theme_id {whens} END END", params)

    def _inside(self, z: int, only: str = "") -> Fragment:
        """Return the rows of a tile's range of keys."""
        return compose(INSIDE, {"public": self._public(), "only": Fragment(only)}, frame(z))

    def _public(self) -> Fragment:
        return rows(public_contributions(self.perimeter, self.filter), *COLUMNS)

    def _pyramid(self) -> pyramid.Pyramid | None:
        """Return the pyramid under this filter; None where the rows have to be counted."""
        if not reading.answers(self.filter):
            return None
        return pyramid.Pyramid(self.perimeter, self.filter, counts_of(self.themes))

    def _spots(self, z: int) -> dict[str, Fragment]:
        """Return what stands on its own place, and the rows it needs."""
        counts, cells = counts_of(self.themes), self._pyramid()
        if z <= CLUSTER_MAX_ZOOM and cells is not None:
            return {"inside": Fragment(""), "spots": spots.from_pyramid(z, cells, counts)}
        if cells is not None:
            return {"inside": Fragment(""), "spots": self._pins(z, self._inside(z), cells)}
        # What a filter leaves is looked for once, however often it is read.
        inside = compose("inside AS MATERIALIZED ({rows}),", {"rows": self._inside(z)}, {})
        found = Fragment("SELECT * FROM inside")
        if z <= CLUSTER_MAX_ZOOM:
            return {"inside": inside, "spots": spots.from_keys(z, found, counts)}
        return {"inside": inside, "spots": self._pins(z, found, None)}

    def _pins(self, z: int, found: Fragment, cells: pyramid.Pyramid | None) -> Fragment:
        return spots.pin_by_pin(z, found, counts_of(self.themes), cells, perimeter_id=self.perimeter.pk)

    def _zones(self, z: int) -> dict[str, Fragment]:
        """Return what is anchored to zones: their counts, and what is in none that is drawn."""
        counts, cells = counts_of(self.themes), self._pyramid()
        anchored = compose("({rows})", {"rows": self._inside(z, " AND anchor = 'zone'")}, {})
        some = Fragment("true")
        if cells is not None and z <= CLUSTER_MAX_ZOOM:
            some = plates.any_strays(cells, self.edition)
        return {
            "plates": plates.from_pyramid(cells, counts) if cells else plates.from_rows(self._public(), counts),
            "strays": plates.strays(counts, anchored=anchored, when=some, edition=self.edition, shift=frame(z)["cell"]),
        }

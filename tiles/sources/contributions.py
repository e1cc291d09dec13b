"""`contributions`: pins from z14, clusters of cells up to z13, and one count per zone for what is anchored to a zone.

At every zoom and under every filter, the sum of `point_count` (1 where there is none) over all tiles is the number of
contributions that match.
"""

from dataclasses import dataclass

from participation.filters import ContributionFilter
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
spots AS ({{spots}}),
here AS (
  SELECT id, code, name, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
    FROM perimeter_data_zone
   WHERE version_id = %(edition)s AND {LABELLED}),
plates AS ({{plates}}),
strays AS ({{strays}})
SELECT ST_AsMVT(f, 'contributions', 4096, 'geom', 'id') FROM (
  SELECT CASE WHEN n = 1 THEN s.id END AS id, {{point}} AS geom,
         CASE WHEN n = 1 THEN s.kind END AS kind, t.slug AS theme, CASE WHEN n = 1 THEN s.state END AS state,
         CASE WHEN n = 1 THEN coalesce(folded.votes_for, 0) + coalesce(later.votes_for, 0) END AS votes_for,
         CASE WHEN n = 1 THEN coalesce(folded.votes_against, 0) + coalesce(later.votes_against, 0) END AS votes_against,
         CASE WHEN n > 1 THEN true END AS cluster, NULL AS anchor,
         CASE WHEN n > 1 THEN n::bigint END AS point_count{{counted}},
         NULL AS zone, NULL AS name{"".join(f', NULL AS "{field}"' for field in TRANSLATED)}
    FROM spots s
    LEFT JOIN participation_theme t ON t.id = s.theme_id AND n = 1
    LEFT JOIN participation_votetotal folded ON folded.contribution_id = s.id AND n = 1
    LEFT JOIN (
      SELECT contribution_id, coalesce(sum(n) FILTER (WHERE choice = 'for'), 0) AS votes_for,
             coalesce(sum(n) FILTER (WHERE choice = 'against'), 0) AS votes_against
        FROM participation_votedelta WHERE contribution_id IS NOT NULL GROUP BY contribution_id) later
      ON later.contribution_id = s.id AND s.n = 1
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         code, {default_name("name")}, {translations("name")}
    FROM plates JOIN here USING (id)
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         NULL, NULL{", NULL" * len(TRANSLATED)}
    FROM strays
   ORDER BY id, point_count, zone, geom) f
"""
COLUMNS = ("id", "wx", "wy", "qk", "kind", "state", "theme_id", "anchor")


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contributions the public may see.

    `edition` is the id of that of the perimeter's first zoning, `themes` are (id, slug).
    """

    perimeter: Perimeter
    filter: ContributionFilter
    edition: int | None
    themes: tuple[tuple[int, str], ...]
    name: str = "contributions"
    kind: str = "contributions"

    def fields(self) -> dict[str, str]:
        pin = {"kind": "String", "theme": "String", "state": "String", "votes_for": "Number", "votes_against": "Number"}
        cluster = {"cluster": "Boolean", "point_count": "Number"}
        counted = {count.column: "Number" for count in counts_of(self.themes)}
        return {**pin, **cluster, **counted, "anchor": "String", "zone": "String", **NAME_FIELDS}

    def fragment(self, z: int) -> Fragment:
        values = {**frame(z), "edition": self.edition, "language": self.perimeter.default_language}
        counts = counts_of(self.themes)
        parts = {
            **self._counted(z),
            "counted": columns(counts, "CASE WHEN n > 1 THEN {column}::bigint END AS {column}"),
            "columns": columns(counts, "{column}::bigint"),
            "point": point(z),
        }
        return compose(SQL, parts, values)

    def _counted(self, z: int) -> dict[str, Fragment]:
        """Return the pieces that count: from the pyramid what it knows, from the range of keys the rest."""
        counts, values = counts_of(self.themes), frame(z)
        public = rows(public_contributions(self.perimeter, self.filter), *COLUMNS)

        def inside(only: str) -> Fragment:
            return compose(INSIDE, {"public": public, "only": Fragment(only)}, values)

        known = pyramid.answers(self.filter)
        clustered = z <= CLUSTER_MAX_ZOOM
        lying = {"edition": self.edition, "shift": values["cell"]}
        pieces = {"inside": compose("inside AS MATERIALIZED ({rows}),", {"rows": inside("")}, {})}
        if not known:
            anchored = Fragment("(SELECT * FROM inside WHERE anchor = 'zone')")
            pieces["plates"] = plates.from_rows(public, counts)
            pieces["strays"] = plates.strays(counts, anchored=anchored, when=Fragment("true"), **lying)
            pieces["spots"] = spots.from_keys(z, counts) if clustered else spots.pin_by_pin(z, counts)
            return pieces
        cells = pyramid.Pyramid(self.perimeter, self.filter, counts)
        anchored = compose("({rows})", {"rows": inside(" AND anchor = 'zone'")}, {})
        pieces["plates"] = plates.from_pyramid(cells, counts)
        some = plates.any_strays(cells, self.edition) if clustered else Fragment("true")
        pieces["strays"] = plates.strays(counts, anchored=anchored, when=some, **lying)
        if clustered:
            pieces["inside"] = Fragment("")
            pieces["spots"] = spots.from_pyramid(z, cells, counts)
        else:
            pieces["spots"] = spots.pin_by_pin(z, counts)
        return pieces

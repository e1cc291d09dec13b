"""`contributions`: pins from z14, clusters of cells up to z13, and one count per zone for what is anchored to a zone.

At every zoom and under every filter, the sum of `point_count` (1 where there is none) over all tiles is the number of
contributions that match.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.geometry import Tile
from participation.filters import ContributionFilter
from participation.models import Kind
from participation.selectors import public_contributions
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose, rows
from tiles.frame import CLUSTER_MAX_ZOOM, LABELLED, frame, point
from tiles.names import NAME_FIELDS, TRANSLATED, default_name, translations

# The key range stands outside of what the public door gives, and beside it, once more, which states are public: as
# constants, so that the planner finds the partial index even where the door's own are parameters.
# A zone's count stands in the tile that holds its label point, wherever in the zone the contributions lie. What is in
# no zone that is drawn ("strays") counts where it lies. A cell with one pin is that pin.
SQL = f"""
WITH inside (id, wx, wy, qk, kind, state, theme_id, anchor) AS MATERIALIZED (
  SELECT * FROM ({{public}}) c (id, wx, wy, qk, kind, state, theme_id, anchor)
   WHERE qk >= %(first)s AND qk < %(end)s AND state IN ({", ".join(f"'{state}'" for state in PUBLIC_STATES)})),
spots AS ({{spots}}),
here AS (
  SELECT id, code, name, agorama_wx(label_point) AS wx, agorama_wy(label_point) AS wy
    FROM perimeter_data_zone
   WHERE version_id = %(edition)s AND {LABELLED}),
plates AS (
  SELECT h.id, count(*) AS n{{counts}}
    FROM here h
    JOIN participation_zoneassignment a ON a.zone_id = h.id
    JOIN ({{public}}) c (id, wx, wy, qk, kind, state, theme_id, anchor) ON c.id = a.contribution_id
   WHERE c.anchor = 'zone'
   GROUP BY h.id),
strays AS (
  SELECT count(*) AS n, sum(wx) / count(*) AS wx, sum(wy) / count(*) AS wy{{counts}}
    FROM inside c
   WHERE anchor = 'zone' AND NOT EXISTS (
         SELECT FROM participation_zoneassignment a JOIN perimeter_data_zone z ON z.id = a.zone_id
          WHERE a.contribution_id = c.id AND a.zoning_version_id = %(edition)s AND z.label_point IS NOT NULL)
   GROUP BY qk >> %(cell)s)
SELECT ST_AsMVT(f, 'contributions', 4096, 'geom', 'id') FROM (
  SELECT CASE WHEN n = 1 THEN s.id END AS id, {{point}} AS geom,
         CASE WHEN n = 1 THEN s.kind END AS kind, t.slug AS theme, CASE WHEN n = 1 THEN s.state END AS state,
         CASE WHEN n = 1 THEN v.votes_for END AS votes_for, CASE WHEN n = 1 THEN v.votes_against END AS votes_against,
         CASE WHEN n > 1 THEN true END AS cluster, NULL AS anchor, CASE WHEN n > 1 THEN n END AS point_count{{counted}},
         NULL AS zone, NULL AS name{"".join(f', NULL AS "{field}"' for field in TRANSLATED)}
    FROM spots s
    LEFT JOIN participation_theme t ON t.id = s.theme_id AND n = 1
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE choice = 'for') AS votes_for,
             count(*) FILTER (WHERE choice = 'against') AS votes_against
        FROM participation_vote WHERE contribution_id = s.id AND n = 1) v
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         code, {default_name("name")}, {translations("name")}
    FROM plates JOIN here USING (id)
  UNION ALL
  SELECT NULL, {{point}}, NULL, NULL, NULL, NULL, NULL, NULL, 'zone', n{{columns}},
         NULL, NULL{", NULL" * len(TRANSLATED)}
    FROM strays) f
"""
CELLS = """
SELECT count(*) AS n, min(id) AS id, sum(wx) / count(*) AS wx, sum(wy) / count(*) AS wy,
       min(kind) AS kind, min(state) AS state, min(theme_id) AS theme_id{counts}
  FROM inside WHERE anchor <> 'zone' GROUP BY qk >> %(cell)s
"""
SINGLE = """
SELECT 1::bigint AS n, id, wx, wy, kind, state, theme_id{nothing} FROM inside WHERE anchor <> 'zone'
"""
COLUMNS = ("id", "wx", "wy", "qk", "kind", "state", "theme_id", "anchor")


@dataclass(frozen=True, slots=True)
class Count:
    """A column that counts contributions of one kind or theme."""

    column: str
    condition: Fragment


def counts_of(themes: Sequence[tuple[int, str]]) -> list[Count]:
    """Return `count_{kind}` and `count_{theme slug}`; a theme called like a kind has no column of its own."""
    kinds = [Count(f"count_{kind}", Fragment("kind = %s", (kind,))) for kind in Kind.values]
    return kinds + [
        Count(f"count_{slug}", Fragment("theme_id = %s", (pk,))) for pk, slug in themes if slug not in Kind.values
    ]


def _columns(counts: Sequence[Count], template: str) -> Fragment:
    """Return ", …" for each count; `column` in the template is its quoted name (slugs hold no quotes)."""
    pieces = [
        compose(f", {template}", {"column": Fragment(f'"{count.column}"'), "condition": count.condition}, {})
        for count in counts
    ]
    return Fragment("".join(piece.sql for piece in pieces), tuple(p for piece in pieces for p in piece.params))


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

    def fragment(self, tile: Tile) -> Fragment:
        values = {**frame(tile), "edition": self.edition, "language": self.perimeter.default_language}
        counts = counts_of(self.themes)
        counting = _columns(counts, "count(*) FILTER (WHERE {condition}) AS {column}")
        if tile.z <= CLUSTER_MAX_ZOOM:
            spots = compose(CELLS, {"counts": counting}, values)
        else:
            spots = compose(SINGLE, {"nothing": _columns(counts, "NULL::bigint AS {column}")}, values)
        parts = {
            "public": rows(public_contributions(self.perimeter, self.filter), *COLUMNS),
            "spots": spots,
            "counts": counting,
            "counted": _columns(counts, "CASE WHEN n > 1 THEN {column} END AS {column}"),
            "columns": _columns(counts, "{column}"),
            "point": point(tile),
        }
        return compose(SQL, parts, values)

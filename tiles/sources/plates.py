"""What is anchored to a zone: one count at the zone's label point, and where it lies what is in no zone (`strays`)."""

from collections.abc import Sequence

from tiles.fragments import Fragment, compose
from tiles.sources.counts import Count, columns
from tiles.sources.pyramid import Pyramid

# A zone's count stands in the tile that holds its label point, wherever in the zone the contributions lie.
FROM_PYRAMID = """
SELECT cell AS id, sum(n) AS n{summed} FROM {zones} counted GROUP BY cell HAVING sum(n) > 0
"""
FROM_ROWS = """
SELECT h.id, count(*) AS n{counts}
  FROM here h
  JOIN participation_zoneassignment a ON a.zone_id = h.id
  JOIN ({public}) c (id, wx, wy, qk, kind, state, theme_id, anchor) ON c.id = a.contribution_id
 WHERE c.anchor = 'zone'
 GROUP BY h.id
"""
STRAYS = """
SELECT count(*) AS n, sum(wx) / count(*) AS wx, sum(wy) / count(*) AS wy{counts}
  FROM {anchored} c
 WHERE {when} AND NOT EXISTS (
       SELECT FROM participation_zoneassignment a JOIN perimeter_data_zone z ON z.id = a.zone_id
        WHERE a.contribution_id = c.id AND a.zoning_version_id = %(edition)s AND z.label_point IS NOT NULL)
 GROUP BY qk >> %(shift)s
"""
SOME = """
(SELECT coalesce(sum(n), 0) FROM {all} everything)
 > (SELECT coalesce(sum(n), 0) FROM {zones} zoned)
"""
DRAWN = "IN (SELECT id FROM perimeter_data_zone WHERE version_id = %(edition)s AND label_point IS NOT NULL)"


def from_pyramid(pyramid: Pyramid, counts: Sequence[Count]) -> Fragment:
    """Return `id, n, counts` of the zones of `here` as the pyramid knows them."""
    zones = pyramid.zones(Fragment("IN (SELECT id FROM here)"))
    return compose(FROM_PYRAMID, {"zones": zones, "summed": columns(counts, "sum({column}) AS {column}")}, {})


def from_rows(public: Fragment, counts: Sequence[Count]) -> Fragment:
    """Return `id, n, counts` of the zones of `here`, counted."""
    return compose(FROM_ROWS, {"public": public, "counts": _counting(counts)}, {})


def strays(counts: Sequence[Count], *, anchored: Fragment, when: Fragment, edition: int | None, shift: int) -> Fragment:
    """Return cells of what is in no zone that is drawn."""
    parts = {"counts": _counting(counts), "anchored": anchored, "when": when}
    return compose(STRAYS, parts, {"edition": edition, "shift": shift})


def any_strays(pyramid: Pyramid, edition: int | None) -> Fragment:
    """Return the condition that there are any in the perimeter."""
    drawn = compose(DRAWN, {}, {"edition": edition})
    return compose(SOME, {"all": pyramid.zones(Fragment("= 0")), "zones": pyramid.zones(drawn)}, {})


def _counting(counts: Sequence[Count]) -> Fragment:
    return columns(counts, "count(*) FILTER (WHERE {condition}) AS {column}")

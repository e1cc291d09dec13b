"""`proposals`: where each project stands, and its shape where it has one."""

from dataclasses import dataclass

from participation.filters import ContributionFilter
from participation.models import Results
from participation.selectors import public_proposals
from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose, rows
from tiles.frame import DRAWN_BOX, frame, point, shape

TOLD = f"p.results IS DISTINCT FROM '{Results.HIDDEN}'"
# A shape is no second project: it has no feature id, but says whose it is.
SQL = f"""
WITH projects (id, wx, wy, qk, theme, state, results) AS ({{projects}}),
shapes AS (
  SELECT p.id, p.theme, p.state, {shape("s.shape_3857")} AS geom
    FROM projects p JOIN participation_proposal s ON s.id = p.id
   WHERE s.shape_3857 && {DRAWN_BOX})
SELECT ST_AsMVT(f, 'proposals', 4096, 'geom', 'id') FROM (
  SELECT p.id, NULL AS part, NULL::bigint AS proposal, 'proposal' AS kind, p.theme, p.state,
         CASE WHEN {TOLD} THEN v.votes_for END AS votes_for, CASE WHEN {TOLD} THEN v.votes_against END AS votes_against,
         {{point}} AS geom
    FROM projects p,
         LATERAL (SELECT count(*) FILTER (WHERE choice = 'for') AS votes_for,
                         count(*) FILTER (WHERE choice = 'against') AS votes_against
                    FROM participation_vote WHERE proposal_id = p.id) v
   WHERE p.qk >= %(first)s AND p.qk < %(end)s
  UNION ALL
  SELECT NULL, 'shape', id, 'proposal', theme, state, NULL, NULL, geom FROM shapes WHERE geom IS NOT NULL
   ORDER BY 1) f
"""


@dataclass(frozen=True, slots=True)
class Proposals:
    """The projects the public may see."""

    perimeter: Perimeter
    filter: ContributionFilter
    name: str = "proposals"
    kind: str = "proposals"

    def fields(self) -> dict[str, str]:
        return {
            "kind": "String",
            "theme": "String",
            "state": "String",
            "votes_for": "Number",
            "votes_against": "Number",
            "part": "String",
            "proposal": "Number",
        }

    def fragment(self, z: int) -> Fragment:
        public = public_proposals(self.perimeter, self.filter)
        projects = rows(public, "id", "wx", "wy", "qk", "theme__slug", "state", "consultation__results")
        return compose(SQL, {"projects": projects, "point": point(z)}, frame(z))

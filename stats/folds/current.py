"""What contributions count as now, from the rows themselves: one row a contribution and edition.

In a layer what has a position counts in the feature that covers it, of several in the one with the lowest key; what is
somewhere in a zone counts in none.
"""

from participation.states import PUBLIC_STATES

PUBLIC = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
# Votes of a consultation that hides them count when it shows them; an answer counts once everybody can read it.
_CURRENT = f"""
SELECT c.id AS contribution_id, c.perimeter_id, e.edition, e.zone_id, c.kind, coalesce(c.theme_id, 0) AS theme_id,
       c.state, coalesce(c.category_id, 0) AS category_id, coalesce(c.consultation_id, 0) AS consultation_id,
       c.language, c.channel, c.created_at, answer.answered_at, vote.votes_for, vote.votes_against, vote.votes_neutral
  FROM participation_contribution c
  LEFT JOIN participation_consultation con ON con.id = c.consultation_id
  JOIN LATERAL (
       SELECT c.perimeter_id * 4 AS edition, (c.anchor = 'zone')::int::bigint AS zone_id
        UNION ALL
       SELECT a.zoning_version_id * 4 + 1, a.zone_id
         FROM participation_zoneassignment a WHERE a.contribution_id = c.id
        UNION ALL
       -- The sum: by the index of the shapes, not by that of the keys.
       SELECT l.layer_id * 4 + 2, CASE WHEN l.is_plan THEN (
                SELECT min(z.id + 0) FROM layers_planzone z
                 WHERE z.layer_id = l.layer_id AND ST_Covers(z.geom, c.position)) ELSE (
                SELECT min(f.id + 0) FROM layers_layerfeature f
                 WHERE f.layer_id = l.layer_id AND ST_Covers(f.geom, c.position)) END
         FROM {{layers}} l WHERE l.perimeter_id = c.perimeter_id AND c.anchor <> 'zone') e ON e.zone_id IS NOT NULL
  JOIN LATERAL (
       SELECT (count(*) FILTER (WHERE choice = 'for'))::int AS votes_for,
              (count(*) FILTER (WHERE choice = 'against'))::int AS votes_against,
              (count(*) FILTER (WHERE choice = 'neutral'))::int AS votes_neutral
         FROM participation_vote v
        WHERE v.contribution_id = c.id AND con.results IS DISTINCT FROM 'hidden') vote ON true
  JOIN LATERAL (
       SELECT min(s.created_at) AS answered_at FROM participation_step s
        WHERE s.contribution_id = c.id AND s.text <> jsonb_build_object() AND s.state IN ({PUBLIC})) answer ON true
 WHERE c.state IN ({PUBLIC})"""

CURRENT = _CURRENT.format(layers="stats_countedlayer")
# The same, of one layer that is not counted yet: its id is the one parameter.
CURRENT_LAYER = _CURRENT.format(
    layers="(SELECT id AS layer_id, perimeter_id, kind = 'plan' AS is_plan FROM layers_layer WHERE id = %s)"
)

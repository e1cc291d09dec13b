"""What contributions count as now, from the rows themselves: one row a contribution and edition."""

from participation.states import PUBLIC_STATES

PUBLIC = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
# Votes of a consultation that hides them count when it shows them; an answer counts once everybody can read it.
CURRENT = f"""
SELECT c.id AS contribution_id, c.perimeter_id, e.edition, e.zone_id, c.kind, coalesce(c.theme_id, 0) AS theme_id,
       c.state, coalesce(c.category_id, 0) AS category_id, coalesce(c.consultation_id, 0) AS consultation_id,
       c.language, c.channel, c.created_at, answer.answered_at, vote.votes_for, vote.votes_against, vote.votes_neutral
  FROM participation_contribution c
  LEFT JOIN participation_consultation con ON con.id = c.consultation_id
  JOIN LATERAL (
       SELECT c.perimeter_id * 4 AS edition, (c.anchor = 'zone')::int::bigint AS zone_id
        UNION ALL
       SELECT a.zoning_version_id * 4 + 1, a.zone_id
         FROM participation_zoneassignment a WHERE a.contribution_id = c.id) e ON e.zone_id IS NOT NULL
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

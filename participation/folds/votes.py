"""Vote totals: deltas of the ledger folded into one row a target."""

from django.db import connection, transaction

LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('participation.votes'))"
BATCH = 50_000
COLUMNS = "votes_for, votes_against, votes_neutral"
ADD = """
  INSERT INTO participation_votetotal AS total
         ({target}_id, perimeter_id, qk, votes_for, votes_against, votes_neutral)
  SELECT t.id, t.perimeter_id, t.qk, votes_for, votes_against, votes_neutral
    FROM (SELECT * FROM summed ORDER BY {target}_id) s
    JOIN participation_{target} t ON t.id = s.{target}_id FOR SHARE OF t
      ON CONFLICT ({target}_id) WHERE {target}_id IS NOT NULL
      DO UPDATE SET votes_for = total.votes_for + EXCLUDED.votes_for,
                    votes_against = total.votes_against + EXCLUDED.votes_against,
                    votes_neutral = total.votes_neutral + EXCLUDED.votes_neutral"""
FOLD = f"""
WITH taken AS (
  DELETE FROM participation_votedelta
   WHERE id IN (SELECT id FROM participation_votedelta ORDER BY id LIMIT %(batch)s) RETURNING *),
summed AS (
  SELECT contribution_id, proposal_id, coalesce(sum(n) FILTER (WHERE choice = 'for'), 0) AS votes_for,
         coalesce(sum(n) FILTER (WHERE choice = 'against'), 0) AS votes_against,
         coalesce(sum(n) FILTER (WHERE choice = 'neutral'), 0) AS votes_neutral
    FROM taken GROUP BY contribution_id, proposal_id),
contributions AS ({ADD.format(target="contribution")}),
proposals AS ({ADD.format(target="proposal")})
SELECT count(*) FROM taken
"""


def fold_votes() -> int:
    """Fold every committed delta; return how many, 0 where another worker is folding."""
    folded = 0
    while taken := _round():
        folded += taken
        if taken < BATCH:
            break
    return folded


@transaction.atomic
def _round() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD, {"batch": BATCH})
        return int(cursor.fetchone()[0])

"""Whatever writes a contribution, an assignment or a vote, the counts learn of it in the same transaction."""

from django.db import migrations

PUBLIC = "('received', 'acknowledged', 'under_review', 'planned', 'in_progress', 'done', 'declined')"

# The rows of a statement before and after, as -1 and +1: what is not public counts nothing, and what did not change in
# anything a map shows leaves no trace. Whoever keeps tiles reads in the change feed which keys were touched.
CHANGED = f"""
  WITH shown AS (
    SELECT perimeter_id, id, qk, wx, wy, kind, coalesce(theme_id, 0) AS theme_id, state, anchor, sum(n)::smallint AS n
      FROM ({{rows}}) r WHERE state IN {PUBLIC}
     GROUP BY perimeter_id, id, qk, wx, wy, kind, theme_id, state, anchor HAVING sum(n) <> 0),
  delta AS (
    INSERT INTO public.participation_pindelta
           (perimeter_id, zone_id, qk, wx, wy, kind, theme_id, state, contribution_id, n)
    SELECT perimeter_id, CASE anchor WHEN 'zone' THEN 0 END, qk, wx, wy, kind, theme_id, state, id, n FROM shown
     UNION ALL
    SELECT s.perimeter_id, z.id, coalesce(public.agorama_qk(z.label_point), s.qk), 0, 0, s.kind, s.theme_id, s.state,
           s.id, s.n
      FROM shown s
      JOIN public.participation_zoneassignment a ON a.contribution_id = s.id
      JOIN public.perimeter_data_zone z ON z.id = a.zone_id
     WHERE s.anchor = 'zone'
    RETURNING perimeter_id, qk, zone_id)"""
TELL = """
  INSERT INTO public.core_change (kind, perimeter_id, target_type, payload, created_at)
  SELECT 'pins.changed', perimeter_id, '',
         CASE WHEN count(*) <= 1000 THEN jsonb_build_object('qk', jsonb_agg(DISTINCT qk)) ELSE '{"all": true}' END
           || CASE WHEN bool_or(zone_id IS NOT NULL) THEN jsonb '{"zones": true}' ELSE '{}' END,
         now()
    FROM delta GROUP BY perimeter_id"""
COLUMNS = "perimeter_id, id, qk, wx, wy, kind, theme_id, state, anchor"
GONE = f"SELECT {COLUMNS}, -1 AS n FROM gone"
CAME = f"SELECT {COLUMNS}, 1 AS n FROM came"

# Zones of what is anchored to a zone. The contributions are locked: a state that changes beside it must see these
# assignments, or be seen by them.
ASSIGNED = f"""
  PERFORM 1 FROM public.participation_contribution c
    WHERE c.id IN (SELECT contribution_id FROM ({{rows}}) r) AND c.anchor = 'zone' ORDER BY c.id FOR SHARE;
  WITH moved AS (
    SELECT contribution_id, zone_id, sum(n)::smallint AS n FROM ({{rows}}) r
     WHERE zone_id IS NOT NULL AND contribution_id IS NOT NULL
     GROUP BY contribution_id, zone_id HAVING sum(n) <> 0),
  delta AS (
    INSERT INTO public.participation_pindelta
           (perimeter_id, zone_id, qk, wx, wy, kind, theme_id, state, contribution_id, n)
    SELECT c.perimeter_id, z.id, coalesce(public.agorama_qk(z.label_point), c.qk), 0, 0, c.kind,
           coalesce(c.theme_id, 0), c.state, c.id, m.n
      FROM moved m
      JOIN public.participation_contribution c ON c.id = m.contribution_id
      JOIN public.perimeter_data_zone z ON z.id = m.zone_id
     WHERE c.anchor = 'zone' AND c.state IN {PUBLIC}
    RETURNING perimeter_id, qk, zone_id)"""
ASSIGNMENTS_GONE = "SELECT contribution_id, zone_id, -1 AS n FROM gone"
ASSIGNMENTS_CAME = "SELECT contribution_id, zone_id, 1 AS n FROM came"

VOTES = """
  INSERT INTO public.participation_votedelta (contribution_id, proposal_id, choice, n)
  SELECT contribution_id, proposal_id, choice, sum(n) FROM ({rows}) r
   GROUP BY contribution_id, proposal_id, choice HAVING sum(n) <> 0"""
VOTES_GONE = "SELECT contribution_id, proposal_id, choice, -1 AS n FROM gone"
VOTES_CAME = "SELECT contribution_id, proposal_id, choice, 1 AS n FROM came"

TABLES = (
    ("contribution", CHANGED + TELL, GONE, CAME),
    ("zoneassignment", ASSIGNED + TELL, ASSIGNMENTS_GONE, ASSIGNMENTS_CAME),
    ("vote", VOTES, VOTES_GONE, VOTES_CAME),
)


def functions() -> str:
    """Return the three triggers of each table: of a statement, not of a row."""
    pieces = []
    for table, body, gone, came in TABLES:
        for verb, rows, transition in (
            ("insert", came, "NEW TABLE AS came"),
            ("update", f"{gone} UNION ALL {came}", "OLD TABLE AS gone NEW TABLE AS came"),
            ("delete", gone, "OLD TABLE AS gone"),
        ):
            pieces.append(f"""
CREATE FUNCTION agorama_count_{table}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  {body.replace("{rows}", rows)};
  RETURN NULL;
END $$;
CREATE TRIGGER {table}_counted_{verb} AFTER {verb.upper()} ON participation_{table}
  REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION agorama_count_{table}_{verb}();
""")
    return "".join(pieces)


# Totals stand beside the pins they belong to.
MOVED = """
CREATE FUNCTION agorama_move_votes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('UPDATE public.participation_votetotal SET qk = $1, perimeter_id = $2 WHERE %I = $3', TG_ARGV[0])
    USING NEW.qk, NEW.perimeter_id, NEW.id;
  RETURN NULL;
END $$;
"""
MOVED_TRIGGER = """
CREATE TRIGGER {table}_votes_moved AFTER UPDATE OF position, perimeter_id ON participation_{table}
  FOR EACH ROW WHEN (OLD.qk <> NEW.qk OR OLD.perimeter_id <> NEW.perimeter_id)
  EXECUTE FUNCTION agorama_move_votes('{table}_id');
"""
PLACED = ("contribution", "proposal")

REVERSE = "".join(f"DROP TRIGGER {table}_votes_moved ON participation_{table};" for table in PLACED)
REVERSE += "DROP FUNCTION agorama_move_votes();"
REVERSE += "".join(
    f"DROP TRIGGER {table}_counted_{verb} ON participation_{table}; DROP FUNCTION agorama_count_{table}_{verb}();"
    for table, *_rest in TABLES
    for verb in ("insert", "update", "delete")
)

# What is there already, as deltas: the first fold takes them in.
BEGIN = f"""
INSERT INTO participation_pindelta (perimeter_id, zone_id, qk, wx, wy, kind, theme_id, state, contribution_id, n)
SELECT perimeter_id, CASE anchor WHEN 'zone' THEN 0 END, qk, wx, wy, kind, coalesce(theme_id, 0), state, id, 1
  FROM participation_contribution WHERE state IN {PUBLIC}
 UNION ALL
SELECT c.perimeter_id, z.id, coalesce(agorama_qk(z.label_point), c.qk), 0, 0, c.kind, coalesce(c.theme_id, 0), c.state,
       c.id, 1
  FROM participation_contribution c
  JOIN participation_zoneassignment a ON a.contribution_id = c.id
  JOIN perimeter_data_zone z ON z.id = a.zone_id
 WHERE c.anchor = 'zone' AND c.state IN {PUBLIC};
INSERT INTO participation_votedelta (contribution_id, proposal_id, choice, n)
SELECT contribution_id, proposal_id, choice, 1 FROM participation_vote;
"""
# Tables that are filled and emptied all day: looked after by rows, not by shares of their size.
TENDED = """
ALTER TABLE participation_pindelta SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000);
ALTER TABLE participation_votedelta SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000);
ALTER TABLE participation_pincell SET (fillfactor = 80);
ALTER TABLE participation_pincellpart SET (fillfactor = 80);
ALTER TABLE participation_votetotal SET (fillfactor = 80);
ALTER TABLE participation_contribution SET (autovacuum_vacuum_insert_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_tables"),
        ("perimeter_data", "0008_places"),
        ("participation", "0004_folds"),
    ]

    operations = [
        migrations.RunSQL(
            functions() + MOVED + "".join(MOVED_TRIGGER.format(table=table) for table in PLACED) + BEGIN + TENDED,
            REVERSE,
        )
    ]

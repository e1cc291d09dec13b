"""Whatever changes what a contribution counts as leaves its id in `stats_touched`, in the same transaction."""

from django.db import migrations

COUNTED = "perimeter_id, state, kind, theme_id, category_id, consultation_id, language, channel, anchor, created_at"


def columns(table: str) -> str:
    """Return what of a contribution is counted, and where it lies."""
    return ", ".join(f"{table}.{name}" for name in (*COUNTED.split(", "), "position"))


CAME, GONE, BOTH = "NEW TABLE AS came", "OLD TABLE AS gone", "OLD TABLE AS gone NEW TABLE AS came"
IDS = "SELECT contribution_id FROM {table} WHERE contribution_id IS NOT NULL"
CHANGED = """
  SELECT coalesce(came.contribution_id, gone.contribution_id) FROM came FULL JOIN gone USING (id)
   WHERE (came.contribution_id, {what}) IS DISTINCT FROM (gone.contribution_id, {was})
     AND coalesce(came.contribution_id, gone.contribution_id) IS NOT NULL"""


def changed(*names: str) -> str:
    """Return the contributions of rows of which one of these columns has changed."""
    return CHANGED.format(
        what=", ".join(f"came.{name}" for name in names), was=", ".join(f"gone.{name}" for name in names)
    )


# {table: {verb: (transition tables, the ids)}}
TOUCHING = {
    "contribution": {
        "insert": (CAME, "SELECT id FROM came"),
        "update": (
            BOTH,
            f"SELECT came.id FROM came JOIN gone USING (id) WHERE ({columns('came')}) IS DISTINCT FROM ({columns('gone')})",
        ),
        "delete": (GONE, "SELECT id FROM gone"),
    },
    **{
        table: {
            "insert": (CAME, IDS.format(table="came")),
            "update": (BOTH, changed(*names)),
            "delete": (GONE, IDS.format(table="gone")),
        }
        for table, names in (
            ("zoneassignment", ("zoning_version_id", "zone_id")),
            ("vote", ("choice",)),
            ("step", ("text", "state", "created_at")),
        )
    },
}
TRIGGER = """
CREATE FUNCTION agorama_touch_{table}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO public.stats_touched (contribution_id) {ids};
  RETURN NULL;
END $$;
CREATE TRIGGER {table}_touched_{verb} AFTER {VERB} ON participation_{table}
  REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION agorama_touch_{table}_{verb}();
"""
# Results that begin to hide, or to show: the votes of a whole consultation.
RESULTS = """
CREATE FUNCTION agorama_touch_results() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO public.stats_touched (contribution_id)
  SELECT id FROM public.participation_contribution WHERE consultation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER consultation_touched AFTER UPDATE OF results ON participation_consultation
  FOR EACH ROW WHEN (OLD.results <> NEW.results) EXECUTE FUNCTION agorama_touch_results();
"""
# What is there already: the first folds take it in. The table is filled and emptied all day.
BEGIN = """
INSERT INTO stats_touched (contribution_id) SELECT id FROM participation_contribution;
ALTER TABLE stats_touched SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000);
ALTER TABLE stats_zonecount SET (fillfactor = 80);
ALTER TABLE stats_zonefact SET (autovacuum_vacuum_insert_scale_factor = 0.02);
"""


def each() -> list[tuple[str, str]]:
    """Return table and verb of every trigger."""
    return [(table, verb) for table, verbs in TOUCHING.items() for verb in verbs]


def made() -> str:
    """Return the triggers: of a statement, not of a row."""
    pieces = []
    for table, verb in each():
        transition, ids = TOUCHING[table][verb]
        pieces.append(TRIGGER.format(table=table, verb=verb, VERB=verb.upper(), transition=transition, ids=ids))
    return "".join(pieces)


REVERSE = "DROP TRIGGER consultation_touched ON participation_consultation; DROP FUNCTION agorama_touch_results();"
REVERSE += "".join(
    f"DROP TRIGGER {table}_touched_{verb} ON participation_{table}; DROP FUNCTION agorama_touch_{table}_{verb}();"
    for table, verb in each()
)


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0013_attachments"),
        ("stats", "0001_zone_counts"),
    ]

    operations = [migrations.RunSQL(made() + RESULTS + BEGIN, REVERSE)]

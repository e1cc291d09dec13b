"""Sums of all times beside those of months, by kind, theme and state together and each alone; keys without numbers."""

from django.db import migrations, models

# What was folded already; folds add to it from now on.
BEGIN = """
INSERT INTO stats_zonesum (perimeter_id, edition, month, margin, theme_id, zone_id, kind, state, n, answered,
                           votes_for, votes_against, votes_neutral)
SELECT perimeter_id, edition, coalesce(month, 0), GROUPING(kind, theme_id, state), coalesce(theme_id, 0), zone_id,
       coalesce(kind, ''), coalesce(state, ''), sum(n), sum(answered), sum(votes_for), sum(votes_against),
       sum(votes_neutral)
  FROM (SELECT key_id, extract(year FROM created_at AT TIME ZONE 'UTC')::int * 12
                         + extract(month FROM created_at AT TIME ZONE 'UTC')::int - 1 AS month,
               count(*) AS n, count(answered_at) AS answered, sum(votes_for) AS votes_for,
               sum(votes_against) AS votes_against, sum(votes_neutral) AS votes_neutral
          FROM stats_zonefact GROUP BY 1, 2) f
  JOIN stats_zonekey z ON z.id = f.key_id
 GROUP BY perimeter_id, edition, zone_id, GROUPING SETS ((month), ()),
          GROUPING SETS ((kind, theme_id, state), (kind), (theme_id), (state))
"""
# A name is changed without rewriting a million rows and their indexes.
RENAMED = """
ALTER TABLE stats_zonefact RENAME COLUMN count_id TO key_id;
ALTER TABLE stats_zonecount RENAME CONSTRAINT zonecount_unique TO zonekey_unique;
ALTER TABLE stats_zonecount RESET (fillfactor);
"""
RENAMED_BACK = """
ALTER TABLE stats_zonefact RENAME COLUMN key_id TO count_id;
ALTER TABLE stats_zonecount RENAME CONSTRAINT zonekey_unique TO zonecount_unique;
"""
INCLUDED = [
    "contribution_id", "category_id", "consultation_id", "language", "channel", "answered_at", "votes_for",
    "votes_against", "votes_neutral",
]  # fmt: skip
NUMBERS = ["n", "answered", "votes_for", "votes_against", "votes_neutral"]


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0004_zone_months"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAMED, RENAMED_BACK)],
            state_operations=[
                migrations.RemoveConstraint("zonecount", "zonecount_unique"),
                migrations.AddConstraint(
                    "zonecount",
                    models.UniqueConstraint(
                        fields=["edition", "zone_id", "kind", "theme_id", "state"], name="zonekey_unique"
                    ),
                ),
                migrations.RemoveIndex("zonefact", "zonefact_days"),
                migrations.RenameField("zonefact", "count_id", "key_id"),
                migrations.AddIndex(
                    "zonefact",
                    models.Index(fields=["edition", "created_at"], include=["key_id", *INCLUDED], name="zonefact_days"),
                ),
            ],
        ),
        migrations.RenameModel("ZoneCount", "ZoneKey"),
        *(migrations.RemoveField("zonekey", name) for name in NUMBERS),
        migrations.CreateModel(
            name="ZoneSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.BigIntegerField()),
                ("votes_for", models.IntegerField(default=0)),
                ("votes_against", models.IntegerField(default=0)),
                ("votes_neutral", models.IntegerField(default=0)),
                ("perimeter_id", models.BigIntegerField()),
                ("month", models.IntegerField()),
                ("margin", models.SmallIntegerField()),
                ("zone_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("theme_id", models.BigIntegerField()),
                ("state", models.CharField(max_length=12)),
                ("n", models.IntegerField(default=0)),
                ("answered", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "month", "margin", "theme_id", "zone_id", "kind", "state"),
                        include=NUMBERS,
                        name="zonesum_unique",
                    )
                ],
            },
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
        migrations.DeleteModel("ZoneMonth"),
    ]

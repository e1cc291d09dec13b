from django.db import migrations, models

# What was folded already; folds add to it from now on.
BEGIN = """
INSERT INTO stats_zonemonth (perimeter_id, edition, month, theme_id, zone_id, kind, state, n, answered, votes_for,
                             votes_against, votes_neutral)
SELECT z.perimeter_id, z.edition,
       extract(year FROM f.created_at AT TIME ZONE 'UTC')::int * 12
         + extract(month FROM f.created_at AT TIME ZONE 'UTC')::int - 1,
       z.theme_id, z.zone_id, z.kind, z.state, count(*), count(f.answered_at), sum(f.votes_for), sum(f.votes_against),
       sum(f.votes_neutral)
  FROM stats_zonefact f JOIN stats_zonecount z ON z.id = f.count_id
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0003_counted_layers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ZoneMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.BigIntegerField()),
                ("votes_for", models.IntegerField(default=0)),
                ("votes_against", models.IntegerField(default=0)),
                ("votes_neutral", models.IntegerField(default=0)),
                ("perimeter_id", models.BigIntegerField()),
                ("month", models.IntegerField()),
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
                        fields=("edition", "month", "theme_id", "zone_id", "kind", "state"),
                        include=("n", "answered", "votes_for", "votes_against", "votes_neutral"),
                        name="zonemonth_unique",
                    )
                ],
            },
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]

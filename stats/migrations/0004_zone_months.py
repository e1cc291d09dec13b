from django.db import migrations, models

# What was folded already; its triggers and folds go on below this.
BEGIN = """
INSERT INTO stats_zonemonth (edition, month, theme_id, count_id, n, answered, votes_for, votes_against, votes_neutral)
SELECT z.edition,
       extract(year FROM f.created_at AT TIME ZONE 'UTC')::int * 12
         + extract(month FROM f.created_at AT TIME ZONE 'UTC')::int - 1,
       z.theme_id, z.id, count(*), count(f.answered_at), sum(f.votes_for), sum(f.votes_against), sum(f.votes_neutral)
  FROM stats_zonefact f JOIN stats_zonecount z ON z.id = f.count_id
 GROUP BY 1, 2, 3, 4
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
                ("count_id", models.BigIntegerField()),
                ("theme_id", models.BigIntegerField()),
                ("month", models.IntegerField()),
                ("n", models.IntegerField(default=0)),
                ("answered", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "month", "theme_id", "count_id"),
                        include=("n", "answered", "votes_for", "votes_against", "votes_neutral"),
                        name="zonemonth_unique",
                    )
                ],
            },
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]

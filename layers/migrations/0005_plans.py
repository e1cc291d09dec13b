"""Urban plans whole: what the document is, its prescriptions and informations, versions beside one another."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import perimeter_data.models

# Simplified for two bands of zooms, as 0004_bands does for the other tables; what is drawn of rules begins later.
BANDS = {"display_z10": 76.4370282851763, "display_z13": 9.55462853564703}
THERE = "; ".join(
    f"""
    ALTER TABLE layers_planrule ADD COLUMN {band} geometry(Geometry, 3857)
          GENERATED ALWAYS AS (agorama_band(display_3857, {pixel_m})) STORED;
    CREATE INDEX layers_planrule_{band} ON layers_planrule USING gist ({band}) WHERE {band} IS NOT NULL
    """
    for band, pixel_m in BANDS.items()
)
AWAY = f"ALTER TABLE layers_planrule {', '.join(f'DROP COLUMN {band}' for band in BANDS)}"
# Plans that are here already are documents too.
DOCUMENTS = """
INSERT INTO layers_plandocument
       (layer_id, idurba, typedoc, approved_on, state, procedure, nomreg, urlreg, attributes)
SELECT l.id, coalesce(max(z.idurba), ''), '', max(z.datvalid), '', '', '', '', '{}'
  FROM layers_layer l LEFT JOIN layers_planzone z ON z.layer_id = l.id
 WHERE l.kind = 'plan' GROUP BY l.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0004_bands"),
    ]

    operations = [
        migrations.AddField(
            model_name="layer",
            name="version_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="versions",
                to="layers.layer",
            ),
        ),
        migrations.CreateModel(
            name="PlanDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("idurba", models.CharField(blank=True, max_length=60)),
                ("typedoc", models.CharField(blank=True, max_length=10)),
                ("approved_on", models.DateField(null=True)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("procedure", models.CharField(blank=True, max_length=20)),
                ("nomreg", models.CharField(blank=True, max_length=254)),
                ("urlreg", models.CharField(blank=True, max_length=254)),
                ("attributes", models.JSONField(default=dict)),
                (
                    "layer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="layers.layer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("prescription", "rule of the plan"), ("information", "information in the plan")],
                        max_length=12,
                    ),
                ),
                ("geom", django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=4326)),
                (
                    "display_3857",
                    django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=3857),
                ),
                ("code", models.CharField(max_length=8)),
                ("subcode", models.CharField(blank=True, max_length=8)),
                ("key", models.CharField(max_length=20)),
                ("label", models.CharField(blank=True, max_length=254)),
                ("text", models.CharField(blank=True, max_length=254)),
                ("nomfic", models.CharField(blank=True, max_length=254)),
                ("urlfic", models.CharField(blank=True, max_length=254)),
                ("idurba", models.CharField(blank=True, max_length=60)),
                ("datvalid", models.DateField(null=True)),
                ("attributes", models.JSONField(default=dict)),
                (
                    "layer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_rules",
                        to="layers.layer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(fields=["geom"], name="plan_rule_geom"),
                    django.contrib.postgres.indexes.GistIndex(fields=["display_3857"], name="plan_rule_display"),
                    models.Index(fields=["layer"], name="plan_rule_layer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(perimeter_data.models.IsValid(models.F("geom"))), name="plan_rule_valid"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["prescription", "information"])), name="plan_rule_kind_known"
                    ),
                ],
            },
        ),
        migrations.RunSQL(THERE, AWAY),
        migrations.RunSQL(DOCUMENTS, migrations.RunSQL.noop),
    ]

"""Rasters in a store, the unit of their numbers, what they say of zones."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0004_bands"), ("perimeter_data", "0012_photo_moderation")]

    operations = [
        migrations.AddField("rasterfile", "in_store", models.BooleanField(default=False)),
        migrations.AddField("rasterfile", "unit", models.CharField(blank=True, max_length=20)),
        migrations.CreateModel(
            name="RasterFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                ("figures", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="perimeter_data.zoningversion",
                    ),
                ),
                (
                    "layer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zone_figures",
                        to="layers.layer",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("layer", "edition"), name="raster_figures_once")]},
        ),
    ]

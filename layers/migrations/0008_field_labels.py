"""Words for the fields that staff sees; nothing changes in the tables."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0007_rasters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="basemap",
            name="attribution",
            field=models.CharField(max_length=300, verbose_name="attribution"),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="extent",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.FloatField(), blank=True, null=True, size=4, verbose_name="extent"
            ),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="maxzoom",
            field=models.PositiveSmallIntegerField(
                default=19, validators=[django.core.validators.MaxValueValidator(22)], verbose_name="drawn up to zoom"
            ),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="minzoom",
            field=models.PositiveSmallIntegerField(
                default=0, validators=[django.core.validators.MaxValueValidator(22)], verbose_name="drawn from zoom"
            ),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="base_maps",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="slug",
            field=models.CharField(
                max_length=60,
                validators=[django.core.validators.RegexValidator("^[a-z0-9][a-z0-9-]*$")],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="basemap",
            name="tile_size",
            field=models.PositiveSmallIntegerField(
                choices=[(256, "256"), (512, "512")], default=256, verbose_name="side of a picture (px)"
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="attribution",
            field=models.CharField(blank=True, max_length=300, verbose_name="attribution"),
        ),
        migrations.AlterField(
            model_name="layer",
            name="kind",
            field=models.CharField(
                choices=[("vector", "vector"), ("plan", "urban plan"), ("raster", "raster")],
                max_length=6,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="maxzoom",
            field=models.PositiveSmallIntegerField(default=22, verbose_name="drawn up to zoom"),
        ),
        migrations.AlterField(
            model_name="layer",
            name="minzoom",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="0 shows the whole world, 14 a village, 19 a house.",
                verbose_name="drawn from zoom",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="opacity",
            field=models.FloatField(
                default=1,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
                verbose_name="opacity (0 to 1)",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="layers",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="The lowest lies at the bottom.", verbose_name="order"
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="rights",
            field=models.CharField(
                choices=[("public", "everybody"), ("staff", "staff")],
                default="public",
                max_length=6,
                verbose_name="who sees it",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="role",
            field=models.CharField(
                choices=[("ground", "ground"), ("overlay", "overlay")],
                default="overlay",
                help_text="The ground is always drawn, below everything else; overlays can be switched off.",
                max_length=7,
                verbose_name="place in the map",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="slug",
            field=models.CharField(
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?!(?:perimeter|places|contributions|proposals|style|basemap|poster)$|zones-)[a-z0-9][a-z0-9-]*$"
                    )
                ],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="layer",
            name="visible",
            field=models.BooleanField(default=False, verbose_name="on when the map opens"),
        ),
    ]

"""Words for the fields that staff sees; nothing changes in the tables."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import core.i18n
import perimeter_data.models


class Migration(migrations.Migration):
    dependencies = [
        ("perimeter_data", "0013_statements"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="zoningversion",
            options={"ordering": ["zoning", "-number"], "verbose_name": "edition", "verbose_name_plural": "editions"},
        ),
        migrations.AlterField(
            model_name="logo",
            name="alt",
            field=core.i18n.TranslatedField(default=dict, verbose_name="what it says"),
        ),
        migrations.AlterField(
            model_name="logo",
            name="link",
            field=models.URLField(blank=True, verbose_name="where it leads"),
        ),
        migrations.AlterField(
            model_name="logo",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="logos",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="logo",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="logo",
            name="role",
            field=models.CharField(
                choices=[("owner", "who stands behind the map"), ("funder", "who pays for it")],
                default="owner",
                max_length=6,
                verbose_name="why it stands there",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="accent",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[django.core.validators.RegexValidator("^#[0-9a-f]{6}$")],
                verbose_name="colour",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="accessibility_gaps",
            field=core.i18n.TranslatedField(
                blank=True, default=dict, verbose_name="what is known not to be accessible"
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="accessibility_level",
            field=models.CharField(
                choices=[("none", "not compliant"), ("partial", "partially compliant"), ("full", "fully compliant")],
                default="partial",
                max_length=7,
                verbose_name="what you declare",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="allowed_hosts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=270), blank=True, default=list, size=None, verbose_name="sites"
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=30,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="days to the first answer",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="contact_address",
            field=models.CharField(blank=True, max_length=200, verbose_name="postal address"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="contact_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="who answers"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="contact_phone",
            field=models.CharField(
                blank=True,
                max_length=24,
                validators=[django.core.validators.RegexValidator("^\\+?[0-9][0-9 ./()-]{2,}$")],
                verbose_name="telephone",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="data_licence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("etalab-2.0", "Licence Ouverte 2.0"),
                    ("cc-by-4.0", "CC BY 4.0"),
                    ("odbl-1.0", "ODbL 1.0"),
                    ("iodl-2.0", "IODL 2.0"),
                    ("cc0-1.0", "CC0 1.0"),
                ],
                max_length=12,
                verbose_name="licence of the data",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="default_language",
            field=models.CharField(
                choices=[("fr", "fr"), ("it", "it"), ("en", "en")],
                default="fr",
                max_length=2,
                verbose_name="main language",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="dpo_contact",
            field=models.CharField(blank=True, max_length=200, verbose_name="data protection officer"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="emergency",
            field=models.BooleanField(default=True, verbose_name="say where to call in an emergency"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="funding",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="who pays for it"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="is_public",
            field=models.BooleanField(default=True, verbose_name="open to the public"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2),
                default=perimeter_data.models.default_languages,
                size=None,
                verbose_name="languages",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="legal_notice",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="legal notice"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="moderation",
            field=models.CharField(
                choices=[("after", "published at once, read afterwards"), ("before", "read first, then published")],
                default="after",
                max_length=6,
                verbose_name="moderation",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="permanent_reports",
            field=models.BooleanField(
                default=True, help_text="Accept reports outside any consultation.", verbose_name="reports at any time"
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="photo_moderation",
            field=models.CharField(
                choices=[("after", "published at once, read afterwards"), ("before", "read first, then published")],
                default="after",
                max_length=6,
                verbose_name="moderation of photos",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="ref_prefix",
            field=models.CharField(
                help_text="Two to eight capitals: contributions are called ALP-0412.",
                max_length=8,
                validators=[django.core.validators.RegexValidator("^[A-Z]{2,8}$")],
                verbose_name="prefix of numbers",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="slug",
            field=models.SlugField(max_length=60, unique=True, verbose_name="short name"),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="start_lat",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-85),
                    django.core.validators.MaxValueValidator(85),
                ],
                verbose_name="latitude",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="start_lon",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="longitude",
            ),
        ),
        migrations.AlterField(
            model_name="perimeter",
            name="start_zoom",
            field=models.FloatField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(4), django.core.validators.MaxValueValidator(19)],
                verbose_name="zoom",
            ),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="licence",
            field=models.CharField(blank=True, max_length=120, verbose_name="licence"),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="published"),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="source",
            field=models.CharField(blank=True, max_length=300, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="source_date",
            field=models.DateField(blank=True, null=True, verbose_name="date of the source"),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published"), ("retired", "retired")],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="perimeterversion",
            name="tolerance_m",
            field=models.FloatField(
                default=10,
                help_text="Positions that lie outside by no more than this still count as inside.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="tolerance (m)",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="aliases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                default=list,
                size=None,
                verbose_name="other names",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="kind",
            field=models.CharField(
                choices=[
                    ("town", "town"),
                    ("village", "village"),
                    ("hamlet", "hamlet"),
                    ("pass", "mountain pass"),
                    ("summit", "summit"),
                    ("station", "station"),
                    ("river", "river"),
                    ("sea", "sea"),
                    ("lake", "lake"),
                    ("other", "place"),
                ],
                default="other",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="name",
            field=models.CharField(max_length=120, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="place",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="places",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="rank",
            field=models.PositiveSmallIntegerField(
                default=5, help_text="1 is shown first, 9 last.", verbose_name="rank"
            ),
        ),
        migrations.AlterField(
            model_name="zoning",
            name="gap_width_m",
            field=models.FloatField(
                default=200,
                help_text="A position in no zone counts in the nearest one within this distance.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(5000),
                ],
                verbose_name="nearest zone within (m)",
            ),
        ),
        migrations.AlterField(
            model_name="zoning",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="zonings",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="zoning",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Order among the zonings; the first is drawn.", verbose_name="order"
            ),
        ),
        migrations.AlterField(
            model_name="zoning",
            name="slug",
            field=models.SlugField(max_length=60, verbose_name="short name"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="population_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of the population"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="published"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="source",
            field=models.CharField(blank=True, max_length=300, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="source_date",
            field=models.DateField(blank=True, null=True, verbose_name="date of the source"),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published"), ("retired", "retired")],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="zoningversion",
            name="zoning",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="perimeter_data.zoning",
                verbose_name="zoning",
            ),
        ),
    ]

"""Words for the fields that staff sees; nothing changes in the tables."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0017_plan_here"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answertemplate",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="participation.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="answertemplate",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answer_templates",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="answertemplate",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pending", "waiting to be read"),
                    ("received", "received"),
                    ("acknowledged", "acknowledged"),
                    ("under_review", "under review"),
                    ("planned", "planned"),
                    ("in_progress", "in progress"),
                    ("done", "done"),
                    ("declined", "not taken up"),
                    ("rejected", "rejected"),
                    ("hidden", "hidden"),
                    ("withdrawn", "withdrawn"),
                    ("merged", "merged"),
                ],
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="answertemplate",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="participation.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="contribution",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="participation.contribution",
                verbose_name="contribution",
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="state",
            field=models.CharField(
                choices=[("pending", "waiting to be read"), ("published", "public"), ("hidden", "hidden")],
                default="published",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as many as the theme or the perimeter says.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="days to the first answer",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="categories",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="category",
            name="slug",
            field=models.SlugField(max_length=40, verbose_name="short name"),
        ),
        migrations.AlterField(
            model_name="category",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="categories",
                to="participation.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="comment",
            name="perimeter",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="comment",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting to be read"),
                    ("published", "public"),
                    ("hidden", "hidden"),
                    ("withdrawn", "withdrawn"),
                ],
                default="published",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="moderation",
            field=models.CharField(
                choices=[("after", "published at once, read afterwards"), ("before", "read first, then published")],
                default="after",
                max_length=6,
                verbose_name="moderation",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="photo_moderation",
            field=models.CharField(
                choices=[("after", "published at once, read afterwards"), ("before", "read first, then published")],
                default="after",
                max_length=6,
                verbose_name="moderation of photos",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="slug",
            field=models.SlugField(max_length=60, verbose_name="short name"),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published"), ("closed", "closed")],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="themes",
            field=models.ManyToManyField(
                blank=True, related_name="consultations", to="participation.theme", verbose_name="themes"
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="consultation",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contributions",
                to="participation.consultation",
                verbose_name="consultation",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="created_at",
            field=models.DateTimeField(verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="contributions",
                to="participation.department",
                verbose_name="department",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="kind",
            field=models.CharField(choices=[("idea", "idea"), ("report", "report")], max_length=8, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="perimeter",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="ref",
            field=models.CharField(db_default="", editable=False, max_length=24, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting to be read"),
                    ("received", "received"),
                    ("acknowledged", "acknowledged"),
                    ("under_review", "under review"),
                    ("planned", "planned"),
                    ("in_progress", "in progress"),
                    ("done", "done"),
                    ("declined", "not taken up"),
                    ("rejected", "rejected"),
                    ("hidden", "hidden"),
                    ("withdrawn", "withdrawn"),
                    ("merged", "merged"),
                ],
                default="received",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="text",
            field=models.TextField(blank=True, max_length=5000, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="contribution",
            name="title",
            field=models.CharField(blank=True, max_length=160, null=True, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="department",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="departments",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="department",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="department",
            name="slug",
            field=models.SlugField(max_length=60, verbose_name="short name"),
        ),
        migrations.AlterField(
            model_name="phase",
            name="features",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ideas", "ideas"),
                        ("reports", "reports"),
                        ("comments", "comments"),
                        ("votes_contributions", "votes on contributions"),
                        ("votes_proposals", "votes on proposals"),
                    ],
                    max_length=24,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="what is open",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="consultation",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="participation.consultation",
                verbose_name="consultation",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="created_at",
            field=models.DateTimeField(verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="perimeter",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="ref",
            field=models.CharField(db_default="", editable=False, max_length=24, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("published", "open to opinion"),
                    ("planned", "planned"),
                    ("in_progress", "in progress"),
                    ("done", "done"),
                    ("declined", "not taken up"),
                ],
                default="draft",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="proposalset",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal_sets",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=[("text", "a few words"), ("choice", "one of several"), ("number", "a number")],
                default="text",
                max_length=6,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="participation.category",
                verbose_name="category",
            ),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rules",
                to="participation.department",
                verbose_name="department",
            ),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="routing_rules",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="participation.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="routingrule",
            name="zone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="perimeter_data.zone",
                verbose_name="zone",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as many as the perimeter says.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="days to the first answer",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="color",
            field=models.CharField(
                max_length=7,
                validators=[django.core.validators.RegexValidator("^#[0-9a-f]{6}$")],
                verbose_name="colour",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="icon",
            field=models.CharField(default="heart", max_length=20, verbose_name="icon"),
        ),
        migrations.AlterField(
            model_name="theme",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="themes",
                to="perimeter_data.perimeter",
                verbose_name="perimeter",
            ),
        ),
        migrations.AlterField(
            model_name="theme",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="theme",
            name="slug",
            field=models.SlugField(max_length=40, verbose_name="short name"),
        ),
    ]

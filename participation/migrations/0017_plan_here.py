"""What the plan said where a contribution was placed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0016_comment_appeals"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanHere",
            fields=[
                (
                    "contribution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="plan_here",
                        serialize=False,
                        to="participation.contribution",
                    ),
                ),
                ("zones", models.JSONField()),
                ("rules", models.JSONField()),
                ("read_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]

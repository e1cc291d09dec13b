"""What a click shows of a feature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0005_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="layer",
            name="popup",
            field=models.JSONField(blank=True, default=list),
        ),
    ]

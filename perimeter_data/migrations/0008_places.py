"""Places by every beginning of their names, and the nearest one from an index."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from perimeter_data.names import keys

# btree_gist: the perimeter and the position in one index; fuzzystrmatch: how many letters a name is off.
EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;"
NEAREST = """
CREATE INDEX place_near ON perimeter_data_place USING gist (perimeter_id, (position::geography))
 WHERE kind NOT IN ('river', 'sea');
"""


def write_keys(apps: Any, _editor: Any) -> None:
    """Write the keys of places that are there already."""
    PlaceKey = apps.get_model("perimeter_data", "PlaceKey")
    for place in apps.get_model("perimeter_data", "Place").objects.defer("shape").iterator():
        names = [place.name, *place.names.values(), *place.aliases]
        PlaceKey.objects.bulk_create(
            PlaceKey(perimeter_id=place.perimeter_id, place_id=place.pk, words=key, weight=place.rank * 100 + 99)
            for key in keys(names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("perimeter_data", "0007_logos"),
    ]

    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="PlaceKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=80)),
                ("weight", models.SmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="place",
            name="population",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="placekey",
            name="perimeter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="perimeter_data.perimeter"
            ),
        ),
        migrations.AddField(
            model_name="placekey",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="perimeter_data.place"
            ),
        ),
        migrations.AddIndex(
            model_name="placekey",
            index=models.Index(
                fields=["perimeter", "words"],
                include=("weight", "place"),
                name="place_key_words",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="placekey",
            index=models.Index(fields=["perimeter", "weight", "place"], include=("words",), name="place_key_weight"),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        migrations.RunSQL(NEAREST, "DROP INDEX place_near"),
    ]

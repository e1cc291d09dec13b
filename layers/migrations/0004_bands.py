"""What is drawn, simplified for two bands of zooms: the database keeps it with the shape itself."""

from django.db import migrations

# A pixel of a tile drawn 512 px wide, at the last zoom of each band, in metres of EPSG:3857.
BANDS = {"display_z10": 76.4370282851763, "display_z13": 9.55462853564703}


def columns(table: str, kind: str) -> migrations.RunSQL:
    """Return the statements that add both columns to a table, and take them away."""
    there = [
        f"""
        ALTER TABLE {table} ADD COLUMN {band} geometry({kind}, 3857)
              GENERATED ALWAYS AS (agorama_band(display_3857, {pixel_m})) STORED;
        CREATE INDEX {table}_{band} ON {table} USING gist ({band}) WHERE {band} IS NOT NULL
        """
        for band, pixel_m in BANDS.items()
    ]
    return migrations.RunSQL("; ".join(there), f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {b}' for b in BANDS)}")


class Migration(migrations.Migration):
    dependencies = [("layers", "0003_labels"), ("core", "0004_bands")]

    operations = [columns("layers_layerfeature", "Geometry"), columns("layers_planzone", "MultiPolygon")]

"""How a geometry is stored for a band of zooms: see tiles.sources.shapes."""

from django.db import migrations

# Its names are resolved now and not when it runs: a restore has an empty search path.
BAND = """
CREATE FUNCTION agorama_band(shape_3857 geometry, pixel_m double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
  WHEN ST_Dimension(shape_3857) = 0 THEN shape_3857
  WHEN greatest(ST_XMax(shape_3857) - ST_XMin(shape_3857), ST_YMax(shape_3857) - ST_YMin(shape_3857)) >= 2 * pixel_m
  THEN ST_Simplify(shape_3857, pixel_m / 2) END;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_jobs")]

    operations = [migrations.RunSQL(BAND, "DROP FUNCTION agorama_band(geometry, double precision)")]

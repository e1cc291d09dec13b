"""Extensions, and the world-grid arithmetic of core.geometry in SQL (needed by generated columns)."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION agorama_unaccent(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, value) $$;

CREATE FUNCTION agorama_text_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE language WHEN 'fr' THEN 'pg_catalog.french'::regconfig
                           WHEN 'it' THEN 'pg_catalog.italian'::regconfig
                           WHEN 'en' THEN 'pg_catalog.english'::regconfig
                           ELSE 'pg_catalog.simple'::regconfig END $$;

CREATE FUNCTION agorama_search_vector(language text, title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT setweight(to_tsvector(public.agorama_text_config(language), public.agorama_unaccent(coalesce(title, ''))), 'A')
          || setweight(to_tsvector(public.agorama_text_config(language), public.agorama_unaccent(coalesce(body, ''))), 'B') $$;

CREATE FUNCTION agorama_wx(position_4326 geometry) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
  RETURN least(greatest(floor((public.st_x(position_4326) + 180) / 360 * 268435456), 0), 268435455)::integer;
END $$;

CREATE FUNCTION agorama_wy(position_4326 geometry) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ DECLARE lat double precision := least(greatest(public.st_y(position_4326), -85.0511287798066), 85.0511287798066);
BEGIN
  RETURN least(greatest(floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * 268435456), 0), 268435455)::integer;
END $$;

CREATE FUNCTION agorama_spread(value bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
  value := (value | (value << 16)) & 281470681808895;
  value := (value | (value << 8)) & 71777214294589695;
  value := (value | (value << 4)) & 1085102592571150095;
  value := (value | (value << 2)) & 3689348814741910323;
  RETURN (value | (value << 1)) & 6148914691236517205;
END $$;

CREATE FUNCTION agorama_qk(position_4326 geometry) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
  RETURN public.agorama_spread(public.agorama_wx(position_4326))
       | (public.agorama_spread(public.agorama_wy(position_4326)) << 1);
END $$;
"""

REVERSE = """
DROP FUNCTION agorama_qk(geometry);
DROP FUNCTION agorama_spread(bigint);
DROP FUNCTION agorama_wy(geometry);
DROP FUNCTION agorama_wx(geometry);
DROP FUNCTION agorama_search_vector(text, text, text);
DROP FUNCTION agorama_text_config(text);
DROP FUNCTION agorama_unaccent(text);
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS postgis;"
            "CREATE EXTENSION IF NOT EXISTS unaccent;"
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FUNCTIONS, REVERSE),
    ]

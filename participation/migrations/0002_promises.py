"""What Django's constraints cannot say: the perimeter is law, and every ref is made on the way in."""

from django.db import migrations

# One statement, one check: single rows and bulk writes alike go against the subdivided pieces.
FUNCTIONS = """
CREATE FUNCTION agorama_refuse_outside(target text, target_id bigint) RETURNS void
LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '% % lies outside its perimeter', target, target_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'inside_perimeter', TABLE = target;
END $$;

CREATE FUNCTION agorama_is_inside(
  version_id_ bigint, perimeter_id_ bigint, position_ geometry, shape_ geometry) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.perimeter_data_perimeterpiece p
                  WHERE p.version_id = version_id_ AND public.st_covers(p.geom, position_))
     AND EXISTS (SELECT FROM public.perimeter_data_perimeterversion v
                  WHERE v.id = version_id_ AND v.perimeter_id = perimeter_id_
                    AND (shape_ IS NULL OR public.st_covers(v.accepted, shape_)))
$$;

CREATE FUNCTION agorama_check_inserted() RETURNS trigger
LANGUAGE plpgsql AS $$ DECLARE bad bigint;
BEGIN
  SELECT n.id INTO bad FROM inserted n
   WHERE NOT EXISTS (SELECT FROM public.perimeter_data_perimeterpiece p
                      WHERE p.version_id = n.perimeter_version_id AND public.st_covers(p.geom, n.position))
   LIMIT 1;
  IF bad IS NULL THEN
    SELECT n.id INTO bad FROM inserted n
      LEFT JOIN public.perimeter_data_perimeterversion v
        ON v.id = n.perimeter_version_id AND v.perimeter_id = n.perimeter_id
     WHERE v.id IS NULL OR (n.shape IS NOT NULL AND NOT public.st_covers(v.accepted, n.shape))
     LIMIT 1;
  END IF;
  IF bad IS NOT NULL THEN PERFORM public.agorama_refuse_outside(TG_TABLE_NAME, bad); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION agorama_check_moved() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN
  IF NOT public.agorama_is_inside(NEW.perimeter_version_id, NEW.perimeter_id, NEW.position, NEW.shape) THEN
    PERFORM public.agorama_refuse_outside(TG_TABLE_NAME, NEW.id);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION agorama_make_ref() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.ref = '' THEN
    SELECT p.ref_prefix || TG_ARGV[0] || CASE WHEN NEW.id < 10 ^ TG_ARGV[1]::int
             THEN lpad(NEW.id::text, TG_ARGV[1]::int, '0') ELSE NEW.id::text END
      INTO NEW.ref FROM public.perimeter_data_perimeter p WHERE p.id = NEW.perimeter_id;
  END IF;
  RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER {table}_inside AFTER INSERT ON participation_{table}
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION agorama_check_inserted();
CREATE TRIGGER {table}_moved AFTER UPDATE OF position, shape, perimeter_version_id, perimeter_id ON participation_{table}
  FOR EACH ROW EXECUTE FUNCTION agorama_check_moved();
CREATE TRIGGER {table}_ref BEFORE INSERT ON participation_{table}
  FOR EACH ROW EXECUTE FUNCTION agorama_make_ref('{mark}', '{width}');
"""

REVERSE = """
DROP TRIGGER {table}_inside ON participation_{table};
DROP TRIGGER {table}_moved ON participation_{table};
DROP TRIGGER {table}_ref ON participation_{table};
"""

TABLES = [{"table": "contribution", "mark": "-", "width": 4}, {"table": "proposal", "mark": "-P", "width": 2}]


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS + "".join(TRIGGERS.format(**row) for row in TABLES),
            "".join(REVERSE.format(**row) for row in TABLES)
            + """
DROP FUNCTION agorama_make_ref();
DROP FUNCTION agorama_check_moved();
DROP FUNCTION agorama_check_inserted();
DROP FUNCTION agorama_is_inside(bigint, bigint, geometry, geometry);
DROP FUNCTION agorama_refuse_outside(text, bigint);
""",
        ),
    ]

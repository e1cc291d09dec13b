"""Which rules apply at a position: the zones of the plans in force, their prescriptions and informations.

What is read is kept as it is: facts without a language (`zones`, `rules`, the shape of `ZONES` and `RULES` below);
`told` says them in the active one.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection

from core.i18n import translated
from layers.models import Layer
from layers.plan_codes import RuleKind, rule_label
from layers.plan_types import plan_label, plan_meaning

# A line or a point is told of by those who are so near to it; an area by those inside.
NEAR_M = 10
MOST = 40
# {point} and {perimeter} are SQL of ours; %(rights)s whose layers are read. Index plan_zone_geom, plan_rule_geom.
# The plan's own regulation stands in where a zone has no link. Former versions (version_of_id) do not apply.
ZONES = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
          'layer_id', l.id, 'layer', l.slug, 'name', l.name, 'libelle', z.libelle, 'libelong', z.libelong,
          'typezone', z.typezone, 'rule', z.nomfic, 'url', coalesce(nullif(z.urlfic, ''), d.urlreg, ''),
          'datvalid', z.datvalid, 'idurba', coalesce(nullif(d.idurba, ''), z.idurba), 'approved_on', d.approved_on)
        ORDER BY l.position, l.slug, z.libelle, z.id), '[]')
   FROM layers_planzone z
   JOIN layers_layer l ON l.id = z.layer_id AND l.kind = 'plan' AND l.version_of_id IS NULL
   LEFT JOIN layers_plandocument d ON d.layer_id = l.id
  WHERE ST_Covers(z.geom, {point}) AND l.perimeter_id = {perimeter} AND l.rights = ANY(%(rights)s))
"""
RULES = f"""
(SELECT coalesce(jsonb_agg(found.told ORDER BY found.place), '[]') FROM (
   SELECT jsonb_build_object(
            'layer_id', l.id, 'layer', l.slug, 'name', l.name, 'kind', r.kind, 'code', r.code, 'subcode', r.subcode,
            'libelle', r.label, 'text', r.text, 'rule', r.nomfic, 'url', r.urlfic, 'datvalid', r.datvalid,
            'idurba', coalesce(nullif(d.idurba, ''), r.idurba), 'approved_on', d.approved_on) AS told,
          row_number() OVER (ORDER BY l.position, l.slug, r.kind DESC, r.code, r.subcode, r.id) AS place
     FROM layers_planrule r
     JOIN layers_layer l ON l.id = r.layer_id AND l.version_of_id IS NULL
     LEFT JOIN layers_plandocument d ON d.layer_id = l.id
    WHERE r.geom && ST_Expand({{point}}, {NEAR_M} / 110500.0 / greatest(cos(radians(ST_Y({{point}}))), 0.01),
                              {NEAR_M} / 110500.0)
      AND CASE WHEN ST_Dimension(r.geom) = 2 THEN ST_Covers(r.geom, {{point}})
               ELSE ST_DWithin(r.geom::geography, {{point}}::geography, {NEAR_M}) END
      AND l.perimeter_id = {{perimeter}} AND l.rights = ANY(%(rights)s)
    LIMIT {MOST}) found)
"""
HERE = (
    "SELECT {zones}, {rules}".format(
        zones=ZONES.format(point="p.point", perimeter="%(perimeter)s"),
        rules=RULES.format(point="p.point", perimeter="%(perimeter)s"),
    )
    + " FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS point) p"
)
PUBLIC = [str(Layer.Rights.PUBLIC)]
ALL = [str(right) for right in Layer.Rights.values]
Facts = Mapping[str, Any]


def plan_here(perimeter_id: int, point: Point, *, for_staff: bool = False) -> tuple[list[Facts], list[Facts]]:
    """Return (zones, rules) at a position (EPSG:4326) as facts; of public layers, for staff of all. One query.

    A position on the limit of two zones is in both.
    """
    rights = ALL if for_staff else PUBLIC
    with connection.cursor() as cursor:
        cursor.execute(HERE, {"perimeter": perimeter_id, "lon": point.x, "lat": point.y, "rights": rights})
        zones, rules = (_list(value) for value in cursor.fetchone())
    return zones, rules


def _list(value: Any) -> list[Facts]:
    """jsonb comes as text through a cursor of Django's."""
    return json.loads(value) if isinstance(value, str) else value


def still_public(facts: Iterable[Facts]) -> list[Facts]:
    """Return facts that were kept but those of layers that are for staff now. One query where there are any."""
    kept = list(facts)
    if not kept:
        return []
    staff = Layer.objects.filter(pk__in={one["layer_id"] for one in kept}, rights=Layer.Rights.STAFF)
    hidden = set(staff.values_list("pk", flat=True))
    return [one for one in kept if one["layer_id"] not in hidden]


def told(zones: Iterable[Facts], rules: Iterable[Facts], default_language: str) -> dict[str, list[dict[str, Any]]]:
    """Return {"plan_zones", "prescriptions", "informations"}: facts with their words in the active language."""
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in RuleKind.values}
    for rule in rules:
        by_kind[rule["kind"]].append(_told_rule(rule, default_language))
    return {
        "plan_zones": [_told_zone(zone, default_language) for zone in zones],
        "prescriptions": by_kind[RuleKind.PRESCRIPTION],
        "informations": by_kind[RuleKind.INFORMATION],
    }


def _told_zone(zone: Facts, default_language: str) -> dict[str, Any]:
    return {
        **_common(zone, default_language),
        "libelong": zone["libelong"],
        "typezone": zone["typezone"],
        "type_label": plan_label(zone["typezone"]),
        "meaning": plan_meaning(zone["typezone"]),
    }


def _told_rule(rule: Facts, default_language: str) -> dict[str, Any]:
    return {
        **_common(rule, default_language),
        "text": rule["text"],
        "code": f"{rule['code']}-{rule['subcode']}" if rule["subcode"] else rule["code"],
        "label": rule_label(rule["kind"], rule["code"], rule["subcode"]),
    }


def _common(facts: Facts, default_language: str) -> dict[str, Any]:
    return {
        "layer": facts["layer"],
        "layer_name": translated(facts["name"], default_language) or facts["layer"],
        **{name: facts[name] for name in ("libelle", "rule", "url", "datvalid", "idurba", "approved_on")},
    }

"""Ten thousand reports over communes, IRIS and a plan: every number is that of plain SQL, under random filters."""

import json
import random
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import connection

from layers.models import Layer, LayerKind, PlanZone
from participation.filters import ContributionFilter
from participation.models import Category
from participation.selectors import public_contributions
from participation.services.zones import assign_zones
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter, Zone, Zoning, ZoningVersion
from perimeter_data.services.publish import publish_zoning
from stats.folds.folding import fold_zones
from stats.selectors import statistics
from stats.services.counting import count_layer
from tests import factories
from tests.shared import DATA
from tests.stats.plain import counted, grouped

pytestmark = pytest.mark.slow
AREA = (7.15, 43.62, 7.40, 43.82)  # Nice, its neighbours and some sea
ROWS, FILTERS = 10_000, 20
# Three in four where somebody reported something, moved by some metres; the rest anywhere.
INSERT = """
INSERT INTO participation_contribution
       (perimeter_id, perimeter_version_id, position, kind, theme_id, category_id, state, title, text, language, anchor,
        position_source, channel, created_at, updated_at)
SELECT %(perimeter)s, %(version)s,
       CASE WHEN random() < 0.75 AND cardinality(%(lons)s::float8[]) > 0
            THEN ST_SetSRID(ST_Point((%(lons)s::float8[])[i] + 0.001 * random(),
                                     (%(lats)s::float8[])[i] + 0.001 * random()), 4326)
            ELSE ST_SetSRID(ST_Point(7.151 + 0.248 * random(), 43.621 + 0.198 * random()), 4326) END,
       (ARRAY['idea', 'report'])[1 + floor(random() * 2)::int],
       (%(themes)s::bigint[])[1 + floor(random() * 5)::int],
       (%(categories)s::bigint[])[1 + floor(random() * 3)::int],
       (ARRAY['received', 'acknowledged', 'planned', 'done', 'declined', 'hidden', 'pending'])
         [1 + floor(random() * 7)::int],
       (ARRAY['Un banc', 'Une lampe', 'Un trou'])[1 + floor(random() * 3)::int], '',
       (ARRAY['fr', 'it', 'en'])[1 + floor(random() * 3)::int], CASE WHEN random() < 0.05 THEN 'zone' ELSE 'exact' END,
       'map', (ARRAY['web', 'paper', 'import'])[1 + floor(random() * 3)::int],
       timestamptz '2026-01-01' + 300 * random() * interval '1 day', now()
  FROM (SELECT 1 + floor(random() * greatest(cardinality(%(lons)s::float8[]), 1))::int AS i
          FROM generate_series(1, %(rows)s)) n
"""
VOTES = """
WITH who AS (INSERT INTO accounts_participant (perimeter_id, token_hash, rung, created_at)
             VALUES (%(perimeter)s, sha256('once'), 'device', now()) RETURNING id)
INSERT INTO participation_vote (contribution_id, participant_id, choice, channel, created_at, updated_at)
SELECT c.id, who.id, (ARRAY['for', 'against', 'neutral'])[1 + c.id %% 3], 'web', now(), now()
  FROM participation_contribution c, who WHERE c.id %% 2 = 0
"""
# Where each lies, by a spatial join of plain SQL, once for all filters.
IN_ZONES = """
CREATE TEMPORARY TABLE lies_in ON COMMIT DROP AS
SELECT c.id, coalesce(
         (SELECT z.code FROM perimeter_data_zone z
           WHERE z.version_id = %s AND ST_Covers(z.geom, c.position) ORDER BY z.code LIMIT 1),
         (SELECT z.code FROM perimeter_data_zone z
           WHERE z.version_id = %s AND z.geom && ST_Expand(c.position, 0.01)
             AND ST_Distance(z.geom::geography, c.position::geography) <= 200
           ORDER BY ST_Distance(z.geom::geography, c.position::geography), z.code LIMIT 1)) AS code
  FROM participation_contribution c
"""
IN_PLAN = """
CREATE TEMPORARY TABLE lies_in ON COMMIT DROP AS
SELECT c.id, (SELECT z.id::text FROM layers_planzone z
               WHERE z.layer_id = %s AND ST_Covers(z.geom, c.position) ORDER BY z.id LIMIT 1) AS code
  FROM participation_contribution c WHERE c.anchor <> 'zone'
"""
PLAIN = """
SELECT l.code, c.kind, coalesce(t.slug, 'none'), c.state, count(*), count(*) FILTER (WHERE v.choice = 'for'),
       count(*) FILTER (WHERE v.choice = 'against'), count(*) FILTER (WHERE v.choice = 'neutral')
  FROM participation_contribution c
  JOIN lies_in l USING (id)
  LEFT JOIN participation_theme t ON t.id = c.theme_id
  LEFT JOIN participation_vote v ON v.contribution_id = c.id
 WHERE c.id = ANY(%s) GROUP BY 1, 2, 3, 4
"""


def shapes(name: str, number: int) -> list[MultiPolygon]:
    """Return the real areas of a file, or as many made up where the files are not here."""
    if DATA.is_dir():
        found = [
            GEOSGeometry(json.dumps(feature["geometry"]), srid=4326)
            for feature in json.loads((DATA / "boundaries" / name).read_text())["features"]
        ]
        found = [one for one in found if one.valid and one.intersects(Polygon.from_bbox(AREA))]
        return [one if isinstance(one, MultiPolygon) else MultiPolygon(one, srid=4326) for one in found]
    side = int(number**0.5)
    west, south, east, north = AREA
    wide, high = (east - west) / side, (north - south) / side
    corners = [(west + x * wide, south + y * high) for x in range(side) for y in range(side)]
    return [MultiPolygon(factories.square(x, y, x + 0.97 * wide, y + 0.97 * high), srid=4326) for x, y in corners]


def reported() -> tuple[list[float], list[float]]:
    """Return where people in Nice reported something."""
    if not DATA.is_dir():
        return [], []
    features = json.loads((DATA / "reports/nice_demo_relocated_3000.geojson").read_text())["features"]
    points = [feature["geometry"]["coordinates"] for feature in features]
    inside = [(lon, lat) for lon, lat, *_z in points if 7.152 < lon < 7.398 and 43.622 < lat < 43.818]
    return [lon for lon, _lat in inside], [lat for _lon, lat in inside]


def edition(perimeter: Perimeter, slug: str, areas: list[MultiPolygon]) -> ZoningVersion:
    zoning = Zoning.objects.create(perimeter=perimeter, slug=slug, name=factories.i18n(slug))
    version = ZoningVersion.objects.create(zoning=zoning, number=1)
    rows = [Zone(version=version, code=f"{n:04}", name=factories.i18n("x"), geom=area) for n, area in enumerate(areas)]
    Zone.objects.bulk_create(rows)
    publish_zoning(version=version)
    return version


@pytest.fixture
def nice(db: Any) -> Perimeter:
    area = MultiPolygon(Polygon.from_bbox(AREA), srid=4326)
    perimeter = factories.published_perimeter(boundary=area, slug="nice")
    edition(perimeter, "communes", shapes("fr_communes_06.geojson", 25))
    edition(perimeter, "iris", shapes("nice_iris.geojson", 144))
    plan = Layer.objects.create(perimeter=perimeter, slug="plu", name=factories.i18n("x"), kind=LayerKind.PLAN)
    # Moved a little: zones of a plan overlap some of each other, and leave gaps.
    for n, area in enumerate(shapes("nice_iris.geojson", 100)[::2]):
        box = area.envelope
        moved = MultiPolygon(box, srid=4326)
        PlanZone.objects.create(layer=plan, geom=moved, libelle=f"U{n % 7}", typezone=["U", "AU", "N"][n % 3])
    themes = list(perimeter.themes.all())
    categories = [
        Category.objects.create(perimeter=perimeter, theme=themes[n], slug=slug, name=factories.i18n(slug)).pk
        for n, slug in enumerate(("light", "road"))
    ]
    lons, lats = reported()
    values = {
        "perimeter": perimeter.pk,
        "version": perimeter.versions.get().pk,
        "themes": [*(theme.pk for theme in themes), None],
        "categories": [*categories, None],
        "lons": lons,
        "lats": lats,
        "rows": ROWS,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.6088)")
        cursor.execute(INSERT, values)
        cursor.execute(VOTES, values)
        cursor.execute("ANALYZE participation_contribution, perimeter_data_zone, layers_planzone, participation_vote")
    assign_zones(perimeter_id=perimeter.pk)
    return perimeter


def random_filter(dice: random.Random, codes: list[str]) -> dict[str, str]:
    """Return one to three conditions."""
    west, south = dice.uniform(7.15, 7.25), dice.uniform(43.62, 43.72)
    months = sorted(dice.sample(range(1, 11), 2))
    possible = {
        "kind": dice.choice(["idea", "report"]),
        "theme": ",".join(dice.sample(factories.THEMES, dice.choice([1, 2]))),
        "category": dice.choice(["light", "light,road"]),
        "state": ",".join(dice.sample([str(state) for state in PUBLIC_STATES], 3)),
        "channel": dice.choice(["web", "import,paper"]),
        "language": dice.choice(["fr", "it,en"]),
        "zone": ",".join(dice.sample(codes, dice.choice([1, 3]))),
        "since": dice.choice([f"2026-{months[0]:02}-01", f"2026-{months[0]:02}-01T11:12:13Z"]),
        "until": f"2026-{months[1]:02}-15",
        "q": dice.choice(["lampe", "banc"]),
        "bbox": f"{west},{south},{west + 0.1},{south + 0.08}",
        "near": f"{west + 0.05},{south + 0.05},{dice.choice([500, 4000])}",
    }
    return {name: possible[name] for name in dice.sample(sorted(possible), dice.choice([1, 2, 2, 3]))}


@pytest.mark.parametrize("by", ["communes", "iris", "layer:plu"])
def test_every_number_is_that_of_plain_sql(nice: Perimeter, by: str) -> None:
    dice = random.Random(by)
    plan = Layer.objects.get(slug="plu")
    count_layer(layer_id=plan.pk)
    fold_zones()
    layer = by == "layer:plu"
    version = ZoningVersion.objects.filter(zoning__slug=by).first()
    codes = [f"communes:{n:04}" for n in range(4)] + [f"iris:{n:04}" for n in range(10)]
    codes += [f"layer:plu:{pk}" for pk in PlanZone.objects.values_list("pk", flat=True)[:10]]
    with connection.cursor() as cursor:
        cursor.execute(IN_PLAN if layer else IN_ZONES, [plan.pk] if layer else [version.pk, version.pk])
        # As autovacuum does; inside one transaction nobody else can.
        cursor.execute(
            "ANALYZE lies_in, stats_zonefact, stats_zonekey, stats_zonesum, stats_touched, stats_countedlayer,"
            " participation_contribution, participation_zoneassignment, participation_vote"
        )
        seen = 0
        for params in [{}, *(random_filter(dice, codes) for _n in range(FILTERS))]:
            f = ContributionFilter.parse(params)
            ids = list(public_contributions(nice, f).values_list("pk", flat=True))
            cursor.execute(PLAIN, [ids])
            answer = statistics(nice, f, plan if layer else version)
            assert counted(answer) == grouped(cursor.fetchall()), params
            assert answer["total"]["contributions"] == len(ids), params
            seen += len(ids)
    assert seen > ROWS

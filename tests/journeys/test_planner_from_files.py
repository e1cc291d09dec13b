"""From a town's files to an answer: a plan and a picture brought in, an area drawn over both, its list taken along."""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import rasterio
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.utils import translation
from playwright.sync_api import Locator, Page, expect
from rasterio.transform import from_bounds

from accounts.models import Role
from layers.models import Layer, PlanZone
from layers.selectors import legend
from mapserver.demo.files import HERE
from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_back_office import fits, serious, sign_in
from tests.journeys.test_planner import WHERE, readable, see
from tests.journeys.visitor import Visitor, asked_for
from tests.layers.test_loose_files import loose_plan
from tests.shared import DATA

Visit = Callable[..., Visitor]
# A real plan of 118 zones where the data is, else the one of the demo: a file, and the box it lies in.
REAL, PEZOU = DATA / "plu" / "41175_PLU_20140603.zip", (1.094, 47.848, 1.171, 47.896)
OURS, BREIL = HERE / "plan.geojson", (7.4958, 43.924, 7.5332, 43.951)
PLAN, BOX = (REAL, PEZOU) if REAL.is_file() else (OURS, BREIL)
NUMBERS = """
WITH chosen AS (
  SELECT c.id, c.ref, c.theme_id FROM participation_contribution c
   WHERE c.state IN ('received', 'done') AND ST_Covers(ST_MakePolygon(ST_GeomFromText(%(ring)s, 4326)), c.position)
), placed AS (
  SELECT DISTINCT ON (c.id) c.theme_id, z.typezone
    FROM chosen n JOIN participation_contribution c ON c.id = n.id
    JOIN layers_planzone z ON ST_Covers(z.geom, c.position)
   ORDER BY c.id, z.id
)
SELECT (SELECT array_agg(ref ORDER BY ref) FROM chosen),
       (SELECT count(*) FROM participation_vote v JOIN chosen ON chosen.id = v.contribution_id WHERE v.choice = 'for'),
       (SELECT jsonb_object_agg(slug, n) FROM (
          SELECT t.slug, count(*) AS n FROM chosen JOIN participation_theme t ON t.id = theme_id GROUP BY 1) AS themes),
       (SELECT jsonb_object_agg(slug || ' ' || typezone, n) FROM (
          SELECT t.slug, typezone, count(*) AS n FROM placed JOIN participation_theme t ON t.id = theme_id
           GROUP BY 1, 2) AS crossed),
       ST_Area(ST_MakePolygon(ST_GeomFromText(%(ring)s, 4326))::geography) / 1e6"""


@pytest.fixture
def town(worker: None, settings: Any, tmp_path: Path) -> Perimeter:
    """A box around the plan, with contributions all over it, some of them out of the public's sight."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "media"
    west, south, east, north = BOX
    perimeter = factories.published_perimeter(
        MultiPolygon(Polygon.from_bbox(BOX), srid=4326), slug="town", ref_prefix="TWN"
    )
    middle = (west + east) / 2
    halves = {"O": factories.square(west, south, middle, north), "E": factories.square(middle, south, east, north)}
    factories.zoning(perimeter, zones=halves)
    for index in range(60):
        column, row = index % 10, index // 10
        place = Point(west + (column + 0.5) / 10 * (east - west), south + (row + 0.5) / 6 * (north - south), srid=4326)
        made = factories.contribution(
            perimeter,
            place,
            kind=("idea", "report")[index % 2],
            theme=("economy", "health", "infrastructure")[index % 3],
            state=("received", "received", "done", "hidden")[index % 4],
            channel="paper" if index % 5 < 2 else "web",
            title=f"Un banc {index}",
            language="fr",
        )
        for _ in range(index % 4):
            factories.vote(made)
    return perimeter


def height(row: Any, column: Any) -> Any:
    """Return how high a pixel is."""
    return 80 + 60 * np.exp(-(((row - 60) / 40) ** 2) - ((column - 80) / 50) ** 2)


@pytest.fixture
def relief(tmp_path: Path) -> Path:
    """Heights over the same ground, in metres: a hill, and a corner that nobody measured."""
    heights = height(*np.mgrid[0:120, 0:160]).astype("float32")
    heights[:20, :30] = -9999
    path = tmp_path / "relief.tif"
    transform = from_bounds(*BOX, 160, 120)
    shape = {"width": 160, "height": 120, "count": 1, "dtype": "float32", "nodata": -9999}
    with rasterio.open(path, "w", driver="GTiff", crs="EPSG:4326", transform=transform, **shape) as file:
        file.write(heights, 1)
        file.units = ("m",)
    return path


def bring(page: Page, visitor: Visitor, *files: Path, name: str, slug: str, profile: str = "") -> None:
    """Upload one or more files as a layer, by the back office's own pages, and watch it until it is there."""
    page.goto(f"{visitor.server}/admin/layers/layer/")
    page.get_by_role("link", name="Ajouter", exact=False).first.click()
    page.locator("#id_name_fr").fill(name)
    page.locator("#id_slug").fill(slug)
    page.locator("#id_upload").set_input_files(files)
    page.locator("#id_profile").select_option(profile)
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La couche est là.")).to_be_visible(timeout=60_000)


def in_tree(page: Page, name: str) -> Locator:
    return page.locator("li.ly").filter(has=page.get_by_label(name, exact=False)).first


def switch_on(page: Page, layer: Layer) -> None:
    """Show a layer, and read below it what its colours mean."""
    name = layer.name["fr"]
    page.get_by_role("checkbox", name=name).check()
    told = [" ".join(text.split()) for text in in_tree(page, name).locator(".leg li").all_inner_texts()]
    with translation.override("fr"):
        meant = [" ".join(str(entry["label"]).split()) for entry in legend(layer)]
    assert len(told) == len(meant) > 0
    assert all(label in text for label, text in zip(meant, told, strict=True)), (meant, told)


def settled(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const map = document.querySelector('agorama-planner').shadowRoot.querySelector('planner-map').engine?.map;
          return map?.loaded() && map.areTilesLoaded();
        }""",
        timeout=60_000,
    )


def draw(page: Page, corners: list[tuple[float, float]]) -> str:
    """Draw an area by clicks; return its ring as it stands in the address."""
    page.get_by_role("button", name="Dessiner").click()
    page.wait_for_function(
        "() => document.querySelector('agorama-planner').shadowRoot.querySelector('planner-map').pen"
    )
    spots = page.evaluate(WHERE, [list(corner) for corner in corners])
    for x, y in [*spots, spots[0]]:
        page.mouse.move(x, y)
        page.mouse.click(x, y)
    page.wait_for_url("**area=shape:**")
    return f"LINESTRING({', '.join(readable(page.url))})"


def here(page: Page, row: int, column: int) -> None:
    """Click into a pixel: the card tells its height, and the zone of the plan that SQL finds there."""
    west, south, east, north = BOX
    lon, lat = west + (column + 0.5) / 160 * (east - west), north - (row + 0.5) / 120 * (north - south)
    page.mouse.click(*page.evaluate(WHERE, [[lon, lat]])[0])
    told = f"{height(row, column):.4g}".replace(".", ",")
    expect(page.get_by_test_id("values")).to_have_text(re.compile(rf"^\s*Relief\s+{told}\sm\s*$"))
    zone = PlanZone.objects.filter(geom__covers=Point(lon, lat, srid=4326)).order_by("pk").first()
    assert zone is not None
    expect(page.locator(".rule .planzone").first).to_contain_text(zone.libelle)


def by_sql(ring: str) -> tuple[list[str], int, dict[str, int], dict[str, int], float]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"ring": ring})
        refs, votes, themes, crossed, km2 = cursor.fetchone()
    return refs, votes, json.loads(themes), json.loads(crossed), km2


def cells(figure: Locator) -> dict[str, list[str]]:
    """Return the rows of a chart's table, folded or not, by their heads."""
    rows = figure.locator("tbody tr").all()
    return {(row.locator("th").text_content() or "").strip(): row.locator("td").all_text_contents() for row in rows}


def same_as_sql(page: Page, ring: str) -> list[str]:
    """Compare what the page says of the area with plain SQL; return the references of what lies there."""
    refs, votes, themes, crossed, km2 = by_sql(ring)
    assert 5 < len(refs) < 40
    assert crossed
    see(page, len(refs))
    expect(page.get_by_test_id("supports")).to_have_text(str(votes))
    shown = page.get_by_test_id("area").inner_text().removesuffix("km²").strip().replace(",", ".")
    assert float(shown) == pytest.approx(km2, abs=0.006)
    by_theme = page.locator("figure").filter(has=page.get_by_role("heading", name="Par thématique", exact=True))
    told = {name: int(row[0]) for name, row in cells(by_theme).items() if row[0] != "0"}
    assert told == {f"{theme} (fr)": count for theme, count in themes.items()}
    cross = page.get_by_test_id("cross")
    _theme, *types, _total = cross.locator("thead th").all_text_contents()
    table = {
        f"{theme.removesuffix(' (fr)')} {typezone.strip()}": int(count)
        for theme, row in cells(cross).items()
        for typezone, count in zip(types, row, strict=False)
    }
    assert {name: count for name, count in table.items() if count} == crossed
    return refs


def test_files_in_numbers_out(town: Perimeter, relief: Path, visit: Visit, tmp_path: Path) -> None:
    visitor = visit(1440, 900)
    page = sign_in(visitor, user=factories.MembershipFactory(perimeter=town, role=Role.ADMINISTRATOR).user)
    bring(page, visitor, PLAN, name="PLU de la commune", slug="plu", profile="cnig-plu")
    bring(page, visitor, relief, name="Relief", slug="relief")

    west, south, east, north = BOX
    x, y, wide, high = (west + east) / 2, (south + north) / 2, east - west, north - south
    page.goto(f"{visitor.server}/planner/town/?at={13.2 + math.log2(0.077 / wide):.2f}/{y:.5f}/{x:.5f}")
    see(page, 45)
    layers = {layer.slug: layer for layer in town.layers.all()}
    switch_on(page, layers["plu"])
    switch_on(page, layers["relief"])
    settled(page)
    assert asked_for(visitor, "/tiles/town/relief/")
    assert asked_for(visitor, "/tiles/town/plu/")
    # A picture's colours stand in the legend as they are on the map, a plan's as pale as there.
    expect(in_tree(page, "Relief").locator(".leg rect").first).to_have_attribute("fill-opacity", "1")
    expect(in_tree(page, "PLU").locator(".leg rect").first).to_have_attribute("fill-opacity", "0.6")
    assert serious(visitor) == []

    # The north-western corner beside the tool's own panel.
    corners = [(-0.28, -0.28), (0.22, -0.28), (0.22, 0.3), (-0.06, 0.14), (-0.28, 0.1)]
    ring = draw(page, [(x + across * wide, y + up * high) for across, up in corners])
    refs = same_as_sql(page, ring)
    assert serious(visitor) == [] and fits(page)

    page.get_by_role("button", name="Dessiner").click()
    here(page, row=62, column=82)
    assert serious(visitor) == []
    page.get_by_role("button", name="Fermer", exact=True).click()

    page.locator("summary").filter(has_text="Arrivée par").click()
    page.get_by_role("checkbox", name="Le papier").check()
    on_paper = Contribution.objects.filter(ref__in=refs, channel="paper").count()
    assert 0 < on_paper < len(refs)
    see(page, on_paper)
    page.get_by_role("button", name="Effacer les filtres").click()
    see(page, len(refs))

    page.locator("summary").filter(has_text=f"Exporter {len(refs)} lignes").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="GeoPackage", exact=False).click()
    expect(page.get_by_role("link", name="Le reprendre : GeoPackage")).to_be_visible()
    file = tmp_path / "taken.gpkg"
    download.value.save_as(file)
    info, _fids, shapes, columns = pyogrio.raw.read(file, layer="contributions")
    rows = dict(zip(info["fields"], columns, strict=True))
    assert sorted(rows["ref"]) == refs
    assert len(shapes) == len(refs)
    assert set(rows["plan_plu_type"]) - {None, ""}

    page.set_viewport_size({"width": 1024, "height": 768})
    page.reload()
    assert same_as_sql(page, ring) == refs
    settled(page)
    expect(in_tree(page, "Relief").locator(".leg li")).to_have_count(len(layers["relief"].legend))
    assert serious(visitor) == [] and fits(page)


def test_a_plan_in_loose_files(town: Perimeter, visit: Visit, tmp_path: Path) -> None:
    """As a town's system writes them: three tables, each in several files, chosen together."""
    loose_plan(tmp_path, ".shp")
    files = sorted(path for path in tmp_path.iterdir() if path.is_file())
    assert len(files) > 8
    visitor = visit(1024, 768)
    page = sign_in(visitor, user=factories.MembershipFactory(perimeter=town, role=Role.ADMINISTRATOR).user)
    bring(page, visitor, *files, name="PLU", slug="plu", profile="cnig-plu")
    assert set(PlanZone.objects.values_list("libelle", flat=True)) == {"UA", "Nh"}

"""The workshop in a real browser: from files, from nothing, by keyboard; nothing changes before it is published."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from participation.models import Contribution
from perimeter_data.models import Perimeter, PerimeterVersion, Zone
from tests import factories
from tests.journeys.test_back_office import fits, serious, sign_in
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
DESK = (1440, 900)
TABLET = (768, 1024)


def towns(path: Path, *rows: tuple[str, str, float]) -> Path:
    """Write a file of communes: (code, name, its western edge), each 0.25 degrees wide."""
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(factories.square(west, 43.5, west + 0.25, 44.5).geojson),
            "properties": {"code": code, "nom": name},
        }
        for code, name, west in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def open_workshop(visitor: Visitor) -> Page:
    page = sign_in(visitor, "/workshop/valley/")
    expect(page.get_by_role("heading", name="D’où vient le contour")).to_be_visible()
    return page


def in_force(perimeter: Perimeter) -> PerimeterVersion:
    return perimeter.versions.get(state="published")


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Choisir un fichier").set_input_files(file)


@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(TABLET, id="tablet")])
def test_a_perimeter_of_communes_of_two_countries(
    worker: None, perimeter: Perimeter, visit: Visit, tmp_path: Path, size: tuple[int, int]
) -> None:
    lost = factories.contribution(perimeter, factories.square(7.9, 44.0, 7.92, 44.02).centroid)
    visitor = visit(*size)
    page = open_workshop(visitor)
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("button", name="Je le compose de communes").click()
    for name, rows in (
        ("fr.geojson", [("06001", "Aiglun", 7.0), ("06002", "Amirat", 7.25)]),
        ("it.geojson", [("004001", "Acceglio", 7.5), ("004002", "Aisone", 7.75)]),
    ):
        page.get_by_role("button", name="Ajouter un fichier d’unités").click()
        assert serious(visitor) == []
        upload(page, towns(tmp_path / name, *rows))
        expect(page.get_by_label("Code", exact=True)).to_have_value("code")
        assert serious(visitor) == []
        page.get_by_role("button", name="Garder ces unités").click()
        expect(page.get_by_role("button", name=f"Tout prendre {name.removesuffix('.geojson')}")).to_be_visible()
    page.get_by_label("Coller une liste de codes").fill("6001\namirat\t99999\nACCEGLIO")
    page.get_by_role("button", name="Ajouter ces codes").click()
    expect(page.get_by_test_id("chosen")).to_contain_text("3 unités choisies")
    expect(page.get_by_text("Inconnus ici : 99999")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("button", name="Réunir").click()
    expect(page.get_by_role("heading", name="Avant")).to_be_visible()
    expect(page.get_by_text("1 contribution se trouverait dehors")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    assert in_force(perimeter).number == 1, "nothing changes before it is published"

    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("1 contribution est dehors")).to_be_visible()
    assert in_force(perimeter).number == 2
    lost.refresh_from_db()
    assert lost.outside_version_id == in_force(perimeter).pk
    assert Contribution.objects.filter(pk=lost.pk).exists()
    assert serious(visitor) == [] and fits(page)

    page.get_by_role("button", name="Retour à l’atelier").click()
    page.get_by_role("button", name="Remettre en vigueur").click()
    page.get_by_role("button", name="Remettre en vigueur").click()
    expect(page.get_by_role("heading", name="C’est publié")).to_be_visible()
    expect(page.get_by_text("aucune n’est dehors")).to_be_visible()
    assert in_force(perimeter).number == 1


def test_a_perimeter_without_any_file_by_keyboard_alone(worker: None, perimeter: Perimeter, visit: Visit) -> None:
    visitor = visit(*DESK)
    page = open_workshop(visitor)
    page.get_by_role("button", name="Je le dessine").focus()
    page.keyboard.press("Enter")
    corner = page.get_by_label("Ou tapez un coin")
    for typed in ("43.6, 7.1", "43.6, 7.9", "44.4, 7.9", "44.4, 7.1"):
        corner.fill(typed)
        page.keyboard.press("Enter")
        expect(corner).to_have_value("")
    assert serious(visitor) == []
    page.get_by_role("button", name="Voir le contour").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Est-ce le bon contour")).to_be_focused()
    page.get_by_role("button", name="Publier").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="C’est publié")).to_be_focused()
    assert in_force(perimeter).boundary.extent == pytest.approx((7.1, 43.6, 7.9, 44.4))


def test_a_file_that_does_not_say_where_it_is(worker: None, perimeter: Perimeter, visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "metres.geojson"
    west, north = 1_020_000, 6_330_000  # Lambert-93, in the middle of the perimeter
    ring = [[west, north], [west + 9000, north], [west + 9000, north + 9000], [west, north + 9000], [west, north]]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    visitor = visit(*DESK)
    page = open_workshop(visitor)
    page.get_by_role("button", name="J’ai un fichier du contour").click()
    upload(page, file)
    expect(page.get_by_role("heading", name="Une question sur ce fichier")).to_be_visible()
    expect(page.get_by_role("radio", name="Lambert-93")).to_be_checked()
    assert serious(visitor) == []
    page.get_by_role("button", name="Relire ainsi").click()
    expect(page.get_by_role("heading", name="Voici ce qu’on a lu")).to_be_visible()
    page.get_by_role("button", name="Voir le contour").click()
    expect(page.get_by_role("heading", name="Est-ce le bon contour")).to_be_visible()
    page.get_by_role("button", name="Jeter ce brouillon").click()
    expect(page.get_by_role("heading", name="D’où vient le contour")).to_be_visible()
    assert perimeter.versions.count() == 1


def test_what_is_no_map_is_refused_with_a_sentence(
    worker: None, perimeter: Perimeter, visit: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "plan.zip"
    file.write_bytes(b"%PDF-1.7 not a map")
    page = open_workshop(visit(*DESK))
    page.get_by_role("button", name="J’ai un fichier du contour").click()
    upload(page, file)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Choisir un fichier")).to_be_attached()


def test_neighbourhoods_cut_by_hand(worker: None, perimeter: Perimeter, visit: Visit) -> None:
    visitor = visit(*DESK)
    page = open_workshop(visitor)
    page.get_by_role("button", name="Je m’occupe des quartiers").click()
    assert serious(visitor) == []
    page.get_by_label("Nom de ce découpage (FR)").fill("Quartiers")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("checkbox", name="Choisir 1").check()
    page.get_by_role("button", name="Couper en deux").click()
    corner = page.get_by_label("Ou tapez un coin")
    for typed in ("43, 7.3", "45, 7.3"):
        corner.fill(typed)
        page.keyboard.press("Enter")
        expect(corner).to_have_value("")
    page.get_by_role("button", name="Couper le long de cette ligne").click()
    expect(page.get_by_role("checkbox", name="Choisir 1-2")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    people = page.get_by_label("Habitants, 1-2")
    people.fill("1200")
    people.press("Tab")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("en vigueur").last).to_be_visible()
    kept: Any = Zone.objects.get(version__zoning__slug="quartiers", code="1-2")
    assert (kept.version.state, kept.population) == ("published", 1200)

"""An administrator brings a list of reports in: at a desk and on a phone, by mouse and by keyboard alone."""

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from core import jobs
from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests.journeys.test_back_office import SIZES, fits, serious, sign_in
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
START = "/admin/participation/contribution/import/"
ROWS = """numero;objet;message;date;thematique;lon;lat;courriel
1;Nid de poule;Rue de la Gare;25/07/2024;Voirie;7,25;44,0;anna@example.org
2;Nid de poule;Rue de la Gare;26/07/2024;Voirie;7,25;44,0;ugo@example.org
3;Banc cassé;Place du Marché;27/07/2024;Voirie;7,3;44,1;leo@example.org
4;Ailleurs;Trop loin;28/07/2024;Voirie;9,5;44,0;eva@example.org
"""


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Iterator[None]:
    """Jobs run beside the server, as a worker would run them."""
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    threads: list[threading.Thread] = []

    def run(job_id: uuid.UUID) -> None:
        try:
            jobs.run(job_id)
        finally:
            connections.close_all()

    def send(job_id: uuid.UUID) -> None:
        threads.append(threading.Thread(target=run, args=[job_id]))
        threads[-1].start()

    monkeypatch.setattr(jobs, "_send", send)
    yield
    for thread in threads:
        thread.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "signalements.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    return path


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words, level=1)).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_from_the_list_to_the_map(
    transactional_db: None, territory: Perimeter, visit: Visit, file: Path, width: int, height: int
) -> None:
    visitor = visit(width, height)
    page = sign_in(visitor, "/admin/participation/contribution/")
    page.get_by_role("link", name="Importer depuis un fichier").click()
    heading(page, "Importer des contributions")
    assert serious(visitor) == [] and fits(page)
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Regarder le fichier").click()
    heading(page, "Ce que contient ce fichier")
    assert serious(visitor) == [] and fits(page)
    expect(page.get_by_label("Titre")).to_have_value("objet")
    expect(page.get_by_text("laissées de côté : courriel")).to_be_visible()
    assert "anna@example.org" not in page.content()
    page.get_by_label("D’où elles viennent").fill("Registre de la mairie")
    page.get_by_role("button", name="Voir ce qui serait importé").click()
    heading(page, "Ce qui serait importé")
    assert serious(visitor) == [] and fits(page)
    assert Contribution.objects.filter(channel="import").count() == 0
    page.get_by_label("Les prendre quand même").check()
    page.get_by_label("Voirie").select_option("infrastructure")
    page.get_by_role("button", name="Importer", exact=True).click()
    heading(page, "Ce qui a été importé")
    assert serious(visitor) == [] and fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les lignes refusées").click()
    refused = download.value.path().read_text("utf-8-sig")
    assert "outside_perimeter" in refused and "eva@example.org" not in refused
    made = Contribution.objects.filter(channel="import", theme__slug="infrastructure")
    assert set(made.values_list("source_id", flat=True)) == {"1", "2", "3"}


def test_by_keyboard_alone(transactional_db: None, territory: Perimeter, visit: Visit, file: Path) -> None:
    visitor = visit()
    page = sign_in(visitor, START)
    page.get_by_label("Fichier").set_input_files(file)  # the system's own dialogue is not ours to drive
    page.get_by_label("Fichier").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page, "Ce que contient ce fichier")
    reach(page, "D’où elles viennent")
    page.keyboard.type("Registre")
    page.keyboard.press("Enter")
    heading(page, "Ce qui serait importé")
    reach(page, "Importer")
    page.keyboard.press("Enter")
    heading(page, "Ce qui a été importé")
    assert Contribution.objects.filter(channel="import").count() == 2


def reach(page: Page, words: str) -> None:
    """Press Tab until what is called so has the focus, and see that the focus shows."""
    for _press in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
        if name.split("\n")[0].strip() == words and page.evaluate("() => document.activeElement.tagName") != "A":
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"{words} is not reached by Tab")

"""Results and statistics say what the list counts, in the reader's language, and nothing that is hidden."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.test import Client
from rest_framework.test import APIClient

from participation.models import Consultation, Contribution, Step
from perimeter_data.models import Perimeter, Zoning
from tests import factories

EAST = Point(7.75, 44.25, srid=4326)
MAY = datetime(2026, 5, 10, 8, tzinfo=UTC)


def read(page: Client, path: str, status: int = 200) -> str:
    response = page.get(path)
    assert response.status_code == status
    return re.sub(r"\s*(<|>)\s*", r"\1", html.unescape(response.content.decode()))


def tables(body: str) -> dict[str, list[list[str]]]:
    """Return {id of the heading: rows of cells}."""
    found = {}
    for key, inside in re.findall(r'<h2 id="([\w-]+)">[^<]*</h2>((?:(?!<h2).)*?</table>)', body, flags=re.S):
        cells = [re.findall(r"<t[hd][^>]*>(?:<a[^>]*>)?([^<]*)", row) for row in re.findall(r"<tr>(.*?)</tr>", inside)]
        found[key] = cells
    return found


@pytest.fixture
def debate(perimeter: Perimeter, communes: Zoning) -> Perimeter:
    """Seven contributions in two zones, three months, two themes; three of them out of sight."""
    done = factories.contribution(perimeter, title="Un banc", state="done", created_at=MAY, language="fr")
    step = Step.objects.create(contribution=done, state="done", text={"fr": "Il est posé."})
    Step.objects.filter(pk=step.pk).update(created_at=MAY + timedelta(days=4, hours=12))
    factories.contribution(perimeter, EAST, kind="report", theme="health", created_at=MAY + timedelta(days=70))
    factories.contribution(perimeter, EAST, title="Non", state="declined", created_at=MAY + timedelta(days=71))
    factories.contribution(perimeter, channel="import", state="done", created_at=MAY)
    for state in ("pending", "hidden", "rejected"):
        factories.contribution(perimeter, state=state, title="Out of sight")
    factories.vote(done)
    return perimeter


@pytest.mark.parametrize(
    "asked", ["", "kind=idea", "theme=health", "since=2026-06-01", "until=2026-06-01&kind=&theme="]
)
def test_every_table_adds_up_to_the_list(page: Client, api: APIClient, debate: Perimeter, asked: str) -> None:
    kept = "&".join(part for part in asked.split("&") if not part.endswith("="))
    listed = api.get(f"/api/v1/perimeters/valley/contributions/?count=only&{kept}").json()["numberMatched"]
    found = tables(read(page, f"/p/valley/statistics/?lang=fr&{asked}"))
    assert set(found) == {"zones-title", "themes-title", "states-title", "time-title"}
    for key, rows in found.items():
        assert int(rows[-1][-1]) == listed, key
        assert sum(int(row[-1]) for row in rows[1:-1]) == listed, key


def test_figures_in_the_readers_language(page: Client, debate: Perimeter) -> None:
    body = read(page, "/p/valley/statistics/?lang=fr")
    assert "<dd>33\N{NARROW NO-BREAK SPACE}%</dd>" in body  # one of three: what a file brought is not counted
    assert "<dd>4,5</dd>" in body
    assert "<dd>4.5</dd>" in read(page, "/p/valley/statistics/?lang=en")
    months = [row[0] for row in tables(body)["time-title"][1:-1]]
    assert months == ["mai 2026", "juin 2026", "juillet 2026"]
    assert tables(read(page, "/p/valley/statistics/?lang=it"))["zones-title"][1][0] == "E (it)"
    assert "style=" not in body


def test_bad_filters_are_refused_with_a_sentence(page: Client, debate: Perimeter) -> None:
    for asked in ("kind=car", "since=yesterday", "theme=nothing", "colour=red", "kind=idea&kind=report"):
        for name in ("statistics", "results"):
            assert "Traceback" not in read(page, f"/p/valley/{name}/?{asked}", 400)
    assert page.get("/p/nowhere/statistics/").status_code == 404


def test_an_empty_territory_says_so(page: Client, perimeter: Perimeter) -> None:
    assert "Rien à raconter" in read(page, "/p/valley/results/?lang=fr")
    assert "encore rien à compter" in read(page, "/p/valley/statistics/?lang=fr")


def test_results_tell_what_was_done_and_why_not(page: Client, debate: Perimeter) -> None:
    closed = factories.open_consultation(debate, slug="over", state="closed", conclusion={"fr": "Merci à tous."})
    project = factories.proposal(debate, state="in_progress", consultation=closed)
    body = read(page, "/p/valley/results/?lang=it")
    done = Contribution.objects.get(title="Un banc")
    assert f'<h3 lang="fr"><a href="/p/valley/contributions/{done.pk}/?lang=it">Un banc</a></h3>' in body
    assert '<p class="quote" lang="fr">Il est posé.</p>' in body
    assert '<div lang="fr"><p>Merci à tous.</p></div>' in body
    assert f"/p/valley/proposals/{project.pk}/" in body
    assert "Out of sight" not in body
    assert tables(body)["by-zone"][1:] == [["E (it)", "2", "0", "0", "1"], ["W (it)", "2", "0", "2", "0"]]
    assert ["health (it)", "1", "0", "0", "0"] in tables(body)["by-theme"]
    west = read(page, "/p/valley/results/?zone=communes:W")
    assert "Un banc" in west and ">Non<" not in west
    Consultation.objects.update(state="draft")
    assert "Merci" not in read(page, "/p/valley/results/?lang=fr")


def test_pictures_of_projects_are_there(page: Client, perimeter: Perimeter) -> None:
    drawing = ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bench.svg")
    project = factories.proposal(perimeter, state="planned", image=drawing, image_alt={"fr": "Un banc"})
    for path in ("/p/valley/results/", f"/p/valley/proposals/{project.pk}/"):
        [address] = re.findall(r'<img[^>]*\bsrc="([^"]+)"', read(page, path))
        assert page.get(address).status_code == 200, address

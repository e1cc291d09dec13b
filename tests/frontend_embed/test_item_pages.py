"""The page of one contribution or project, for whoever has no script: search engines, screen readers, old phones."""

import html
import re

from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participation.models import Attachment, Category, Comment, Consultation, Department, Results, Step
from perimeter_data.models import Perimeter, Zoning
from tests import factories


def read(page: Client, path: str) -> str:
    response = page.get(path)
    assert response.status_code == 200
    return re.sub(r"\s*(<|>)\s*", r"\1", html.unescape(response.content.decode()))


def test_everything_the_public_may_know_is_on_the_page(page: Client, perimeter: Perimeter, communes: Zoning) -> None:
    made = factories.contribution(perimeter, title="Una panchina", text="All’ombra.\n\nSul ponte.", language="it")
    department = Department.objects.create(perimeter=perimeter, slug="roads", name=factories.i18n("Roads"))
    Step.objects.create(contribution=made, state="planned", department=department, text={"it": "La mettiamo."})
    Step.objects.create(contribution=made, state="hidden", text={"it": "Non si vede."})
    picture = Attachment.objects.create(
        contribution=made, slot=0, words={"it": "Il ponte"}, width=2, height=2, size_bytes=1
    )
    first = Comment.objects.create(perimeter=perimeter, contribution=made, name="Mireille", text="Oui !", language="fr")
    Comment.objects.create(perimeter=perimeter, contribution=made, parent=first, text="Anche io.", language="it")
    Comment.objects.create(perimeter=perimeter, contribution=made, state="pending", text="Not read yet.")
    factories.vote(made)
    body = read(page, f"/p/valley/contributions/{made.pk}/?lang=fr")
    for word in ("Roads (fr)", "W (fr)", "La mettiamo.", "Mireille", "<b>1</b>personne", made.ref, "economy (fr)"):
        assert word in body, word
    assert '<h1 lang="it">Una panchina</h1>' in body
    assert re.search(r'<div class="said" lang="it"><p>All’ombra.</p><p>Sul ponte.</p>', body)
    assert re.search(rf'src="/media/attachments/{picture.key}-small.webp"\s+alt="Il ponte"', body)
    assert '<div lang="it"><p>Anche io.</p></div>' in body
    assert "<div><p>Oui !</p></div>" in body  # the page's own language needs no mark
    assert "Non si vede" not in body and "Not read yet" not in body
    assert "<h1>Una panchina</h1>" in read(page, f"/p/valley/contributions/{made.pk}/?lang=it")


def test_a_project_with_its_facts_and_the_ideas_it_came_from(page: Client, perimeter: Perimeter) -> None:
    project = factories.proposal(perimeter, budget_eur=85000, responsible={"fr": "La Riviera"})
    idea = factories.contribution(perimeter, title="Un bus le samedi")
    project.ideas.add(idea, factories.contribution(perimeter, title="Still hidden", state="hidden"))
    factories.vote(project, "against")
    body = read(page, f"/p/valley/proposals/{project.pk}/?lang=it")
    assert '<dd lang="fr">La Riviera</dd>' in body
    assert "85.000\N{NO-BREAK SPACE}€" in body
    assert f'href="/p/valley/contributions/{idea.pk}/"' in body
    assert "Still hidden" not in body
    assert re.search(r"<b>1</b>contro", body)


def test_a_made_headline_speaks_the_readers_language(page: Client, perimeter: Perimeter) -> None:
    category = Category.objects.create(perimeter=perimeter, slug="lamp", name={"fr": "Lampadaire", "it": "Lampione"})
    made = factories.contribution(perimeter, title=None, text="", language="fr", category=category)
    assert "<h1>Lampione</h1>" in read(page, f"/p/valley/contributions/{made.pk}/?lang=it")


def test_machines_find_the_one_address_and_its_languages(page: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter, text="Deux\nlignes")
    body = read(page, f"/p/valley/contributions/{made.pk}/?lang=fr")
    here = f"http://testserver/p/valley/contributions/{made.pk}/"
    assert f'<link rel="canonical" href="{here}">' in body
    assert re.findall(r'hreflang="(\w\w)"\s+href="([^"]+)"', body)[:3] == [
        (code, f"{here}?lang={code}") for code in ("fr", "it", "en")
    ]
    assert '<meta name="description" content="Deux lignes">' in body


def test_the_page_belongs_to_its_territory(page: Client, perimeter: Perimeter) -> None:
    factories.published_perimeter(slug="other", ref_prefix="OTH")
    made, project = factories.contribution(perimeter), factories.proposal(perimeter)
    assert page.get(f"/p/other/contributions/{made.pk}/").status_code == 404
    assert page.get(f"/p/other/proposals/{project.pk}/").status_code == 404


def test_hidden_results_are_told_by_no_number(page: Client, perimeter: Perimeter) -> None:
    hiding = factories.open_consultation(perimeter, results=Results.HIDDEN)
    project = factories.proposal(perimeter, Point(7.3, 44.1, srid=4326), consultation=hiding)
    before = read(page, f"/p/valley/proposals/{project.pk}/")
    factories.vote(project)
    assert read(page, f"/p/valley/proposals/{project.pk}/") == before
    Consultation.objects.update(results=Results.SHOWN)
    assert read(page, f"/p/valley/proposals/{project.pk}/") != before


def test_the_look_has_the_picked_colour_by_day_and_by_night(page: Client, perimeter: Perimeter) -> None:
    assert "--accent" not in page.get("/p/valley/look.css").content.decode()
    Perimeter.objects.update(accent="#00aa44")
    rules = page.get("/p/valley/look.css").content.decode()
    assert rules.count("--accent:") == 2
    Perimeter.objects.update(is_public=False)
    assert page.get("/p/valley/look.css").status_code == 404


def test_queries_do_not_grow_with_the_comments(page: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    Step.objects.create(contribution=made, state="received")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(f"/p/valley/contributions/{made.pk}/")
        return len(queries)

    asked()
    before = asked()
    for _n in range(5):
        Comment.objects.create(perimeter=perimeter, contribution=made, text="Oui")
        Step.objects.create(contribution=made, state="received", text={"fr": "Oui"})
    assert asked() == before


def test_authors_are_told_where_they_say_whether_the_answer_satisfies(page: Client, perimeter: Perimeter) -> None:
    author, _token = factories.participant_with_token(perimeter)
    asked = factories.contribution(perimeter, participant=author)
    address, hint = f"/p/valley/contributions/{asked.pk}/?lang=fr", "Dites sur votre page de suivi"
    assert hint not in read(page, address)
    step = Step.objects.create(contribution=asked, state="planned", text={"fr": "On le pose."})
    assert hint in read(page, address)
    step.satisfied = True
    step.save()
    assert hint not in read(page, address)
    imported = factories.contribution(perimeter, participant=None)
    Step.objects.create(contribution=imported, state="planned", text={"fr": "On le pose."})
    assert hint not in read(page, f"/p/valley/contributions/{imported.pk}/?lang=fr")

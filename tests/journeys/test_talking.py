"""Talking under a contribution: say something, reply, call a moderator, take it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Participant
from participation.models import Action, Appeal, Comment, Contribution, Department, Flag, Follower, Step
from participation.services.answers import Answer, answer_contribution
from participation.services.moderation import decide
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_moderating import picture
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900)])
def test_a_comment_a_reply_and_what_goes(territory: Perimeter, visit: Visit, width: int, height: int) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    first = Comment.objects.create(perimeter=territory, contribution=idea, text="Anche noi!", language="it")
    visitor = visit(width, height, saving=True)
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    expect(page.get_by_role("heading", name="1 commentaire")).to_be_visible()
    expect(page.get_by_text("en italien", exact=True)).to_be_visible()

    page.get_by_label("Votre commentaire").fill("Près de la fontaine, alors.")
    page.get_by_label("Votre prénom").fill("Paule")
    page.get_by_label("Votre prénom").press("Enter")
    expect(visitor.status()).to_contain_text("public")
    expect(page.get_by_role("heading", name="2 commentaires")).to_be_visible()
    mine = Comment.objects.get(name="Paule")
    expect(page.locator(f"#comment-{mine.pk}")).to_be_focused()
    assert (mine.text, mine.language, mine.contribution_id) == ("Près de la fontaine, alors.", "fr", idea.pk)

    page.get_by_role("button", name="Répondre (Anche noi!)").click()
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    page.get_by_label("Votre réponse").fill("Grazie !")
    visitor.button("Publier").click()
    expect(page.get_by_role("heading", name="3 commentaires")).to_be_visible()
    assert Comment.objects.get(parent=first).text == "Grazie !"

    page.get_by_role("button", name="Alerter (Anche noi!)").click()
    expect(page.get_by_role("group", name="Qu’est-ce qui ne va pas ?").get_by_role("button").first).to_be_focused()
    visitor.button("C’est hors sujet").click()
    expect(visitor.status()).to_contain_text("modérateur")
    assert Flag.objects.get().reason == "off_topic"

    page.get_by_role("button", name="Retirer (Près de la fontaine").click()
    expect(page.get_by_role("heading", name="2 commentaires")).to_be_focused()
    assert Comment.objects.get(pk=mine.pk).state == "withdrawn"


def test_what_a_moderator_hid_is_contested_where_it_was_said(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(360, 740, saving=True)
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    page.get_by_label("Votre commentaire").fill("Le maire dort.")
    visitor.button("Publier").click()
    expect(visitor.status()).to_contain_text("public")
    mine = Comment.objects.get()
    decide(target=mine, action=Action.HIDE, act=factories.act("insult", message="Restons aimables."))
    page.reload()
    said = page.locator(f"#comment-{mine.pk}")
    for words in ("Le maire dort.", "vous seul le voyez", "Un modérateur l’a masqué", "Restons aimables."):
        expect(said).to_contain_text(words)
    expect(said.get_by_role("button", name="Retirer")).to_have_count(0)
    said.get_by_role("button", name="Je ne suis pas d’accord").click()
    expect(page.get_by_label("Pourquoi devrions-nous regarder")).to_be_focused()
    page.get_by_label("Pourquoi devrions-nous regarder").fill("C’est mon frère.")
    picture(page, "contesting")
    said.get_by_role("button", name="Demander un nouveau regard").click()
    expect(said).to_contain_text("Vous l’avez contestée : C’est mon frère.")
    expect(said).to_be_focused()
    assert Appeal.objects.get().comment == mine
    picture(page, "contested")


def test_where_comments_are_closed_they_are_read(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    Comment.objects.create(perimeter=territory, contribution=idea, text="Déjà dit.")
    for phase in territory.consultations.get().phases.all():
        phase.features = [feature for feature in phase.features if feature != "comments"]
        phase.save()
    page = visit(saving=True).open(f"/p/valley/?lang=fr&ref={idea.ref}")
    expect(page.get_by_text("Déjà dit.", exact=True)).to_be_visible()
    expect(page.get_by_text("Les commentaires sont fermés.")).to_be_visible()
    expect(page.get_by_label("Votre commentaire")).to_have_count(0)


def test_what_is_refused_stays_written(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(saving=True)
    visitor.may_see("409")
    Contribution.objects.update(consultation=territory.consultations.get())
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    page.get_by_label("Votre commentaire").fill("Trop tard ?")
    for phase in territory.consultations.get().phases.all():
        phase.features = []
        phase.save()
    visitor.button("Publier").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas parti")
    expect(page.get_by_label("Votre commentaire")).to_have_value("Trop tard ?")
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900)])
def test_an_answer_is_read_and_its_author_is_not_content(
    territory: Perimeter, visit: Visit, width: int, height: int
) -> None:
    visitor = visit(width, height, saving=True)
    page = visitor.open()
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor.row(idea.ref).get_by_role("button").click()  # becomes a participant
    expect(visitor.row(idea.ref).get_by_role("button")).to_have_attribute("aria-pressed", "true")
    Contribution.objects.filter(pk=idea.pk).update(participant=Participant.objects.get())
    crew = Department.objects.create(perimeter=territory, slug="parks", name={"fr": "Espaces verts"})
    answer = Answer(state="done", text={"fr": "Le banc est posé."}, department=crew)
    answer_contribution(contribution=idea, answer=answer)
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    expect(page.get_by_role("region", name="Réponse officielle")).to_contain_text("Le banc est posé.")
    expect(page.get_by_text("C’est fait · Espaces verts")).to_be_visible()
    page.get_by_role("group", name="Cette réponse vous satisfait").get_by_role("button", name="Pas vraiment").click()
    expect(visitor.status()).to_contain_text("reprendre")
    expect(page.get_by_text("Reprise à la demande de son auteur")).to_be_visible()
    idea.refresh_from_db()
    assert (idea.state, Step.objects.get(department=crew).satisfied) == ("under_review", False)


def test_following_leaves_an_address(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(360, 740, saving=True)
    visitor.may_see("400")
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    visitor.button("Suivre").click()
    expect(page.get_by_label("Votre adresse e-mail")).to_be_focused()
    page.get_by_label("Votre adresse e-mail").fill("resident")
    visitor.button("M’envoyer des nouvelles").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Votre adresse e-mail").fill("resident@example.org")
    visitor.button("M’envoyer des nouvelles").click()
    expect(visitor.status()).to_contain_text("Un message est parti")
    expect(visitor.button("Suivre")).to_be_focused()
    made = Follower.objects.get()
    assert (made.contribution, made.email, made.language, made.confirmed_at) == (
        idea,
        "resident@example.org",
        "fr",
        None,
    )

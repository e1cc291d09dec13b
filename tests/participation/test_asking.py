"""Questions of categories, titles that are made, photos that come first, and somewhere in a zone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts.models import Role
from participation.api.inputs import MOST_ANSWERS
from participation.follow_keys import author_key
from participation.headlines import headline
from participation.models import Category, Contribution, Question, QuestionKind
from participation.refusals import PhotoAwaited
from participation.services.contributions import change_state
from participation.services.photo_first import photo_arrived, withdraw_photoless
from perimeter_data.models import Perimeter, Zone, Zoning
from tests import factories
from tests.house.back_office import page, staff, words
from tests.participation.test_submitting import body, refused

URL = "/api/v1/perimeters/valley/contributions/"


def label(text: str) -> dict[str, str]:
    return {"fr": f"{text} fr", "it": f"{text} it"}


@pytest.fixture(autouse=True)
def consultation(perimeter: Perimeter) -> object:
    return factories.open_consultation(perimeter)


@pytest.fixture
def light(perimeter: Perimeter) -> Category:
    made = Category.objects.create(perimeter=perimeter, slug="light", name={"fr": "Éclairage", "it": "Illuminazione"})
    choices = [{"value": "out", "label": label("éteint")}, {"value": "broken", "label": label("cassé")}]
    what = Question.objects.create(category=made, slug="what", kind="choice", label=label("quoi"), choices=choices)
    Question.objects.create(category=made, slug="pole", label=label("mât"), position=1)
    Question.objects.create(
        category=made, slug="days", kind="number", label=label("jours"), position=2, shown_if=what, shown_value="out"
    )
    return made


def report(**properties: Any) -> dict[str, Any]:
    return body(kind="report", category="light", theme="infrastructure", **properties)


class TestQuestions:
    def test_categories_come_with_their_questions_in_the_readers_language(
        self, api: APIClient, light: Category
    ) -> None:
        found = api.get("/api/v1/perimeters/valley/categories/?lang=it").json()["categories"]
        assert [(row["slug"], row["name"], row["theme"]) for row in found] == [("light", "Illuminazione", None)]
        what, pole, days = found[0]["questions"]
        assert what["choices"][0] == {"value": "out", "label": "éteint it"}
        assert (pole["kind"], pole["shown_if"]) == ("text", None)
        assert days["shown_if"] == {"question": "what", "value": "out"}

    def test_answers_are_kept_and_read_in_words(self, author: APIClient, light: Category) -> None:
        sent = author.post(URL, report(answers={"what": "out", "days": "3,5", "pole": " "}), format="json")
        assert sent.status_code == 201, sent.content
        properties = author.get(f"{URL}?lang=it").json()["features"][0]["properties"]
        assert properties["answers"] == {"what": "out", "days": 3.5}
        assert [(row["question"], row["label"], row["text"]) for row in properties["answered"]] == [
            ("what", "quoi it", "éteint it"),
            ("days", "jours it", "3.5"),
        ]

    def test_an_answer_to_what_was_not_shown_is_left_out(self, author: APIClient, light: Category) -> None:
        author.post(URL, report(answers={"what": "broken", "days": 3}), format="json")
        assert Contribution.objects.get().answers == {"what": "broken"}

    @pytest.mark.parametrize(
        ("answers", "status", "code"),
        [
            ({"colour": "red"}, 422, "unknown_question"),
            ({"what": "blue"}, 422, "unknown_choice"),
            ({"what": 1}, 422, "unknown_choice"),
            ({"what": "out", "days": "some"}, 422, "not_a_number"),
            ({"what": "out", "days": "1e999"}, 422, "not_a_number"),
            ({"what": "out", "days": 10**400}, 422, "not_a_number"),
            ({"pole": "x" * 501}, 422, "answer_too_long"),
            ({"pole": True}, 400, "invalid_field"),
            ({"pole": ["x"]}, 400, "invalid_field"),
            ({"pole": "a\u0000b"}, 400, "control_characters"),
            (["what"], 400, "invalid_field"),
            ({str(n): "x" for n in range(MOST_ANSWERS + 1)}, 400, "invalid_field"),
        ],
    )
    def test_what_is_refused(self, author: APIClient, light: Category, answers: Any, status: int, code: str) -> None:
        refused(author.post(URL, report(answers=answers), format="json"), status, code)

    def test_an_idea_is_asked_nothing(self, author: APIClient, light: Category) -> None:
        refused(author.post(URL, {**report(), **body(category="light", answers={"pole": "7"})}, format="json"), 422,
                "unknown_question")  # fmt: skip

    def test_the_author_changes_answers(self, author: APIClient, light: Category) -> None:
        pk = author.post(URL, report(answers={"pole": "7"}), format="json").json()["id"]
        change = {"properties": {"answers": {"pole": "12"}}}
        changed = author.patch(f"/api/v1/contributions/{pk}/", change, format="json")
        assert changed.json()["properties"]["answers"] == {"pole": "12"}
        kept = author.patch(f"/api/v1/contributions/{pk}/", {"properties": {"text": "Autre"}}, format="json")
        assert kept.json()["properties"]["answers"] == {"pole": "12"}

    def test_what_is_no_longer_asked_is_shown_no_longer(self, author: APIClient, light: Category) -> None:
        author.post(URL, report(answers={"pole": "7"}), format="json")
        light.questions.all().delete()
        assert author.get(URL).json()["features"][0]["properties"]["answered"] == []


def category_form(**changes: Any) -> dict[str, Any]:
    return {
        **words("name", "Lamps"),
        "slug": "lamps",
        "position": "0",
        "theme": "",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-MIN_NUM_FORMS": "0",
        "questions-MAX_NUM_FORMS": "5",
        **words("questions-0-label", "What is wrong"),
        "questions-0-kind": "choice",
        "questions-0-position": "0",
        "questions-0-lines_fr": "Éteint\r\nCassé\r\n",
        "questions-0-lines_it": "Spento\r\nRotto",
        "questions-0-lines_en": "",
        "questions-0-shown": "",
        **changes,
    }


class TestBackOffice:
    @pytest.fixture
    def client(self, perimeter: Perimeter) -> Client:
        return staff(perimeter, Role.ADMINISTRATOR)

    def test_choices_are_lines(self, client: Client) -> None:
        client.post(page(Category, "add"), category_form())
        made = Question.objects.get()
        assert (made.slug, made.kind, made.category.slug) == ("what-is-wrong-fr", QuestionKind.CHOICE, "lamps")
        assert made.choices == [
            {"value": "eteint", "label": {"fr": "Éteint", "it": "Spento"}},
            {"value": "casse", "label": {"fr": "Cassé", "it": "Rotto"}},
        ]

    def test_a_choice_said_otherwise_keeps_its_value_and_a_condition_is_chosen(self, client: Client) -> None:
        client.post(page(Category, "add"), category_form())
        made = Question.objects.get()
        form = category_form(
            **{
                "questions-TOTAL_FORMS": "2",
                "questions-INITIAL_FORMS": "1",
                "questions-0-id": str(made.pk),
                "questions-0-category": str(made.category_id),
                "questions-0-lines_fr": "Plus de lumière\r\nCassé",
                **words("questions-1-label", "Since when"),
                "questions-1-kind": "number",
                "questions-1-position": "1",
                "questions-1-shown": f"{made.pk}:eteint",
            }
        )
        answer = client.post(page(Category, "change", made.category_id), form)
        assert answer.status_code == 302, answer.context["errors"]
        made.refresh_from_db()
        assert [(choice["value"], choice["label"]["fr"]) for choice in made.choices] == [
            ("eteint", "Plus de lumière"),
            ("casse", "Cassé"),
        ]
        since = Question.objects.get(kind="number")
        assert (since.shown_if, since.shown_value) == (made, "eteint")

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"questions-0-lines_fr": "Éteint"}, "Give two to 12 choices."),
            ({"questions-0-lines_it": "Spento"}, "Each language has as many lines"),
            ({"questions-0-label_fr": ""}, "Write it in Français too"),
        ],
    )
    def test_what_is_missing_is_said(self, client: Client, changes: dict[str, str], sentence: str) -> None:
        assert sentence in client.post(page(Category, "add"), category_form(**changes)).content.decode()
        assert not Question.objects.exists()

    def test_a_question_comes_after_what_it_depends_on(self, client: Client, light: Category) -> None:
        what = light.questions.get(slug="what")
        form = category_form(
            **{
                "questions-TOTAL_FORMS": "2",
                "questions-INITIAL_FORMS": "0",
                **words("questions-1-label", "Since when"),
                "questions-1-kind": "number",
                "questions-1-position": "0",
                "questions-1-shown": f"{what.pk}:out",
            }
        )
        answer = client.post(page(Category, "change", light.pk), form)
        assert "give it a higher order" in answer.content.decode()


class TestTitles:
    @pytest.fixture
    def breil(self, perimeter: Perimeter) -> object:
        return factories.PlaceFactory(perimeter=perimeter, name="Breil", names={"it": "Breglio"})

    def test_one_is_made_of_category_and_place_in_the_readers_language(
        self, author: APIClient, light: Category, breil: object
    ) -> None:
        sent = author.post(f"{URL}?lang=fr", report(title="", text="Plus de lumière."), format="json").json()
        assert (sent["properties"]["title"], sent["properties"]["headline"]) == (None, "Éclairage, vers Breil")
        italian = author.get(f"{URL}?lang=it").json()["features"][0]["properties"]
        assert italian["headline"] == "Illuminazione, vicino a Breglio"

    def test_the_authors_own_stands_as_it_is(self, author: APIClient, breil: object) -> None:
        assert author.post(URL, body(), format="json").json()["properties"]["headline"] == "Un banc"
        assert Contribution.objects.get().near == {}

    def test_a_title_taken_back_makes_room_for_one(self, author: APIClient, breil: object) -> None:
        pk = author.post(URL, body(), format="json").json()["id"]
        change = {"properties": {"title": ""}}
        changed = author.patch(f"/api/v1/contributions/{pk}/?lang=fr", change, format="json")
        assert changed.json()["properties"]["headline"] == "economy (fr), vers Breil"

    def test_with_no_place_near_the_text_begins_it(self, perimeter: Perimeter) -> None:
        made = factories.contribution(perimeter, title=None, text="one two three four five six seven eight nine ten")
        assert headline(made) == "one two three four five six seven eight nine…"
        made.text, made.theme = "", None
        with translation.override("fr"):
            assert headline(made) == "Idée"

    def test_pages_messages_and_lists_of_staff_show_it(self, author: APIClient, breil: object, page: Client) -> None:
        author.post(URL, body(title=""), format="json")
        made = Contribution.objects.get()
        for path in ("p/valley", f"p/valley/contributions/{made.pk}", f"f/{author_key(made)}"):
            address = f"/{path}/?lang=fr"
            assert "economy (fr), vers Breil" in page.get(address).content.decode(), address
        listed = staff(made.perimeter, Role.MODERATOR).get("/admin/participation/contribution/")
        assert "economy (en), near Breil" in listed.content.decode()


class TestPhotoFirst:
    @pytest.fixture
    def wordless(self, author: APIClient) -> Contribution:
        sent = author.post(URL, body(title="", text="", photos_follow=True), format="json")
        assert sent.status_code == 201, sent.content
        return Contribution.objects.get()

    def test_without_a_word_it_waits_out_of_sight(self, wordless: Contribution, api: APIClient) -> None:
        assert (wordless.state, wordless.awaits_photo) == ("pending", True)
        assert api.get(URL).json()["features"] == []

    def test_its_photo_brings_it_to_light_once(self, wordless: Contribution) -> None:
        photo_arrived(contribution=wordless)
        photo_arrived(contribution=wordless)
        wordless.refresh_from_db()
        assert (wordless.state, wordless.awaits_photo) == ("received", False)

    def test_where_moderators_read_first_it_goes_on_waiting_for_them(
        self, wordless: Contribution, perimeter: Perimeter
    ) -> None:
        perimeter.consultations.update(moderation="before")
        photo_arrived(contribution=wordless)
        wordless.refresh_from_db()
        assert (wordless.state, wordless.awaits_photo) == ("pending", False)

    def test_words_do_as_well(self, wordless: Contribution, author: APIClient) -> None:
        words_ = {"properties": {"text": "Un trou."}}
        assert author.patch(f"/api/v1/contributions/{wordless.pk}/", words_, format="json").status_code == 200
        wordless.refresh_from_db()
        assert (wordless.state, wordless.awaits_photo) == ("received", False)

    def test_with_words_nothing_waits(self, author: APIClient) -> None:
        author.post(URL, body(photos_follow=True), format="json")
        assert Contribution.objects.get().state == "received"

    def test_nobody_publishes_it_empty(self, wordless: Contribution) -> None:
        with pytest.raises(PhotoAwaited):
            change_state(contribution=wordless, state="received")
        with pytest.raises(IntegrityError), transaction.atomic():
            Contribution.objects.update(state="received")

    def test_after_a_day_it_is_withdrawn_and_its_author_told_why(self, wordless: Contribution, page: Client) -> None:
        assert withdraw_photoless() == 0
        Contribution.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
        assert withdraw_photoless() == 1
        wordless.refresh_from_db()
        assert wordless.state == "withdrawn"
        told = page.get(f"/f/{author_key(wordless)}/?lang=en").content.decode()
        assert "Its photo never came" in told
        photo_arrived(contribution=wordless)
        wordless.refresh_from_db()
        assert wordless.state == "withdrawn"

    def test_a_photo_alone_may_stay_alone(self, wordless: Contribution, author: APIClient) -> None:
        photo_arrived(contribution=wordless)
        change = {"properties": {"theme": "health"}}
        assert author.patch(f"/api/v1/contributions/{wordless.pk}/", change, format="json").status_code == 200


class TestAnchors:
    def test_a_theme_says_where_to_begin(
        self, author: APIClient, api: APIClient, communes: Zoning, perimeter: Perimeter
    ) -> None:
        perimeter.themes.filter(slug="health").update(anchor_default="zone")
        themes = api.get("/api/v1/perimeters/valley/").json()["themes"]
        assert {theme["slug"]: theme["anchor_default"] for theme in themes}["health"] == "zone"
        author.post(URL, body(theme="health"), format="json")
        made = Contribution.objects.get()
        label_point = Zone.objects.get(code="W").label_point
        assert (made.anchor, made.position.coords) == ("zone", label_point.coords)

    def test_the_author_may_say_otherwise(self, author: APIClient, communes: Zoning, perimeter: Perimeter) -> None:
        perimeter.themes.filter(slug="health").update(anchor_default="zone")
        author.post(URL, body(theme="health", anchor="exact"), format="json")
        made = Contribution.objects.get()
        assert (made.anchor, made.position.coords) == ("exact", (7.25, 44.0))

    def test_somewhere_in_a_zone_needs_a_zone(self, author: APIClient, perimeter: Perimeter) -> None:
        refused(author.post(URL, body(anchor="zone"), format="json"), 422, "no_zone_here")
        perimeter.themes.update(anchor_default="zone")
        author.post(URL, body(), format="json")
        assert Contribution.objects.get().anchor == "exact"

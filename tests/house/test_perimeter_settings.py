"""What an administrator sets about a perimeter, and where it takes effect."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Role
from participation.models import Consultation, Contribution
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page, staff, words

API = "/api/v1/perimeters/valley/"
TOWN = "https://www.town.example"


def settings_form(**changes: Any) -> dict[str, Any]:
    return {
        **words("name", "Valley"),
        **words("description", "Its map."),
        **words("legal_notice", "The town."),
        **words("funding", "Interreg"),
        "default_language": "fr",
        "languages": ["fr", "it"],
        "accent": "#67264f",
        "is_public": "on",
        "permanent_reports": "on",
        "emergency": "on",
        "moderation": "before",
        "photo_moderation": "before",
        "accessibility_level": "partial",
        "allowed_hosts": "https://WWW.town.example/page\nwww.town.example\n\nvalle.example",
        "contact_name": "Mairie",
        "contact_email": "mairie@town.example",
        "contact_phone": "+33 4 93 00 00 00",
        "contact_address": "1 place de la Mairie",
        "data_licence": "etalab-2.0",
        "start_lon": "7.2",
        "start_lat": "44.0",
        "start_zoom": "12",
        **changes,
    }


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.ADMINISTRATOR)


def errors(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


class TestTheForm:
    def test_everything_is_kept_and_told(self, client: Client, perimeter: Perimeter, api: APIClient) -> None:
        answer = client.post(page(Perimeter, "change", perimeter.pk), settings_form())
        assert answer.status_code == 302, errors(answer)
        perimeter.refresh_from_db()
        assert perimeter.allowed_hosts == ["www.town.example", "valle.example"]
        found = api.get(API, headers={"accept-language": "it"}).json()
        assert found["start"] == {"center": [7.2, 44.0], "zoom": 12}
        assert found["about"]["contact"]["phone"] == "+33 4 93 00 00 00"
        assert (found["about"]["legal_notice"], found["about"]["funding"]) == ("The town. it", "Interreg it")
        assert found["about"]["licence"]["code"] == "etalab-2.0"
        assert found["about"]["emergency"] is True

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"allowed_hosts": "*.town.example"}, "allowed_hosts"),
            ({"allowed_hosts": "\n".join(f"t{n}.example" for n in range(60))}, "allowed_hosts"),
            ({"contact_email": "mairie"}, "contact_email"),
            ({"contact_phone": "call us"}, "contact_phone"),
            ({"start_zoom": ""}, "start_lon"),
            ({"start_lat": "91"}, "start_lat"),
            ({"data_licence": "mine"}, "data_licence"),
            ({"moderation": "never"}, "moderation"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, client: Client, perimeter: Perimeter, changes: dict[str, str], field: str
    ) -> None:
        assert field in errors(client.post(page(Perimeter, "change", perimeter.pk), settings_form(**changes)))

    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.AGENT, Role.PLANNER, Role.VIEWER])
    def test_only_administrators_change_it(self, perimeter: Perimeter, role: str) -> None:
        answer = staff(perimeter, role).post(page(Perimeter, "change", perimeter.pk), settings_form())
        assert answer.status_code == 403
        perimeter.refresh_from_db()
        assert perimeter.contact_name == ""

    def test_the_colour_in_use_is_shown_beside_the_picked_one(self, client: Client, perimeter: Perimeter) -> None:
        Perimeter.objects.update(accent="#ffee00")
        shown = client.get(page(Perimeter, "change", perimeter.pk)).content.decode()
        assert "picked #ffee00" in shown
        assert "by day #ffee00" not in shown


class TestSitesThatMayShowIt:
    @pytest.fixture(autouse=True)
    def listed(self, perimeter: Perimeter) -> None:
        Perimeter.objects.filter(pk=perimeter.pk).update(allowed_hosts=["www.town.example"])

    def test_the_frame_names_them(self, page: Client, perimeter: Perimeter) -> None:
        policy = page.get("/embed/valley/")["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self' https://www.town.example")
        Perimeter.objects.update(allowed_hosts=[])
        assert page.get("/embed/valley/")["Content-Security-Policy"].endswith("frame-ancestors *")
        assert page.get("/p/valley/")["Content-Security-Policy"].endswith("frame-ancestors 'self'")

    @pytest.mark.parametrize("write", ["participant", "contribution", "edit", "withdraw", "vote", "withdraw_vote"])
    def test_a_page_of_another_site_writes_nothing(self, author: APIClient, perimeter: Perimeter, write: str) -> None:
        who = author.participant  # type: ignore[attr-defined]
        mine = factories.contribution(perimeter, participant=who)
        other = factories.contribution(perimeter)
        ask = {
            "participant": lambda **more: author.post(f"{API}participants/", {}, format="json", **more),
            "contribution": lambda **more: author.post(f"{API}contributions/", {}, format="json", **more),
            "edit": lambda **more: author.patch(f"/api/v1/contributions/{mine.pk}/", {}, format="json", **more),
            "withdraw": lambda **more: author.delete(f"/api/v1/contributions/{mine.pk}/", **more),
            "vote": lambda **more: author.put(
                f"/api/v1/contributions/{other.pk}/vote/", {"choice": "for"}, format="json", **more
            ),
            "withdraw_vote": lambda **more: author.delete(f"/api/v1/contributions/{other.pk}/vote/", **more),
        }[write]
        refused = ask(HTTP_ORIGIN="https://evil.example")
        assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_allowed")
        for origin in (TOWN, "http://testserver"):
            assert ask(HTTP_ORIGIN=origin).status_code != 403
        assert ask().status_code != 403

    def test_reading_is_for_everybody(self, api: APIClient) -> None:
        assert api.get(API, HTTP_ORIGIN="https://evil.example").status_code == 200


class TestNotOpenToThePublic:
    def test_every_door_is_closed(self, page: Client, author: APIClient, perimeter: Perimeter) -> None:
        mine = factories.contribution(perimeter)
        proposal = factories.proposal(perimeter)
        Perimeter.objects.update(is_public=False)
        addresses = [
            "/p/valley/",
            "/embed/valley/",
            API,
            *(
                f"{API}{name}/"
                for name in ("boundary", "places", "zonings", "contributions", "proposals", "statistics")
            ),
            f"{API}locate/?lon=7.2&lat=44",
            f"{API}layers/",
            f"{API}consultations/",
            "/tiles/valley/style.json",
            "/tiles/valley/contributions.json",
            "/tiles/valley/contributions/0/0/0.mvt",
            "/tiles/valley/perimeter/0/0/0.mvt",
            f"/api/v1/contributions/{mine.pk}/",
            f"/api/v1/proposals/{proposal.pk}/",
            f"/p/valley/contributions/{mine.pk}/",
            f"/p/valley/proposals/{proposal.pk}/",
        ]
        assert {url: page.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 404)
        assert page.get("/api/v1/perimeters/").json()["features"] == []
        assert "/p/valley/" not in page.get("/").content.decode()
        assert author.post(f"{API}participants/", {}, format="json").status_code == 404
        vote = author.put(f"/api/v1/contributions/{mine.pk}/vote/", {"choice": "for"}, format="json")
        assert vote.status_code == 404


class TestModeration:
    def test_reports_of_no_consultation_wait_where_the_perimeter_says_so(
        self, author: APIClient, perimeter: Perimeter
    ) -> None:
        Perimeter.objects.update(moderation="before")
        body = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [7.25, 44.0]},
            "properties": {"kind": "report", "theme": "economy", "text": "A broken lamp", "language": "fr"},
        }
        assert author.post(f"{API}contributions/", body, format="json").status_code == 201
        assert Contribution.objects.get().state == "pending"

    def test_a_new_consultation_begins_with_it(self, client: Client, perimeter: Perimeter) -> None:
        Perimeter.objects.update(moderation="before")
        form = client.get(page(Consultation, "add")).context["adminform"].form
        assert form.initial["moderation"] == "before"


class TestWhatToPaste:
    def test_three_forms_with_a_preview_and_a_code(self, client: Client, perimeter: Perimeter) -> None:
        shown = client.get(reverse("admin:perimeter_data_perimeter_embedding", args=[perimeter.pk]) + "?for=it")
        texts = shown.context["snippets"]
        assert 'src="http://testserver/embed/valley/?lang=it"' in texts["iframe"]
        assert 'title="' in texts["iframe"] and 'allow="geolocation; clipboard-write; web-share"' in texts["iframe"]
        assert '<agorama-map perimeter="valley" lang="it"' in texts["component"]
        assert texts["link"].startswith('<a href="http://testserver/p/valley/?lang=it">')
        assert '<iframe src="/embed/valley/?lang=it"' in shown.content.decode().replace("\n", " ")

    def test_a_name_cannot_break_out_of_the_snippet(self, client: Client, perimeter: Perimeter) -> None:
        Perimeter.objects.update(name={"fr": '"><script>x</script>'})
        shown = client.get(reverse("admin:perimeter_data_perimeter_embedding", args=[perimeter.pk]))
        assert "<script>x" not in shown.context["snippets"]["iframe"]
        assert b"<script>x" not in shown.content

    def test_the_code_is_a_picture_to_keep(self, client: Client, perimeter: Perimeter) -> None:
        code = client.get(reverse("admin:perimeter_data_perimeter_qr", args=[perimeter.pk]) + "?download")
        assert code["Content-Type"] == "image/svg+xml"
        assert "valley-qr.svg" in code["Content-Disposition"]
        assert code.content.startswith(b"<svg")

    def test_staff_of_elsewhere_sees_neither(self, perimeter: Perimeter) -> None:
        stranger = staff(factories.published_perimeter(slug="other"), Role.ADMINISTRATOR)
        for name in ("embedding", "qr"):
            address = reverse(f"admin:perimeter_data_perimeter_{name}", args=[perimeter.pk])
            assert stranger.get(address).status_code == 404

"""Consultations, proposals and contributions by the back office's forms: the services' rules hold there too."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from core.models import Change
from participation.models import Consultation, Contribution, ModerationDecision, Proposal, Theme
from participation.states import ContributionState, ProposalState
from perimeter_data.models import Perimeter, Zoning
from perimeter_data.services.publish import publish_boundary
from tests import factories
from tests.house.back_office import consultation_form, page, proposal_form, staff, words
from tests.house.test_admin_territory import errors


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.ADMINISTRATOR)


@pytest.fixture
def moderator(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.MODERATOR)


class TestConsultations:
    def test_texts_themes_and_a_phase_in_one_form(self, client: Client, perimeter: Perimeter) -> None:
        themes = list(perimeter.themes.filter(slug__in=["economy", "health"]))
        client.post(page(Consultation, "add"), consultation_form(themes=[theme.pk for theme in themes], slug=""))
        made = Consultation.objects.get()
        assert (made.slug, made.state, made.title["it"]) == ("autumn-fr", "published", "Autumn it")
        assert set(made.themes.all()) == set(themes)
        phase = made.phases.get()
        assert phase.features == ["ideas", "votes_proposals"]
        assert timezone.localtime(phase.starts_at).hour == 0
        assert Change.objects.filter(kind="consultation.saved", target_id=made.pk).exists()

    def test_a_phase_ends_after_it_starts(self, client: Client) -> None:
        answer = client.post(page(Consultation, "add"), consultation_form(**{"phases-0-ends_at": "2020-01-01T00:00"}))
        assert "A phase ends after it starts." in answer.content.decode()
        assert not Consultation.objects.exists()

    def test_an_unknown_feature_is_refused(self, client: Client) -> None:
        form = consultation_form(**{"phases-0-features": ["ideas", "everything"]})
        assert client.post(page(Consultation, "add"), form).status_code == 200
        assert not Consultation.objects.exists()

    def test_one_with_contributions_stays(self, client: Client, perimeter: Perimeter) -> None:
        made = factories.open_consultation(perimeter)
        factories.contribution(perimeter, consultation=made)
        assert client.post(page(Consultation, "delete", made.pk), {"post": "yes"}).status_code == 403

    def test_no_page_shows_raw_json(self, perimeter: Perimeter) -> None:
        made = factories.open_consultation(perimeter)
        shown = staff(perimeter, Role.VIEWER).get(page(Consultation, "change", made.pk)).content.decode()
        assert "now (it)" in shown
        assert "votes on proposals" in shown
        assert "&quot;fr&quot;" not in shown and "votes_proposals" not in shown


class TestProposals:
    def test_one_is_written_inside_and_counted(self, client: Client, perimeter: Perimeter, communes: Zoning) -> None:
        theme = perimeter.themes.get(slug="health")
        client.post(page(Proposal, "add"), proposal_form(theme=theme.pk, budget_eur="120000"))
        made = Proposal.objects.get()
        assert (made.ref, made.state, made.theme, made.budget_eur) == (f"TST-P{made.pk:02}", "published", theme, 120000)
        assert made.perimeter_version == perimeter.versions.get()
        assert made.zoneassignments.get().zone.code == "W"
        assert Change.objects.get(kind="proposal.saved").target_id == made.pk

    def test_moving_it_counts_it_elsewhere(self, client: Client, perimeter: Perimeter, communes: Zoning) -> None:
        made = factories.proposal(perimeter)
        client.post(page(Proposal, "change", made.pk), proposal_form(position_lon="7.75", position_lat="44.2"))
        made.refresh_from_db()
        assert made.zoneassignments.get().zone.code == "E"

    @pytest.mark.parametrize(("lon", "lat"), [("8.5", "44.0"), ("7.65", "43.95"), ("44.0", "7.25")])
    def test_outside_is_said_kindly_with_the_nearest_point(self, client: Client, lon: str, lat: str) -> None:
        answer = client.post(page(Proposal, "add"), proposal_form(position_lon=lon, position_lat=lat))
        assert "7." in str(errors(answer)["position"])
        assert 'value="Bridge it"' in answer.content.decode()
        assert not Proposal.objects.exists()

    def test_a_point_of_the_map_wins_over_numbers_nobody_typed(self, client: Client, perimeter: Perimeter) -> None:
        made = factories.proposal(perimeter)
        shown = client.get(page(Proposal, "change", made.pk)).content.decode()
        assert re.search(r'<agorama-boundary-map point\s+url="/admin/perimeter_data/perimeterversion/', shown)
        before = '{"type":"Point","coordinates":[7.25,44]}'
        form = proposal_form(position_before=before, position_point='{"type":"Point","coordinates":[7.75,44.2]}')
        client.post(page(Proposal, "change", made.pk), form)
        made.refresh_from_db()
        assert made.position.coords == (7.75, 44.2)
        typed = proposal_form(position_before=before, position_point=before, position_lon="7.3", position_lat="44.1")
        client.post(page(Proposal, "change", made.pk), typed)
        made.refresh_from_db()
        assert made.position.coords == (7.3, 44.1)

    @pytest.mark.parametrize(
        "point", ["{", "[]", '{"coordinates":[7.2]}', '{"coordinates":["7",44]}', "null", "POINT(7 44)"]
    )
    def test_a_broken_point_is_refused(self, client: Client, point: str) -> None:
        assert "position" in errors(client.post(page(Proposal, "add"), proposal_form(position_point=point)))

    @pytest.mark.parametrize("lon", ["nan", "inf", "200", "", "east"])
    def test_nonsense_is_no_position(self, client: Client, lon: str) -> None:
        assert "position" in errors(client.post(page(Proposal, "add"), proposal_form(position_lon=lon)))

    def test_one_left_outside_by_a_new_boundary_may_still_be_edited(self, client: Client, perimeter: Perimeter) -> None:
        made = factories.proposal(perimeter, position=factories.INSIDE)
        smaller = factories.MultiPolygon(factories.square(7.5, 43.5, 8.0, 44.5), srid=4326)
        version = perimeter.versions.create(number=2, boundary=smaller, accepted=smaller, area_km2=1)
        publish_boundary(version=version)
        client.post(page(Proposal, "change", made.pk), proposal_form(**words("title", "Ferry")))
        made.refresh_from_db()
        assert (made.title["fr"], made.perimeter_version.number) == ("Ferry fr", 1)
        answer = client.post(page(Proposal, "change", made.pk), proposal_form(position_lon="7.26"))
        assert "position" in errors(answer)

    def test_only_drafts_without_votes_go(self, client: Client, perimeter: Perimeter) -> None:
        draft = factories.proposal(perimeter, state=ProposalState.DRAFT)
        voted = factories.proposal(perimeter, state=ProposalState.DRAFT)
        factories.vote(voted)
        published = factories.proposal(perimeter)
        answers = [
            client.post(page(Proposal, "delete", made.pk), {"post": "yes"}).status_code
            for made in (draft, voted, published)
        ]
        assert answers == [302, 403, 403]
        assert set(Proposal.objects.all()) == {voted, published}


class TestIllustrations:
    @pytest.fixture(autouse=True)
    def media(self, settings: Any, tmp_path: Path) -> Path:
        settings.MEDIA_ROOT = tmp_path
        return tmp_path

    def upload(self, client: Client, name: str, data: bytes, **changes: Any) -> Any:
        form = proposal_form(**words("image_alt", "A bridge"), **changes)
        return client.post(page(Proposal, "add"), {**form, "illustration": SimpleUploadedFile(name, data)})

    def picture(self, kind: str, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", size, "#67264f").save(out, kind, **options)
        return out.getvalue()

    @pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
    def test_pictures_are_told_by_content_and_encoded_anew(
        self, client: Client, media: Path, kind: str, ending: str
    ) -> None:
        exif = Image.Exif()
        exif[0x010F] = "a secret camera"
        self.upload(client, "bridge.exe", self.picture(kind, exif=exif))
        made = Proposal.objects.get()
        assert made.image.name.endswith(f".{ending}")
        stored = (media / made.image.name).read_bytes()
        assert b"a secret camera" not in stored
        with Image.open(io.BytesIO(stored)) as picture:
            assert (picture.format, picture.size, len(picture.getexif())) == (kind, (40, 30), 0)
        assert Client().get(f"/media/{made.image.name}").status_code == 200

    def test_large_ones_are_made_smaller(self, client: Client, media: Path) -> None:
        self.upload(client, "a.png", self.picture("PNG", (4000, 100)))
        with Image.open(media / Proposal.objects.get().image.name) as picture:
            assert picture.size == (2400, 60)

    def test_a_plain_drawing_is_taken(self, client: Client, media: Path) -> None:
        drawing = (
            b'<?xml version="1.0"?><!-- made by hand --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
            b'<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
            b'<path d="M0 0h9v9z" fill="url(#a)" style="stroke:#000"/></svg>'
        )
        self.upload(client, "a.png", drawing)
        stored = (media / Proposal.objects.get().image.name).read_text()
        assert 'fill="url(#a)"' in stored and "made by hand" not in stored

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            '<path onload="alert(1)"/>',
            '<path OnClick="alert(1)"/>',
            '<image href="https://example.org/a.png"/>',
            '<use href="#a"/>',
            "<foreignObject/>",
            '<a href="javascript:alert(1)"/>',
            '<path fill="url(https://example.org/a)"/>',
            '<path style="fill:u\\72l(//example.org)"/>',
            "<style>@import '//example.org/a.css'</style>",
            '<set attributeName="href" to="javascript:alert(1)"/>',
            '<linearGradient xlink:href="https://example.org/#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
            '<path xmlns:x="http://example.org" x:y="1"/>',
            '<g xml:base="https://example.org/"/>',
        ],
    )
    def test_a_drawing_that_could_run_or_load_is_refused(self, client: Client, media: Path, inside: str) -> None:
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()
        assert "could run or load" in str(errors(self.upload(client, "a.svg", drawing))["illustration"])
        assert not Proposal.objects.exists()
        assert list(media.rglob("*.*")) == []

    @pytest.mark.parametrize(
        "data",
        [
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
            b'<?xml-stylesheet href="//example.org/a.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            b"<html><body/></html>",
            b'<svg xmlns="http://www.w3.org/2000/svg">',
            b'<svg xmlns="http://www.w3.org/2000/svg"/>'.decode().encode("utf-16"),
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
            b"\x89PNG\r\n\x1a\nbroken",
            b"nothing",
        ],
    )
    def test_what_is_neither_is_refused(self, client: Client, data: bytes) -> None:
        assert "illustration" in errors(self.upload(client, "a.png", data))

    def test_a_picture_bomb_is_refused(self, client: Client) -> None:
        bomb = self.picture("PNG", (9000, 6000))
        assert "too many pixels" in str(errors(self.upload(client, "a.png", bomb))["illustration"])

    def test_it_is_described_for_those_who_do_not_see_it(self, client: Client) -> None:
        form = proposal_form(illustration=SimpleUploadedFile("a.png", self.picture("PNG")))
        assert "image_alt" in errors(client.post(page(Proposal, "add"), form))

    def test_a_new_one_takes_the_place_of_the_old(
        self, client: Client, media: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        self.upload(client, "a.png", self.picture("PNG"))
        made = Proposal.objects.get()
        first = made.image.name
        form = proposal_form(**words("image_alt", "A bridge"))
        with django_capture_on_commit_callbacks(execute=True):
            new = SimpleUploadedFile("b.jpg", self.picture("JPEG"))
            client.post(page(Proposal, "change", made.pk), {**form, "illustration": new})
        made.refresh_from_db()
        assert [path.name for path in media.rglob("*.*")] == [Path(made.image.name).name]
        assert made.image.name != first
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(Proposal, "change", made.pk), {**form, "without_image": "on"})
        made.refresh_from_db()
        assert (made.image.name, list(media.rglob("*.*"))) == ("", [])


class TestContributions:
    @pytest.fixture
    def bench(self, perimeter: Perimeter) -> Contribution:
        return factories.contribution(perimeter, title="A bench", text="in the shade")

    def move(self, client: Client, bench: Contribution, state: str, reason: str = "") -> Any:
        answer = client.post(page(Contribution, "change", bench.pk), {"next_state": state, "reason": reason})
        bench.refresh_from_db()
        return answer

    def test_one_is_hidden_with_a_reason_and_shown_again(self, moderator: Client, bench: Contribution) -> None:
        assert "reason" in errors(self.move(moderator, bench, "hidden"))
        assert bench.state == ContributionState.RECEIVED
        self.move(moderator, bench, "hidden", "off topic")
        assert bench.state == ContributionState.HIDDEN
        change = Change.objects.get(kind="contribution.state_changed")
        made = ModerationDecision.objects.get()
        assert (change.payload["state"], change.payload["decision"]) == ("hidden", str(made.pk))
        assert (made.action, made.note) == ("hide", "off topic")
        self.move(moderator, bench, "received")
        assert bench.state == ContributionState.RECEIVED
        history = moderator.get(page(Contribution, "history", bench.pk)).content.decode()
        assert "received → hidden: off topic" in history

    @pytest.mark.parametrize("state", ["withdrawn", "merged", "pending", "rejected", "nonsense"])
    def test_only_moves_that_are_staffs_and_follow(self, moderator: Client, bench: Contribution, state: str) -> None:
        assert "next_state" in errors(self.move(moderator, bench, state, "because"))
        assert bench.state == ContributionState.RECEIVED

    def test_words_and_place_stay_their_authors(self, moderator: Client, bench: Contribution) -> None:
        form = {"next_state": "acknowledged", "title": "Stolen", "text": "x", "position": "POINT(0 0)", "theme": "1"}
        moderator.post(page(Contribution, "change", bench.pk), form)
        before = (bench.title, bench.text, bench.position, bench.theme_id)
        bench.refresh_from_db()
        assert (bench.title, bench.text, bench.position, bench.theme_id) == before
        assert bench.state == ContributionState.ACKNOWLEDGED

    def test_who_wrote_it_is_not_shown(self, moderator: Client, perimeter: Perimeter) -> None:
        who = factories.ParticipantFactory(perimeter=perimeter)
        bench = factories.contribution(perimeter, participant=who)
        answer = moderator.get(page(Contribution, "change", bench.pk))
        shown = answer.content.decode()
        assert "participant" not in shown and who.token_hash.hex() not in shown

    def test_several_at_once(self, moderator: Client, perimeter: Perimeter, bench: Contribution) -> None:
        done = factories.contribution(perimeter, state=ContributionState.WITHDRAWN)
        form = {"action": "hide", "_selected_action": [bench.pk, done.pk]}
        moderator.post(page(Contribution, "changelist"), form)
        bench.refresh_from_db()
        assert bench.state == ContributionState.RECEIVED
        answer = moderator.post(page(Contribution, "changelist"), {**form, "reason": "off topic"}, follow=True)
        bench.refresh_from_db()
        done.refresh_from_db()
        assert (bench.state, done.state) == (ContributionState.HIDDEN, ContributionState.WITHDRAWN)
        assert f"{done.ref}: This step does not follow" in answer.content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"Un café", "Panchina"}),
            ("q=cafe", {"Un café"}),
            ("q=panchine", {"Panchina"}),
            ("state__exact=hidden", {"Panchina"}),
            ("kind__exact=report", {"Panchina"}),
            ("outside=yes", {"Un café"}),
        ],
    )
    def test_the_list_is_filtered(self, moderator: Client, perimeter: Perimeter, query: str, found: set[str]) -> None:
        version = perimeter.versions.get()
        factories.contribution(perimeter, title="Un café", outside_version=version)
        factories.contribution(perimeter, title="Panchina", language="it", state="hidden", kind="report")
        listed = moderator.get(f"{page(Contribution, 'changelist')}?{query}")
        assert {row.title for row in listed.context["cl"].result_list} == found

    def test_the_list_costs_the_same_for_one_or_many(
        self, moderator: Client, perimeter: Perimeter, django_assert_max_num_queries: Any
    ) -> None:
        for _number in range(12):
            factories.contribution(perimeter)
        with django_assert_max_num_queries(16):
            moderator.get(page(Contribution, "changelist"))


class TestThemes:
    def form(self, **changes: Any) -> dict[str, Any]:
        said = {"slug": "", "icon": "bridge", "color": "#2A5F96", "anchor_default": "zone", "position": "9"}
        return {**words("name", "Water"), **said, **changes}

    def test_one_is_added(self, client: Client, perimeter: Perimeter) -> None:
        client.post(page(Theme, "add"), self.form())
        made = perimeter.themes.get(slug="water-fr")
        assert (made.color, made.anchor_default) == ("#2a5f96", "zone")
        assert "slug" in errors(client.post(page(Theme, "add"), self.form(slug="water-fr")))

    @pytest.mark.parametrize("color", ["red", "#fff", "#2a5f96;", "url(x)"])
    def test_a_colour_is_six_digits(self, client: Client, color: str) -> None:
        assert "color" in errors(client.post(page(Theme, "add"), self.form(color=color)))

    def test_one_in_use_stays(self, client: Client, perimeter: Perimeter) -> None:
        used = factories.contribution(perimeter).theme
        assert client.post(page(Theme, "delete", used.pk), {"post": "yes"}).status_code == 403

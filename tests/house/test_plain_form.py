"""To contribute by a plain form: what arrives, what is said of mistakes, and that nothing typed is lost."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Participant
from participation.models import Attachment, Contribution, Follower
from perimeter_data.models import Perimeter, Zone, Zoning
from tests import factories, photographs
from tests.photographs import TRACES

FORM = "/p/valley/contribute/"
WORDS = {"kind": "idea", "theme": "economy", "coordinates": "44.0, 7.25", "title": "A bench", "language": "en"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def valley(perimeter: Perimeter, communes: Zoning) -> Perimeter:
    factories.open_consultation(perimeter)
    for name, lon in (("Breil", 7.25), ("Breil-le-Haut", 7.3), ("Breil-le-Bas", 7.35)):
        position = factories.Point(lon, 44.0, srid=4326)
        factories.PlaceFactory(perimeter=perimeter, name=name, search_text=name.lower(), position=position)
    return perimeter


def key(page: Client) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.get(FORM).content.decode())
    assert found
    return found[1]


def send(page: Client, **words: Any) -> Any:
    given = {**WORDS, "key": words.pop("key", None) or key(page), "do": "send", **words}
    return page.post(f"{FORM}?lang=en", given)


def test_it_arrives_and_leads_to_its_page(valley: Perimeter, page: Client, media: Path) -> None:
    photo = SimpleUploadedFile("a.jpg", photographs.photograph())
    answer = send(page, photo=photo, email="a@example.org", description="The bench")
    assert answer.status_code == 303
    assert answer["Referrer-Policy"] == "no-referrer"
    made = Contribution.objects.get()
    assert (made.title, made.language, made.position_source) == ("A bench", "en", "coordinates")
    assert (made.position.x, made.position.y) == (7.25, 44.0)
    shown = page.get(answer["Location"]).content.decode()
    assert made.ref in shown and "open its link to confirm" in shown
    follower = Follower.objects.get()
    assert (follower.email, follower.is_author, follower.confirmed_at) == ("a@example.org", True, None)
    kept = b"".join(path.read_bytes() for path in media.rglob("*.webp"))
    assert kept and [trace for trace in TRACES if trace in kept] == []
    for name in Attachment.objects.get().names:
        served = b"".join(page.get(f"/media/{name}").streaming_content)  # type: ignore[attr-defined]
        assert served and [trace for trace in TRACES if trace in served] == []


def test_sent_twice_is_one(valley: Perimeter, page: Client) -> None:
    once = key(page)
    first, second = send(page, key=once), send(page, key=once)
    assert first.status_code == second.status_code == 303 and first["Location"] == second["Location"]
    changed = send(page, key=once, title="Two benches")
    assert changed.status_code == 409
    assert "sent already" in changed.content.decode() and 'value="Two benches"' in changed.content.decode()
    assert Contribution.objects.count() == Participant.objects.filter(contributions__isnull=False).count() == 1


def test_a_form_of_another_map_or_of_nobody_is_no_form(valley: Perimeter, page: Client) -> None:
    for wrong in ("x", "", key(page)[:-1], "1.abc:def:ghi"):
        answer = page.post(FORM, {**WORDS, "key": wrong, "do": "send"})
        assert answer.status_code == 409 and 'value="A bench"' in answer.content.decode(), wrong
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ({"coordinates": ""}, 422, "Say where it is"),
        ({"coordinates": "by the church"}, 422, "These are no coordinates"),
        ({"coordinates": "", "place": "Atlantis"}, 422, "We know no place of that name"),
        ({"coordinates": "", "place": "Breil-le"}, 422, "Which one is it?"),
        ({"coordinates": "50, 3"}, 422, "outside the area"),
        ({"coordinates": "7.25, 44.0"}, 422, "latitude comes first here"),
        ({"coordinates": "", "zone": "nowhere"}, 422, "Say where it is"),
        ({"theme": ""}, 422, "Choose a theme"),
        ({"theme": "none"}, 422, "theme"),
        ({"title": "x" * 161}, 400, "160"),
        ({"kind": "car"}, 400, "car"),
        ({"kind": "report", "category": "none"}, 422, "category"),
        ({"email": "no address"}, 400, "no e-mail address"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture")}, 415, "photo has to be chosen again"),
        ({"consultation": "none"}, 404, "consultation"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    words: dict[str, Any], status: int, said: str, valley: Perimeter, page: Client
) -> None:
    valley.permanent_reports = True
    valley.save()
    answer = send(page, **{"text": "Still <here>", **words})
    text = answer.content.decode()
    assert (answer.status_code, said in text) == (status, True), text[text.find("refusal") : text.find("refusal") + 600]
    assert "Still &lt;here&gt;" in text
    for name in ("title", "place", "email", "coordinates"):
        if words.get(name):
            assert f'value="{words[name]}"' in text
    assert not Contribution.objects.exists() and not Attachment.objects.exists()


def test_something_must_be_said_or_shown(valley: Perimeter, page: Client) -> None:
    answer = send(page, title="", email="a@example.org")
    assert answer.status_code == 422
    assert (
        "Give a title or a few words" in answer.content.decode() and 'value="a@example.org"' in answer.content.decode()
    )
    assert send(page, title="", photo=SimpleUploadedFile("a.jpg", photographs.photograph())).status_code == 303
    assert Contribution.objects.get().state == "received"


def test_too_large_a_photo_costs_no_word(valley: Perimeter, page: Client, settings: Any) -> None:
    settings.AGORAMA_PHOTO_MAX_BYTES = 1000
    answer = send(page, photo=SimpleUploadedFile("a.jpg", b"x" * 2000))
    assert answer.status_code == 413 and 'value="A bench"' in answer.content.decode()


def test_the_nearest_point_inside_can_be_taken(valley: Perimeter, page: Client) -> None:
    text = send(page, coordinates="44.0, 9.5").content.decode()
    offered = re.search(r'name="pick"\s+value="([^"]+)"', text)
    assert offered
    assert send(page, coordinates="44.0, 9.5", pick=offered[1]).status_code == 303


def test_a_place_by_its_name_and_a_whole_commune(valley: Perimeter, page: Client) -> None:
    assert send(page, coordinates="", place="breil").status_code == 303
    made = Contribution.objects.get()
    assert (made.position.x, made.position_source) == (7.25, "place")
    zone = Zone.objects.filter(label_point__isnull=False).first()
    assert zone is not None
    assert send(page, coordinates="", zone=zone.code).status_code == 303
    assert Contribution.objects.latest("pk").anchor == "zone"


def test_another_language_loses_nothing(valley: Perimeter, page: Client) -> None:
    answer = page.post(f"{FORM}?lang=it", {**WORDS, "key": key(page), "do": "speak"})
    text = answer.content.decode()
    assert answer.status_code == 200 and 'lang="it"' in text and 'value="A bench"' in text
    assert "refusal" not in text and not Contribution.objects.exists()


def test_sites_that_may_not_write_cannot_by_this_way(valley: Perimeter, page: Client) -> None:
    valley.allowed_hosts = ["www.town.example"]
    valley.save()
    given = {**WORDS, "key": key(page), "do": "send"}
    answer = page.post(FORM, given, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403 and not Contribution.objects.exists()
    assert page.post(FORM, given, headers={"Origin": "http://testserver"}).status_code == 303


def test_what_cannot_be_read_is_no_error_of_ours(valley: Perimeter, page: Client) -> None:
    broken = page.post(FORM, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    assert broken.status_code in (400, 409)
    assert send(page, title="a\x00b").status_code == 303
    assert page.put(FORM).status_code == 405
    assert page.get("/p/nowhere/contribute/").status_code == 404


def test_with_nothing_open_there_is_no_form(perimeter: Perimeter, page: Client) -> None:
    perimeter.permanent_reports = False
    perimeter.save()
    assert "<form" not in page.get(FORM).content.decode()
    assert FORM in page.get("/p/valley/").content.decode()

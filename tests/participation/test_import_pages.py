"""The pages of an import, step by step, without scripts: what is asked, what is shown, who may."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from core import jobs
from core.models import Change, Job
from participation.admin.import_forms import guess_columns
from participation.models import Contribution
from perimeter_data.models import Perimeter, Upload
from perimeter_data.reading.guesses import guesses
from tests import factories
from tests.house.back_office import chief, staff

START = "/admin/participation/contribution/import/"
HEADER = "numero;objet;message;date;lon;lat;courriel;thematique"
INSIDE = "1;Trou;dans la route;25/07/2024;7,25;44,0;anna@example.org;Voirie"
TWIN = "2;Trou;dans la route;26/07/2024;7,25;44,0;ugo@example.org;Voirie"
OUTSIDE = "3;=1+1;ailleurs;27/07/2024;8,5;44,0;leo@example.org;Propreté"


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture(autouse=True)
def _sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are run by the tests themselves."""
    monkeypatch.setattr(jobs, "_send", lambda job_id: None)


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    """The browser of an administrator of the valley, in English."""
    return staff(perimeter, Role.ADMINISTRATOR)


def send(client: Client, *lines: str, name: str = "rows.csv", encoding: str = "utf-8") -> Job:
    """Send a file and return the job that looks at it."""
    file = SimpleUploadedFile(name, "\n".join(lines).encode(encoding))
    answer = client.post(START, {"upload": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return job_of(answer)


def job_of(answer: Any) -> Job:
    return Job.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def page_of(job: Job) -> str:
    return reverse("admin:participation_contribution_import_job", args=[job.pk])


def after(client: Client, job: Job) -> Any:
    """Run a job and return the page one is led to."""
    jobs.run(job.pk)
    return client.get(page_of(job), follow=True)


def columns(answer: Any, **changes: Any) -> dict[str, Any]:
    """Return what the form of the columns sends as it is shown."""
    form = answer.context["columns"]
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    filled = {name: value for name, value in shown.items() if value not in (None, "", False)}
    return {**filled, "mask": "on", "source": "Voirie", "do": "try", **changes}


def test_from_the_file_to_the_map(client: Client, perimeter: Perimeter) -> None:
    answer = after(client, send(client, HEADER, INSIDE, TWIN, OUTSIDE, encoding="cp1252"))
    upload = Upload.objects.get()
    assert answer.redirect_chain[-1][0] == f"{START}{upload.pk}/"
    filled = columns(answer)
    guessed = {role: filled.get(role) for role in ("title", "text", "created", "id", "theme")}
    assert guessed == {"title": "objet", "text": "message", "created": "date", "id": "numero", "theme": "thematique"}
    html = answer.content.decode()
    assert "courriel" in answer.context["columns"].personal
    assert "anna@example.org" not in html

    tried = after(client, job_of(client.post(answer.redirect_chain[-1][0], columns(answer))))
    assert not Contribution.objects.exists()
    report = tried.context["job"].report
    assert (report["imported"], report["duplicates"], report["refused"]) == (1, 1, 1)
    form = tried.context["form"]
    assert [field.name for field in form.questions] == ["alike"]
    assert [field.label for field in form.themes] == ["Voirie", "Propreté"]
    decisions = {"alike": "take", "theme_0": "infrastructure", "theme_1": "", "do": "import"}
    done = after(client, job_of(client.post(page_of(tried.context["job"]), decisions)))
    assert (done.context["job"].report["imported"], done.context["form"]) == (2, None)
    made = Contribution.objects.order_by("source_id")
    assert [(one.source_id, one.source, one.theme.slug, one.channel) for one in made] == [
        ("1", "Voirie", "infrastructure", "import"),
        ("2", "Voirie", "infrastructure", "import"),
    ]
    change = Change.objects.get(kind="contributions.imported")
    assert (change.payload["source"], change.payload["imported"]) == ("Voirie", 2)

    refused = client.get(f"{page_of(done.context['job'])}refused.csv")
    body = b"".join(refused.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    assert b"leo@example.org" not in body
    [row] = csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""))
    assert (row["number"], row["reason"], row["objet"]) == ("3", "outside_perimeter", "'=1+1")
    assert "rows.csv" in client.get(START).content.decode()

    again = after(client, job_of(client.post(page_of(tried.context["job"]), decisions)))
    assert (again.context["job"].report["imported"], again.context["job"].report["unchanged"]) == (0, 2)


def test_identical_rows_are_asked_about(client: Client) -> None:
    row = "Trou;7,25;44,0"
    answer = after(client, send(client, "objet;lon;lat", row, row, row))
    tried = after(client, job_of(client.post(answer.redirect_chain[-1][0], columns(answer))))
    assert (tried.context["job"].report["imported"], tried.context["job"].report["duplicates"]) == (1, 2)
    assert "another at the same place: 2" in str(tried.context["form"]["alike"].label)
    again = after(client, job_of(client.post(page_of(tried.context["job"]), {"do": "try", "alike": "take"})))
    assert again.context["job"].report["imported"] == 3
    done = after(client, job_of(client.post(page_of(again.context["job"]), {"do": "import", "alike": "take"})))
    assert done.context["job"].report["imported"] == Contribution.objects.count() == 3


@pytest.mark.parametrize(
    ("names", "cells", "guessed"),
    [
        (
            ("N°", "Reçu le", "Thématique", "Objet", "Message", "Statut"),
            ("1", "25/07/2024", "Mobilité", "Trou", "profond", "En cours"),
            {"id": "N°", "created": "Reçu le", "theme": "Thématique", "title": "Objet", "text": "Message",
             "state": "Statut"},
        ),
        (
            ("Tipo", "Sottotipo", "inviata"),
            ("Strade", "Buca", "25 luglio 2024"),
            {"title": "Tipo", "text": "Sottotipo", "created": "inviata"},
        ),
        (("type", "objet"), ("economy", "Marché"), {"theme": "type", "title": "objet"}),
        (("Etat", "ref"), ("bon", "06430"), {"id": "ref"}),
    ],
)  # fmt: skip
def test_columns_are_guessed(
    perimeter: Perimeter, names: tuple[str, ...], cells: tuple[str, ...], guessed: dict[str, str]
) -> None:
    fields = [{"name": name, "samples": [cell]} for name, cell in zip(names, cells, strict=True)]
    assert guess_columns(fields, guesses(names), perimeter) == guessed


def test_what_the_file_does_not_say_is_asked(client: Client) -> None:
    lambert = "titre,x_l93,y_l93", "Banc,1044000,6358000"
    answer = after(client, send(client, *lambert))
    assert answer.context["columns"] is None
    assert "Say which columns hold the position" in answer.context["problem"]
    address = answer.redirect_chain[-1][0]
    asked = answer.context["reading"].initial
    assert (asked["lon"], asked["lat"]) == ("x_l93", "y_l93")
    answer = after(client, job_of(client.post(address, {"do": "look", "lon": "x_l93", "lat": "y_l93", "crs": ""})))
    assert answer.context["columns"] is None
    assert "coordinate system" in answer.context["problem"]
    fits = [choice[0] for choice in answer.context["reading"].fields["fits"].choices]
    assert "EPSG:2154" in fits
    given = {"do": "look", "lon": "x_l93", "lat": "y_l93", "fits": "EPSG:2154", "crs": ""}
    answer = after(client, job_of(client.post(address, given)))
    assert (answer.context["problem"], columns(answer)["title"]) == ("", "titre")
    tried = after(client, job_of(client.post(address, columns(answer))))
    assert tried.context["job"].report["imported"] == 1


def test_a_wrong_coordinate_system_is_said_and_asked_again(client: Client) -> None:
    answer = after(client, send(client, HEADER, INSIDE))
    address = answer.redirect_chain[-1][0]
    answer = after(client, job_of(client.post(address, {"do": "look", "crs": "EPSG:banana"})))
    assert answer.status_code == 200
    assert "EPSG:banana" in answer.content.decode()


def test_persons_columns_only_when_asked(client: Client) -> None:
    answer = after(client, send(client, HEADER, INSIDE))
    address = answer.redirect_chain[-1][0]
    refused = client.post(address, columns(answer, text="courriel"))
    assert refused.context["columns"].errors["text"]
    asked = f"{address}?personal=1"
    assert "anna@example.org" in client.get(asked).content.decode()
    tried = client.post(asked, columns(answer, text="courriel"))
    assert job_of(tried).params["order"]["fields"]["text"] == "courriel"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.csv", "<!doctype html><html></html>", "web page"),
        ("empty.csv", " ", "empty"),
        ("odd.bin", "no table at all", "not a file we read"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(client: Client, name: str, content: str, sentence: str) -> None:
    answer = after(client, send(client, content, name=name))
    assert answer.context["job"].state == "failed"
    assert sentence in answer.context["problem"]
    assert "Another file" in answer.content.decode()


def test_nothing_said_is_asked_for(client: Client) -> None:
    answer = after(client, send(client, HEADER, INSIDE))
    nothing = {name: value for name, value in columns(answer).items() if name not in ("title", "text", "theme")}
    shown = client.post(answer.redirect_chain[-1][0], nothing | {"source": "\x00"})
    assert set(shown.context["columns"].errors) == {"title", "source"}
    assert client.post(START, {}).context["form"].errors["upload"]


def test_everything_outside_is_explained(client: Client) -> None:
    answer = after(client, send(client, HEADER, OUTSIDE))
    tried = after(client, job_of(client.post(answer.redirect_chain[-1][0], columns(answer))))
    assert tried.context["outside"]
    assert 'value="import"' not in tried.content.decode()


def test_it_can_be_stopped_before_and_while_it_runs(client: Client) -> None:
    waiting = send(client, HEADER, INSIDE)
    assert client.get(page_of(waiting)).context["title"] == "One moment"
    stopped = client.post(page_of(waiting), {"do": "stop"}, follow=True)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert "You stopped it" in stopped.content.decode()
    running = send(client, HEADER, INSIDE)
    Job.objects.filter(pk=running.pk).update(state="running")
    client.post(page_of(running), {"do": "stop"})
    running.refresh_from_db()
    assert running.cancel_requested


def test_without_a_boundary_there_is_a_way_on(db: Any) -> None:
    factories.PerimeterFactory(slug="new")
    html = chief().get(START).content.decode()
    assert "no boundary in force" in html
    assert 'type="file"' not in html


def test_several_territories_are_asked_for(perimeter: Perimeter) -> None:
    other = factories.published_perimeter(slug="other")
    client = chief()
    assert "?perimeter=other" in client.get(START).content.decode()
    assert client.get(f"{START}?perimeter=other").context["perimeter"] == other


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_come_in(client: Client, perimeter: Perimeter, role: Role) -> None:
    job = send(client, HEADER, INSIDE)
    jobs.run(job.pk)
    upload = Upload.objects.get()
    other = staff(perimeter, role)
    assert "import" not in other.get("/admin/participation/contribution/").content.decode().lower()
    assert other.get(START).status_code == 403
    assert other.post(START, {"upload": SimpleUploadedFile("a.csv", b"lon,lat")}).status_code == 403
    for address in (f"{START}{upload.pk}/", page_of(job), f"{page_of(job)}refused.csv"):
        assert other.get(address).status_code == 404, address
        assert other.post(address, {"do": "stop"}).status_code in (404, 405), address
    assert Client().get(START).status_code == 302
    assert Upload.objects.count() == 1


def test_administrators_of_elsewhere_see_nothing_of_it(client: Client, perimeter: Perimeter) -> None:
    job = send(client, HEADER, INSIDE)
    jobs.run(job.pk)
    stranger = staff(factories.published_perimeter(slug="other"), Role.ADMINISTRATOR)
    assert stranger.get(f"{START}?perimeter=valley").status_code == 403
    for address in (f"{START}{Upload.objects.get().pk}/", page_of(job)):
        assert stranger.get(address).status_code == 404


def test_jobs_of_others_are_not_shown_here(client: Client, perimeter: Perimeter) -> None:
    job = Job.objects.create(kind="publish_boundary", perimeter_id=perimeter.pk)
    assert client.get(page_of(job)).status_code == 404


def test_the_file_may_be_gone(client: Client) -> None:
    answer = after(client, send(client, HEADER, INSIDE, OUTSIDE))
    tried = after(client, job_of(client.post(answer.redirect_chain[-1][0], columns(answer))))
    Upload.objects.all().delete()
    page = client.get(page_of(tried.context["job"]))
    assert (page.status_code, page.context["form"]) == (200, None)
    assert client.get(f"{page_of(tried.context['job'])}refused.csv").status_code == 404
    assert client.get(answer.redirect_chain[-1][0]).status_code == 404


def test_geojson_speaks_for_itself(client: Client) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [7.25, 44.0]},
        "properties": {"titolo": "Panchina", "tema": "economy", "stato": "risolto"},
    }
    file = BytesIO(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    file.name = "rows.geojson"
    answer = after(client, job_of(client.post(START, {"upload": file})))
    filled = columns(answer)
    assert {role: filled[role] for role in ("title", "theme", "state")} == {
        "title": "titolo",
        "theme": "tema",
        "state": "stato",
    }

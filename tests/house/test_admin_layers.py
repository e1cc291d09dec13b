"""Layers by the back office: a file goes to a worker, its report comes back, the rest is a form."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rasterio.transform import from_bounds

from accounts.models import Role
from core import jobs
from core.models import Change, Job
from layers.models import Layer, RasterFile
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page, staff, words
from tests.house.test_admin_territory import collection, errors
from tests.layers.test_loose_files import loose_plan


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker works inside the request."""
    monkeypatch.setattr("core.jobs._send", jobs.run)


def form(**changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("slug", "profile", "crs", "table"), "")
    return {
        **words("name", "Parks"),
        **empty,
        "upload": collection((factories.square(7.1, 43.6, 7.2, 43.7), {})),
        **changes,
    }


def look(**changes: Any) -> dict[str, Any]:
    return {
        **words("name", "Parks"),
        "rights": "staff",
        "role": "overlay",
        "opacity": "0.5",
        "position": "2",
        "minzoom": "8",
        "maxzoom": "18",
        "attribution": "The town",
        **changes,
    }


def test_a_file_becomes_a_layer(
    client: Client, perimeter: Perimeter, media: Path, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page(Layer, "add"), form())
    layer = Layer.objects.get()
    assert (layer.slug, layer.name["it"], layer.features.count()) == ("parks-fr", "Parks it", 1)
    job = Job.objects.get()
    assert (job.state, answer["Location"]) == ("done", page(Layer, "job", job.pk))
    shown = client.get(answer["Location"])
    assert "The layer is there." in shown.content.decode()
    assert "Refresh" not in shown
    assert list((media / "uploads").iterdir()) == []


def test_the_tables_of_a_plan_come_together(
    client: Client, media: Path, tmp_path: Path, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    folder = tmp_path / "loose"
    folder.mkdir()
    loose_plan(folder, ".tab")
    files = [SimpleUploadedFile(file.name, file.read_bytes()) for file in folder.iterdir()]
    assert len(files) > 10
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(Layer, "add"), form(upload=files, profile="cnig-plu"))
    layer = Layer.objects.get()
    assert (layer.plan_zones.count(), layer.plan_rules.count(), layer.plan.typedoc) == (2, 1, "PLU")


def test_a_refused_file_is_told_in_the_uploaders_language(
    client: Client, media: Path, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    broken = SimpleUploadedFile("a.geojson", b"{}")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page(Layer, "add"), form(upload=broken), headers={"accept-language": "fr"})
    assert not Layer.objects.exists()
    job = Job.objects.get()
    assert job.state == "failed"
    sentence = job.report["problem"]["detail"]
    assert "GeoJSON" in sentence and sentence != "This is JSON, but not GeoJSON."
    assert sentence in client.get(answer["Location"]).content.decode()
    assert list((media / "uploads").iterdir()) == []


def test_while_it_runs_the_page_looks_again_and_can_stop_it(client: Client, perimeter: Perimeter) -> None:
    job = Job.objects.create(kind="import_layer", perimeter_id=perimeter.pk, done=3, total=10, state="running")
    address = page(Layer, "job", job.pk)
    assert client.get(address)["Refresh"] == "2"
    assert client.post(address, {"do": "stop"})["Location"] == address
    job.refresh_from_db()
    assert job.cancel_requested


def test_what_is_too_large_is_said_in_the_form(client: Client, settings: Any) -> None:
    settings.AGORAMA_RASTER_MAX_BYTES = settings.AGORAMA_IMPORT_MAX_BYTES = 10
    assert "upload" in errors(client.post(page(Layer, "add"), form()))
    assert not Job.objects.exists()


def test_jobs_of_another_perimeter_are_not_shown(client: Client) -> None:
    other = factories.published_perimeter(slug="other")
    job = Job.objects.create(kind="import_layer", perimeter_id=other.pk)
    assert client.get(page(Layer, "job", job.pk)).status_code == 403


@pytest.mark.parametrize("slug", ["contributions", "zones-communes", "style"])
def test_the_maps_own_names_are_taken(client: Client, slug: str) -> None:
    assert "slug" in errors(client.post(page(Layer, "add"), form(slug=slug)))
    assert not Job.objects.exists()


def test_rights_order_and_opacity(client: Client, perimeter: Perimeter) -> None:
    layer = Layer.objects.create(perimeter=perimeter, slug="parks", name={"fr": "Parcs"}, kind="vector")
    client.post(page(Layer, "change", layer.pk), look(visible="on", slug="stolen", kind="raster"))
    layer.refresh_from_db()
    assert (layer.rights, layer.opacity, layer.position, layer.visible) == ("staff", 0.5, 2, True)
    assert (layer.slug, layer.kind, layer.name["fr"]) == ("parks", "vector", "Parks fr")
    change = Change.objects.get(kind="layer.changed")
    assert change.payload["slug"] == "parks"
    assert "opacity" in errors(client.post(page(Layer, "change", layer.pk), look(opacity="2")))


def test_how_features_are_drawn_and_what_a_click_shows(client: Client, perimeter: Perimeter) -> None:
    layer = Layer.objects.create(perimeter=perimeter, slug="parks", name={"fr": "Parcs"}, kind="vector")
    for people in (1, 100):
        layer.features.create(geom=factories.INSIDE, attributes={"people": people})
    drawn = {"method": "equal", "style_field": "people", "classes": "2", "palette": "ochres"}
    client.post(page(Layer, "change", layer.pk), look(**drawn, popup_lines="people=Habitants"))
    layer.refresh_from_db()
    assert sorted(layer.features.values_list("style_key", flat=True)) == ["1", "2"]
    assert layer.popup == [{"field": "people", "label": {"fr": "Habitants"}}]
    shown = client.get(page(Layer, "change", layer.pk)).content.decode()
    assert "1 – 50.5" in shown and "people=Habitants" in shown
    assert "style_field" in errors(client.post(page(Layer, "change", layer.pk), look(method="equal")))
    answer = client.post(page(Layer, "change", layer.pk), look(**{**drawn, "style_field": "nothing"}), follow=True)
    assert "No feature of this layer has this field." in answer.content.decode()


def test_an_italian_plan_by_its_own_field_names(
    client: Client, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    prg = collection((factories.square(7.1, 43.6, 7.2, 43.7), {"SIGLA": "B1", "ZTO": "B"}))
    assert "fields_called" in errors(client.post(page(Layer, "add"), form(upload=prg, fields_called="name=SIGLA")))
    prg.seek(0)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(Layer, "add"), form(upload=prg, profile="prg", fields_called="libelle=SIGLA\ntypezone=ZTO"))
    layer = Layer.objects.get()
    assert (layer.kind, layer.plan_zones.get().typezone) == ("plan", "ZTO-B")


def relief(path: Path, **profile: Any) -> bytes:
    """Return a GeoTIFF of one band with numbers 0 to 399, over more than the square."""
    numbers = np.arange(400, dtype="int16").reshape(1, 20, 20)
    place = {"crs": "EPSG:4326", "transform": from_bounds(6.5, 43, 8.5, 45, 20, 20)}
    shape = {"count": 1, "width": 20, "height": 20, "dtype": "int16"}
    with rasterio.open(path, "w", driver="GTiff", **place, **shape, **profile) as file:
        file.write(numbers)
    return path.read_bytes()


def test_what_a_pictures_numbers_are_counted_in(
    client: Client, perimeter: Perimeter, tmp_path: Path, at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    content = relief(tmp_path / "r.tif")

    def told() -> tuple[str, list[str]]:
        public = Client().get("/api/v1/perimeters/valley/layers/", {"lang": "it"}).json()["layers"]
        value = Client().get("/api/v1/perimeters/valley/layers/relief/value/?lon=7.25&lat=44.0").json()
        assert value["value"] is not None
        return value["unit"], [entry["label"].replace("\N{NO-BREAK SPACE}", " ") for entry in public[0]["legend"]]

    def send(path: str, fields: dict[str, Any]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(path, fields)
        assert answer.status_code == 302, errors(answer)

    send(page(Layer, "add"), form(slug="relief", upload=SimpleUploadedFile("r.tif", content)))
    layer = Layer.objects.get()
    unit, plain = told()
    assert unit == "" and all("," in label or label.isdigit() for label in plain)
    change = page(Layer, "change", layer.pk)
    assert 'name="unit"' in client.get(change).content.decode()
    public = {"rights": "public"}
    for unit in ("m", "dB(A)"):
        send(change, look(**public, unit=unit))
        assert told() == (unit, [f"{label} {unit}" for label in plain])
    send(change, look(**public, unit="dB(A)", upload=SimpleUploadedFile("r.tif", content)))
    assert told() == ("dB(A)", [f"{label} dB(A)" for label in plain]), "a file that says none keeps what staff said"
    send(change, look(**public, unit=""))
    assert told() == ("", plain)
    assert "unit" in errors(client.post(change, look(unit="x" * 21)))
    send(page(Layer, "add"), form(slug="noise", unit="dB", upload=SimpleUploadedFile("r.tif", content)))
    assert RasterFile.objects.get(layer__slug="noise").unit == "dB"


def test_photographs_and_shapes_are_not_counted_in_anything(client: Client, perimeter: Perimeter) -> None:
    shapes = Layer.objects.create(perimeter=perimeter, slug="parks", name={"fr": "Parcs"}, kind="vector")
    photo = Layer.objects.create(perimeter=perimeter, slug="photo", name={"fr": "Photo"}, kind="raster")
    RasterFile.objects.create(
        layer=photo, path="p.tif", bounds=factories.square(7, 43.5, 8, 44.5), bands=3, dtype="uint8", unit="x"
    )
    for layer in (shapes, photo):
        assert 'name="unit"' not in client.get(page(Layer, "change", layer.pk)).content.decode()
        assert client.post(page(Layer, "change", layer.pk), look(unit="m")).status_code == 302
    assert RasterFile.objects.get().unit == "x"

"""The page of base maps: a file or an address, tried, and refused with a sentence."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role
from layers.basemaps import remote
from layers.basemaps.fetching import Fetched
from layers.models import BaseMap
from perimeter_data.models import Perimeter
from tests.house.back_office import page, staff, words
from tests.layers import base_maps

URL = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.ADMINISTRATOR)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the outside world; return what it was asked."""
    asked: list[str] = []

    def fetch(url: str, headers: Any = None) -> Fetched:
        asked.append(url)
        return Fetched(200, {}, b"<html>" if "html" in url else base_maps.picture())

    monkeypatch.setattr(remote, "fetch", fetch)
    return asked


def form(**changes: Any) -> dict[str, Any]:
    return {
        **words("name", "Plan"), "slug": "plan", "attribution": "© Town", "extent": "", "minzoom": "0", "maxzoom": "19",
        "tile_size": "256", "position": "0", "address": "", **changes,
    }  # fmt: skip


def file(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile("town.pmtiles", path.read_bytes())


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["adminform"].form.errors)


def stored(tmp_path: Path) -> list[Path]:
    return list(tmp_path.rglob("media/**/*.pmtiles"))


def test_a_file_brings_its_own_extent_and_zooms(client: Client, tmp_path: Path) -> None:
    upload = file(base_maps.vector_file(tmp_path / "v"))
    assert client.post(page(BaseMap, "add"), form(upload=upload)).status_code == 302
    made = BaseMap.objects.get()
    assert (made.is_vector, made.extent, made.minzoom, made.maxzoom) == (True, [7.0, 43.5, 8.0, 44.5], 11, 14)
    assert made.vector_layers == list(base_maps.VILLAGE)
    assert len(stored(tmp_path)) == 1


def test_a_new_file_takes_the_place_of_the_old(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client.post(page(BaseMap, "add"), form(upload=file(base_maps.vector_file(tmp_path / "v"))))
    made = BaseMap.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        again = form(upload=file(base_maps.raster_file(tmp_path / "r")))
        assert client.post(page(BaseMap, "change", made.pk), again).status_code == 302
    made.refresh_from_db()
    assert not made.is_vector
    assert [path.name for path in stored(tmp_path)] == [Path(made.file).name]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(BaseMap, "delete", made.pk), {"post": "yes"})
    assert stored(tmp_path) == []


@pytest.mark.parametrize("body", [b"no", b"PMTiles\x03" + bytes(119), b"PMTiles\x03" + b"\xff" * 300])
def test_a_file_that_is_none_is_refused_and_gone(client: Client, tmp_path: Path, body: bytes) -> None:
    response = client.post(page(BaseMap, "add"), form(upload=SimpleUploadedFile("x.pmtiles", body)))
    assert list(errors(response)) == ["upload"]
    assert stored(tmp_path) == []
    assert not BaseMap.objects.exists()


def test_an_address_is_tried_at_the_middle_of_the_perimeter(client: Client, source: list[str]) -> None:
    assert client.post(page(BaseMap, "add"), form(address=URL)).status_code == 302
    made = BaseMap.objects.get()
    assert (made.url, made.is_vector) == (URL, False)
    assert source == ["https://tiles.example/12/2133/1489.png"]
    client.post(page(BaseMap, "change", made.pk), form(address=URL, attribution="© Other"))
    assert len(source) == 1


@pytest.mark.parametrize(
    "address", ["https://tiles.example/html/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}", "ftp://t/{z}/{x}/{y}"]
)
def test_an_address_that_does_not_do_is_refused(client: Client, source: list[str], address: str) -> None:
    response = client.post(page(BaseMap, "add"), form(address=address))
    assert list(errors(response)) == ["address"]
    assert not BaseMap.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1:6379", "169.254.169.254", "[::1]", "localhost"])
def test_addresses_inside_are_refused(client: Client, host: str) -> None:
    response = client.post(page(BaseMap, "add"), form(address=f"http://{host}/{{z}}/{{x}}/{{y}}.png"))
    assert "not on the public internet" in str(errors(response)["address"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "upload"),
        ({"address": URL, "attribution": ""}, "attribution"),
        ({"address": URL, "minzoom": "9", "maxzoom": "3"}, "maxzoom"),
        ({"address": URL, "extent": "8,43,7,44"}, "extent"),
        ({"address": URL, "extent": "1,2,3"}, "extent"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    client: Client, source: list[str], changes: dict[str, str], field: str
) -> None:
    assert list(errors(client.post(page(BaseMap, "add"), form(**changes)))) == [field]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_who_only_reads_does_not_see_a_key(perimeter: Perimeter, client: Client, source: list[str], role: Role) -> None:
    client.post(page(BaseMap, "add"), form(address="https://tiles.example/key-12345/{z}/{x}/{y}.png"))
    made = BaseMap.objects.get()
    assert "key-12345" in client.get(page(BaseMap, "change", made.pk)).content.decode()
    assert "key-12345" not in staff(perimeter, role).get(page(BaseMap, "change", made.pk)).content.decode()

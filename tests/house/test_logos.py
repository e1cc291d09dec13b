"""Logos: staff's pictures beside the map, public with it, gone with their file."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Role
from core.models import Change
from perimeter_data.models import Logo, Perimeter
from tests.house.back_office import page, staff, words

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
API = "/api/v1/perimeters/valley/"


def png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#004494").save(out, "PNG")
    return SimpleUploadedFile("emblem.png", out.getvalue(), "image/png")


def form(**changes: Any) -> dict[str, Any]:
    return {
        **words("alt", "European Union"),
        "role": "funder",
        "link": "",
        "position": "0",
        "picture": png(),
        **changes,
    }


@pytest.fixture
def client(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return staff(perimeter, Role.ADMINISTRATOR)


def add(client: Client, **changes: Any) -> Any:
    return client.post(f"{page(Logo, 'add')}?perimeter=valley", form(**changes))


@pytest.mark.django_db(transaction=True)
def test_a_logo_is_shown_replaced_and_gone_with_its_file(client: Client, perimeter: Perimeter, tmp_path: Path) -> None:
    assert add(client).status_code == 302
    (shown,) = Client().get(API, headers={"accept-language": "it"}).json()["about"]["logos"]
    assert (shown["role"], shown["alt"], shown["link"]) == ("funder", "European Union it", None)
    path = shown["url"].removeprefix("http://testserver")
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]

    logo = Logo.objects.get()
    client.post(page(Logo, "change", logo.pk), form())
    assert Client().get(path).status_code == 404, "the former file is gone"
    assert len(list((tmp_path / "logos").iterdir())) == 1
    Perimeter.objects.update(is_public=False)
    logo.refresh_from_db()
    assert Client().get(f"/media/{logo.image.name}").status_code == 404, "nobody but staff sees this perimeter"
    client.post(page(Logo, "delete", logo.pk), {"post": "yes"})
    assert not list((tmp_path / "logos").iterdir())
    assert list(Change.objects.filter(kind__startswith="logo.").order_by("id").values_list("kind", flat=True)) == [
        "logo.saved",
        "logo.saved",
        "logo.deleted",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"picture": SimpleUploadedFile("a.png", b"not a picture")}, "picture"),
        (
            {"picture": SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")},
            "picture",
        ),
        ({"picture": ""}, "picture"),
        (words("alt", "") | {"alt_fr": "", "alt_it": "", "alt_en": ""}, "alt"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"role": "sponsor"}, "role"),
    ],
)
def test_what_is_no_logo_is_refused_at_its_field(client: Client, changes: dict[str, Any], field: str) -> None:
    answer = add(client, **changes)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not Logo.objects.exists()

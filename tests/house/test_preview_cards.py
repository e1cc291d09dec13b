"""What other sites show of a link to a territory, and what a reader without JavaScript sees."""

import html
import io
import re

import pytest
from django.test import Client
from PIL import Image

from perimeter_data.models import Perimeter
from tests import factories

META = re.compile(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"')


def _meta(page: Client, path: str, **headers: str) -> dict[str, str]:
    response = page.get(path, headers=headers)
    assert response.status_code == 200
    return {name: html.unescape(content) for name, content in META.findall(response.content.decode())}


@pytest.mark.parametrize("path", ["/p/valley/", "/embed/valley/"])
def test_the_picture_is_where_the_card_says_and_as_large(page: Client, perimeter: Perimeter, path: str) -> None:
    card = _meta(page, path)
    address = card["og:image"]
    assert address.startswith("http://testserver/tiles/valley/poster.png?")
    image = Image.open(io.BytesIO(page.get(address.removeprefix("http://testserver")).content))
    assert image.size == (int(card["og:image:width"]), int(card["og:image:height"]))
    assert card["og:url"] == f"http://testserver{path}"
    assert card["og:image:alt"]


def test_the_card_speaks_the_readers_language(page: Client, perimeter: Perimeter) -> None:
    for language, word in (("fr", "Carte"), ("it", "Mappa"), ("en", "Map")):
        card = _meta(page, "/p/valley/", **{"Accept-Language": language})
        assert card["og:image:alt"].startswith(word)
        assert card["og:image"].endswith(f"lang={language}")


def test_the_card_of_a_contribution_has_its_title(page: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter, title='A "bench" <here>')
    card = _meta(page, f"/p/valley/contributions/{made.pk}/")
    assert card["og:title"].startswith('A "bench" <here> – ')


def test_without_javascript_the_picture_is_on_the_page(page: Client, perimeter: Perimeter) -> None:
    body = page.get("/p/valley/?lang=fr").content.decode()
    [shown] = [part for part in re.findall("<noscript>(.*?)</noscript>", body, re.DOTALL) if "<picture>" in part]
    addresses = [html.unescape(found) for found in re.findall(r'(?:src|srcset)="([^"]+)"', shown)]
    assert len(addresses) == 2
    assert all(page.get(address).status_code == 200 for address in addresses)

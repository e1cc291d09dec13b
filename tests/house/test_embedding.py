"""Who may show the map in a frame, and what others get instead."""

import pytest
from django.test import Client

from perimeter_data.models import Perimeter

FRAMED = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def listed(perimeter: Perimeter) -> Perimeter:
    perimeter.allowed_hosts = ["www.town.example"]
    perimeter.save()
    return perimeter


def test_a_site_on_the_list_shows_the_map(listed: Perimeter, page: Client) -> None:
    answer = page.get("/embed/valley/", headers={**FRAMED, "Referer": "https://www.town.example/"})
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'self' https://www.town.example")
    assert 'within="frame" hosts="https://www.town.example"' in " ".join(answer.content.decode().split())


def test_another_site_gets_a_sentence_and_a_way_on(listed: Perimeter, page: Client) -> None:
    answer = page.get("/embed/valley/?lang=it", headers={**FRAMED, "Referer": "https://elsewhere.example/"})
    assert answer.status_code == 403
    assert answer["Content-Security-Policy"].endswith("frame-ancestors *")
    text = answer.content.decode()
    assert "non è nell’elenco" in text
    assert 'href="/p/valley/?lang=it"' in text
    assert "<agorama-map" not in text


@pytest.mark.parametrize("headers", [FRAMED, {"Referer": "https://elsewhere.example/"}, {}])
def test_where_the_browser_says_too_little_the_list_is_held_by_the_policy(
    headers: dict[str, str], listed: Perimeter, page: Client
) -> None:
    answer = page.get("/embed/valley/", headers=headers)
    assert answer.status_code == 200
    assert "frame-ancestors 'self' https://www.town.example" in answer["Content-Security-Policy"]


def test_no_parameter_opens_it(listed: Perimeter, page: Client) -> None:
    address = "/embed/valley/?hosts=https://elsewhere.example&within=page&mode=contribute"
    answer = page.get(address, headers={**FRAMED, "Referer": "https://elsewhere.example/"})
    assert answer.status_code == 403


def test_wrong_values_are_no_error(perimeter: Perimeter, page: Client) -> None:
    for query in ("mode=x&view=1/2&theme=none,,&lang=xx&kind=car&height=-1", "ref=%00", "ref=TST-9999", "theme=%F0%28"):
        assert page.get(f"/embed/valley/?{query}").status_code == 200, query


def test_a_map_that_is_not_open_says_so_in_the_frame(perimeter: Perimeter, page: Client) -> None:
    perimeter.is_public = False
    perimeter.save()
    answer = page.get("/embed/valley/?lang=fr", headers=FRAMED)
    assert answer.status_code == 404
    assert answer["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "n’est pas ouverte au public" in answer.content.decode()


def test_a_page_is_told_whether_it_may_write(listed: Perimeter, page: Client) -> None:
    def may_write(**headers: str) -> bool:
        answer = page.get("/api/v1/perimeters/valley/", headers=headers)
        assert "Origin" in answer["Vary"]
        return answer.json()["may_write"]

    assert may_write()
    assert may_write(Origin="https://www.town.example")
    assert not may_write(Origin="https://elsewhere.example")
    assert not may_write(Origin="null")

"""HTTP: ETag, 304, gzip, who may keep it, which methods."""

import gzip

import pytest
from django.db import connection
from django.test import Client

from perimeter_data.models import Perimeter
from tests import factories
from tiles import database, encode
from tiles.fragments import Fragment

TILE = "/tiles/valley/perimeter/9/266/186.mvt"
PINS = "/tiles/valley/contributions/0/0/0.mvt"


def test_the_etag_changes_with_the_content_only(page: Client, perimeter: Perimeter) -> None:
    before = page.get(PINS)["ETag"]
    assert page.get(PINS)["ETag"] == before
    factories.contribution(perimeter)
    assert page.get(PINS)["ETag"] != before


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_is_told_so(page: Client, perimeter: Perimeter, form: str) -> None:
    etag = page.get(TILE)["ETag"]
    assert etag.startswith('"')
    response = page.get(TILE, HTTP_IF_NONE_MATCH=form.format(etag))
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag
    assert "Content-Type" not in response


def test_who_has_another_gets_it(page: Client, perimeter: Perimeter) -> None:
    assert page.get(TILE, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_gzip_has_an_etag_of_its_own_and_the_same_content(page: Client, perimeter: Perimeter) -> None:
    for n in range(3):
        factories.contribution(perimeter, title=str(n))
    plain = page.get(PINS)
    zipped = page.get(PINS, HTTP_ACCEPT_ENCODING="br, gzip")
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert zipped["Vary"] == plain["Vary"] == "Accept-Encoding"
    for etag in (plain["ETag"], zipped["ETag"]):
        assert page.get(PINS, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=etag).status_code == 304


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "gzip; q=0.0", "br", ""])
def test_who_reads_no_gzip_gets_none(page: Client, perimeter: Perimeter, accepted: str) -> None:
    for n in range(3):
        factories.contribution(perimeter, title=str(n))
    assert "Content-Encoding" not in page.get(PINS, HTTP_ACCEPT_ENCODING=accepted)


def test_only_the_unfiltered_tile_may_be_kept(page: Client, perimeter: Perimeter) -> None:
    kept = page.get(PINS)
    assert kept["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert kept["X-Accel-Expires"] == "@1"
    for query in ("?kind=idea", "?lang=fr", "?q="):
        response = page.get(PINS + query)
        assert response["Cache-Control"] == "no-store"
        assert "X-Accel-Expires" not in response


def test_any_site_may_read(page: Client, perimeter: Perimeter) -> None:
    assert page.get(TILE)["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_the_body(page: Client, perimeter: Perimeter) -> None:
    assert page.head(TILE)["ETag"] == page.get(TILE)["ETag"]
    assert page.head(TILE).content == b""


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", [TILE, "/tiles/valley/perimeter.json", "/tiles/valley/style.json"])
def test_there_is_nothing_to_write(page: Client, perimeter: Perimeter, method: str, path: str) -> None:
    response = getattr(page, method)(path)
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD"


def test_a_tile_that_takes_too_long_is_given_up(
    page: Client, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "statement", lambda *_asked: Fragment("SELECT pg_sleep(1)::text::bytea"))
    monkeypatch.setitem(database.LIMITS, "statement_timeout", "1")
    response = page.get(TILE)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_the_limits_end_with_the_tile(page: Client) -> None:
    factories.published_perimeter(slug="valley")
    assert page.get(TILE).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('plan_cache_mode')")
        assert cursor.fetchone() == ("0", "auto")

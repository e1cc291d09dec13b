"""The sites that may show a map."""

import pytest

from perimeter_data.hosts import InvalidHost, frame_ancestors, may_write_from, normalise_host


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("www.town.example", "www.town.example"),
        (" WWW.Town.Example. ", "www.town.example"),
        ("https://www.town.example/mairie/?a=1", "www.town.example"),
        ("https://town.example:443", "town.example"),
        ("town.example:8443", "town.example:8443"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://town.example:80/", "http://town.example"),
        ("città.example", "xn--citt-3na.example"),
    ],
)
def test_sites_are_written_in_one_way(given: str, host: str) -> None:
    assert normalise_host(given) == host


@pytest.mark.parametrize(
    "given",
    ["", "*", "*.town.example", "town", "a b.example", "ftp://town.example", "x:y@town.example", "t.example:99999",
     "javascript:alert(1)", "'self'", "town.example; script-src *", "-a.example", "a" * 64 + ".example"],
)  # fmt: skip
def test_what_is_no_site_is_refused(given: str) -> None:
    with pytest.raises(InvalidHost):
        normalise_host(given)


def test_an_empty_list_is_everybody() -> None:
    assert frame_ancestors([]) == "*"
    assert frame_ancestors(["a.example", "http://localhost:1"]) == "'self' https://a.example http://localhost:1"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://map.example", True),
        ("https://www.town.example", True),
        ("http://www.town.example", False),
        ("https://evil.example", False),
        ("https://www.town.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_pages_of_the_list_and_our_own_may_write(origin: str | None, allowed: bool) -> None:
    assert may_write_from(origin, ["www.town.example"], "map.example") is allowed
    assert may_write_from(origin, [], "map.example")

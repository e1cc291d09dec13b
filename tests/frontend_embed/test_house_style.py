"""The pages that the server draws look like one house: our typeface, one header, one footer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from frontend_embed import bundle
from participation.follow_keys import author_key
from perimeter_data.models import Perimeter
from tests import factories

GONE = ("/f/nobody/", "/p/valley/contributions/999/")
NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}


@pytest.fixture
def built(tmp_path: Path, settings: Any) -> None:
    """A build with nothing in it but the typeface."""
    chunk = {"file": "face-Abc12345.css", "assets": ["a-latin-ext-wght-normal-1.woff2", "a-latin-wght-normal-2.woff2"]}
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps({"src/styles/face.css": chunk}))
    settings.EMBED_DIST = tmp_path


def bodies(page: Client, perimeter: Perimeter) -> dict[str, str]:
    made = factories.contribution(perimeter)
    factories.open_consultation(perimeter)
    addresses = {"/": 200, "/p/valley/contribute/": 200, f"/f/{author_key(made)}/": 200}
    addresses |= {f"/p/valley/{name}/": 200 for name in ("results", "statistics", "privacy", "accessibility")}
    addresses |= dict.fromkeys(GONE, 404)
    found = {}
    for address, status in addresses.items():
        answer = page.get(f"{address}?lang=it")
        assert answer.status_code == status, address
        found[address] = answer.content.decode()
    return found


@pytest.mark.usefixtures("built")
def test_every_page_has_the_header_and_the_typeface(page: Client, perimeter: Perimeter) -> None:
    for address, body in bodies(page, perimeter).items():
        assert body.count('<header class="site">') == 1, address
        assert 'href="/static/embed/face-Abc12345.css"' in body, address
        assert 'href="/static/embed/a-latin-wght-normal-2.woff2"' in body, address
        if address in GONE:
            continue
        assert body.count('<footer class="site">') == 1, address
        assert re.search(r'lang="it"\s+(hreflang="it"\s+)?aria-current="true">Italiano<', body), address
        assert all(name in body for name in NAMES.values()), address


def test_the_map_brings_its_typeface_itself_where_scripts_run(page: Client, perimeter: Perimeter) -> None:
    if bundle.typeface() is None:
        pytest.skip("the front end is not built")
    body = page.get("/p/valley/").content.decode()
    plain = "".join(re.findall(r"<noscript>.*?</noscript>", body, re.DOTALL))
    assert body.count(".woff2") == plain.count(".woff2") == 1


def test_without_a_build_pages_read_all_the_same(page: Client, perimeter: Perimeter, settings: Any) -> None:
    settings.EMBED_DIST = Path("/nowhere")
    assert "woff2" not in page.get("/").content.decode()


def test_a_territory_that_is_not_public_is_not_led_to(page: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    Perimeter.objects.update(is_public=False)
    body = page.get(f"/f/{author_key(made)}/").content.decode()
    assert "/p/valley/" not in body and "Agorama" in body


def test_return_in_a_field_of_the_form_sends_it(page: Client, perimeter: Perimeter) -> None:
    """The buttons for languages stand before the form; the first button of a form is the one that Return presses."""
    factories.open_consultation(perimeter)
    body = page.get("/p/valley/contribute/").content.decode()
    buttons = re.findall(r"<button[^>]+>", body)
    assert "name=" not in buttons[0] and all('form="contribute"' in one for one in buttons[:4])
    assert [re.search(r'formaction="[?]lang=(..)"', one)[1] for one in buttons[1:4]] == ["fr", "it", "en"]  # type: ignore[index]


def test_the_built_typeface_comes_from_here_and_is_kept_for_ever() -> None:
    face = bundle.typeface()
    if face is None:
        pytest.skip("the front end is not built")
    for_ever = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    assert for_ever.match(face["style"]) and for_ever.match(face["file"])
    rules = (settings.EMBED_DIST / Path(face["style"]).name).read_text()
    addresses = re.findall(r"url[(]['\"]?([^)'\"]+)", rules)
    assert len(addresses) == 3 == rules.count("font-display:swap")
    assert all((settings.EMBED_DIST / address).is_file() for address in addresses)
    # The name that stands in the tokens after ours: letters as wide, so that little moves.
    tokens = Path(str(finders.find("frontend_embed/tokens.css"))).read_text()
    assert "Agorama Fallback" in rules and "'Agorama Fallback'" in tokens

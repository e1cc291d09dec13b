"""What a first visit fetches of our own JavaScript, and how long browsers keep it."""

import gzip
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings

from frontend_embed import bundle

FIRST_CHUNK_BYTES, DICTIONARY_BYTES = 60_000, 8_000


@pytest.fixture
def built() -> Path:
    if not (settings.EMBED_DIST / ".vite" / "manifest.json").is_file():
        pytest.skip("the front end is not built")
    return settings.EMBED_DIST


def _packed(built: Path, urls: Iterable[str]) -> int:
    return sum(len(gzip.compress((built / Path(url).name).read_bytes())) for url in urls)


@pytest.mark.parametrize("source", ["src/page.ts", "src/element.ts"])
def test_the_first_chunk_is_small_and_waits_for_no_map_or_form(built: Path, source: str) -> None:
    found = bundle.entry(source)
    urls = (found["script"], *found["modules"])
    heavy = ("maplibre", "engine", "composer", "card", "ask", "pen")
    assert not [url for url in urls if Path(url).name.startswith(heavy)]
    assert _packed(built, urls) <= FIRST_CHUNK_BYTES


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_a_reader_fetches_the_words_of_one_language(built: Path, language: str) -> None:
    words = set(bundle.entry("src/page.ts", language)["modules"]) - set(bundle.entry("src/page.ts")["modules"])
    assert len(words) == 1
    assert _packed(built, words) <= DICTIONARY_BYTES


def test_the_worker_is_one_classic_script(built: Path) -> None:
    script = (built / Path(bundle.entry("src/offline/worker.ts")["script"]).name).read_text()
    assert not re.search(r"\b(import|export)\b[\s{(*]", script)


def test_only_names_with_a_hash_are_kept_for_ever(built: Path) -> None:
    for_ever = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    for chunk in manifest.values():
        assert for_ever.match(f"/static/embed/{chunk['file']}")
    for name in (
        "frontend_embed/admin-moderation.css",
        "drf_spectacular_sidecar/swagger-ui-bundle.js",
        "embed/page.js",
    ):
        assert not for_ever.match(f"/static/{name}")

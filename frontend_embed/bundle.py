"""Where the built scripts and styles are: Vite's manifest, read once per build."""

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from core.errors import Unavailable

logger = logging.getLogger(__name__)


class Chunk(TypedDict):
    """One line of the manifest, as far as it is read here."""

    file: str
    css: NotRequired[list[str]]
    imports: NotRequired[list[str]]
    assets: NotRequired[list[str]]


class Typeface(TypedDict):
    """URL paths of our typeface: the style sheet, and the file that nearly every page draws with."""

    style: str
    file: str


class Entry(TypedDict):
    """URL paths of one entry point."""

    script: str
    styles: list[str]
    # What the script imports before it runs, and the reader's words: fetched beside it, not after it.
    modules: list[str]


@lru_cache(maxsize=4)
def _manifest(path: Path, changed_ns: int) -> dict[str, Chunk]:
    return json.loads(path.read_text(encoding="utf-8"))


def entry(source: str, *words: str) -> Entry:
    """Return the built files of `src/page.ts` and the like; raise `Unavailable` when nothing was built.

    `words` are languages whose dictionary will be needed.
    """
    path = settings.EMBED_DIST / ".vite" / "manifest.json"
    if not path.is_file():
        logger.error("nothing is built at %s: run npm run build in frontend_embed", path)
        raise Unavailable(_("The map is not ready yet. Please try again in a moment."))
    manifest = _manifest(path, path.stat().st_mtime_ns)
    found = manifest[source]
    needed = dict.fromkeys(_imports(manifest, source, *(f"src/strings/{language}.ts" for language in words)))
    return {
        "script": static(f"embed/{found['file']}"),
        "styles": [static(f"embed/{style}") for style in found.get("css", [])],
        "modules": [static(f"embed/{file}") for file in needed if file != found["file"]],
    }


def typeface() -> Typeface | None:
    """Return where our typeface was built to; nothing where nothing was built: pages read without it."""
    path = settings.EMBED_DIST / ".vite" / "manifest.json"
    if not path.is_file():
        return None
    chunk = _manifest(path, path.stat().st_mtime_ns).get("src/styles/face.css")
    if chunk is None:
        return None
    file = next(name for name in chunk.get("assets", []) if "-latin-wght-normal" in name)
    return {"style": static(f"embed/{chunk['file']}"), "file": static(f"embed/{file}")}


def _imports(manifest: dict[str, Chunk], *sources: str) -> Iterator[str]:
    """Return the files of these and of all they import; a file may come more than once."""
    for source in sources:
        chunk = manifest[source]
        yield chunk["file"]
        yield from _imports(manifest, *chunk.get("imports", ()))

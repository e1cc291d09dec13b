"""Where the built scripts and styles are: Vite's manifest, read once per build."""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from core.errors import Unavailable

logger = logging.getLogger(__name__)


class Entry(TypedDict):
    """URL paths of one entry point."""

    script: str
    styles: list[str]


@lru_cache(maxsize=4)
def _manifest(path: Path, changed_ns: int) -> dict[str, dict[str, object]]:
    return json.loads(path.read_text(encoding="utf-8"))


def entry(source: str) -> Entry:
    """Return the built files of `src/page.ts` and the like; raise `Unavailable` when nothing was built."""
    path = settings.EMBED_DIST / ".vite" / "manifest.json"
    if not path.is_file():
        logger.error("nothing is built at %s: run npm run build in frontend_embed", path)
        raise Unavailable(_("The map is not ready yet. Please try again in a moment."))
    found = _manifest(path, path.stat().st_mtime_ns)[source]
    styles = found.get("css", [])
    return {
        "script": static(f"embed/{found['file']}"),
        "styles": [static(f"embed/{style}") for style in styles] if isinstance(styles, list) else [],
    }

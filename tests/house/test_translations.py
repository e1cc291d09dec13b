"""Every string of the Python side and its templates exists in French and Italian, and none is left over."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

ROOT = Path(settings.BASE_DIR)
MARKED = re.compile(r"gettext|{% (?:blocktranslate|translate)\b")
LANGUAGES = ("fr", "it")


def _sources(app: Path) -> list[Path]:
    skipped = {"node_modules", "dist", "migrations"}
    return [
        path for path in (*app.rglob("*.py"), *app.rglob("*.html")) if not skipped & set(path.relative_to(app).parts)
    ]


def _apps() -> list[str]:
    return [
        app
        for app in settings.INSTALLED_APPS
        if (ROOT / app).is_dir() and any(MARKED.search(path.read_text()) for path in _sources(ROOT / app))
    ]


def _entries(catalogue: Path, *options: str) -> str:
    return subprocess.run(
        ["msgattrib", *options, str(catalogue)], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


@pytest.mark.parametrize("app", _apps())
def test_every_marked_string_is_translated_and_none_is_left_over(app: str, tmp_path: Path) -> None:
    copy = tmp_path / app
    shutil.copytree(
        ROOT / app, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "__pycache__", "src", "tests", "*.mo")
    )
    (copy / "locale").mkdir(exist_ok=True)
    languages = [argument for language in LANGUAGES for argument in ("-l", language)]
    command = [sys.executable, "-P", "-m", "django", "makemessages", *languages, "--no-location"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin"})
    for language in LANGUAGES:
        catalogue = copy / "locale" / language / "LC_MESSAGES" / "django.po"
        for state in ("--untranslated", "--only-fuzzy", "--only-obsolete"):
            assert _entries(catalogue, state) == "", f"{app} {language} {state}"


@pytest.mark.parametrize("app", _apps())
def test_french_spaces_stand_before_high_punctuation(app: str) -> None:
    catalogue = (ROOT / app / "locale" / "fr" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    translations = " ".join(re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', catalogue, flags=re.M))
    assert re.findall(r"\w+ [?!;:](?!\w)", translations) == []

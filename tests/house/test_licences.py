"""Nothing we ship forbids AGPL-3.0-or-later: every licence of what the product runs on is one of a known few."""

import hashlib
import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
# All of them may stand in one work under the AGPL 3 (docs/adr/0006): permissive ones, LGPL 3, MPL 2, and the OFL,
# which binds the font alone.
FINE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Zlib",
}
# The words of packages that do not yet name their licence by its SPDX name.
OLD_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "New BSD": "BSD-3-Clause",
}
# A package whose metadata name no licence: by the words of its licence's own text.
ONLY_IN_FILE = {"resvg-py": ("MIT", "Permission is hereby granted, free of charge, to any person obtaining a")}
LICENCE_SHA256 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"


def pinned() -> list[str]:
    """Return the names in requirements/base.txt that are installed on this system and Python."""
    text = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    found = [Requirement(line) for line in re.findall(r"^[a-z0-9.-]+==[^\\\n]+", text, re.MULTILINE)]
    return sorted({each.name for each in found if each.marker is None or each.marker.evaluate()})


def words_of(name: str) -> set[str]:
    """Return what a package says of its licence: the expression, else the classifiers, else the first line."""
    about = importlib.metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return set(re.split(r"\s+(?:AND|OR)\s+", expression.strip("()")))
    classified = {
        line.rsplit(" :: ", 1)[-1] for line in about.get_all("Classifier") or [] if line.startswith("License :: ")
    } - {"OSI Approved"}
    if name in ONLY_IN_FILE and not classified:
        licence, sentence = ONLY_IN_FILE[name]
        files = importlib.metadata.files(name) or []
        texts = [file.read_text(encoding="utf-8") for file in files if file.name == "LICENSE"]
        return {licence} if any(sentence in text for text in texts) else set()
    return classified or {(about.get("License") or "").partition("\n")[0]}


@pytest.mark.parametrize("name", pinned())
def test_python_package(name: str) -> None:
    words = {OLD_WORDS.get(word, word) for word in words_of(name)}
    known = {re.sub(r"^Mozilla Public License 2\.0.*", "MPL-2.0", word) for word in words}
    assert known, "no licence is named"
    assert known <= FINE, known


def test_npm_packages() -> None:
    lock = json.loads((ROOT / "frontend_embed" / "package-lock.json").read_text(encoding="utf-8"))
    shipped = {path: about for path, about in lock["packages"].items() if path and not about.get("dev")}
    assert len(shipped) > 5
    for path, about in shipped.items():
        assert set(re.split(r"\s+(?:AND|OR)\s+", about["license"].strip("()"))) <= FINE, path


def test_we_say_our_own_everywhere() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == LICENCE_SHA256
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = json.loads((ROOT / "frontend_embed" / "package.json").read_text(encoding="utf-8"))
    assert project["license"]["text"] == package["license"] == "AGPL-3.0-or-later"

"""The reader that every decoded tile passes (`decoded`) knows a bad tile from a good one."""

import json
from pathlib import Path

import pytest

from tests.shared import DATA, data_file
from tests.tiles.mvt import Invalid, check

FIXTURES = DATA / "mvt" / "fixtures"
# Valid by the letter, and yet nothing a server should send: a type that is unknown, a count without its parameters.
STRICTER = {"039", "057"}


@pytest.mark.parametrize("number", sorted(path.name for path in FIXTURES.iterdir()) if FIXTURES.is_dir() else ["-"])
def test_it_agrees_with_the_fixtures(number: str) -> None:
    folder = data_file("mvt") / "fixtures" / number
    valid = json.loads((folder / "info.json").read_text())["validity"]["v2"] and number not in STRICTER
    tile = (folder / "tile.mvt").read_bytes()
    if valid:
        check(tile)
    else:
        with pytest.raises(Invalid):
            check(tile)


@pytest.mark.slow
def test_real_tiles_pass() -> None:
    tiles: list[Path] = sorted((data_file("mvt") / "real-world").rglob("*.mvt"))
    assert tiles
    for tile in tiles:
        check(tile.read_bytes())


@pytest.mark.parametrize(
    ("tile", "why"),
    [
        ("1a 02 78 02", "a layer has a name"),
        ("1a 03 0a 01 61", "a layer has a version"),
        ("1a 05 0a 01 61 78 02 1a 05 0a 01 61 78 02", "layer names are unique"),
        ("1a 0e 0a 01 61 12 07 18 01 22 03 09 02", "a field ends inside its message"),
        ("1a 0c 0a 01 61 12 05 22 03 09 02 02 78 02", "a feature has a type"),
        ("1a 0e 0a 01 61 12 07 18 02 22 03 09 02 02 78 02", "parts are begun, drawn and closed"),
        ("1a 0d 0a 01 61 12 06 18 01 22 02 09 02 78 02", "a command has its parameters"),
        ("1a 0e 0a 01 61 12 07 18 01 22 03 0b 02 02 78 02", "a command is known"),
    ],
)
def test_it_says_what_is_wrong(tile: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check(bytes.fromhex(tile))


def test_an_empty_tile_is_one() -> None:
    check(b"")

"""PMTiles read by ranges: what is there is found, what lies is refused and breaks nothing."""

import gzip
import struct
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.basemaps import pmtiles
from layers.basemaps.content import MAX_VECTOR_BYTES, unzipped
from layers.basemaps.refusals import NotATile, NotPMTiles
from tests.pmtiles import directory, write

TILES = {(z, x, y): f"{z}/{x}/{y}".encode() for z in range(5) for x in range(1 << z) for y in range(1 << z)}


@pytest.mark.parametrize("leaves", [False, True])
def test_every_tile_is_found_and_no_other(tmp_path: Path, leaves: bool) -> None:
    path = write(tmp_path / "all.pmtiles", TILES, leaves=leaves, maxzoom=6)
    for at, body in TILES.items():
        found = pmtiles.read_tile(path, *at)
        assert found is not None
        assert gzip.decompress(found) == body
    assert pmtiles.read_tile(path, 5, 3, 3) is None
    assert pmtiles.read_tile(path, 7, 3, 3) is None


def test_ids_are_those_of_the_specification() -> None:
    # The table of the specification, "Tile IDs".
    known = {
        (0, 0, 0): 0,
        (1, 0, 0): 1,
        (1, 0, 1): 2,
        (1, 1, 1): 3,
        (1, 1, 0): 4,
        (2, 0, 0): 5,
        (12, 3423, 1763): 19078479,
    }
    assert {at: pmtiles.tile_id(*at) for at in known} == known


@pytest.mark.parametrize("z", range(7))
def test_ids_of_a_zoom_are_one_unbroken_walk(z: int) -> None:
    side = 1 << z
    by_id = sorted((pmtiles.tile_id(z, x, y), x, y) for x in range(side) for y in range(side))
    first = (4**z - 1) // 3
    assert [entry[0] for entry in by_id] == list(range(first, first + side * side))
    steps = pairwise(by_id)
    assert all(abs(x - u) + abs(y - v) == 1 for (_a, x, y), (_b, u, v) in steps)


def test_a_run_answers_for_all_its_tiles(tmp_path: Path) -> None:
    path = write(tmp_path / "run.pmtiles", {(1, 0, 0): b"sea"})
    header = pmtiles.read_header(path)
    root = gzip.compress(directory([(1, 4, 23, 0)]), mtime=0)
    raw = bytearray(path.read_bytes())
    place = len(raw)
    struct.pack_into("<2Q", raw, 8, place, len(root))
    other = tmp_path / "run2.pmtiles"
    other.write_bytes(bytes(raw) + root)
    length = header.tiles[1]
    assert length == 23
    found = [pmtiles.read_tile(other, 1, x, y) for x in (0, 1) for y in (0, 1)]
    assert [gzip.decompress(tile or b"") for tile in found] == [b"sea"] * 4


LIES: list[dict[str, int]] = [
    {"version": 2},
    {"root": 2**63},
    {"root_length": 0},
    {"root_length": 2**40},
    {"metadata_length": 2**40},
    {"leaf_at": 2**63},
    {"tiles_length": 2**62},
    {"inside": 3},
    {"around": 4},
    {"type": 0},
    {"type": 9},
    {"minzoom": 9, "maxzoom": 3},
    {"maxzoom": 200},
]


@pytest.mark.parametrize("lies", LIES, ids=str)
def test_a_header_that_lies_is_refused(tmp_path: Path, lies: dict[str, int]) -> None:
    path = write(tmp_path / "lies.pmtiles", TILES, **lies)
    with pytest.raises(NotPMTiles):
        pmtiles.read_header(path)


def rooted(path: Path, root: bytes, **lies: int) -> Path:
    """Return a file with another root directory, as it is given."""
    raw = bytearray(write(path, TILES, **lies).read_bytes())
    struct.pack_into("<2Q", raw, 8, len(raw), len(root))
    path.write_bytes(bytes(raw) + root)
    return path


ROOTS: dict[str, bytes] = {
    "empty": b"",
    "no gzip": b"plain",
    "cut off": gzip.compress(directory([(0, 1, 5, 0)]))[:-9],
    "bomb": gzip.compress(b"\0" * 15_000_000),
    "count": gzip.compress(b"\xff\xff\xff\xff\x0f"),
    "endless number": gzip.compress(b"\xff" * 40),
    "too few": gzip.compress(b"\x05\x01\x01"),
    "no bytes": gzip.compress(directory([(0, 1, 0, 0)])),
    "far away": gzip.compress(directory([(0, 1, 5, 2**60)])),
    "huge tile": gzip.compress(directory([(0, 1, 2**40, 0)])),
    "leaf far away": gzip.compress(directory([(0, 0, 5, 2**60)])),
    "leaf of nothing": gzip.compress(directory([(0, 0, 1, 0)])),
}


@pytest.mark.parametrize("root", ROOTS.values(), ids=ROOTS)
def test_a_directory_that_lies_is_refused(tmp_path: Path, root: bytes) -> None:
    path = rooted(tmp_path / "lies.pmtiles", root)
    with pytest.raises(NotPMTiles):
        pmtiles.read_tile(path, 0, 0, 0)


def test_leaves_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    leaf = gzip.compress(directory([(0, 0, 200, 0)]), mtime=0)
    leaf = gzip.compress(directory([(0, 0, len(leaf), 0)]), mtime=0)
    path = rooted(tmp_path / "circle.pmtiles", leaf)
    raw = bytearray(path.read_bytes())
    struct.pack_into("<2Q", raw, 40, len(raw) - len(leaf), len(leaf))
    path.write_bytes(raw)
    with pytest.raises(NotPMTiles):
        pmtiles.read_tile(path, 0, 0, 0)


@pytest.mark.parametrize("metadata", [[1], "x", 3])
def test_metadata_has_to_be_an_object(tmp_path: Path, metadata: Any) -> None:
    path = write(tmp_path / "meta.pmtiles", TILES, metadata=metadata)
    with pytest.raises(NotPMTiles):
        pmtiles.read_metadata(path)


def test_nothing_but_the_ranges_is_read(tmp_path: Path) -> None:
    """A gigabyte that is mostly hole is as quick as a small one."""
    path = write(tmp_path / "sparse.pmtiles", TILES)
    with path.open("r+b") as file:
        file.truncate(1 << 30)
    assert pmtiles.read_tile(path, 0, 0, 0) is not None


@pytest.mark.slow
@given(noise=st.binary(max_size=400))
def test_noise_behind_a_good_header_never_breaks_the_reader(tmp_path_factory: Any, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "noise.pmtiles"
    raw = write(path, TILES).read_bytes()
    path.write_bytes(raw[:127] + noise + raw[127 + len(noise) :])
    try:
        pmtiles.read_tile(path, 1, 0, 0)
        pmtiles.read_metadata(path)
    except NotPMTiles:
        pass


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    data = bomb.compress(b"\0" * (MAX_VECTOR_BYTES + 1)) + bomb.flush()
    with pytest.raises(NotATile):
        unzipped(data)

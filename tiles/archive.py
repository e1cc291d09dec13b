"""A perimeter's public layers as one file that needs no server: PMTiles version 3, for use offline and behind a CDN."""

import gzip
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from layers.models import LayerKind
from layers.selectors import public_layers
from perimeter_data.models import Perimeter
from tiles.encode import Encoder
from tiles.extent import cover, covered, extent
from tiles.resolve import FIXED, ZONES, editions, vector_sources
from tiles.tilejson import MAX_ZOOM, vector_tilejson

# A tile of this zoom is drawn to half a metre: clients enlarge it, and each zoom more makes four times the tiles.
DEFAULT_ZOOM = 14
SAID_EVERY = 50
Progress = Callable[[int, int], None]


def write_archive(
    *, perimeter: Perimeter, path: Path, maxzoom: int = DEFAULT_ZOOM, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Write what the public sees at this moment; raise `UnknownPerimeter` or its like, then nothing is at the path.

    All tiles are of one snapshot. Returns {"tiles", "bytes", "minzoom", "maxzoom", "layers", "left_out"}: pictures are
    left out, an archive holds one kind of tile. `progress` gets tiles asked and all there are, empty ones too.
    """
    if not 0 <= maxzoom <= MAX_ZOOM:
        raise ValueError(f"tiles are made for zooms 0 to {MAX_ZOOM}")
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with snapshot(), half.open("wb") as file:
            report = _write(Writer(file), perimeter, maxzoom, progress)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return {**report, "bytes": path.stat().st_size}


def _write(writer: Any, perimeter: Perimeter, maxzoom: int, progress: Progress) -> dict[str, Any]:
    names, left_out = layer_names(perimeter)
    sources = vector_sources(perimeter, names)
    box, zooms = extent(perimeter), range(maxzoom + 1)
    encoder, asked, total, kept = Encoder(sources), 0, covered(box, zooms), 0
    progress(0, total)
    for z in zooms:
        for tile in sorted(cover(box, z), key=lambda tile: zxy_to_tileid(tile.z, tile.x, tile.y)):
            raw = encoder.encode(tile)
            if raw:
                writer.write_tile(zxy_to_tileid(tile.z, tile.x, tile.y), gzip.compress(raw, mtime=0))
                kept += 1
            asked += 1
            if asked % SAID_EVERY == 0:
                progress(asked, total)
    west, south, east, north = (round(degrees * 10_000_000) for degrees in box)
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 0,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    told = vector_tilejson(perimeter, sources, "")
    layers = [{**layer, "maxzoom": maxzoom} for layer in told["vector_layers"]]
    words = {"name": told["name"], "attribution": told["attribution"], "type": "overlay", "vector_layers": layers}
    writer.finalize(header, words)
    progress(total, total)
    return {"tiles": kept, "minzoom": 0, "maxzoom": maxzoom, "layers": names, "left_out": left_out}


def layer_names(perimeter: Perimeter) -> tuple[list[str], list[str]]:
    """Return the names of the layers that go in, and of the pictures that do not."""
    layers = list(public_layers(perimeter))
    zonings = [ZONES + slug for slug in editions(perimeter).values_list("zoning__slug", flat=True)]
    drawn = [layer.slug for layer in layers if layer.kind != LayerKind.RASTER]
    return [*FIXED, *zonings, *drawn], [layer.slug for layer in layers if layer.kind == LayerKind.RASTER]


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is now, for as long as this takes; a caller's own transaction is left as it is."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield

"""Raster tiles beside titiler: the same COGs, tiles and machine, in one run; cold, then warm.

Both run as their documentation says, with two processes: Agorama under granian, titiler.core under uvicorn with the
settings of GDAL that it recommends. titiler caches nothing; ours are cut at a boundary besides. Cold: each tile once,
with nothing kept, by processes that have drawn a few others. Warm: the same tiles again. Only ratios within a run mean
anything. Give it a database of its own,
as DATABASE_URL: it writes a perimeter `bench-rasters`. titiler is found where `python -m benchmarks.peers.install` put
it.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.rasters --rounds 3
"""

import argparse
import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

import numpy as np  # noqa: E402
import rasterio  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from rasterio.transform import from_bounds  # noqa: E402

from benchmarks.peers.asking import ask  # noqa: E402
from benchmarks.peers.place import Workplace, free_port, here  # noqa: E402
from benchmarks.peers.servers import agorama  # noqa: E402
from core.geometry import tile_at  # noqa: E402
from layers.models import Layer  # noqa: E402
from layers.services.importing import LayerOptions, import_layer  # noqa: E402
from layers.services.media import full_path  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary  # noqa: E402
from scripts.agorama.instance import Instance  # noqa: E402

SLUG, SIDE = "bench-rasters", 4096
# By itself titiler takes the nearest pixel, which shows as steps in every line that is not upright.
SMOOTH = "&resampling=bilinear&reproject=bilinear"
BOX = (1_000_000, 6_300_000, 1_020_480, 6_320_480)
BOUNDARY = Polygon.from_bbox((6.74, 43.75, 6.97, 43.90))
ZOOMS = {11: 4, 12: 12, 13: 40, 14: 60, 15: 60}
# A process that was just started draws these first, ours and theirs.
WARMING = {16: 32}
TITILER = """
from fastapi import FastAPI
from titiler.core.errors import DEFAULT_STATUS_CODES, add_exception_handlers
from titiler.core.factory import TilerFactory
app = FastAPI()
app.include_router(TilerFactory().router)
add_exception_handlers(app, DEFAULT_STATUS_CODES)
"""
GDAL = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_CACHEMAX": "200",
    "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
    "VSI_CACHE": "TRUE",
    "VSI_CACHE_SIZE": "5000000",
}


def pictures(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write heights in metres and a photograph over the same ground."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    heights = 1500 + 800 * np.sin(x / 300) * np.cos(y / 410) + 60 * np.sin(x / 23 + y / 31)
    noise = np.random.default_rng(1).normal(0, 6, heights.shape)
    photo = np.stack([(heights / 12 + noise + shift).clip(0, 255) for shift in (0, 10, 20)])
    for name, data in (("heights", heights[None].astype("float32")), ("photo", photo.astype("uint8"))):
        place = {"crs": "EPSG:2154", "transform": from_bounds(*BOX, SIDE, SIDE)}
        look = {"photometric": "RGB"} if name == "photo" else {}
        path = folder / f"{name}.tif"
        with rasterio.open(
            path, "w", "GTiff", width=SIDE, height=SIDE, count=len(data), dtype=data.dtype, **place, **look
        ) as file:
            file.write(data)
        yield name, path


def prepared(folder: Path) -> list[Layer]:
    """Return the layers, imported anew."""
    perimeter, made = Perimeter.objects.get_or_create(slug=SLUG, defaults={"name": {"fr": SLUG}, "ref_prefix": "BRA"})
    if made:
        boundary = MultiPolygon(BOUNDARY, srid=4326)
        version = PerimeterVersion.objects.create(
            perimeter=perimeter, number=1, boundary=boundary, accepted=boundary, tolerance_m=0, area_km2=1
        )
        publish_boundary(version=version)
    for name, path in pictures(folder):
        import_layer(perimeter=perimeter, path=path, options=LayerOptions(slug=name))
    return list(Layer.objects.filter(perimeter=perimeter).select_related("raster").order_by("slug"))


def tiles(zooms: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return so many tiles a zoom that lie in the boundary or on it, the same in every run."""
    chance = np.random.default_rng(2)
    west, south, east, north = BOUNDARY.extent
    found = set()
    for zoom, many in zooms.items():
        spots = chance.uniform((west, south), (east, north), (many * 3, 2))
        found |= set(sorted({tile_at(lon, lat, zoom) for lon, lat in spots}, key=str)[:many])
    return sorted((tile.z, tile.x, tile.y) for tile in found)


@contextmanager
def titiler(at: Workplace) -> Iterator[int]:
    """Run it; return its port."""
    (at.folder / "tiler.py").write_text(TITILER)
    port = free_port()
    program = at.program("titiler/bin/uvicorn")
    listen = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-access-log"]
    with at.running("titiler", [program, "tiler:app", *listen], port, GDAL):
        yield port


def paths_of(layer: Layer, many: list[tuple[int, int, int]]) -> tuple[list[str], list[str]]:
    """Return the addresses of the tiles of a layer, ours and titiler's: resampled, stretched and coloured the same."""
    raster = layer.raster
    look = f"&rescale={raster.minimum},{raster.maximum}&colormap_name={raster.colormap}" if raster.colormap else ""
    source = f"url={full_path(raster.path)}{look}"
    ours = [f"/tiles/{SLUG}/{layer.slug}/{z}/{x}/{y}.webp" for z, x, y in many]
    theirs = [f"/tiles/WebMercatorQuad/{z}/{x}/{y}.webp?{source}&tilesize=256{SMOOTH}" for z, x, y in many]
    return ours, theirs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        at = Workplace(Path(name), here(), {**os.environ})
        settings.MEDIA_ROOT = Instance(at.agorama).var / "media"  # where the server looks
        layers, many, warming = prepared(at.folder), tiles(ZOOMS), tiles(WARMING)
        ours, port = stack.enter_context(agorama(at)), stack.enter_context(titiler(at))
        rates: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for _round in range(rounds):
            ours.forget()
            for layer in layers:
                our_paths, their_paths = paths_of(layer, many)
                for at_port, paths in zip((ours.port, port), paths_of(layer, warming), strict=True):
                    ask(at_port, paths)
                for state in ("cold", "warm"):
                    for server, at_port, paths in (("Agorama", ours.port, our_paths), ("titiler", port, their_paths)):
                        answers = ask(at_port, paths)
                        if answers.errors:
                            raise SystemExit(f"{server}: {answers.errors} errors")
                        rates[layer.slug, state, server].append(answers.rate)
    print(f"{len(many)} tiles, {rounds} rounds\n")
    print("| layer | state | Agorama | titiler | ratio |\n|---|---|---:|---:|---:|")
    for layer in layers:
        for state in ("cold", "warm"):
            us, them = rates[layer.slug, state, "Agorama"], rates[layer.slug, state, "titiler"]
            ratio = statistics.median(a / b for a, b in zip(us, them, strict=True))
            medians = f"{statistics.median(us):.0f} | {statistics.median(them):.0f}"
            print(f"| {layer.slug} | {state} | {medians} | {ratio:.2f} |")


if __name__ == "__main__":
    main()

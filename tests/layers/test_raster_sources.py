"""Pictures as people send them: with a world file, zipped, or pretending."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import CRS
from rasterio.transform import from_bounds

from core.errors import DomainError
from core.geometry import tile_at
from layers.services.media import full_path
from layers.services.raster import render_tile
from tests import factories
from tests.layers.pictures import files, shown

Bring = Callable[..., Any]
Write = Callable[..., Path]
WORLD = "0.01\n0\n0\n-0.01\n7.005\n44.495\n"
BOX = (7.0, 43.5, 8.0, 44.5)


def scan(folder: Path, picture: str, world: str) -> list[Path]:
    """Write a picture over 7..8 × 43.5..44.5, its world file and a .prj."""
    Image.new("RGB", (100, 100), (10, 200, 30)).save(folder / picture)
    (folder / world).write_text(WORLD)
    prj = folder / f"{Path(picture).stem}.prj"
    prj.write_text(CRS("EPSG:4326").to_wkt("WKT1_ESRI"))
    return [folder / picture, folder / world, prj]


@pytest.mark.parametrize(
    ("picture", "world"), [("scan.JPG", "SCAN.jgw"), ("scan.png", "scan.wld"), ("a.jpeg", "a.jpegw")]
)
@pytest.mark.parametrize("zipped", [False, True])
def test_with_world_file_and_prj(bring: Bring, tmp_path: Path, picture: str, world: str, zipped: bool) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    parts = scan(sent, picture, world)
    if zipped:
        with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
            for part in parts:
                archive.write(part, f"folder/{part.name}")
    layer, summary = bring(tmp_path / "sent.zip" if zipped else sent)
    assert summary.imported == 1
    assert layer.raster.bounds.extent == pytest.approx(BOX)
    assert (shown(layer, BOX)[..., 1] > 150).any()


def test_a_zip_of_other_things(bring: Bring, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(DomainError) as refusal:
        bring(tmp_path / "sent.zip")
    assert refusal.value.code == "zip_without_data"


def test_a_pointer_to_other_files_is_not_followed(bring: Bring, tmp_path: Path, geotiff: Write) -> None:
    secret = geotiff(np.full((1, 20, 20), 7, "uint8")).rename(tmp_path / "secret.tif")
    pointer = (
        '<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>EPSG:4326</SRS>'
        '<GeoTransform>7, 0.01, 0, 44.5, 0, -0.01</GeoTransform><VRTRasterBand dataType="Byte" band="1">'
        f"<SimpleSource><SourceFilename>{secret}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    (tmp_path / "posing.tif").write_text(pointer)
    with pytest.raises(DomainError) as refusal:
        bring(tmp_path / "posing.tif")
    assert refusal.value.code == "points_elsewhere"
    # Beside a picture GDAL would take it for its overviews.
    Image.new("RGB", (100, 100)).save(tmp_path / "scan.png")
    (tmp_path / "scan.pgw").write_text(WORLD)
    (tmp_path / "scan.png.ovr").write_text(pointer)
    (tmp_path / "scan.png.aux.xml").write_text("<PAMDataset><SRS>EPSG:2154</SRS></PAMDataset>")
    with pytest.raises(DomainError) as refusal:
        bring(tmp_path / "scan.png")
    assert refusal.value.code == "crs_missing"


def test_too_many_bytes(bring: Bring, geotiff: Write, settings: Any) -> None:
    settings.AGORAMA_RASTER_MAX_BYTES = 100
    with pytest.raises(DomainError) as refusal:
        bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
    assert refusal.value.code == "file_too_large"


@pytest.mark.parametrize(("side", "bands"), [(200_000, 1), (4000, 400)])
def test_a_few_bytes_of_enormous_size(bring: Bring, tmp_path: Path, media: Path, side: int, bands: int) -> None:
    path = tmp_path / "bomb.tif"
    layout = {"tiled": True, "sparse_ok": True, "compress": "deflate", "blockxsize": 1024, "blockysize": 1024}
    place = {"crs": "EPSG:4326", "transform": from_bounds(*BOX, side, side)}
    with rasterio.open(path, "w", "GTiff", width=side, height=side, count=bands, dtype="uint8", **layout, **place):
        pass
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DomainError) as refusal:
        bring(path)
    assert refusal.value.code == "too_many_pixels"
    assert files(media) == []


def test_blocks_that_break_after_the_import(bring: Bring, geotiff: Write) -> None:
    layer, _summary = bring(geotiff(np.random.default_rng(7).integers(0, 255, (3, 600, 600), "uint8")))
    path = full_path(layer.raster.path)
    raw = bytearray(path.read_bytes())
    raw[20_000:-20_000] = b"\xff" * (len(raw) - 40_000)
    path.write_bytes(raw)
    tile = tile_at(*factories.INSIDE, 11)
    with pytest.raises(DomainError) as refusal:
        render_tile(layer, tile.z, tile.x, tile.y, "png")
    assert refusal.value.code == "unavailable"

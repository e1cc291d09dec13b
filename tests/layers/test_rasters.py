"""Pictures become layers or are refused with a reason: real and hostile rasters, and what is shown of them."""

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.control import GroundControlPoint
from rasterio.errors import NotGeoreferencedWarning
from rio_cogeo.cogeo import cog_validate

from core.errors import DomainError, Unavailable
from core.geometry import Tile, tile_at
from layers.models import Layer, RasterFile
from layers.services.media import full_path
from layers.services.raster import empty_tile, render_tile
from perimeter_data.models import Perimeter
from tests import factories
from tests.layers.conftest import territory
from tests.shared import data_file

Bring = Callable[..., Any]
Write = Callable[..., Path]
RAMP, PHOTO = "ramp", "photo"
SHOWN = {
    "rasters/blue.tif": ("EPSG:32617", RAMP),
    "rasters/clp.tif": ("EPSG:3857", RAMP),
    "rasters/cog.tif": ("EPSG:32621", RAMP),
    "rasters/cog_cmap.tif": ("EPSG:3857", "classes"),
    "rasters/cog_fullearth.tif": ("EPSG:4326", RAMP),
    "rasters/cog_gcps_ovr.tif": ("EPSG:4326", RAMP),
    "rasters/cog_int16.tif": ("EPSG:32621", RAMP),
    "rasters/cog_nodata_nan.tif": ("EPSG:32610", RAMP),
    "rasters/cog_rgb.tif": ("EPSG:26913", PHOTO),
    "rasters/cog_rgb_mask.tif": ("EPSG:26913", PHOTO),
    "rasters/cog_rgba.tif": ("EPSG:26913", PHOTO),
    "rasters/cog_scale_epsg4326.tif": ("EPSG:4326", RAMP),
    "rasters/cog_tags.tif": ("unnamed", RAMP),
    "rasters/cog_uint8_rgb_nodata.tif": ("EPSG:4326", PHOTO),
    "rasters/mosaic_cog3.tif": ("EPSG:4326", PHOTO),
    "rasters/nocog.tif": ("EPSG:32621", RAMP),
    "rasters/rgb.tif": ("EPSG:32617", PHOTO),
    "hostile/own/raster/float_nan.tif": ("EPSG:2154", RAMP),
    "hostile/own/raster/palette_nodata.tif": ("EPSG:2154", "classes"),
    "hostile/own/raster/rotated_2154.tif": ("EPSG:2154", RAMP),
    "hostile/own/raster/uint16_3945.tif": ("EPSG:3945", RAMP),
}
REFUSED = {
    "rasters/cog_hirise_mars.tif": "not_on_earth",
    "rasters/no_geo.jpg": "no_georeference",
    "hostile/own/raster/no_crs.tif": "crs_missing",
    "hostile/own/raster/sparse_60000.tif": "too_many_pixels",
}


def pixels(picture: bytes) -> np.ndarray:
    """Return a tile as (rows, columns, RGBA)."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"))


def around(box: tuple[float, float, float, float]) -> Perimeter:
    """Return a perimeter that holds a box."""
    west, south, east, north = box
    return territory(max(west - 0.1, -179.9), max(south - 0.1, -84), min(east + 0.1, 179.9), min(north + 0.1, 84))


def overview_tile(box: tuple[float, float, float, float]) -> Tile:
    """Return the smallest tile that holds the middle of a box and is wider than it."""
    west, south, east, north = box
    zoom = next(z for z in range(22, -1, -1) if 360 / (1 << z) > max(east - west, north - south) or z == 0)
    return tile_at((west + east) / 2, (south + north) / 2, zoom)


def shown(layer: Layer, box: tuple[float, float, float, float]) -> np.ndarray:
    tile = overview_tile(box)
    return pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "crs", "look"), [(name, *facts) for name, facts in SHOWN.items()], ids=list(SHOWN))
def test_shown(bring: Bring, name: str, crs: str, look: str) -> None:
    layer, summary = bring(data_file(name))
    assert (summary.read, summary.imported) == (1, 1)
    file = layer.raster
    assert file.source_crs == crs
    assert cog_validate(full_path(file.path), quiet=True)[0]
    box = file.bounds.extent
    layer.perimeter = around(box)
    picture = shown(layer, box)
    assert picture.shape == (256, 256, 4)
    assert (picture[..., 3] > 0).any()
    stops = {RAMP: 5, PHOTO: 0}.get(look)
    assert len(layer.legend) == stops if stops is not None else 1 < len(layer.legend) < 25


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "code"), list(REFUSED.items()), ids=list(REFUSED))
def test_refused(bring: Bring, media: Path, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        bring(data_file(name))
    assert refusal.value.code == code
    assert str(refusal.value)
    assert not Layer.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_every_real_raster_has_its_line_here() -> None:
    folders = (data_file("rasters"), data_file("hostile/own/raster"))
    found = {f"{folder.name}/{path.name}" for folder in folders for path in folder.glob("*.[tj][ip][fg]")}
    others = {"rasters/cog_dateline.tif", "rasters/inverted_lat.tif"}
    assert found == {"/".join(name.split("/")[-2:]) for name in (*SHOWN, *REFUSED, *others)}


@pytest.mark.django_db
def test_across_the_antimeridian_it_is_shown_on_both_sides(bring: Bring) -> None:
    layer, _summary = bring(data_file("rasters/cog_dateline.tif"))
    layer.perimeter = territory(-179.99, 50, 179.99, 54)
    for lon in (179.5, -179.5):
        tile = tile_at(lon, 51.5, 7)
        assert (pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))[..., 3] > 0).any()


@pytest.mark.django_db
def test_a_raster_without_a_value_is_taken_with_a_warning(bring: Bring) -> None:
    layer, summary = bring(data_file("rasters/inverted_lat.tif"))
    assert [reason["code"] for reason in summary.reasons] == ["empty_raster"]
    assert layer.legend == []
    assert render_tile(layer, 0, 0, 0, "png") == empty_tile("png")


@pytest.mark.django_db
@pytest.mark.usefixtures("child_process")
def test_the_child_process_gives_the_same(bring: Bring) -> None:
    layer, _summary = bring(data_file("hostile/own/raster/palette_nodata.tif"))
    assert layer.raster.colormap == "palette"
    assert [entry["code"] for entry in layer.legend] == ["1", "2", "3"]
    for name, code in (("no_crs.tif", "crs_missing"), ("sparse_60000.tif", "too_many_pixels")):
        with pytest.raises(DomainError) as refusal:
            bring(data_file(f"hostile/own/raster/{name}"), slug="other")
        assert refusal.value.code == code


@pytest.mark.django_db
def test_a_crs_can_be_named_where_the_file_has_none(bring: Bring) -> None:
    layer, _summary = bring(data_file("hostile/own/raster/no_crs.tif"), crs="EPSG:2154")
    assert layer.raster.bounds.centroid.coords == pytest.approx((7.2557, 43.6885), abs=1e-3)


class TestWhatIsShown:
    """On a picture of our own over 6.5..8.5 × 43..45, in the square 7..8 × 43.5..44.5 with its hole."""

    def test_nothing_outside_the_perimeter(self, bring: Bring, geotiff: Write) -> None:
        layer, summary = bring(geotiff(np.full((3, 200, 200), 200, "uint8")))
        assert summary.reasons == []
        for zoom in (6, 8, 10):
            for position, expected in (
                (factories.INSIDE, 255),
                (factories.IN_HOLE, 0),
                (factories.OUTSIDE, 0),
                ((7.005, 44.0), 255),
                ((6.995, 44.0), 0),
            ):
                lon, lat = position
                if zoom < 10 and abs(lon - 7) < 0.01:
                    continue  # nearer to the boundary than a pixel is wide
                tile = tile_at(lon, lat, zoom)
                picture = pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))
                assert alpha_at(picture, tile, lon, lat) == expected, (zoom, position)

    def test_both_formats_and_both_kinds_of_empty(self, bring: Bring, geotiff: Write) -> None:
        layer, _summary = bring(geotiff(np.full((3, 200, 200), 200, "uint8")))
        tile = tile_at(*factories.INSIDE, 9)
        for form, start in (("png", b"\x89PNG"), ("webp", b"RIFF")):
            assert render_tile(layer, tile.z, tile.x, tile.y, form).startswith(start)
            assert render_tile(layer, 9, 0, 0, form) == empty_tile(form)
            assert not pixels(empty_tile(form))[..., 3].any()
            assert len(empty_tile(form)) < 1000

    def test_one_query_a_tile(self, bring: Bring, geotiff: Write, django_assert_num_queries: Any) -> None:
        layer, _summary = bring(geotiff(np.full((3, 200, 200), 200, "uint8")))
        tile = tile_at(*factories.INSIDE, 9)
        render_tile(layer, tile.z, tile.x, tile.y, "png")
        with django_assert_num_queries(1):
            render_tile(layer, tile.z, tile.x, tile.y, "png")

    def test_numbers_are_stretched_between_percentiles(self, bring: Bring, geotiff: Write) -> None:
        data = np.tile(np.linspace(1000, 2000, 200), (200, 1)).astype("float32")[None]
        data[0, 0, :3] = 1e9  # a few absurd values must not flatten the rest
        layer, _summary = bring(geotiff(data))
        assert layer.raster.minimum == pytest.approx(1020, abs=10)
        assert layer.raster.maximum == pytest.approx(1980, abs=10)
        assert [entry["fill"] for entry in layer.legend][:1] == ["#440154"]
        assert layer.legend[0]["label"] == {"fr": "1020", "it": "1020", "en": "1020"}

    def test_scale_and_offset_are_in_the_legend(self, bring: Bring, geotiff: Write) -> None:
        path = geotiff(np.tile(np.arange(200, dtype="int16"), (200, 1))[None])
        with rasterio.open(path, "r+") as file:
            file.scales, file.offsets = (0.1,), (5.0,)
        layer, _summary = bring(path)
        assert layer.legend[-1]["label"] == {"fr": "24,5", "it": "24,5", "en": "24.5"}

    def test_not_a_number_is_clear(self, bring: Bring, geotiff: Write) -> None:
        data = np.linspace(0, 1, 40000).reshape(1, 200, 200).astype("float32")
        data[0, :, :120] = np.nan  # west of 7.7
        data[0, 0, 199] = np.inf
        layer, _summary = bring(geotiff(data))
        tile = tile_at(7.25, 44.25, 9)
        picture = pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))
        assert alpha_at(picture, tile, 7.25, 44.25) == 0
        tile = tile_at(7.9, 44.25, 9)
        picture = pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))
        assert alpha_at(picture, tile, 7.9, 44.25) == 255

    def test_pure_colours_survive_a_nodata_of_zero(self, bring: Bring, geotiff: Write) -> None:
        data = np.zeros((3, 200, 200), "uint8")
        data[0, :, :150] = 255
        layer, _summary = bring(geotiff(data, nodata=0))
        tile = tile_at(7.25, 44.25, 10)
        picture = pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))
        row, column = place(tile, 7.25, 44.25)
        red, green, blue, alpha = picture[row, column]
        assert (red, alpha) == (255, 255)
        assert max(green, blue) <= 1  # GDAL keeps 0 for what has no value

    def test_alpha_keeps_its_softness(self, bring: Bring, geotiff: Write) -> None:
        data = np.full((4, 200, 200), 128, "uint8")
        layer, _summary = bring(geotiff(data, photometric="RGB", alpha="YES"))
        tile = tile_at(7.25, 44.25, 10)
        picture = pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))
        assert alpha_at(picture, tile, 7.25, 44.25) == 128

    def test_one_value_everywhere(self, bring: Bring, geotiff: Write) -> None:
        layer, _summary = bring(geotiff(np.full((1, 20, 20), 7, "int16")))
        assert (layer.raster.minimum, layer.raster.maximum) == (7, 8)
        assert (shown(layer, (7.0, 43.5, 8.0, 44.5))[..., 3] > 0).any()

    @pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
    def test_kinds_of_numbers(self, bring: Bring, geotiff: Write, dtype: str) -> None:
        ramp = np.tile(np.linspace(0, 100, 60), (60, 1)).astype(dtype)[None]
        layer, _summary = bring(geotiff(ramp))
        picture = shown(layer, (7.0, 43.5, 8.0, 44.5))
        assert len({tuple(colour) for colour in picture.reshape(-1, 4)}) > 20

    def test_control_points_land_where_they_say(self, bring: Bring, geotiff: Write) -> None:
        data = np.zeros((1, 100, 100), "uint8") + 10
        data[0, :50, :50] = 200  # the north-west quarter is bright
        corners = [(0, 0, 7.0, 44.5), (0, 100, 8.0, 44.5), (100, 0, 7.0, 43.5), (100, 100, 8.0, 43.5)]
        points = [GroundControlPoint(row=r, col=c, x=x, y=y) for r, c, x, y in corners]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            path = geotiff(data, transform=None, gcps=points)
        layer, _summary = bring(path)
        assert layer.raster.bounds.extent == pytest.approx((7.0, 43.5, 8.0, 44.5), abs=0.02)
        assert brightness(layer, 7.2, 44.3) > 200 > 100 > brightness(layer, 7.8, 43.7)

    def test_south_up_and_rotated_are_set_upright(self, bring: Bring, geotiff: Write) -> None:
        data = np.zeros((1, 100, 100), "uint8") + 10
        data[0, :50] = 200
        upside_down = rasterio.Affine(0.01, 0, 7.0, 0, 0.01, 43.5)
        layer, _summary = bring(geotiff(data, transform=upside_down))
        assert brightness(layer, 7.3, 43.6) > 200 > 100 > brightness(layer, 7.3, 44.4)
        quarter = rasterio.Affine(0, 0.01, 7.0, 0.01, 0, 43.5)  # rows run east, columns north
        layer, _summary = bring(geotiff(data, transform=quarter))
        assert brightness(layer, 7.2, 44.3) > 200 > 100 > brightness(layer, 7.8, 44.3)

    def test_a_picture_with_its_world_file(self, bring: Bring, tmp_path: Path) -> None:
        Image.new("RGB", (100, 100), (10, 200, 30)).save(tmp_path / "scan.png")
        (tmp_path / "scan.pgw").write_text("0.01\n0\n0\n-0.01\n7.005\n44.495\n")
        with pytest.raises(DomainError) as refusal:
            bring(tmp_path / "scan.png")
        assert refusal.value.code == "crs_missing"
        layer, _summary = bring(tmp_path / "scan.png", crs="EPSG:4326")
        assert layer.raster.bounds.extent == pytest.approx((7.0, 43.5, 8.0, 44.5))
        assert (shown(layer, (7.0, 43.5, 8.0, 44.5))[..., 1] > 150).any()

    def test_a_nodata_no_byte_can_be(self, bring: Bring, geotiff: Write) -> None:
        path = geotiff(np.full((1, 60, 60), 9, "uint8"), nodata=251)
        raw = path.read_bytes()
        assert raw.count(b"251\x00") == 1
        path.write_bytes(raw.replace(b"251\x00", b"-99\x00"))
        layer, _summary = bring(path)
        assert layer.raster.nodata is None
        assert (shown(layer, (7.0, 43.5, 8.0, 44.5))[..., 3] > 0).any()

    def test_outside_the_perimeter_is_kept_with_a_warning(self, bring: Bring, geotiff: Write) -> None:
        layer, summary = bring(geotiff(np.full((1, 20, 20), 7, "uint8"), box=(20, 50, 21, 51)))
        assert [reason["code"] for reason in summary.reasons] == ["outside_perimeter"]
        tile = tile_at(20.5, 50.5, 9)
        assert render_tile(layer, tile.z, tile.x, tile.y, "png") == empty_tile("png")

    def test_coordinates_that_do_not_fit(self, bring: Bring, geotiff: Write) -> None:
        with pytest.raises(DomainError) as refusal:
            bring(geotiff(np.zeros((1, 20, 20), "uint8"), box=(1043000, 6297000, 1043020, 6297020)))
        assert refusal.value.code == "bad_coordinates"

    @pytest.mark.parametrize("content", [b"II*\x00", b"II*\x00" + b"\xff" * 500, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
    def test_broken_files(self, bring: Bring, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "broken.tif").write_bytes(content)
        with pytest.raises(DomainError) as refusal:
            bring(tmp_path / "broken.tif")
        assert refusal.value.code == "unreadable_raster"

    def test_a_file_cut_off_in_the_middle(self, bring: Bring, geotiff: Write, media: Path) -> None:
        noise = np.random.default_rng(7).integers(0, 255, (3, 200, 200), "uint8")
        path = geotiff(noise)
        path.write_bytes(path.read_bytes()[:60_000])
        with pytest.raises(DomainError) as refusal:
            bring(path)
        assert refusal.value.code == "unreadable_raster"
        assert [file for file in media.rglob("*") if file.is_file()] == []

    def test_complex_numbers(self, bring: Bring, geotiff: Write) -> None:
        with pytest.raises(DomainError) as refusal:
            bring(geotiff(np.zeros((1, 20, 20), "complex64")))
        assert refusal.value.code == "unsupported_raster"


class TestItsFile:
    def test_a_new_import_replaces_the_file(
        self, bring: Bring, geotiff: Write, media: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            first, _summary = bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
        old = first.raster.path
        with django_capture_on_commit_callbacks(execute=True):
            again, _summary = bring(geotiff(np.full((3, 20, 20), 9, "uint8")))
        assert (again.pk, again.revision) == (first.pk, 2)
        assert again.raster.path != old
        assert files(media) == [again.raster.path]
        assert again.raster.path.startswith(f"{again.perimeter.slug}/layers/brought-")

    def test_a_failed_import_leaves_the_former_file(self, bring: Bring, geotiff: Write, media: Path) -> None:
        layer, _summary = bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
        with pytest.raises(DomainError):
            bring(geotiff(np.zeros((1, 20, 20), "complex64")))
        assert files(media) == [layer.raster.path]
        assert RasterFile.objects.get().path == layer.raster.path

    def test_a_deleted_layer_takes_its_file_along(
        self, bring: Bring, geotiff: Write, media: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        layer, _summary = bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
        with django_capture_on_commit_callbacks(execute=True):
            layer.delete()
        assert files(media) == []

    def test_a_vector_file_takes_the_place_of_a_picture(
        self, bring: Bring, geotiff: Write, geojson: Write, media: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
        with django_capture_on_commit_callbacks(execute=True):
            layer, _summary = bring(geojson(({"type": "Point", "coordinates": [7.5, 44]}, {})))
        assert layer.kind == "vector"
        assert files(media) == []
        assert not RasterFile.objects.exists()

    def test_while_it_is_gone_the_tile_is_unavailable(self, bring: Bring, geotiff: Write) -> None:
        layer, _summary = bring(geotiff(np.full((1, 20, 20), 7, "uint8")))
        full_path(layer.raster.path).unlink()
        tile = tile_at(*factories.INSIDE, 9)
        with pytest.raises(Unavailable):
            render_tile(layer, tile.z, tile.x, tile.y, "png")


def files(media: Path) -> list[str]:
    return [str(path.relative_to(media)) for path in sorted(media.rglob("*")) if path.is_file()]


def place(tile: Tile, lon: float, lat: float) -> tuple[int, int]:
    """Return (row, column) of a position in a tile of 256 pixels."""
    fine = tile_at(lon, lat, min(tile.z + 8, 28))
    return fine.y - (tile.y << 8), fine.x - (tile.x << 8)


def alpha_at(picture: np.ndarray, tile: Tile, lon: float, lat: float) -> int:
    row, column = place(tile, lon, lat)
    return int(picture[row, column, 3])


def brightness(layer: Layer, lon: float, lat: float) -> int:
    tile = tile_at(lon, lat, 10)
    row, column = place(tile, lon, lat)
    return int(pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))[row, column, 0])

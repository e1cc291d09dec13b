"""What is shown of a picture, and what becomes of its file."""

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
from rasterio.transform import from_bounds
from rio_tiler.io import Reader

from core.errors import DomainError, Unavailable
from core.geometry import tile_at
from layers.models import RasterFile
from layers.services.media import full_path
from layers.services.raster import empty_tile, render_tile
from layers.services.raster_pixels import tile_pixels
from tests import factories
from tests.layers.pictures import alpha_at, brightness, files, pixels, place, shown

Bring = Callable[..., Any]
Write = Callable[..., Path]


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

    @pytest.mark.parametrize("kind", ["numbers", "with nodata", "colours with alpha", "values", "of Lambert 93"])
    def test_the_pixels_are_those_of_rio_tiler(self, bring: Bring, geotiff: Write, kind: str) -> None:
        chance = np.random.default_rng(4)
        number = np.cumsum(chance.normal(0, 1, (1, 1500, 1500)), axis=2).astype("float32")
        colours = chance.integers(0, 255, (4, 1500, 1500), "uint8")
        colours[3] = np.where(np.mgrid[:1500, :1500][1] > 300, 255, 60)
        lambert = from_bounds(1_000_000, 6_300_000, 1_090_000, 6_390_000, 1500, 1500)
        path = {
            "numbers": lambda: geotiff(number),
            "with nodata": lambda: geotiff(np.where(number > 9, -9999, number).astype("float32"), nodata=-9999),
            "colours with alpha": lambda: geotiff(colours, photometric="RGB", alpha="YES"),
            "values": lambda: geotiff(chance.integers(0, 9, (1, 1500, 1500), "uint8")),
            "of Lambert 93": lambda: geotiff(number, crs="EPSG:2154", transform=lambert),
        }[kind]()
        raster = bring(path)[0].raster
        for zoom in (6, 8, 10, 12, 14):
            tile = tile_at(7.3, 43.8, zoom)
            ours, _palette = tile_pixels(raster, tile)
            with Reader(str(full_path(raster.path))) as reader:
                way = {"resampling_method": "bilinear", "reproject_method": "bilinear"}
                bands = tuple(range(1, raster.bands + 1))
                theirs = reader.tile(tile.x, tile.y, zoom, tilesize=256, indexes=bands, **way)
            assert np.array_equal(np.ma.getmaskarray(ours.array), np.ma.getmaskarray(theirs.array))
            assert np.abs(ours.array.astype("float64") - theirs.array).max() <= 1

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

"""Real and hostile rasters become layers or are refused with a reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rio_cogeo.cogeo import cog_validate

from core.errors import DomainError
from core.geometry import tile_at
from layers.models import Layer
from layers.services.media import full_path
from layers.services.raster import empty_tile, render_tile
from tests.layers.conftest import territory
from tests.layers.pictures import around, pixels, shown
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

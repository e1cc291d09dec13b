"""The map as one file: it says what the server says, tile by tile; and tiles made before anybody asks."""

import gzip
import json
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pmtiles.reader import MmapSource, Reader, all_tiles

from accounts.models import Role
from core import jobs
from core.geometry import Tile, tile_at
from core.models import Job
from layers.basemaps.pmtiles import read_header, read_tile
from layers.models import Layer, LayerKind, RasterFile
from participation.selectors import public_contributions
from participation.services.recheck import recheck_positions
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.house.back_office import staff
from tests.participation.test_recheck_job import publish
from tests.tiles.conftest import decoded
from tiles.archive import write_archive
from tiles.extent import cover, covered, extent
from tiles.files import Files
from tiles.keeping import keeper
from tiles.tasks import seed

ALL = "contributions,perimeter,places,proposals,zones-communes"


@pytest.fixture
def filled(perimeter: Perimeter, communes: Zoning, settings: Any, tmp_path: Path) -> Perimeter:
    settings.VAR_DIR = tmp_path
    for lon in (7.1, 7.1001, 7.3, 7.95):
        factories.contribution(perimeter, Point(lon, 44.2, srid=4326))
    factories.contribution(perimeter, Point(7.1, 44.2, srid=4326), state="hidden")
    factories.proposal(perimeter)
    factories.PlaceFactory(perimeter=perimeter)
    return perimeter


def tiles_in(path: Path) -> dict[Tile, bytes]:
    with path.open("rb") as file:
        return {Tile(*zxy): gzip.decompress(data) for zxy, data in all_tiles(MmapSource(file))}


def test_every_tile_is_the_one_the_server_gives(filled: Perimeter, page: Client, tmp_path: Path) -> None:
    path, said = tmp_path / "out" / "valley.pmtiles", []
    report = write_archive(perimeter=filled, path=path, maxzoom=10, progress=lambda *told: said.append(told))
    found = tiles_in(path)
    box = extent(filled)
    for tile in (tile for z in range(11) for tile in cover(box, z)):
        served = page.get(f"/tiles/valley/{ALL}/{tile.z}/{tile.x}/{tile.y}.mvt").content
        assert (found.get(tile, b"") and decoded(found[tile]) == decoded(served)) or served == b"" == found.get(
            tile, b""
        )
    total = covered(box, range(11))
    assert said[0] == (0, total) and said[-1] == (total, total)
    assert report["tiles"] == len(found) <= total
    assert report["bytes"] == path.stat().st_size
    assert sorted(report["layers"]) == ALL.split(",")
    assert [one.name for one in path.parent.iterdir()] == ["valley.pmtiles"]


def test_it_says_what_it_holds(filled: Perimeter, tmp_path: Path) -> None:
    path = tmp_path / "valley.pmtiles"
    write_archive(perimeter=filled, path=path, maxzoom=3)
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, words = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 3, True)
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (70_000_000, 445_000_000)
    assert {layer["id"]: layer["maxzoom"] for layer in words["vector_layers"]} == dict.fromkeys(ALL.split(","), 3)
    assert read_header(path).kind == "mvt"
    assert read_tile(path, 0, 0, 0)


def test_pictures_are_left_out_and_named(filled: Perimeter, tmp_path: Path) -> None:
    layer = Layer.objects.create(perimeter=filled, slug="relief", name=factories.i18n("x"), kind=LayerKind.RASTER)
    RasterFile.objects.create(layer=layer, path="relief.tif", bounds=factories.HOLE, bands=1, dtype="uint8")
    Layer.objects.create(perimeter=filled, slug="inside", kind=LayerKind.VECTOR, rights=Layer.Rights.STAFF)
    report = write_archive(perimeter=filled, path=tmp_path / "a.pmtiles", maxzoom=0)
    assert report["left_out"] == ["relief"]
    assert "inside" not in report["layers"]


def test_what_breaks_leaves_the_last_file(filled: Perimeter, tmp_path: Path) -> None:
    path = tmp_path / "valley.pmtiles"
    path.write_bytes(b"the last one")

    def stop(done: int, total: int) -> None:
        if done:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        write_archive(perimeter=filled, path=path, maxzoom=10, progress=stop)
    assert [(one.name, one.read_bytes()) for one in tmp_path.glob("*pmtiles")] == [(path.name, b"the last one")]
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(ValueError, match="0 to 16"):
        write_archive(perimeter=filled, path=path, maxzoom=17)


def test_the_command_writes_and_tells(filled: Perimeter, tmp_path: Path) -> None:
    out = StringIO()
    path = str(tmp_path / "v.pmtiles")
    call_command("export_tiles", path, "--perimeter", "valley", "--maxzoom", "2", "--json", stdout=out)
    assert json.loads(out.getvalue())["maxzoom"] == 2
    with pytest.raises(CommandError, match="no such perimeter"):
        call_command("export_tiles", path, "--perimeter", "nowhere")
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("export_tiles", f"{path}/x/y", "--perimeter", "valley", "--maxzoom", "0")


@pytest.mark.django_db(transaction=True)
def test_it_is_one_moment(filled: Perimeter, tmp_path: Path) -> None:
    path = tmp_path / "valley.pmtiles"

    def write_elsewhere() -> None:
        factories.contribution(filled, Point(7.4, 43.9, srid=4326))
        connection.close()

    def meanwhile(done: int, total: int) -> None:
        if done == 0:
            other = Thread(target=write_elsewhere)
            other.start()
            other.join()

    write_archive(perimeter=filled, path=path, maxzoom=9, progress=meanwhile)
    assert public_contributions(filled).count() == 5
    sums: dict[int, int] = {}
    for tile, data in tiles_in(path).items():
        pins = decoded(data).get("contributions", [])
        sums[tile.z] = sums.get(tile.z, 0) + sum(pin["properties"].get("point_count", 1) for pin in pins)
    assert set(sums.values()) == {4}


class TestBackOffice:
    @pytest.fixture
    def address(self, filled: Perimeter) -> str:
        return reverse("tiles-archive", args=["valley"])

    def test_an_administrator_writes_it_and_takes_it(self, filled: Perimeter, address: str) -> None:
        client = staff(filled, Role.ADMINISTRATOR)
        assert "Write the file" in client.get(address).content.decode()
        assert client.get(f"{address}file/").status_code == 404
        assert client.post(address).status_code == 302
        assert "The file is being written." in client.get(address).content.decode()
        job = Job.objects.get()
        Job.objects.update(params={"maxzoom": 8})
        jobs.run(job.pk)
        shown = client.get(address).content.decode()
        assert "valley.pmtiles" in shown and "Write it anew" in shown
        sent = client.get(f"{address}file/")
        assert sent["Content-Disposition"] == 'attachment; filename="valley.pmtiles"'
        assert b"".join(sent.streaming_content).startswith(b"PMTiles\x03")

    def test_it_can_be_stopped(self, filled: Perimeter, address: str) -> None:
        client = staff(filled, Role.ADMINISTRATOR)
        for _time in range(2):
            client.post(address)
        assert Job.objects.get().state == Job.State.CANCELLED
        assert "This was stopped before it was done." in client.get(address).content.decode()

    def test_nobody_else_does(self, filled: Perimeter, address: str) -> None:
        stranger = staff(factories.published_perimeter(slug="other"), Role.ADMINISTRATOR)
        for client in (stranger, staff(filled, Role.MODERATOR)):
            for page in (address, f"{address}file/"):
                assert client.get(page).status_code == 403
            assert client.post(address).status_code == 403
        assert Client().get(f"{address}file/").status_code == 302
        assert not Job.objects.exists()

    def test_a_perimeter_without_a_boundary_has_none(self, filled: Perimeter) -> None:
        draft = factories.PerimeterFactory(slug="draft")
        shown = staff(draft, Role.ADMINISTRATOR).get(reverse("tiles-archive", args=["draft"])).content.decode()
        assert "There is nothing to see yet" in shown and "Write the file" not in shown


@pytest.mark.django_db(transaction=True)
class TestSeeding:
    def test_files_are_there_before_anybody_asks(self, filled: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tiles.seeding.current_app.send_task", lambda name, given, **more: seed(*given))
        out = StringIO()
        call_command("seed_tiles", "--perimeter", "valley", "--maxzoom", "9", stdout=out, stderr=StringIO())
        job = Job.objects.get()
        assert (job.state, job.done) == (Job.State.DONE, job.total)
        assert f"{job.total} tiles are there" in out.getvalue()
        files: Files = keeper().files
        for layers in ("contributions,proposals", "perimeter,places,zones-communes"):
            assert files.read(filled.pk, layers, tile_at(7.1, 44.2, 9)) is not None

    def test_nobody_at_work_is_said(self, filled: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tiles.management.commands.seed_tiles.STALLED_S", 0.1)
        monkeypatch.setattr("tiles.seeding.current_app.send_task", lambda *args, **more: None)
        with pytest.raises(CommandError, match="No worker made a tile"):
            call_command("seed_tiles", "--perimeter", "valley", "--maxzoom", "2", stderr=StringIO())
        assert Job.objects.get().state == Job.State.FAILED


def test_a_moved_boundary_leaves_nothing_out_of_the_map(filled: Perimeter, page: Client) -> None:
    publish(filled, 2, 7.0, 44.1, 7.4, 44.5)
    recheck_positions(perimeter_id=filled.pk, progress=lambda done, total: None)
    document = page.get("/tiles/valley/style.json").json()
    east = document["sources"]["debate"]["bounds"][2]
    assert east == 7.95
    assert page.get("/tiles/valley/contributions,proposals.json").json()["bounds"][2] == 7.95

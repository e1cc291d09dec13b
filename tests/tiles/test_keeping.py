"""What is kept is right: exactly what a write touches goes, in every process, before the writer hears of it."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY

from accounts.models import Participant
from core import changes
from core.geometry import Tile, tile_at
from core.models import Change
from participation.models import Contribution
from participation.services.contributions import Submission, change_state, submit_contribution
from participation.services.votes import cast_vote
from perimeter_data.models import Perimeter
from tests import factories
from tests.tiles.conftest import decoded
from tiles import drawing as drawings
from tiles.api import poster as posters
from tiles.bodies import body_of
from tiles.files import DEBATE
from tiles.follower import catch_up
from tiles.keeping import Keeper, keeper
from tiles.memory import Held, Memory
from tiles.stamps import tile_slot, tiles_over
from tiles.wsgi import TilesFirst

pytestmark = pytest.mark.django_db(transaction=True)
HERE, FAR = factories.INSIDE, Point(7.9, 43.6, srid=4326)


@pytest.fixture
def valley() -> Iterator[Perimeter]:
    perimeter = factories.published_perimeter(slug="valley")
    factories.open_consultation(perimeter)
    yield perimeter


@pytest.fixture
def resident(valley: Perimeter) -> Participant:
    return factories.participant_with_token(valley)[0]


def submit(who: Participant, position: Point = HERE, **fields: Any) -> Contribution:
    submission = Submission(kind="idea", position=position, theme="economy", title="A bench", **fields)
    return submit_contribution(perimeter=who.perimeter, participant=who, submission=submission)


def count(way: str) -> float:
    return REGISTRY.get_sample_value("agorama_tiles_total", {"way": way}) or 0


class Worker:
    """A process that serves: its own memory over the same folder."""

    def __init__(self, settings: Any) -> None:
        self.kept = Keeper(settings.TILE_CACHE_DIR, 10_000_000)

    def ask(self, position: Point, z: int = 14, layers: str = DEBATE) -> tuple[int, str]:
        """Return (contributions in the tile, its digest)."""
        tile = tile_at(position.x, position.y, z)
        address = f"/tiles/valley/{layers}/{tile.z}/{tile.x}/{tile.y}.mvt"
        body = self.kept.held(address) or self.kept.tile(self.kept.drawing("valley", layers), tile, address)
        found = decoded(body.raw).get("contributions", []) if body.raw else []
        return sum(pin["properties"].get("point_count", 1) for pin in found), body.digest


def test_a_key_is_in_one_tile_of_each_zoom(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    assert tiles_over(made.qk) == [tile_at(HERE.x, HERE.y, z) for z in range(23)]


def test_a_write_is_seen_by_every_worker_at_once_and_nothing_else_is_lost(resident: Participant, settings: Any) -> None:
    workers = [Worker(settings) for _n in range(3)]
    submit(resident, FAR)
    before = {(z, at.x): workers[0].ask(at, z) for z in (0, 9, 14, 18) for at in (HERE, FAR)}
    for worker in workers:
        assert {(z, at.x): worker.ask(at, z) for z in (0, 9, 14, 18) for at in (HERE, FAR)} == before
    made = submit(resident)
    untouched = count("made")
    for worker in workers:
        assert worker.ask(FAR, 14) == before[14, FAR.x]
        assert worker.ask(FAR, 18) == before[18, FAR.x]
    assert count("made") == untouched
    for z in (0, 9, 14, 18):
        for worker in workers:
            assert worker.ask(HERE, z)[0] == before[z, HERE.x][0] + 1
    change_state(contribution=made, state="hidden")
    for worker in workers:
        assert worker.ask(HERE, 14)[0] == 0
        assert worker.ask(HERE, 9)[1] == before[9, HERE.x][1]  # the same content is the same ETag


def test_one_makes_a_tile_and_the_others_read_it(resident: Participant, settings: Any) -> None:
    submit(resident)
    made, filed = count("made"), count("file")
    for worker in [Worker(settings) for _n in range(3)]:
        worker.ask(HERE)
        worker.ask(HERE)
    assert (count("made") - made, count("file") - filed) == (1, 2)


def test_a_thousand_who_ask_at_once_cost_one(resident: Participant, settings: Any, monkeypatch: Any) -> None:
    submit(resident)
    worker, made, slow = Worker(settings), count("made"), threading.Event()
    encode = drawings.Drawing.encode

    def slowly(self: drawings.Drawing, tile: Tile) -> bytes:
        slow.wait(0.3)
        return encode(self, tile)

    monkeypatch.setattr(drawings.Drawing, "encode", slowly)
    answers: list[int] = []

    def ask() -> None:
        try:
            answers.append(worker.ask(HERE)[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 8
    assert count("made") - made == 1


def test_a_vote_is_in_its_pin(resident: Participant, settings: Any) -> None:
    worker, idea = Worker(settings), submit(resident)
    first = worker.ask(HERE)
    cast_vote(participant=factories.participant_with_token(idea.perimeter)[0], target=idea, choice="for")
    assert worker.ask(HERE)[1] != first[1]


def test_what_is_anchored_to_a_zone_is_fresh_at_its_label(resident: Participant, settings: Any) -> None:
    zoning = factories.zoning(resident.perimeter)
    label = zoning.versions.get().zones.get(code="W").label_point
    worker = Worker(settings)
    assert worker.ask(label)[0] == 0
    submit(resident, Point(7.05, 43.6, srid=4326), anchor="zone")
    assert worker.ask(label)[0] == 1


def test_what_a_dead_process_wrote_is_taken_away_by_who_follows(resident: Participant, settings: Any) -> None:
    worker, idea = Worker(settings), submit(resident)
    catch_up(worker.kept)
    assert worker.ask(HERE)[0] == 1
    # Committed, and nobody lived to take the tile away.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE participation_contribution SET state = 'hidden' WHERE id = %s", [idea.pk])
    assert worker.ask(HERE)[0] == 1
    assert catch_up(worker.kept) == 1
    assert worker.ask(HERE)[0] == 0
    assert catch_up(worker.kept) == 0


def test_who_follows_does_not_take_away_again(resident: Participant, settings: Any) -> None:
    worker = Worker(settings)
    catch_up(worker.kept)
    submit(resident)
    worker.ask(HERE)
    made = count("made")
    catch_up(worker.kept)
    worker.ask(HERE)
    assert count("made") == made
    assert catch_up(worker.kept) == 0


def test_many_at_once_are_all_of_it(valley: Perimeter, settings: Any) -> None:
    worker = Worker(settings)
    assert worker.ask(HERE)[0] == 0
    version = valley.versions.get()
    rows = [
        Contribution(
            perimeter=valley,
            perimeter_version=version,
            position=Point(7.1 + n / 10_000, 44.0, srid=4326),
            kind="idea",
            created_at="2026-05-04T12:00Z",
        )
        for n in range(1500)
    ]
    Contribution.objects.bulk_create(rows)
    assert Change.objects.filter(kind="pins.changed").latest("id").payload == {"all": True}
    catch_up(worker.kept)
    assert worker.ask(HERE, 7)[0] == 1500


def test_what_staff_changes_makes_all_of_a_perimeter_anew(valley: Perimeter, settings: Any) -> None:
    worker = Worker(settings)
    factories.published_perimeter(slug="twin")
    address = "/tiles/twin/perimeter/9/266/186.mvt"
    worker.kept.tile(worker.kept.drawing("twin", "perimeter"), Tile(9, 266, 186), address)
    before = worker.ask(HERE, 9, "perimeter,places")
    factories.PlaceFactory(perimeter=valley, rank=1)
    assert worker.ask(HERE, 9, "perimeter,places") == before
    factories.zoning(valley)  # publishes, and the feed tells
    assert worker.ask(HERE, 9, "perimeter,places") != before
    assert worker.kept.held(address) is not None  # the neighbour's is kept


def test_a_perimeter_that_is_closed_leaves_no_file(valley: Perimeter, settings: Any, page: Client) -> None:
    tile = tile_at(HERE.x, HERE.y, 9)
    factories.zoning(valley)
    path = f"/tiles/valley/perimeter,places,zones-communes/{tile.z}/{tile.x}/{tile.y}.mvt"
    assert page.get(path).status_code == 200
    filed = settings.TILE_CACHE_DIR / f"public{path}.gz"
    assert filed.exists()
    Perimeter.objects.update(is_public=False)
    changes.append("perimeter.changed", perimeter_id=valley.pk)
    assert not filed.exists()
    assert page.get(path).status_code == 404


def test_only_sets_that_the_style_names_are_files(resident: Participant, settings: Any) -> None:
    submit(resident)
    worker = Worker(settings)
    for layers in ("contributions", DEBATE):
        worker.ask(HERE, 14, layers)
    worker.ask(HERE, 17)
    worker.ask(FAR)
    filed = sorted(
        str(path.relative_to(worker.kept.files.perimeters)) for path in worker.kept.files.perimeters.rglob("*.gz")
    )
    tile = tile_at(HERE.x, HERE.y, 14)
    assert filed == [f"{resident.perimeter_id}/{DEBATE}/14/{tile.x}/{tile.y}.mvt.gz"]


def test_a_broken_file_is_no_answer(resident: Participant, settings: Any) -> None:
    submit(resident)
    Worker(settings).ask(HERE)
    (filed,) = settings.TILE_CACHE_DIR.rglob("*.mvt.gz")
    filed.write_bytes(b"half a fi")
    assert Worker(settings).ask(HERE)[0] == 1


def test_the_oldest_files_go_first(resident: Participant, settings: Any) -> None:
    submit(resident)
    worker = Worker(settings)
    for z in (3, 5, 7):
        worker.ask(HERE, z)
    sizes = {path: path.stat().st_size for path in settings.TILE_CACHE_DIR.rglob("*.mvt.gz")}
    assert worker.kept.files.trim(sum(sizes.values())) == 0
    assert worker.kept.files.trim(max(sizes.values())) == 2
    (left,) = settings.TILE_CACHE_DIR.rglob("*.mvt.gz")
    assert left.parts[-3] == "7"


def test_a_database_that_is_away_costs_nothing_that_is_held(
    resident: Participant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(resident)
    worker = Worker(settings)
    assert worker.ask(HERE)[0] == 1
    submit(resident)
    asked = []

    def away(self: drawings.Drawing, tile: Tile) -> bytes:
        asked.append(tile)
        raise OperationalError("away")

    monkeypatch.setattr(drawings.Drawing, "encode", away)
    assert worker.ask(HERE)[0] == 1  # what was right last
    for _twice in range(2):
        with pytest.raises(OperationalError):
            worker.ask(FAR)
    assert len(asked) == 2  # and is left alone for a while


def test_a_new_folder_trusts_no_old_file(resident: Participant, settings: Any) -> None:
    submit(resident)
    Worker(settings).ask(HERE)
    (settings.TILE_CACHE_DIR / "stamps").unlink()
    assert list(settings.TILE_CACHE_DIR.rglob("*.mvt.gz"))
    worker = Worker(settings)
    assert not list(settings.TILE_CACHE_DIR.rglob("*.mvt.gz"))
    assert worker.ask(HERE)[0] == 1


def test_memory_keeps_what_is_used() -> None:
    body = body_of(os.urandom(1000))
    memory = Memory(3 * body.size)
    for name in "abc":
        memory.put(name, Held(body, (1, 0), 1, None))
    assert memory.get("a") is not None
    memory.put("d", Held(body, (1, 0), 1, None))
    assert set(memory.held) == {"a", "c", "d"}
    assert memory.size == 3 * body.size


def test_slots_are_the_same_in_every_process() -> None:
    assert tile_slot(7, Tile(14, 8523, 5916)) == tile_slot(7, Tile(14, 8523, 5916))
    assert tile_slot(7, Tile(14, 8523, 5916)) != tile_slot(8, Tile(14, 8523, 5916))


class Answered:
    """What a WSGI application answers."""

    def __init__(self, application: Any, path: str, **headers: str) -> None:
        environ = RequestFactory(headers=headers).get(path).environ
        self.body = b"".join(application(environ, self.begin))

    def begin(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = status, {name.lower(): value for name, value in headers}


@pytest.mark.parametrize("coding", ["", "gzip", "br, gzip;q=0", "*"])
def test_before_django_it_is_the_same_answer(resident: Participant, coding: str) -> None:
    for _n in range(12):
        submit(resident)
    django = get_wsgi_application()
    tile = tile_at(HERE.x, HERE.y, 14)
    path = f"/tiles/valley/contributions/{tile.z}/{tile.x}/{tile.y}.mvt"
    slow = Answered(django, path, accept_encoding=coding)
    fast = Answered(TilesFirst(django), path, accept_encoding=coding)
    assert (fast.status, fast.body) == (slow.status, slow.body)
    assert fast.headers == {**slow.headers, "content-length": str(len(fast.body))}
    assert ("content-encoding" in fast.headers) == (coding in {"gzip", "*"})
    tag = fast.headers["etag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        assert Answered(TilesFirst(django), path, if_none_match=given).status == "304 Not Modified"
    assert Answered(TilesFirst(django), path, if_none_match='"other"').status == "200 OK"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/valley/contributions/3/99/0.mvt", "404"),
        ("/tiles/nowhere/contributions/3/0/0.mvt", "404"),
        ("/tiles/valley/nothing/3/0/0.mvt", "404"),
        ("/tiles/valley/proposals,contributions/3/0/0.mvt", "308"),
        ("/tiles/valley/contributions/03/0/0.mvt", "404"),
        ("/tiles/valley/" + ",".join(f"layer-{n}" for n in range(50)) + "/3/0/0.mvt", "404"),
        ("/tiles/valley/contributions/3/0/0.mvt?kind=idea", "200"),
        ("/tiles/valley/contributions/3/0/0.mvt?q=" + "x" * 10_000, "400"),
        ("/tiles/valley/contributions/3/0/0.mvt?kind=" + "x" * 10_000, "400"),
    ],
)
def test_what_is_not_plain_is_djangos(valley: Perimeter, path: str, status: str) -> None:
    answered = Answered(TilesFirst(get_wsgi_application()), path)
    assert answered.status.startswith(status)
    if status in {"404", "400"}:
        assert answered.headers["content-type"] == "application/problem+json"


def test_a_write_through_the_door_is_in_the_next_tile(valley: Perimeter, page: Client) -> None:
    _participant, token = factories.participant_with_token(valley)
    tile = tile_at(HERE.x, HERE.y, 14)
    path = f"/tiles/valley/{DEBATE}/{tile.z}/{tile.x}/{tile.y}.mvt"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [HERE.x, HERE.y]},
        "properties": {"kind": "idea", "theme": "economy", "title": "A bench"},
    }
    for written in range(1, 4):
        answer = page.post(
            "/api/v1/perimeters/valley/contributions/",
            feature,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 201
        assert len(decoded(page.get(path).content)["contributions"]) == written
    assert keeper().held(path) is not None


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_poster_is_drawn_once_until_something_changes(
    resident: Participant, page: Client, monkeypatch: Any, ending: str
) -> None:
    drawn: list[str] = []
    as_it_is = posters.poster
    monkeypatch.setattr(posters, "poster", lambda *given, **more: drawn.append("") or as_it_is(*given, **more))
    address = f"/tiles/valley/poster.{ending}?lang=en"
    first, again = page.get(address), page.get(address)
    assert (first.content, first["ETag"], len(drawn)) == (again.content, again["ETag"], 1)
    assert page.get(f"{address}&scheme=dark").content != first.content
    submit(resident, FAR)
    fresh = page.get(address)
    assert fresh["ETag"] != first["ETag"]
    assert len(drawn) == 3

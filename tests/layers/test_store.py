"""Rasters in an S3-compatible store: written, read by ranges, and what happens when it is slow or away."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ImproperlyConfigured

from core.errors import DomainError
from core.geometry import tile_at
from layers import store
from layers.models import Layer
from layers.services.raster import render_tile
from layers.services.raster_reading import opened
from tests import factories
from tests.layers.pictures import files, pixels
from tests.layers.s3_server import Objects, s3_server

Bring = Callable[..., Any]
Write = Callable[..., Path]
TILE = tile_at(*factories.INSIDE, 11)


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_away_until", 0.0)


@pytest.fixture
def s3(settings: Any) -> Iterator[Objects]:
    with s3_server() as objects:
        settings.AGORAMA_STORE_URL, settings.AGORAMA_STORE_TIMEOUT_S = objects.url, 1
        yield objects


@pytest.fixture
def noise(geotiff: Write) -> Path:
    return geotiff(np.random.default_rng(7).integers(1, 255, (3, 1500, 1500), "uint8"))


def draw(layer: Layer) -> bytes:
    return render_tile(layer, TILE.z, TILE.x, TILE.y, "png")


def test_the_signature_is_that_of_the_documentation() -> None:
    """The example "GET Object" of AWS, Authenticating Requests: Using the Authorization Header."""
    key, secret = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

    class Theirs(store.Store):
        def path(self, name: str) -> str:
            return f"/{name}"

    place = Theirs(True, "examplebucket.s3.amazonaws.com", "", "", key, secret, "us-east-1")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    moment = datetime(2013, 5, 24, tzinfo=UTC)
    headers = store.signed(place, "GET", "test.txt", moment, payload=nothing, more={"range": "bytes=0-9"})
    expected = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    assert headers["Authorization"].endswith(f"Signature={expected}")


@pytest.mark.parametrize("url", ["s3://a:b@host/bucket", "https://host/bucket", "https://a:b@host", "https://a@host/b"])
def test_an_address_that_is_none(settings: Any, url: str) -> None:
    settings.AGORAMA_STORE_URL = url
    with pytest.raises(ImproperlyConfigured):
        store.configured()


def test_written_and_read_by_ranges(
    bring: Bring, noise: Path, s3: Objects, media: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    layer, _summary = bring(noise)
    assert layer.raster.in_store
    assert files(media) == []
    [(name, held)] = s3.held.items()
    assert name == f"/bucket/maps/{layer.raster.path}"
    s3.asked.clear()
    picture = draw(layer)
    assert {method for method, _path, _range in s3.asked} <= {"GET", "HEAD"}
    assert all(path == name and span for _method, path, span in s3.asked)  # nothing listed, nothing whole
    assert sum(_length(span) for _method, _path, span in s3.asked) < len(held) / 4
    url, settings.AGORAMA_STORE_URL = settings.AGORAMA_STORE_URL, ""
    on_disk, _summary = bring(noise, slug="other")
    assert not on_disk.raster.in_store
    assert (pixels(draw(on_disk)) == pixels(picture)).all()
    settings.AGORAMA_STORE_URL = url
    with django_capture_on_commit_callbacks(execute=True):
        layer.delete()
    assert s3.held == {}


def _length(span: str) -> int:
    first, _dash, last = span.removeprefix("bytes=").partition("-")
    return int(last) - int(first) + 1


def test_a_slow_store_costs_a_moment_and_no_worker(bring: Bring, noise: Path, s3: Objects) -> None:
    layer, _summary = bring(noise)
    s3.delay_s = 30

    def read(_n: int) -> tuple[str, float]:
        begun = time.monotonic()
        try:
            with opened(layer.raster) as dataset:
                dataset.read(1)
        except DomainError as refusal:
            return refusal.code, time.monotonic() - begun
        return "read", 0.0

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(read, range(8)))
    assert {code for code, _seconds in answers} == {"store_away"}
    assert max(seconds for _code, seconds in answers) < s3.delay_s / 2  # bounded, however busy the machine
    asked = len(s3.asked)
    with pytest.raises(store.StoreAway) as refusal:  # it rests: nobody waits, nothing is asked
        draw(layer)
    assert 0 < refusal.value.extra["retry_after_s"] <= store.REST_S
    assert len(s3.asked) == asked
    s3.delay_s, store._away_until = 0, 0.0
    assert pixels(draw(layer))[..., 3].any()


def test_a_store_that_is_away(bring: Bring, noise: Path, media: Path, settings: Any) -> None:
    settings.AGORAMA_STORE_TIMEOUT_S = 1
    with s3_server() as objects:
        settings.AGORAMA_STORE_URL = objects.url
        layer, _summary = bring(noise)
    with pytest.raises(store.StoreAway):
        draw(layer)
    with pytest.raises(store.StoreAway):
        bring(noise, slug="other")
    assert files(media) == []
    assert not Layer.objects.filter(slug="other").exists()

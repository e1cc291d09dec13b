"""Pictures are told by content, made anew, and hold nothing but pixels."""

import io
import time
from typing import Any

import pytest
from PIL import Image

from core.errors import DomainError
from core.illustrations import clean_illustration
from core.pictures import encoded, read_picture
from core.problems import status_of
from tests import photographs
from tests.photographs import FORMATS, HOSTILE, TRACES


def kept(data: bytes, side_px: int = 1600) -> bytes:
    """Return the file that is kept of a photograph."""
    return encoded(read_picture(data, side_px=side_px).pixels, "WEBP")


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_but_pixels_is_left(kind: str) -> None:
    sent = photographs.photograph(kind)
    assert photographs.SECRET.encode() in sent
    clean = kept(sent)
    assert [trace for trace in TRACES if trace in clean] == []
    with Image.open(io.BytesIO(clean)) as picture:
        assert (picture.format, picture.size, picture.n_frames) == ("WEBP", (640, 480), 1)
        assert not picture.getexif() and not set(picture.info) - {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize("kind", FORMATS)
def test_illustrations_of_staff_hold_nothing_else_either(kind: str) -> None:
    clean = clean_illustration(photographs.photograph(kind))
    assert [trace for trace in TRACES if trace in clean.content] == []
    assert clean.ending == {"PNG": "png", "WEBP": "webp"}.get(kind, "jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(kind: str) -> None:
    upright = read_picture(photographs.photograph(kind, orientation=6), side_px=1600).pixels
    assert upright.size == (480, 640)
    red, _green, blue = upright.getpixel((240, 40))  # type: ignore[misc]
    assert red > 150 > 90 > blue  # what was at the left is at the top


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_a_large_picture_becomes_small(kind: str) -> None:
    assert read_picture(photographs.photograph(kind, size=(2000, 1000)), side_px=400).size == (400, 200)


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "CMYK", "I;16"])
def test_every_mode_is_read(mode: str) -> None:
    out = io.BytesIO()
    pixels = photographs.pixels(40, 20).convert("L").convert("I").convert("I;16") if mode == "I;16" else None
    (pixels or photographs.pixels(40, 20, mode)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert kept(out.getvalue())[8:12] == b"WEBP"


@pytest.mark.parametrize("make", [photographs.with_zip, photographs.with_html])
def test_what_hangs_behind_a_picture_is_gone(make: Any) -> None:
    clean = kept(make())
    assert b"PK" not in clean and b"script" not in clean and photographs.SECRET.encode() not in clean


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_quickly(name: str) -> None:
    data, code, status = HOSTILE[name]
    started = time.perf_counter()
    with pytest.raises(DomainError) as refusal:
        read_picture(data, side_px=1600)
    assert (refusal.value.code, status_of(refusal.value)) == (code, status)
    assert time.perf_counter() - started < 20


def test_a_file_that_is_too_large_is_not_opened(settings: Any) -> None:
    settings.AGORAMA_PHOTO_MAX_BYTES = 1024 * 1024
    with pytest.raises(DomainError) as refusal:
        read_picture(b"\xff" * (1024 * 1024 + 1), side_px=1600)
    assert (refusal.value.code, refusal.value.extra) == ("file_too_large", {"max_bytes": 1024 * 1024})

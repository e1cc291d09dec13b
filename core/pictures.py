"""Pictures: told by their content, never by their name, and kept only as we would write them.

A picture is decoded and its pixels are copied into a new one, so that nothing else is left of the file: no EXIF, GPS,
XMP, comment, colour profile or what was hung behind its end. Sizes are read in the header before anything is decoded.
"""

import io
import threading
from dataclasses import dataclass
from typing import Any

import pillow_heif
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Refused, TooLarge, Unsupported

MAX_PIXELS = 50_000_000
# A progressive photograph has about ten scans; thousands of them over a large one would take minutes.
MAX_SCANS = 100
SCAN = b"\xff\xda"
# A JPEG with a second view behind its end, as some telephones write it, is opened as JPEG and called MPO.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MB = 1024 * 1024

pillow_heif.register_heif_opener(thumbnails=False)
# 48 million pixels took 255 MB while they were decoded: two pictures at a time in each process, others wait.
_DECODING = threading.BoundedSemaphore(2)


class FileTooLarge(TooLarge):
    """Carries `max_bytes`."""

    code = "file_too_large"

    def __init__(self, max_bytes: int) -> None:
        sentence = _("This file is too large: %(mb)s MB at most.") % {"mb": max_bytes // MB}
        super().__init__(sentence, max_bytes=max_bytes)


class NotAPicture(Unsupported):
    code = "not_a_picture"
    message = _("This is no picture that we can read. JPEG, PNG, WebP and HEIC are fine.")


class BrokenPicture(Refused):
    code = "broken_picture"
    message = _("This picture is broken or incomplete. Please choose it again, or another one.")


class TooManyPixels(Refused):
    code = "too_many_pixels"
    message = _("This picture has too many pixels: 50 million at most.")


@dataclass(frozen=True, slots=True)
class Picture:
    """Nothing but pixels (RGB or RGBA), upright; `kind` is the format it came in."""

    pixels: Image.Image
    kind: str

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.size


def read_picture(data: bytes, *, side_px: int) -> Picture:
    """Return a picture made anew, at most `side_px` wide and high; raise a refusal that says why not."""
    if len(data) > settings.AGORAMA_PHOTO_MAX_BYTES:
        raise FileTooLarge(settings.AGORAMA_PHOTO_MAX_BYTES)
    try:
        with _DECODING, Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _require_bounded(opened, data)
            kind = str(opened.format)
            return Picture(_plain(_upright(opened, side_px)), "JPEG" if kind == "MPO" else kind)
    except (Refused, TooLarge):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except UnidentifiedImageError as error:
        raise NotAPicture from error
    except Exception as error:
        raise BrokenPicture from error


def smaller(pixels: Image.Image, side_px: int) -> Image.Image:
    """Return a copy that is at most `side_px` wide and high."""
    copy = pixels.copy()
    copy.thumbnail((side_px, side_px))
    return copy


def encoded(pixels: Image.Image, kind: str) -> bytes:
    """Return plain pixels as a file; a JPEG has no transparency."""
    out = io.BytesIO()
    options: dict[str, Any] = {} if kind == "PNG" else {"quality": 84}
    (pixels.convert("RGB") if kind == "JPEG" else pixels).save(out, kind, **options)
    return out.getvalue()


def _require_bounded(opened: Image.Image, data: bytes) -> None:
    """Only the header has been read so far."""
    if opened.width * opened.height > MAX_PIXELS:
        raise TooManyPixels
    if opened.format in ("JPEG", "MPO") and data.count(SCAN) > MAX_SCANS:
        raise BrokenPicture


def _upright(opened: Image.Image, side_px: int) -> Image.Image:
    if opened.mode not in ("RGB", "RGBA", "L", "CMYK"):
        has_alpha = "A" in opened.getbands() or "transparency" in opened.info
        opened = opened.convert("RGBA" if has_alpha else "RGB")
    opened.thumbnail((side_px, side_px))  # a JPEG is decoded small in the first place
    return ImageOps.exif_transpose(opened)


def _plain(picture: Image.Image) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    return plain

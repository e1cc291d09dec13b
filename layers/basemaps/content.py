"""What a tile is, told by its bytes and never by what its sender calls it."""

import io
import zlib

from PIL import Image, UnidentifiedImageError

from layers.basemaps.refusals import NotATile

VECTOR = "mvt"
MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    VECTOR: "application/vnd.mapbox-vector-tile",
}
RASTER = frozenset(MEDIA_TYPES) - {VECTOR}
MAX_PIXELS = 2048  # on a side
MAX_VECTOR_BYTES = 8 * 1024 * 1024
GZIP = b"\x1f\x8b"
LAYER_FIELD = 0x1A  # field 3 of a vector tile, length-delimited: the only one its specification has
MAX_VARINT = 10


def unzipped(data: bytes, limit: int = MAX_VECTOR_BYTES) -> bytes:
    """Return what gzip holds, at most `limit` bytes; raise `NotATile` for what is longer or broken."""
    reader = zlib.decompressobj(wbits=31)
    try:
        whole = reader.decompress(data, limit + 1)
    except zlib.error as error:
        raise NotATile from error
    if len(whole) > limit or not reader.eof:
        raise NotATile
    return whole


def plain(data: bytes) -> bytes:
    """Return the data without gzip around it, where there is any."""
    return unzipped(data) if data.startswith(GZIP) else data


def picture_kind(data: bytes) -> str:
    """Return png, jpeg, webp or avif; raise `NotATile` for anything else, and for pictures of absurd size."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper() for kind in sorted(RASTER)]) as picture:
            kind, size = str(picture.format).lower(), picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotATile from error
    if max(size) > MAX_PIXELS:
        raise NotATile
    return kind


def require_vector(data: bytes) -> None:
    """Raise `NotATile` unless the bytes are a row of layers from end to end, as a vector tile is."""
    at = 0
    while at < len(data):
        if data[at] != LAYER_FIELD:
            raise NotATile
        length, at = _varint(data, at + 1)
        at += length
    if at != len(data) or len(data) > MAX_VECTOR_BYTES:
        raise NotATile


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(MAX_VARINT):
        if at >= len(data):
            raise NotATile
        value |= (data[at] & 0x7F) << (7 * index)
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise NotATile


def recognised(data: bytes) -> tuple[str, bytes]:
    """Return (kind, bytes without gzip) of a tile of any kind; raise `NotATile`."""
    data = plain(data)
    if data[:1] == bytes([LAYER_FIELD]):
        require_vector(data)
        return VECTOR, data
    return picture_kind(data), data

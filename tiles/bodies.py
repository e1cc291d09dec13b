"""A tile as it goes out: raw, gzip and ETag made once and held together."""

import gzip
import hashlib
from dataclasses import dataclass

SMALLEST_ZIPPED = 256
# Level 6 takes twice as long for one part in fifty.
LEVEL = 4


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of an answer; `zipped` is empty where it would bring nothing."""

    raw: bytes
    zipped: bytes
    digest: str

    @property
    def size(self) -> int:
        return len(self.raw) + len(self.zipped) + 500


def body_of(raw: bytes) -> Body:
    """Return the body of these bytes."""
    zipped = gzip.compress(raw, LEVEL, mtime=0) if len(raw) >= SMALLEST_ZIPPED else b""
    return Body(raw, zipped, digest_of(raw))


def body_as_is(raw: bytes) -> Body:
    """Return the body of bytes that gzip would not make smaller."""
    return Body(raw, b"", digest_of(raw))


def body_from(zipped: bytes) -> Body:
    """Return the body that was compressed to these bytes; raise `BadGzipFile` or `EOFError` for anything else."""
    raw = gzip.decompress(zipped)
    return Body(raw, zipped if len(raw) >= SMALLEST_ZIPPED else b"", digest_of(raw))


def digest_of(raw: bytes) -> str:
    """Return what the ETag is made of."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()

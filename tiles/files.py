"""Tiles as files, for nginx to send without asking us, and for the workers to share.

Only the sets of layers that style.json names, unfiltered, up to the last zoom of TileJSON, and never an empty tile:
there is a bounded number of them. Tiles of raster layers lie beside them, for the workers alone.
`public/tiles/{slug}` points to `perimeters/{id}`, so that a perimeter with another name leaves nothing behind. nginx
makes its ETag of time and size: the time is made of the content (docs/adr/0012).
"""

import gzip
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from core.geometry import Tile
from tiles.bodies import Body, body_as_is, body_from

DEBATE = "contributions,proposals"
LAST_ZOOM = 16
ENDINGS = ("mvt.gz", "webp", "png")
# Seconds since 1970 that every file system can hold, and that are surely past.
MOMENTS = 1 << 30


class Files:
    """The files below a folder."""

    def __init__(self, folder: Path) -> None:
        self.perimeters, self.public = folder / "perimeters", folder / "public" / "tiles"
        for made in (self.perimeters, self.public):
            made.mkdir(parents=True, exist_ok=True)

    def path(self, perimeter_id: int, layers: str, tile: Tile) -> Path:
        """Return where a tile lies."""
        return self.perimeters / str(perimeter_id) / layers / f"{tile.z}/{tile.x}/{tile.y}.mvt.gz"

    def read(self, perimeter_id: int, layers: str, tile: Tile) -> Body | None:
        """Return a tile, None where there is no file of it."""
        try:
            return body_from(self.path(perimeter_id, layers, tile).read_bytes())
        except (FileNotFoundError, gzip.BadGzipFile, EOFError):
            return None

    def write(self, perimeter_id: int, slug: str, layers: str, tile: Tile, body: Body) -> None:
        """Put a tile there (under the shared lock, while its stamp is right)."""
        zipped = body.zipped or gzip.compress(body.raw, 1, mtime=0)
        _put(self.path(perimeter_id, layers, tile), zipped, body.digest)
        link = self.public / slug
        if not link.is_symlink():
            self._point(link, perimeter_id)

    def picture_path(self, perimeter_id: int, layer: str, tile: Tile, ending: str) -> Path:
        """Return where a tile of a raster layer lies."""
        return self.perimeters / str(perimeter_id) / layer / f"{tile.z}/{tile.x}/{tile.y}.{ending}"

    def read_picture(self, path: Path) -> Body | None:
        """Return a tile of a raster layer, None where there is no file of it."""
        try:
            return body_as_is(path.read_bytes())
        except FileNotFoundError:
            return None

    def write_picture(self, path: Path, body: Body) -> None:
        """Put a tile of a raster layer there (under the shared lock, while its stamp is right)."""
        _put(path, body.raw, body.digest)

    def _point(self, link: Path, perimeter_id: int) -> None:
        half = link.with_name(f".{secrets.token_hex(8)}")
        half.symlink_to(Path("../..") / "perimeters" / str(perimeter_id))
        half.replace(link)

    def remove_tiles(self, perimeter_id: int, touched: Iterable[Tile]) -> None:
        """Take the debate of these tiles away (under the exclusive lock)."""
        for tile in touched:
            self.path(perimeter_id, DEBATE, tile).unlink(missing_ok=True)

    def remove_perimeter(self, perimeter_id: int) -> None:
        """Take all of a perimeter away, and its names (under the exclusive lock)."""
        for link in self.public.iterdir():
            if link.is_symlink() and link.readlink().name == str(perimeter_id):
                link.unlink()
        gone = self.perimeters / str(perimeter_id)
        if gone.exists():
            dead = gone.with_name(f".{secrets.token_hex(8)}")
            gone.rename(dead)
            shutil.rmtree(dead, ignore_errors=True)

    def remove_all(self) -> None:
        """Take everything away (under the exclusive lock)."""
        for link in self.public.iterdir():
            link.unlink()
        for folder in self.perimeters.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    def trim(self, most: int) -> int:
        """Remove what was written longest ago until no more than `most` bytes are left; return how many went."""
        found = []
        for path in (path for ending in ENDINGS for path in self.perimeters.rglob(f"*.{ending}")):
            try:
                told = path.stat()
            except FileNotFoundError:
                continue
            found.append((told.st_ctime_ns, told.st_size, path))
        over, gone = sum(size for _when, size, _path in found) - most, 0
        for _when, size, path in sorted(found):
            if over <= 0:
                break
            path.unlink(missing_ok=True)
            over, gone = over - size, gone + 1
        return gone


def _put(path: Path, content: bytes, digest: str) -> None:
    """Write a file that is whole from the first moment, its time made of its content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{secrets.token_hex(8)}")
    half.write_bytes(content)
    moment = int(digest[:8], 16) % MOMENTS
    os.utime(half, (moment, moment))
    half.replace(path)

"""Which installed PostgreSQL can serve: 15 or newer, with PostGIS, in Debian's places."""

from pathlib import Path

LIBRARIES = Path("/usr/lib/postgresql")
SHARED = Path("/usr/share/postgresql")
OLDEST = 15


def find_binaries(version: int | None = None, *, libraries: Path = LIBRARIES, shared: Path = SHARED) -> Path | None:
    """Return the bin folder of the newest PostgreSQL with PostGIS, or of exactly the given version."""
    found = [
        int(folder.name)
        for folder in (libraries.iterdir() if libraries.is_dir() else ())
        if folder.name.isdigit()
        and (folder / "bin" / "postgres").exists()
        and (shared / folder.name / "extension" / "postgis.control").exists()
    ]
    usable = [number for number in found if number == version or (version is None and number >= OLDEST)]
    return libraries / str(max(usable)) / "bin" if usable else None

"""What the operating system must bring, and installing what is missing of it with apt."""

import ctypes.util
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import commands
from .options import ROOT
from .postgres_binaries import find_binaries
from .say import Problem, line, step, tail
from .signals import Stop

APT_INSTALL = ROOT / "scripts" / "agorama" / "apt_install.sh"
POSTGRES_OF = {("debian", "12"): 15, ("debian", "13"): 17, ("ubuntu", "24.04"): 16}
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def postgres_version(release: Mapping[str, str]) -> int | None:
    """Return the PostgreSQL version that this system packages, None for a system we do not know."""
    return POSTGRES_OF.get((release.get("ID", ""), release.get("VERSION_ID", "")))


def packages_for(missing: set[str], release: Mapping[str, str]) -> list[str]:
    """Return the apt packages that bring what is missing on this system.

    Chromium is a snap on Ubuntu: the browser journeys say so and are skipped there.
    """
    version = postgres_version(release)
    names = {
        "postgis": [f"postgresql-{version}", f"postgresql-{version}-postgis-3"],
        "gdal": ["gdal-bin"],
        "redis": ["redis-server"],
        "gettext": ["gettext"],
        "venv": ["python3-venv"],
        "fonts": ["fonts-dejavu-core"],
        "chromium": [] if release.get("ID") == "ubuntu" else ["chromium"],
        "nginx": ["nginx"],
    }
    return [package for need in names if need in missing for package in names[need]]


def missing_needs(*, private_postgres: bool, private_redis: bool, tests: bool) -> set[str]:
    """Return the names of the needs that this machine does not meet, looking at files rather than packages."""
    present = {
        "gettext": shutil.which("msgfmt") is not None,
        "venv": importlib.util.find_spec("ensurepip") is not None or (ROOT / ".venv" / "bin" / "python").exists(),
        "fonts": FONT.exists(),
        "gdal": all(ctypes.util.find_library(name) for name in ("gdal", "geos_c", "proj")),
    }
    if private_postgres:
        present["postgis"] = find_binaries() is not None
    if private_redis:
        present["redis"] = shutil.which("redis-server") is not None
    if tests:
        present["chromium"] = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
        present["nginx"] = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None
    missing = {name for name, there in present.items() if not there}
    return missing - {"gdal"} if "postgis" in missing else missing


def ensure_packages(log: Path, *, private_postgres: bool, private_redis: bool, tests: bool) -> None:
    """Install with apt what this machine lacks, through sudo for an ordinary user."""
    missing = missing_needs(private_postgres=private_postgres, private_redis=private_redis, tests=tests)
    if not missing:
        return
    release = platform.freedesktop_os_release()
    packages = packages_for(missing, release)
    if not packages:
        return
    if postgres_version(release) is None or shutil.which("apt-get") is None:
        raise Problem(
            f"{release.get('PRETTY_NAME', 'This system')} is none of Debian 12, Debian 13 and Ubuntu 24.04: "
            f"install {', '.join(sorted(missing))} yourself (PostgreSQL ≥ 15, PostGIS ≥ 3.3), then start again."
        )
    step(f"Installing Debian packages (a few minutes): {' '.join(packages)}")
    if _to_the_end([*_as_root(packages), "sh", str(APT_INSTALL), *packages], log / "apt.log"):
        tail(log / "apt.log")
        raise Problem(f"apt could not install {' '.join(packages)}: see above, check the network, then start again.")


def _to_the_end(args: list[str], log: Path) -> int:
    """Run apt at the terminal that sudo may have asked; asked to stop, wait for it, or dpkg is left half done."""
    with log.open("wb") as output:
        process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            return process.wait()
        except Stop:
            line("Waiting for apt to finish what it has begun.")
            process.wait()
            raise


def _as_root(packages: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    by_hand = f"have an administrator run `apt-get install {' '.join(packages)}`, then start again."
    if shutil.which("sudo") is None:
        raise Problem(f"Installing packages needs root and there is no sudo: {by_hand}")
    if commands.answer(["sudo", "-n", "true"]) is None:
        if not sys.stdin.isatty():
            raise Problem(f"Installing packages needs sudo, which asks for a password or refuses: {by_hand}")
        if subprocess.run(["sudo", "-v"], check=False).returncode:
            raise Problem(f"sudo refuses to install packages for you: {by_hand}")
    return ["sudo"]

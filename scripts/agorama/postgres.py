"""The private PostgreSQL of an instance: on a unix socket only, and never as root."""

import os
import pwd
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from . import commands, processes
from .instance import Instance
from .options import inherited_environment
from .postgres_binaries import find_binaries
from .say import Problem, step
from .service import Service

NAME = "agorama"
SYSTEM_USER = "postgres"
# A small machine's settings; those of a throwaway cluster trade safety for speed.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def server_user(data: Path) -> int:
    """Return the uid that PostgreSQL runs as: the data's owner, ours, or the system's own user for root."""
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid
    if os.geteuid() != 0:
        return os.geteuid()
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        raise Problem("PostgreSQL will not run as root and there is no user `postgres`: install PostgreSQL.") from None


def drop_to(uid: int) -> list[str]:
    """Return setpriv's options to become that user, still able to enter folders of root such as a clone in /root."""
    if uid == os.geteuid():
        return []
    user = pwd.getpwuid(uid)
    capabilities = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [f"--reuid={uid}", f"--regid={user.pw_gid}", "--init-groups", *capabilities]


def shared_buffers_mb(memory_bytes: int) -> int:
    """Return PostgreSQL's own cache: 512 MB, a quarter of a smaller machine's memory."""
    return min(512, max(32, memory_bytes // 4 // 2**20))


@contextmanager
def private_postgres(instance: Instance, sockets: Path, *, throwaway: bool = False) -> Iterator[tuple[str, Service]]:
    """Run the cluster in VAR/postgres; yield its DATABASE_URL and the service."""
    data = instance.var / "postgres"
    binaries = _binaries_for(data)
    uid = server_user(data)
    env = {key: value for key, value in inherited_environment().items() if not key.startswith("PG")}
    if not data.exists():
        _create(data, binaries, uid, env, instance.log, throwaway=throwaway)
    _forget_stale_pid(data)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    settings = {
        **SETTINGS,
        **(THROWAWAY if throwaway else {}),
        "shared_buffers": f"{shared_buffers_mb(memory)}MB",
        "unix_socket_directories": str(sockets),
    }
    server = Service(
        "PostgreSQL",
        [binaries / "postgres", "-D", data, *(f"--{key}={value}" for key, value in settings.items())],
        log=instance.log / "postgres.log",
        env=env,
        cwd=Path("/"),
        prefix=drop_to(uid),
        stop_signal=signal.SIGINT,  # fast shutdown: roll back what is open, write a checkpoint
        patience_s=60,
    )
    try:
        client = ["-h", str(sockets), "-U", NAME, "-d", "postgres"]
        server.wait_until(lambda: commands.answer([binaries / "pg_isready", "-q", *client], env=env) is not None, 120)
        _ensure_database([str(binaries / "psql"), "-X", *client], env)
        yield f"postgresql://{NAME}@{quote(str(sockets), safe='')}/{NAME}", server
    finally:
        server.stop()


def _binaries_for(data: Path) -> Path:
    written_by = data / "PG_VERSION"
    version = int(written_by.read_text(encoding="ascii")) if written_by.is_file() else None
    binaries = find_binaries(version)
    if binaries is None and version:
        raise Problem(
            f"{data} was written by PostgreSQL {version}, which is not installed with PostGIS: "
            f"install postgresql-{version}-postgis-3, or give another VAR=."
        )
    if binaries is None:
        raise Problem("PostgreSQL 15 or newer with PostGIS is not installed: install it, or give DATABASE_URL=.")
    return binaries


def _create(data: Path, binaries: Path, uid: int, env: dict[str, str], log: Path, *, throwaway: bool) -> None:
    """Make the cluster beside its place and move it there whole, so that a killed start leaves no half of one."""
    step("Creating a private PostgreSQL cluster")
    half = data.with_name("postgres.new")
    if half.exists():
        shutil.rmtree(half)
    half.mkdir(mode=0o700)
    if uid != os.geteuid():
        os.chown(half, uid, -1)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *(["--no-sync"] if throwaway else [])]
    commands.run(
        ["setpriv", *drop_to(uid), binaries / "initdb", "-D", half, "-U", NAME, *options],
        env=env,
        cwd=Path("/"),
        log=log / "initdb.log",
        failed=f"PostgreSQL could not create its cluster in {data.parent}: see above, or give another VAR=.",
    )
    half.rename(data)


def _forget_stale_pid(data: Path) -> None:
    """Remove postmaster.pid when no PostgreSQL stands in this folder: its number may be another program's by now."""
    if not processes.servers("postgres", data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _ensure_database(psql: list[str], env: dict[str, str]) -> None:
    found = commands.answer([*psql, "-Atc", f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'"], env=env)
    if found != "1" and commands.answer([*psql, "-qc", f"CREATE DATABASE {NAME}"], env=env) is None:
        raise Problem("PostgreSQL runs but refuses to create its database: see its log in VAR/log.")

"""Django's own preparations: messages, tables, static files, the demo territory."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from . import commands, stamps
from .instance import Instance
from .options import ROOT, inherited_environment
from .processes import MARKER
from .python_env import PYTHON, STAMP
from .say import step

SKIPPED_FOLDERS = frozenset({".venv", ".git", "var", "node_modules", "dist", "__pycache__"})


def instance_environment(instance: Instance, database_url: str, redis_url: str) -> dict[str, str]:
    """Return the environment of everything that runs on this instance, and note it in `run/env`."""
    inherited = inherited_environment()
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "AGORAMA_SECRET_KEY": inherited.get("AGORAMA_SECRET_KEY") or instance.key("secret_key", 48),
    }
    instance.write_env(settings)
    return {**inherited, **settings, "AGORAMA_VAR": str(instance.var), MARKER: str(instance.var)}


def environment_without_servers() -> dict[str, str]:
    """Return settings for tools that load Django but must reach no server (types, messages, schema, fast tests)."""
    return {
        **inherited_environment(),
        "DATABASE_URL": "postgresql://nobody@%2Fnonexistent/none",
        "REDIS_URL": "unix:///nonexistent/redis.sock",
        "AGORAMA_SECRET_KEY": secrets.token_urlsafe(48),
    }


def manage(command: str, *arguments: str, env: Mapping[str, str], log: Path, failed: str) -> None:
    """Run one management command, its output kept in VAR/log."""
    commands.run([PYTHON, "manage.py", command, *arguments], env=env, log=log / f"{command}.log", failed=failed)


def load_demo(env: Mapping[str, str], log: Path) -> list[str]:
    """Load the demo territory into an empty database; return what the command says of the accounts."""
    failed = "The demo territory could not be loaded: see above, or start an empty server with DEMO=0."
    args = [PYTHON, "manage.py", "load_demo", "--skip-checks"]  # migrate has just run them
    return commands.said(args, env=env, log=log / "load_demo.log", failed=failed).splitlines()


def compile_messages(env: Mapping[str, str], log: Path) -> None:
    """Have every .mo file made from its .po as it is."""
    sources = [p for p in stamps.files_below(ROOT, without=SKIPPED_FOLDERS) if p.suffix == ".po"]
    stamp, digest = ROOT / ".venv" / "agorama-messages.sha256", stamps.content_hash(sources)
    if not sources or (stamps.is_current(stamp, digest) and all(path.with_suffix(".mo").exists() for path in sources)):
        return
    step("Compiling translations")
    ignored = [option for name in sorted(SKIPPED_FOLDERS) for option in ("--ignore", name)]
    failed = "The translations do not compile: see the .po file named above."
    manage("compilemessages", *ignored, env=env, log=log, failed=failed)
    stamps.write(stamp, digest)


def collect_static(env: Mapping[str, str], instance: Instance, built: str) -> None:
    """Have the static files of the apps, the libraries and the built front end in VAR/static."""
    own = [p for p in stamps.files_below(ROOT, without=SKIPPED_FOLDERS) if "static" in p.parts[:-1]]
    stamp = instance.run / "static.sha256"
    digest = stamps.content_hash(own, built, STAMP.read_text(encoding="ascii"))
    if stamps.is_current(stamp, digest) and (instance.var / "static").is_dir():
        return
    step("Collecting static files")
    failed = "The static files could not be collected: see above."
    manage("collectstatic", "--noinput", "--clear", env=env, log=instance.log, failed=failed)
    stamps.write(stamp, digest)


def migrate(env: Mapping[str, str], log: Path) -> None:
    """Bring the tables up to date."""
    manage("migrate", "--noinput", env=env, log=log, failed="The database could not be migrated: see above.")

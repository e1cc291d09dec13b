"""Bring the peers, each with its own installer: python -m benchmarks.peers.install (AGORAMA_PEERS: where, var/peers).

Debian packages need root, martin needs cargo and builds for some minutes. What cannot be had is said and left out.
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.peers.place import here

APT = ["wrk", "nginx", "cgi-mapserver", "mapserver-bin"]
VENVS = {
    "tipg": ["tipg==1.6.1", "uvicorn==0.54.0", "uvloop", "httptools"],
    "titiler": ["titiler.core==2.4.0", "uvicorn==0.54.0"],
    "dvt": ["Django>=5.2,<5.3", "django-vectortiles==1.0.2", "psycopg[binary]", "granian"],
}
MARTIN = ["martin", "--version", "1.14.0", "--locked", "--no-default-features", "--features", "postgres"]


def main() -> None:
    folder = here()
    folder.mkdir(parents=True, exist_ok=True)
    tried = [tried_to(["apt-get", "install", "-y", "--no-install-recommends", *APT])]
    for name, packages in VENVS.items():
        tried.append(tried_to([sys.executable, "-m", "venv", folder / name]))
        tried.append(tried_to([folder / name / "bin" / "pip", "install", "--quiet", *packages]))
    tried.append(tried_to(["cargo", "install", *MARTIN, "--root", folder / "martin"]))
    sys.exit(0 if all(tried) else 1)


def tried_to(command: list[str | Path]) -> bool:
    print("→", *command, flush=True)
    try:
        code = subprocess.run([str(word) for word in command], check=False).returncode
    except OSError as error:
        print(error)
        return False
    if code:
        print(f"failed ({code}): this peer is left out")
    return code == 0


if __name__ == "__main__":
    main()

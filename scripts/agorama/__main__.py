"""Entry of every Makefile target: `python3 -m scripts.agorama TARGET`."""

import sys

# Before anything else is imported: an older Python would only show a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    version = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"Agorama needs Python 3.11 or newer and this is {version}: install one and give make PYTHON=python3.11.")

import errno

from . import signals
from .options import Options
from .say import Problem, problem
from .targets import TARGETS

UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}


def main(arguments: list[str]) -> int:
    """Run one target and return the exit status; what the person can mend is told in one sentence."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        problem(f"Usage: make {' | '.join(TARGETS)}")
        return 2
    signals.install()
    try:
        return TARGETS[arguments[0]](Options.from_environment())
    except Problem as error:
        problem(str(error))
        return 1
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        problem(f"{error.filename or 'The disk'} cannot be written ({error.strerror}): mend that, or give VAR=folder.")
        return 1
    except signals.Stop as stop:
        return 128 + stop.number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the Makefile can call."""

from collections.abc import Callable

from . import checks, upkeep
from .demo import demo
from .options import Options

TARGETS: dict[str, Callable[[Options], int]] = {
    "demo": demo,
    "test": checks.test,
    "fast": checks.fast,
    "lint": checks.lint,
    "types": checks.types,
    "bench": checks.bench,
    "bless": checks.bless,
    "schema": upkeep.schema,
    "messages": upkeep.messages,
    "requirements": upkeep.requirements,
}

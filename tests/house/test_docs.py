"""docs/settings.md and what the code reads of its environment are the same list, with the same defaults."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from scripts.agorama.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
# Read, but nobody sets them for us: the system's own, Django's, and what keeps one process tied to its parent.
NOT_OURS = {"PATH", "LD_LIBRARY_PATH", "TMPDIR", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR"}
# Defaults that say more than a literal could.
IN_WORDS = {
    "AGORAMA_VAR",
    "AGORAMA_STORE_URL",
    "AGORAMA_ADDRESS",
    "AGORAMA_EMAIL_URL",
    "AGORAMA_STATIC_ROOT",
    "AGORAMA_PASSWORD",
    "DEMO_PASSWORD",
    "VAR",
}


def documented() -> dict[str, str]:
    """Return {variable: its default as written}; one row each."""
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    names = [name for name, _default, _words in rows]
    assert len(names) == len(set(names)), "a variable stands twice"
    return {name: default.strip("`") for name, default, _words in rows}


def sources() -> list[Path]:
    """Return the Python files under version control or about to be, without tests."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    outside = ("tests/", "benchmarks/")
    return [ROOT / name for name in names if not name.startswith(outside) and (ROOT / name).is_file()]


def _literal(node: ast.expr) -> str | None:
    """Return a constant, a list of constants joined by commas, or a product of numbers, as text."""
    if isinstance(node, ast.Constant):
        return None if node.value is None else str(node.value)
    if isinstance(node, ast.List):
        return ",".join(str(item.value) for item in node.elts if isinstance(item, ast.Constant)) or "empty"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _literal(node.left), _literal(node.right)
        return str(int(left) * int(right)) if left and right else None
    return None


def read_in(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield (variable, default or None) for every env(…), env.int(…), environ.get(…) and environ[…] of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            for name, _default in _calls(node.values[0]):
                yield name, _literal(node.values[1])
        yield from _calls(node)


def _calls(node: ast.AST) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
        if isinstance(node.slice, ast.Constant):
            yield str(node.slice.value), None
        return
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
        return
    called = ast.unparse(node.func)
    if called == "env" or re.fullmatch(r"env\.\w+|(os\.)?environ\.(get|setdefault)", called):
        given = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "default")]
        yield str(node.args[0].value), _literal(given[0]) if given else None


@lru_cache(maxsize=1)
def read_by_code() -> dict[str, str | None]:
    """Return every variable that the product, its scripts and its containers read, with its default where literal."""
    found: dict[str, str | None] = {}
    for path in sources():
        for name, default in read_in(path):
            found[name] = found.get(name) or default
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name, default in re.findall(r"\$\{([A-Z_]+)(?::-([^}]*))?", compose):
        found.setdefault(name, default or None)
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    found |= dict(re.findall(r"^\s+(GRANIAN_[A-Z_]+)=(\w+)", dockerfile, re.MULTILINE))
    found |= dict(re.findall(r"^([A-Z]+) \?= (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return {name: default for name, default in found.items() if name not in NOT_OURS}


@pytest.mark.slow
def test_every_variable_that_is_read_is_documented() -> None:
    assert set(read_by_code()) - set(documented()) == set()


@pytest.mark.slow
def test_every_documented_variable_is_read() -> None:
    assert set(documented()) - set(read_by_code()) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(documented()) - IN_WORDS))
def test_the_default_is_the_real_one(name: str) -> None:
    written, real = documented()[name], read_by_code()[name]
    assert written == (real or "required")


def test_the_reader_of_code_sees_what_it_should(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(
        'import os\nA = env("A")\nB = env.int("B", 2 * 3)\nC = env.list("C", default=["x", "y"])\n'
        'D = os.environ.get("D") or "4"\nE = os.environ["E"]\n',
        encoding="utf-8",
    )
    found: dict[str, str | None] = {}
    for name, default in read_in(path):
        found[name] = found.get(name) or default
    assert found == {"A": None, "B": "6", "C": "x,y", "D": "4", "E": None}


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*\w|[\w-]+\.(?:md|toml|yml|conf|py))(?:: (\w+))?`")
ROOTS = (ROOT, ROOT / "frontend_embed")


def named_files() -> list[tuple[str, str, str]]:
    """Return (page, file, name in it or "") for every path of ours in backticks."""
    top = {path.name for folder in ROOTS for path in folder.iterdir()}
    return sorted(
        (page.name, path, name)
        for page in PAGES
        for path, name in set(FILE.findall(page.read_text(encoding="utf-8")))
        if "/" in path and path.split("/")[0] in top - {"var"}
    )


def defines(path: Path, name: str) -> bool:
    """Say whether a file has a function, class, constant, type or method of this name."""
    word = rf"^\s*(?:export )?(?:async )?(?:def |class |function |type |const |interface )?{name}\b\s*[(:=<{{]"
    return bool(re.search(word, path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("page", "path", "name"), named_files())
def test_what_the_pages_name_is_there(page: str, path: str, name: str) -> None:
    there = next((folder / path for folder in ROOTS if (folder / path).exists()), None)
    assert there is not None, page
    assert not name or defines(there, name), page


def test_pages_name_many_things() -> None:
    assert len([name for _page, _path, name in named_files() if name]) > 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def test_commands_of_the_pages_exist_with_their_options() -> None:
    commands = get_commands()
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    found = re.findall(r"(?:python manage\.py|`manage\.py|\$manage) ([a-z_]+)(.*)", text)
    assert {"create_admin", "import_perimeter", "import_layer", "load_demo"} <= {name for name, _rest in found}
    for name, rest in found:
        parser = load_command_class(commands[name], name).create_parser("manage.py", name)
        assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) <= set(parser._option_string_actions), name


def test_every_library_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0006-libraries.md").read_text(encoding="utf-8").lower()
    wanted = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[\[<>=]", line)[0].strip() for line in wanted if line and not line.startswith("#")]
    assert [name for name in names if not re.search(rf"(?<![\w-]){name}(?![\w-])", reasons)] == []


def test_every_make_target_of_the_pages_exists() -> None:
    for page in PAGES:
        for target in re.findall(r"`?make ([a-z]+)`", page.read_text(encoding="utf-8")):
            assert target in TARGETS, page.name

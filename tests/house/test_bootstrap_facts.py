"""What the bootstrap decides from what it sees: options, stamps, packages, versions."""

from pathlib import Path

import pytest

from scripts.agorama import node, options, packages, postgres_binaries, stamps
from scripts.agorama.postgres import shared_buffers_mb
from scripts.agorama.say import Problem

BOOKWORM = {"ID": "debian", "VERSION_ID": "12"}
TRIXIE = {"ID": "debian", "VERSION_ID": "13"}
NOBLE = {"ID": "ubuntu", "VERSION_ID": "24.04"}


def test_options_have_the_documented_defaults() -> None:
    found = options.Options.from_environment({})
    assert (found.port, found.var, found.demo) == (8000, options.ROOT / "var", True)
    assert (found.database_url, found.redis_url, found.demo_password) == (None, None, None)


def test_options_take_a_relative_var_from_the_project(tmp_path: Path) -> None:
    assert options.Options.from_environment({"VAR": "other/place"}).var == options.ROOT / "other" / "place"
    assert options.Options.from_environment({"VAR": str(tmp_path)}).var == tmp_path.resolve()


@pytest.mark.parametrize("port", ["", "1", "8001", "65535"])
def test_a_port_is_accepted(port: str) -> None:
    assert options.Options.from_environment({"PORT": port}).port == int(port or 8000)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "80.0", "²"])
def test_what_is_no_port_is_refused_in_a_sentence(port: str) -> None:
    with pytest.raises(Problem, match=r"PORT=.*give a number"):
        options.Options.from_environment({"PORT": port})


def test_demo_is_a_switch() -> None:
    assert options.Options.from_environment({"DEMO": "0"}).demo is False
    with pytest.raises(Problem, match="DEMO=no"):
        options.Options.from_environment({"DEMO": "no"})


def test_children_do_not_inherit_what_is_meant_for_the_bootstrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR", "/elsewhere")
    monkeypatch.setenv("MAKEFLAGS", "VAR=/elsewhere")
    monkeypatch.setenv("LANG", "C.UTF-8")
    inherited = options.inherited_environment()
    assert "VAR" not in inherited
    assert "MAKEFLAGS" not in inherited
    assert inherited["LANG"] == "C.UTF-8"


def test_a_stamp_is_current_until_a_source_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "a.ts", tmp_path / "stamp"
    source.write_text("one")
    before = stamps.content_hash([source])
    assert not stamps.is_current(stamp, before)
    stamps.write(stamp, before)
    assert stamps.is_current(stamp, stamps.content_hash([source]))
    source.write_text("two")
    assert not stamps.is_current(stamp, stamps.content_hash([source]))


def test_a_content_hash_knows_names_facts_and_no_order(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("x")
    b.write_text("x")
    assert stamps.content_hash([a, b]) == stamps.content_hash([b, a])
    assert stamps.content_hash([a]) != stamps.content_hash([b])
    assert stamps.content_hash([a], "22") != stamps.content_hash([a], "24")


def test_files_below_leaves_out_the_named(tmp_path: Path) -> None:
    for name in ("src/a.ts", "node_modules/b.js", "src/dist/c.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = stamps.files_below(tmp_path, without=frozenset({"node_modules", "dist"}))
    assert found == [tmp_path / "src" / "a.ts"]


@pytest.mark.parametrize(("release", "version"), [(BOOKWORM, 15), (TRIXIE, 17), (NOBLE, 16)])
def test_each_known_system_gets_its_own_postgresql(release: dict[str, str], version: int) -> None:
    assert packages.packages_for({"postgis"}, release) == [f"postgresql-{version}", f"postgresql-{version}-postgis-3"]


def test_packages_are_only_those_for_what_is_missing() -> None:
    assert packages.packages_for({"redis", "gettext"}, BOOKWORM) == ["redis-server", "gettext"]
    assert packages.packages_for(set(), BOOKWORM) == []


def test_chromium_is_not_asked_of_ubuntu_where_it_is_a_snap() -> None:
    assert packages.packages_for({"chromium"}, NOBLE) == []
    assert packages.packages_for({"chromium"}, TRIXIE) == ["chromium"]


@pytest.mark.parametrize("release", [{"ID": "debian", "VERSION_ID": "11"}, {"ID": "fedora", "VERSION_ID": "43"}, {}])
def test_an_unknown_system_has_no_postgresql_of_ours(release: dict[str, str]) -> None:
    assert packages.postgres_version(release) is None


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.19.0", "v25.0.0"])
def test_node_is_recent(version: str) -> None:
    assert node.is_recent(version)


@pytest.mark.parametrize("version", [None, "", "v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "24.0.0", "v24"])
def test_node_is_too_old_or_no_node(version: str | None) -> None:
    assert not node.is_recent(version)


def _install(root: Path, version: str, *, postgis: bool = True) -> None:
    binary = root / "lib" / version / "bin" / "postgres"
    control = root / "share" / version / "extension" / "postgis.control"
    for path in (binary, *([control] if postgis else [])):
        path.parent.mkdir(parents=True)
        path.write_text("")


def test_the_newest_postgresql_with_postgis_serves(tmp_path: Path) -> None:
    for version in ("9.6", "14", "15", "16"):
        _install(tmp_path, version)
    _install(tmp_path, "17", postgis=False)
    places = {"libraries": tmp_path / "lib", "shared": tmp_path / "share"}
    assert postgres_binaries.find_binaries(**places) == tmp_path / "lib" / "16" / "bin"
    assert postgres_binaries.find_binaries(15, **places) == tmp_path / "lib" / "15" / "bin"
    assert postgres_binaries.find_binaries(17, **places) is None


def test_an_old_postgresql_does_not_serve(tmp_path: Path) -> None:
    _install(tmp_path, "14")
    assert postgres_binaries.find_binaries(libraries=tmp_path / "lib", shared=tmp_path / "share") is None


def test_a_small_machine_gets_a_small_cache() -> None:
    assert shared_buffers_mb(24 * 2**30) == 512
    assert shared_buffers_mb(2**30) == 256
    assert shared_buffers_mb(2**26) == 32

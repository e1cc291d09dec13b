"""Dockerfile, .dockerignore and docker-compose.yml: what can be held without a container engine.

The compose file is checked against the compose specification's own JSON schema (carried by check-jsonschema). That
the images build and start is not checked here.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
SECRETS = ("AGORAMA_SECRET_KEY", "POSTGRES_PASSWORD")


def instructions(text: str) -> list[tuple[str, str]]:
    """Return (INSTRUCTION, rest) of a Dockerfile, without comments, continuation lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    pairs = [line.split(None, 1) for line in joined.splitlines()]
    return [(word.upper(), rest) for word, rest in pairs]


DOCKERFILE = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage, FROM first."""
    found: list[list[tuple[str, str]]] = []
    for pair in DOCKERFILE:
        if pair[0] == "FROM":
            found.append([])
        found[-1].append(pair)
    return found


def is_pinned(image: str) -> bool:
    """Say whether an image names a version."""
    name, colon, tag = image.rpartition(":")
    return bool(name and colon) and tag != "latest" and bool(tag)


@pytest.mark.slow
def test_compose_file_keeps_the_specification() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(ROOT / "docker-compose.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_specification_refuses_what_it_should(tmp_path: Path) -> None:
    """The schema is really looked at: the same file with one misspelt key fails."""
    broken = tmp_path / "docker-compose.yml"
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    broken.write_text(text.replace("healthcheck:", "healthchek:", 1), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(broken)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_services_are_those_of_the_design() -> None:
    assert set(SERVICES) == {"nginx", *OURS, "postgis", "redis"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_image_names_a_version(name: str) -> None:
    assert is_pinned(SERVICES[name]["image"])


def test_our_image_carries_our_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {SERVICES[name]["image"] for name in OURS} == {f"agorama:{version}"}


def test_only_nginx_is_published_and_on_this_machine_alone() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"nginx": ["${AGORAMA_BIND:-127.0.0.1}:${AGORAMA_PORT:-8080}:8080"]}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "web"}))
def test_every_service_says_how_it_is(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[0] in {"CMD", "CMD-SHELL"}
    assert len(test) > 1


def test_web_is_asked_as_the_image_says() -> None:
    assert "healthcheck" not in SERVICES["web"]
    assert [rest for word, rest in stages()[-1] if word == "HEALTHCHECK" and "/healthz" in rest]


def test_they_start_in_order() -> None:
    waits = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    migrated = {"migrate": "service_completed_successfully", "redis": "service_healthy"}
    assert waits == {
        "nginx": {"web": "service_healthy"},
        "web": {**migrated, "redis": "service_started"},
        "worker": migrated,
        "beat": migrated,
        "migrate": {"postgis": "service_healthy"},
        "postgis": {},
        "redis": {},
    }


def test_secrets_come_from_outside_and_are_demanded() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in SECRETS:
        uses = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses), name
    for line in (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines():
        assert not re.match(rf"({'|'.join(SECRETS)})=.", line)


def test_the_database_has_no_way_out() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgis"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]
    assert SERVICES["nginx"]["networks"] == ["outside"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_only_read_and_hold_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["var:/var/lib/agorama", "tilefiles:/var/lib/agorama/tiles"]


def test_what_must_survive_stands_on_volumes() -> None:
    assert set(COMPOSE["volumes"]) == {"postgres", "tilefiles", "tiles", "var"}
    assert "postgres:/var/lib/postgresql/data" in SERVICES["postgis"]["volumes"]


def test_every_base_image_names_a_version() -> None:
    names: set[str] = set()
    for word, rest in DOCKERFILE:
        if word == "FROM":
            image, *rest_words = rest.split()
            assert image in names or is_pinned(image), image
            names |= {rest_words[1]} if rest_words else set()


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = [rest for word, rest in stages()[-1] if word == "USER"]
    assert users
    assert users[-1].split(":")[0].isdigit()
    assert int(users[-1].split(":")[0]) > 0


def test_packages_are_installed_by_their_hashes() -> None:
    runs = [rest for word, rest in DOCKERFILE if word == "RUN"]
    assert any("pip install" in run and "--require-hashes" in run and "base.txt" in run for run in runs)
    assert any("npm ci" in run for run in runs)
    assert not any("npm install" in run for run in runs)


def test_the_image_holds_our_apps_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {line[1:] for line in rules if line.startswith("!")}
    apps = {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()}
    assert apps < allowed
    assert allowed - apps == {"LICENSE", "manage.py", "requirements"}
    assert {"**/__pycache__", "frontend_embed/node_modules", "frontend_embed/dist"} <= set(rules)


def test_the_image_carries_what_the_build_copies() -> None:
    copied = [rest.split() for word, rest in DOCKERFILE if word == "COPY" and not rest.startswith("--from")]
    sources = {source for words in copied for source in words[:-1]}
    assert all((ROOT / source).exists() for source in sources), sources

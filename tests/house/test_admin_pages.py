"""Every page of the back office: one strict policy, nothing inline, nobody else's host, three languages."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from core.middleware import CSP
from perimeter_data.models import PerimeterVersion
from tests.house.back_office import Territory, chief, page, territory

# A namespace is a name, not an address; nothing is fetched from it.
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
OWN = ("http://testserver/", "http://localhost")
SITE_WIDE = ("index", "my-messages", "password_change", "password_change_done", "participation_contribution_import")


def addresses(place: Territory) -> list[str]:
    """Return every page there is: lists, forms, questions."""
    found = [reverse(f"admin:{name}") for name in SITE_WIDE]
    for model in admin.site._registry:
        found.append(page(model, "changelist"))
        row = place.rows.get(model)
        found += [f"{page(model, 'add')}?perimeter=valley", page(model, "add")]
        if row is not None:
            found += [page(model, name, row.pk) for name in ("change", "delete", "history")]
    return [*found, page(PerimeterVersion, "publish", place.rows[PerimeterVersion].pk)]


def problems(html: str) -> list[str]:
    """Return what a strict policy would block, and addresses of others."""
    html = html.replace(NAMESPACE, "")
    inline = re.findall(r"<style|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|javascript:", html)
    hosts = [host for host in re.findall(r"https?://[^\s\"'<&]*", html) if not host.startswith(OWN)]
    return [*inline, *hosts, *re.findall(r'(?:src|href)="//[^"]*', html)]


@pytest.fixture
def place(db: None) -> Territory:
    return territory("valley")


def test_nothing_inline_and_no_foreign_host(place: Territory) -> None:
    client = chief()
    seen = 0
    for address in addresses(place):
        answer = client.get(address)
        if answer.status_code in (302, 403):  # what nobody adds or deletes
            continue
        assert answer.status_code == 200, address
        assert answer["Content-Security-Policy"] == f"{CSP}frame-ancestors 'self'"
        assert problems(answer.content.decode()) == [], address
        seen += 1
    assert seen > 40


def test_the_check_would_notice() -> None:
    assert problems('<p style="x">') and problems("<script>x</script>") and problems('<a href="//cdn.example">')
    assert problems('<script src="https://cdn.example/ol.js"></script>')


def test_signing_in_is_clean_too(place: Territory) -> None:
    answer = Client().get(reverse("admin:login"))
    assert problems(answer.content.decode()) == []
    refused = Client().post(reverse("admin:login"), {"username": "x", "password": "y"})
    assert problems(refused.content.decode()) == []


def test_no_page_has_the_stock_map(place: Territory) -> None:
    client = chief()
    for address in addresses(place):
        shown = client.get(address).content.decode()
        assert "OpenLayers" not in shown and "OLMapWidget" not in shown and "ol.js" not in shown, address


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Espace de gestion"), ("it", "Area di gestione"), ("en", "Back office")]
)
def test_the_readers_language(place: Territory, language: str, word: str) -> None:
    client = chief()
    answer = client.get(reverse("admin:index"), headers={"accept-language": language})
    assert word in answer.content.decode()
    assert answer["Content-Language"] == language


def test_tables_of_the_machine_have_no_page() -> None:
    names = {model._meta.label for model in admin.site._registry}
    assert names == {
        "accounts.Membership", "accounts.User", "interop.PersonalExport", "layers.BaseMap", "layers.Layer",
        "participation.Category",
        "participation.Comment", "participation.Consultation", "participation.Contribution",
        "participation.AnswerTemplate", "participation.Attachment", "participation.Department",
        "participation.Proposal", "participation.ProposalSet", "participation.RoutingRule", "participation.Theme",
        "perimeter_data.Logo", "perimeter_data.Perimeter",
        "perimeter_data.PerimeterVersion", "perimeter_data.Place", "perimeter_data.Zoning",
        "perimeter_data.ZoningVersion",
    }  # fmt: skip


def test_who_tries_passwords_has_to_wait(db: None, settings: Any) -> None:
    settings.AGORAMA_RATE_LIMITS = {**settings.AGORAMA_RATE_LIMITS, "sign_in": "2/day"}
    settings.SECRET_KEY = f"{settings.SECRET_KEY}-{uuid4()}"  # a key of its own in Redis
    tried = [Client().post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code for _n in range(3)]
    assert tried == [200, 200, 429]
    assert Client().get(reverse("admin:login")).status_code == 200


def test_the_typeface_is_our_own_file(settings: Any, tmp_path: Path, db: None) -> None:
    settings.EMBED_DIST = tmp_path
    assert "woff2" not in Client().get(reverse("admin:login")).content.decode()
    (tmp_path / ".vite").mkdir()
    chunk = {"file": "face-Abc12345.css", "assets": ["a-latin-wght-normal-Abc12345.woff2"]}
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps({"src/styles/face.css": chunk}))
    body = Client().get(reverse("admin:login")).content.decode()
    assert "/static/embed/face-Abc12345.css" in body and "/static/embed/a-latin-wght-normal-Abc12345.woff2" in body

"""Health, metrics, headers."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_healthz_needs_nothing(page: Client) -> None:
    assert page.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_tells_of_database_and_redis(page: Client, settings: Any) -> None:
    assert page.get("/readyz").json()["checks"] == {"database": "ok", "redis": "ok"}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    without_redis = page.get("/readyz")
    assert (without_redis.status_code, without_redis.json()["checks"]["redis"]) == (200, "out of reach")


@pytest.mark.django_db
def test_readyz_is_503_without_the_database(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    assert page.get("/readyz").status_code == 503


def test_metrics_count_requests_by_route(page: Client) -> None:
    page.get("/healthz")
    assert 'agorama_requests_total{route="healthz",status="200"}' in page.get("/metrics").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "ancestors"), [("/", "'self'"), ("/api/v1/docs/", "'self'"), ("/embed/none/", "*")])
def test_every_page_carries_the_strict_policy(page: Client, path: str, ancestors: str) -> None:
    policy = page.get(path)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert policy.endswith(f"frame-ancestors {ancestors}")


@pytest.mark.django_db
def test_unknown_addresses_are_pages_or_problems(page: Client) -> None:
    assert page.get("/nowhere/").headers["Content-Type"].startswith("text/html")
    problem = page.get("/api/v1/nowhere/")
    assert (problem.status_code, problem["Content-Type"]) == (404, "application/problem+json")


def test_pages_of_other_sites_may_ask(page: Client) -> None:
    asked = {"HTTP_ORIGIN": "https://town.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
    response = page.options("/api/v1/perimeters/valley/contributions/", **asked)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Idempotency-Key" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response

"""The OpenAPI document: valid, complete, and leaning on nothing outside itself."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.slow

# Not part of the API that the document tells of: the document itself and its reader.
ITSELF = {"/api/v1/schema/", "/api/v1/docs/"}
# Staff's own pages alone speak to it, with their session.
STAFF = ("/api/v1/workshop/", "/api/v1/planner/")
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Generate it as `make schema` does: a warning or a breach of the OpenAPI schema is an error."""
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Yield every route of the URL map with its pattern."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


def api_routes() -> dict[str, URLPattern]:
    """Return the routes below /api/v1/, parameters written as the document does (`pk` is `id` there)."""
    return {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path).replace("{pk}", "{id}"): pattern
        for path, pattern in routes(get_resolver())
        if path.startswith("/api/v1/") and path not in ITSELF and not path.startswith(STAFF)
    }


def test_it_is_openapi_3_0(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.0.")


def test_it_points_nowhere_outside(document: dict[str, Any]) -> None:
    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    found = list(references(document))
    assert found
    assert all(reference.startswith("#/components/") for reference in found)


def test_every_route_of_the_api_is_in_it(document: dict[str, Any]) -> None:
    known = api_routes()
    assert len(known) > 15
    assert set(document["paths"]) == set(known)


def test_every_method_of_a_view_is_in_it(document: dict[str, Any]) -> None:
    for path, pattern in api_routes().items():
        told = document["paths"][path]
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        assert {method for method in METHODS if hasattr(view, method)} == set(told) & set(METHODS), path


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [item[method]["operationId"] for item in document["paths"].values() for method in METHODS if method in item]
    assert len(names) == len(set(names))


def test_participants_speak_with_bearer_tokens(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["participant"] == {"type": "http", "scheme": "bearer"}


def test_ids_are_whole_numbers(document: dict[str, Any]) -> None:
    (parameter,) = [
        found for found in document["paths"]["/api/v1/proposals/{id}/"]["get"]["parameters"] if found["in"] == "path"
    ]
    assert parameter["schema"] == {"type": "integer", "format": "int64"}


def test_it_is_served(page: Client) -> None:
    schema = page.get("/api/v1/schema/")
    assert schema.status_code == 200
    assert yaml.safe_load(schema.content)["openapi"].startswith("3.0.")


def test_its_reader_runs_under_our_policy(page: Client) -> None:
    """No inline script or style, no foreign host: what the Content-Security-Policy would refuse is not there."""
    reader = page.get("/api/v1/docs/").content.decode()
    script = page.get("/api/v1/docs/", {"script": ""}).content.decode()
    assert "SwaggerUIBundle" in script
    assert '"validatorUrl": "none"' in script
    assert not re.search(r"<style|<script>|style=", reader)
    assert "//" not in reader.replace("<!DOCTYPE html>", "")

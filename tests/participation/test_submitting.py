"""Participant → contribution → vote, by REST: what is accepted, and what each refusal says."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core import ratelimit
from core.models import Change
from participation.models import Contribution, Feature, Vote
from participation.services.consultations import consultation_for
from perimeter_data.models import Perimeter, Zoning
from tests import factories

URL = "/api/v1/perimeters/valley/contributions/"


def body(lon: Any = 7.25, lat: Any = 44.0, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"kind": "idea", "theme": "economy", "title": "Un banc", "text": "À l'ombre", **properties},
    }


@pytest.fixture(autouse=True)
def consultation(perimeter: Perimeter) -> object:
    return factories.open_consultation(perimeter)


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """Assert a problem of this status and code with nothing stored; return it."""
    problem = json.loads(response.content)
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert response["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    assert not Contribution.objects.exists()
    return problem


def test_a_pin_inside_is_created_counted_in_its_zone_and_told_to_the_feed(author: APIClient, communes: Zoning) -> None:
    response = author.post(URL, body(), format="json")
    assert response.status_code == 201, response.content
    feature = response.json()
    made = Contribution.objects.get()
    assert feature["id"] == made.pk
    assert response["Location"] == f"/api/v1/contributions/{made.pk}/"
    assert feature["geometry"] == {"type": "Point", "coordinates": [7.25, 44.0]}
    assert feature["properties"]["ref"] == f"TST-{made.pk:04d}"
    assert feature["properties"]["state"] == "received"
    assert feature["properties"]["zones"] == {"communes": "W"}
    assert feature["properties"]["votes"] == {"for": 0, "against": 0, "neutral": 0, "mine": None}
    assert feature["properties"]["consultation"] == "now"
    assert Change.objects.filter(kind="contribution.submitted", target_id=made.pk).count() == 1


def test_geojson_media_type_is_accepted(author: APIClient) -> None:
    response = author.post(URL, json.dumps(body()), content_type="application/geo+json")
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"geometry": {"type": "Point", "coordinates": [8.5, 44.0]}}, 422, "outside_perimeter"),
        ({"geometry": {"type": "Point", "coordinates": [7.65, 43.95]}}, 422, "outside_perimeter"),
        ({"geometry": {"type": "Point", "coordinates": [44.0, 7.25]}}, 422, "coordinates_swapped"),
        ({"geometry": {"type": "Point", "coordinates": [7.25, 44.0, 800]}}, 400, "three_dimensional"),
        ({"geometry": {"type": "Point", "coordinates": ["7.25", "44.0"]}}, 400, "invalid_coordinates"),
        ({"geometry": {"type": "Point", "coordinates": [True, 44.0]}}, 400, "invalid_coordinates"),
        ({"geometry": {"type": "Point", "coordinates": [7.25]}}, 400, "invalid_coordinates"),
        ({"geometry": {"type": "Point", "coordinates": [7.25, 91]}}, 400, "invalid_coordinates"),
        ({"geometry": {"type": "Point", "coordinates": [7.25, 10**400]}}, 400, "invalid_coordinates"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[7, 44], [7.1, 44], [7, 44.1], [7, 44]]]}},
            400,
            "wrong_geometry_type",
        ),
        ({"geometry": None}, 400, "missing_field"),
        ({"geometry": 3}, 400, "wrong_geometry_type"),
        ({"colour": "red"}, 400, "unknown_field"),
        ({"type": "FeatureCollection"}, 400, "unknown_value"),
    ],
)
def test_bad_features_are_refused_each_with_its_own_code(
    author: APIClient, change: dict[str, Any], status: int, code: str
) -> None:
    refused(author.post(URL, {**body(), **change}, format="json"), status, code)


@pytest.mark.parametrize(
    ("properties", "status", "code"),
    [
        ({"theme": "astrology"}, 422, "unknown_theme"),
        ({"theme": None}, 400, "missing_field"),
        ({"kind": "rant"}, 400, "unknown_value"),
        ({"title": "", "text": ""}, 422, "nothing_said"),
        ({"title": "a\u0000b"}, 400, "control_characters"),
        ({"text": "bell \u0007"}, 400, "control_characters"),
        ({"text": "half \ud83d"}, 400, "control_characters"),
        ({"title": "x" * 161}, 400, "text_too_long"),
        ({"text": "x" * 100_000}, 413, "body_too_large"),
        ({"title": 12}, 400, "invalid_field"),
        ({"consultation": "never"}, 404, "unknown_consultation"),
        ({"category": "never"}, 422, "unknown_category"),
        ({"language": "de"}, 400, "unknown_value"),
        ({"admin": True}, 400, "unknown_field"),
    ],
)
def test_bad_properties_are_refused_each_with_its_own_code(
    author: APIClient, properties: dict[str, Any], status: int, code: str
) -> None:
    refused(author.post(URL, json.dumps(body(**properties)), content_type="application/json"), status, code)


@pytest.mark.parametrize(
    ("raw", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b"\xff\xfe", "application/json", 400, "malformed_json"),
        (b"[" * 100_000, "application/json", 413, "body_too_large"),
        (b"[" * 50_000, "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 400, "invalid_field"),
        (json.dumps(body(lat=float("nan"))).encode(), "application/json", 400, "malformed_json"),
        (json.dumps(body(lat=float("inf"))).encode(), "application/json", 400, "malformed_json"),
        (json.dumps(body()).replace("44.0", "1e999").encode(), "application/json", 400, "invalid_coordinates"),
        (b'{"type":"Feature","type":"Feature"}', "application/json", 400, "malformed_json"),
        (b"type=Feature", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_bad_bodies(author: APIClient, raw: bytes, content_type: str, status: int, code: str) -> None:
    refused(author.post(URL, raw, content_type=content_type), status, code)


def test_bidi_overrides_are_neutralised_and_joined_emoji_kept(author: APIClient) -> None:
    family = "👨‍👩‍👧"
    response = author.post(URL, body(title=f"abc\u202edef {family}"), format="json")
    assert response.json()["properties"]["title"] == f"abcdef {family}"


def test_the_nearest_point_of_a_refusal_is_accepted(author: APIClient) -> None:
    nearest = refused(author.post(URL, body(lon=8.5), format="json"), 422, "outside_perimeter")["nearest"]
    assert nearest[0] == pytest.approx(8.0, abs=0.001)
    assert author.post(URL, body(*nearest), format="json").status_code == 201


@pytest.mark.parametrize(("language", "word"), [("fr", "territoire"), ("it", "territorio"), ("en", "area")])
def test_a_refusal_speaks_the_callers_language(author: APIClient, language: str, word: str) -> None:
    response = author.post(URL, body(lon=8.5), format="json", headers={"accept-language": language})
    assert word in response.json()["detail"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "not_authenticated"),
        ("Bearer forged", "invalid_token"),
        ("Bearer é", "invalid_token"),
        ("Bearer", "invalid_token"),
    ],
)
def test_who_is_not_known_writes_nothing(api: APIClient, header: str, code: str) -> None:
    headers = {"HTTP_AUTHORIZATION": header} if header else {}
    response = api.post(URL, body(), format="json", **headers)
    refused(response, 401, code)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_of_another_territory_is_refused(api: APIClient) -> None:
    _who, token = factories.participant_with_token(factories.published_perimeter(slug="elsewhere"))
    refused(api.post(URL, body(), format="json", HTTP_AUTHORIZATION=f"Bearer {token}"), 403, "other_perimeter")


def test_unknown_perimeter_and_parameter(author: APIClient) -> None:
    refused(author.post("/api/v1/perimeters/atlantis/contributions/", body(), format="json"), 404, "unknown_perimeter")
    refused(author.post(URL + "?admin=1", body(), format="json"), 400, "unknown_parameter")
    refused(author.put(URL, body(), format="json"), 405, "method_not_allowed")


def test_a_closed_phase_says_when_it_opens(author: APIClient, perimeter: Perimeter) -> None:
    phase = perimeter.consultations.get().phases.get()
    phase.starts_at = phase.ends_at - (phase.ends_at - phase.starts_at) / 2
    phase.save()
    problem = refused(author.post(URL, body(), format="json"), 409, "phase_closed")
    assert problem["opens_at"] == phase.starts_at.isoformat()


def test_two_open_consultations_must_be_named(author: APIClient, perimeter: Perimeter) -> None:
    factories.open_consultation(perimeter, slug="other")
    problem = refused(author.post(URL, body(), format="json"), 409, "which_consultation")
    assert sorted(problem["consultations"]) == ["now", "other"]
    assert author.post(URL, body(consultation="other"), format="json").json()["properties"]["consultation"] == "other"


def test_reports_are_taken_outside_consultations_where_the_perimeter_says_so(perimeter: Perimeter) -> None:
    perimeter.consultations.all().delete()
    assert consultation_for(perimeter, None, "report", factories.INSIDE) is None


def test_the_same_key_twice_makes_one_row_and_another_body_is_refused(author: APIClient) -> None:
    first = author.post(URL, body(), format="json", headers={"idempotency-key": "k1"})
    again = author.post(URL, body(), format="json", headers={"idempotency-key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = author.post(URL, body(title="Else"), format="json", headers={"idempotency-key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert Contribution.objects.count() == 1


def test_a_refused_attempt_does_not_use_up_its_key(author: APIClient) -> None:
    author.post(URL, body(lon=8.5), format="json", headers={"idempotency-key": "k1"})
    assert author.post(URL, body(), format="json", headers={"idempotency-key": "k1"}).status_code == 201


def test_read_edit_and_withdraw_ones_own(author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
    pk = author.post(URL, body(), format="json").json()["id"]
    one = f"/api/v1/contributions/{pk}/"
    edited = author.patch(one, {"properties": {"title": "Deux bancs"}}, format="json")
    assert (edited.status_code, edited.json()["properties"]["title"]) == (200, "Deux bancs")
    _who, token = factories.participant_with_token(perimeter)
    stranger = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    for response in (
        api.patch(one, {"properties": {"title": "Mine"}}, format="json", **stranger),
        api.delete(one, **stranger),
    ):
        assert (response.status_code, response.json()["code"]) == (403, "not_the_author")
    assert author.delete(one).status_code == 204
    assert api.get(one).status_code == 404
    assert author.get(one).json()["properties"]["state"] == "withdrawn"


def test_votes_are_counted_once_changed_and_taken_back(author: APIClient, perimeter: Perimeter) -> None:
    target = factories.contribution(perimeter)
    url = f"/api/v1/contributions/{target.pk}/vote/"
    for _ in range(2):
        response = author.put(url, {"choice": "for"}, format="json")
        assert (response.status_code, response.json()) == (200, {"for": 1, "against": 0, "neutral": 0, "mine": "for"})
    assert Change.objects.filter(kind="vote.cast").count() == 1
    assert author.put(url, {"choice": "against"}, format="json").json()["against"] == 1
    assert Vote.objects.get().choice == "against"
    assert author.delete(url).json() == {"for": 0, "against": 0, "neutral": 0, "mine": None}
    assert author.delete(url).status_code == 200


@pytest.mark.parametrize(
    ("choice", "status", "code"),
    [({"choice": "maybe"}, 400, "unknown_value"), ({}, 400, "missing_field"), ([], 400, "invalid_field")],
)
def test_bad_votes(author: APIClient, perimeter: Perimeter, choice: Any, status: int, code: str) -> None:
    url = f"/api/v1/contributions/{factories.contribution(perimeter).pk}/vote/"
    response = author.put(url, choice, format="json")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_votes_close_with_their_phase_and_never_reach_the_hidden(author: APIClient, perimeter: Perimeter) -> None:
    closed = factories.open_consultation(perimeter, features=(Feature.IDEAS,), slug="ideas-only")
    target = factories.contribution(perimeter, consultation=closed)
    response = author.put(f"/api/v1/contributions/{target.pk}/vote/", {"choice": "for"}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "phase_closed")
    hidden = factories.contribution(perimeter, state="hidden")
    response = author.put(f"/api/v1/contributions/{hidden.pk}/vote/", {"choice": "for"}, format="json")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_contribution")
    assert not Vote.objects.exists()


def test_a_participant_is_made_exported_and_erased(api: APIClient, perimeter: Perimeter) -> None:
    url = "/api/v1/perimeters/valley/participants/"
    made = api.post(url, {}, format="json", headers={"idempotency-key": "device-1"}).json()
    assert api.post(url, {}, format="json", headers={"idempotency-key": "device-1"}).json() == made
    assert api.post(url, {}, format="json").json()["id"] != made["id"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
    api.post(URL, body(), format="json")
    assert len(api.get("/api/v1/participants/me/").json()["contributions"]) == 1
    assert api.delete("/api/v1/participants/me/").status_code == 204
    assert api.get("/api/v1/participants/me/").status_code == 401
    assert Contribution.objects.get().participant is None


def test_a_used_up_limit_is_a_429_with_a_time(author: APIClient, settings: Any) -> None:
    settings.AGORAMA_RATE_LIMITS = {**settings.AGORAMA_RATE_LIMITS, "contributions": "1/day"}
    assert author.post(URL, body(), format="json").status_code == 201
    response = author.post(URL, body(), format="json")
    assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
    assert int(response["Retry-After"]) > 0


def test_limits_fail_open_without_redis(author: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AGORAMA_RATE_LIMITS = {**settings.AGORAMA_RATE_LIMITS, "contributions": "0/day"}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    ratelimit._client.cache_clear()
    try:
        assert author.post(URL, body(), format="json").status_code == 201
    finally:
        ratelimit._client.cache_clear()

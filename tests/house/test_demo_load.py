"""`load_demo` fills an empty server with a territory that keeps every promise, once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Participant, User
from core.models import Change
from layers.models import Layer, LayerFeature, PlanZone
from mapserver.demo.files import read_json
from mapserver.demo.load import Loaded, load_demo
from participation.models import Choice, Comment, Consultation, Contribution, Proposal, Step, Vote, ZoneAssignment
from participation.rules import is_open
from participation.waiting import QueueFilter, count_waiting
from perimeter_data.models import Perimeter, Zone

PASSWORD = "a demo password"


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Loaded]:
    """The demo territory, once for all tests of this module, then taken back."""
    media, project_settings.MEDIA_ROOT = project_settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(PASSWORD)
        transaction.set_rollback(True)
    project_settings.MEDIA_ROOT = media


@pytest.fixture
def demo(loaded: Loaded, db: Any) -> Perimeter:
    return Perimeter.objects.get(slug="alpimed")


def test_everything_is_there(demo: Perimeter, loaded: Loaded) -> None:
    assert loaded.proposals == Proposal.objects.count() == 15
    assert loaded.contributions == Contribution.objects.exclude(state="pending").count()
    assert loaded.contributions == len(read_json("contributions.json"))
    assert loaded.waiting == sum(count_waiting(QueueFilter((demo.pk,))).values()) == 9
    assert loaded.votes == Vote.objects.count() > 5000
    assert loaded.comments == Comment.objects.filter(state="published").count() > 20
    assert loaded.answers == Step.objects.exclude(text={}).count()
    decided = Contribution.objects.exclude(state__in=("received", "acknowledged", "pending"))
    assert not decided.exclude(steps__in=Step.objects.exclude(text={})).exists()
    assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()
    assert demo.places.count() == len(read_json("places.geojson")["features"])
    assert demo.themes.count() == 4 and demo.categories.count() == 10
    assert set(demo.name) == set(demo.description) == {"fr", "it", "en"}


def test_sectors_carry_names_and_people(demo: Perimeter) -> None:
    zones = Zone.objects.filter(version__zoning__perimeter=demo)
    assert zones.count() == len(read_json("sectors.geojson")["features"])
    assert zones.get(code="F11").name == {"fr": "Roya", "it": "Roia", "en": "Roya"}
    assert not zones.filter(population=None).exists() and not zones.filter(display_3857=None).exists()
    assert demo.zonings.get().versions.get().population_year == 2021


def test_each_target_counts_in_one_sector(demo: Perimeter) -> None:
    assignments = ZoneAssignment.objects.filter(zoning_version__zoning__perimeter=demo)
    assert assignments.count() == Contribution.objects.count() + Proposal.objects.count()
    assert not assignments.filter(zone=None).exists()


def test_votes_are_as_many_as_the_files_say(demo: Perimeter) -> None:
    shuttle = Proposal.objects.get(ref="ALP-P07")
    told = next(row for row in read_json("proposals.json") if row["ref"] == "ALP-P07")
    counts = {choice.value: shuttle.votes.filter(choice=choice).count() for choice in Choice}
    assert counts == {choice.value: told[f"votes_{choice}"] for choice in Choice}
    assert not Vote.objects.filter(contribution__participant=F("participant")).exists()


def test_every_write_is_in_the_feed(demo: Perimeter, loaded: Loaded) -> None:
    kinds = list(Change.objects.filter(perimeter_id=demo.pk).values_list("kind", flat=True))
    assert kinds.count("vote.cast") == loaded.votes
    assert kinds.count("contribution.submitted") == loaded.contributions
    assert kinds.count("proposal.saved") == loaded.proposals
    assert {"perimeter.published", "zoning.published", "layer.changed", "consultation.saved"} <= set(kinds)


def test_dates_lie_in_the_last_ten_weeks(demo: Perimeter) -> None:
    now = timezone.now()
    dates = Contribution.objects.exclude(state="pending").order_by("pk").values_list("created_at", flat=True)
    assert list(dates) == sorted(dates)
    assert now - timedelta(days=71) < dates[0] and dates[len(dates) - 1] < now


def test_the_consultation_is_open_for_everything(demo: Perimeter) -> None:
    consultation = Consultation.objects.get()
    features = consultation.phases.get(kind="collect").features
    assert len(features) == 5 and all(is_open(consultation, feature, timezone.now()) for feature in features)
    assert consultation.themes.count() == 4


def test_the_ground_and_the_plan_are_layers(demo: Perimeter) -> None:
    ground, plan = Layer.objects.get(slug="ground"), Layer.objects.get(slug="plan-breil")
    assert ground.role == "ground" and plan.kind == "plan"
    assert PlanZone.objects.filter(layer=plan).count() == len(read_json("plan.geojson")["features"])
    sea = LayerFeature.objects.get(layer=ground, style_key="sea")
    assert sea.display_3857.transform(4326, clone=True).area > 1, "the ground goes on outside the perimeter"


def test_the_public_pages_show_it(demo: Perimeter) -> None:
    page = Client()
    found = page.get("/api/v1/perimeters/alpimed/contributions/?kind=idea&lang=it").json()
    ideas = sum(row["kind"] == "idea" for row in read_json("contributions.json"))
    assert found["numberMatched"] == ideas
    proposals = page.get("/api/v1/perimeters/alpimed/proposals/?lang=it").json()["features"]
    assert {row["properties"]["ref"] for row in proposals} == {f"ALP-P{number:02}" for number in range(1, 16)}
    assert page.get("/api/v1/perimeters/alpimed/locate/?lon=7.42&lat=43.735").json()["inside"] is False
    breil = page.get("/api/v1/perimeters/alpimed/locate/?lon=7.5145&lat=43.9375").json()
    assert breil["inside"] is True and breil["zones"]["sectors"]["code"] == "F11"
    assert page.get("/api/v1/perimeters/alpimed/places/?q=breglio").json()


def test_illustrations_are_served(demo: Perimeter) -> None:
    for proposal in Proposal.objects.filter(proposal_set=None):
        assert proposal.image.name.startswith("proposals/") and proposal.image.read(5) in (b"<?xml", b"<svg ")


def test_staff_has_roles(demo: Perimeter) -> None:
    roles = dict(Membership.objects.filter(perimeter=demo).values_list("user__username", "role"))
    assert roles == {"admin": "administrator", "moderator": "moderator", "planner": "planner"}
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["admin"]
    assert User.objects.get(username="planner").check_password(PASSWORD)


def test_participants_are_devices_nobody_holds_a_token_of(demo: Perimeter) -> None:
    assert not Participant.objects.exclude(rung="device").exists()
    assert not Participant.objects.filter(token_hash=None).exists()

"""Objects for tests: a small square territory around (7.5, 44.0) and what happens in it.

`square(west, south, east, north)` is a polygon in degrees. The default boundary is 7.0..8.0 × 43.5..44.5 with a hole
at 7.6..7.7 × 43.9..44.0; its two zones W and E meet at 7.5.
"""

from datetime import timedelta
from typing import Any

import factory
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from accounts import tokens
from accounts.models import Membership, Participant, Role, User
from core.i18n import LANGUAGES
from participation.models import Consultation, Contribution, Feature, Kind, Phase, Proposal, Theme, Vote
from participation.services.decisions import Act
from participation.services.zones import assign_zones
from participation.states import ProposalState
from perimeter_data.models import (
    Perimeter,
    PerimeterVersion,
    Place,
    VersionState,
    Zone,
    Zoning,
    ZoningVersion,
)
from perimeter_data.services.publish import publish_boundary, publish_zoning

THEMES = ("infrastructure", "economy", "health", "services")
COLORS = ("#2a5f96", "#855800", "#7e1845", "#25735c")


def square(west: float, south: float, east: float, north: float, hole: Polygon | None = None) -> Polygon:
    """Return a rectangle in degrees."""
    shell = Polygon.from_bbox((west, south, east, north))
    return Polygon(shell[0], hole[0]) if hole else shell


HOLE = square(7.6, 43.9, 7.7, 44.0)
BOUNDARY = MultiPolygon(square(7.0, 43.5, 8.0, 44.5, HOLE), srid=4326)
INSIDE = Point(7.25, 44.0, srid=4326)
IN_HOLE = Point(7.65, 43.95, srid=4326)
OUTSIDE = Point(8.5, 44.0, srid=4326)


def i18n(text: str) -> dict[str, str]:
    """Return the same text in each language, marked."""
    return {language: f"{text} ({language})" for language in LANGUAGES}


class PerimeterFactory(factory.django.DjangoModelFactory):
    """An unpublished perimeter with its four themes."""

    class Meta:
        model = Perimeter
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"valley-{n}")
    name = factory.LazyAttribute(lambda o: i18n(o.slug))
    ref_prefix = "TST"

    @factory.post_generation
    def themes(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, (slug, color) in enumerate(zip(THEMES, COLORS, strict=True)):
            Theme.objects.create(perimeter=self, slug=slug, name=i18n(slug), color=color, position=position)


def published_perimeter(boundary: MultiPolygon = BOUNDARY, **fields: Any) -> Perimeter:
    """Return a perimeter whose boundary is published."""
    perimeter = PerimeterFactory(**fields)
    version = PerimeterVersion(
        perimeter=perimeter, number=1, boundary=boundary, accepted=boundary, tolerance_m=0, area_km2=1
    )
    version.save()
    publish_boundary(version=version)
    return perimeter


def zoning(perimeter: Perimeter, slug: str = "communes", zones: dict[str, Polygon] | None = None) -> Zoning:
    """Return a published zoning; default: W and E halves with 1000 and 2000 people."""
    zones = zones or {"W": square(7.0, 43.5, 7.5, 44.5), "E": square(7.5, 43.5, 8.0, 44.5)}
    made, _new = Zoning.objects.get_or_create(perimeter=perimeter, slug=slug, defaults={"name": i18n(slug)})
    version = ZoningVersion.objects.create(zoning=made, number=made.versions.count() + 1)
    for index, (code, geom) in enumerate(zones.items()):
        Zone.objects.create(
            version=version,
            code=code,
            name=i18n(code),
            population=1000 * (index + 1),
            geom=MultiPolygon(geom, srid=4326),
        )
    publish_zoning(version=version)
    return made


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    perimeter = factory.LazyFunction(published_perimeter)
    kind = "village"
    name = factory.Sequence(lambda n: f"Village {n}")
    search_text = factory.LazyAttribute(lambda o: o.name.lower())
    position = INSIDE


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}@example.org")
    email = factory.LazyAttribute(lambda o: o.username)
    is_staff = True


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    perimeter = factory.LazyFunction(published_perimeter)
    role = Role.ADMINISTRATOR


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    perimeter = factory.LazyFunction(published_perimeter)
    token_hash = factory.LazyFunction(lambda: tokens.token_hash(tokens.new_token()))


def participant_with_token(perimeter: Perimeter) -> tuple[Participant, str]:
    """Return a participant and the plain token that only its holder knows."""
    token = tokens.new_token()
    return ParticipantFactory(perimeter=perimeter, token_hash=tokens.token_hash(token)), token


def open_consultation(perimeter: Perimeter, features: tuple[str, ...] = tuple(Feature), **fields: Any) -> Consultation:
    """Return a published consultation with one phase open now for all features."""
    made = Consultation.objects.create(
        perimeter=perimeter,
        **{"slug": "now", "state": Consultation.State.PUBLISHED, "title": i18n("now"), **fields},
    )
    made.themes.set(perimeter.themes.all())
    now = timezone.now()
    Phase.objects.create(
        consultation=made, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=30), features=list(features)
    )
    return made


def _version(perimeter: Perimeter) -> PerimeterVersion:
    return perimeter.versions.get(state=VersionState.PUBLISHED)


def contribution(perimeter: Perimeter, position: Point = INSIDE, **fields: Any) -> Contribution:
    """Return a contribution in the database with its zone assignments, without going through the service."""
    theme = fields.pop("theme", "economy")
    values = {
        "kind": Kind.IDEA,
        "title": "A bench",
        "text": "in the shade",
        "created_at": timezone.now(),
        "perimeter_version": _version(perimeter),
        "theme": perimeter.themes.get(slug=theme) if isinstance(theme, str) else theme,
        **fields,
    }
    made = Contribution.objects.create(perimeter=perimeter, position=position, **values)
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[made.pk])
    made.refresh_from_db()
    return made


def proposal(perimeter: Perimeter, position: Point = INSIDE, **fields: Any) -> Proposal:
    """Return a published proposal with its zone assignments."""
    values = {
        "state": ProposalState.PUBLISHED,
        "title": i18n("A shuttle"),
        "created_at": timezone.now(),
        "perimeter_version": _version(perimeter),
        "theme": perimeter.themes.get(slug="infrastructure"),
        **fields,
    }
    made = Proposal.objects.create(perimeter=perimeter, position=position, **values)
    assign_zones(perimeter_id=perimeter.pk, proposal_ids=[made.pk])
    made.refresh_from_db()
    return made


def vote(target: Contribution | Proposal, choice: str = "for", participant: Participant | None = None) -> Vote:
    """Return a vote by a new participant on the target."""
    key = "contribution" if isinstance(target, Contribution) else "proposal"
    who = participant or ParticipantFactory(perimeter=target.perimeter)
    return Vote.objects.create(participant=who, choice=choice, **{key: target})


def act(reason: str = "", perimeter: Perimeter | None = None, **fields: Any) -> Act:
    """Return a decision's facts by a new moderator of the perimeter; of a superuser where none is named."""
    if "user" not in fields:
        user = UserFactory(is_superuser=perimeter is None)
        if perimeter is not None:
            MembershipFactory(user=user, perimeter=perimeter, role=Role.MODERATOR)
        fields["user"] = user
    return Act(reason=reason, **fields)

"""Two territories full of rows, and staff to meet them: the ground of the back office's tests."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role, User
from interop.models import PersonalExport
from layers.models import BaseMap, Layer, LayerKind
from participation.models import (
    AnswerTemplate,
    Attachment,
    Category,
    Comment,
    Consultation,
    Contribution,
    Department,
    Proposal,
    ProposalSet,
    RoutingRule,
    Theme,
)
from participation.states import ProposalState
from perimeter_data.models import Logo, Perimeter, PerimeterVersion, Place, Zoning, ZoningVersion
from tests import factories

LANGUAGES = ("fr", "it", "en")


@dataclass
class Territory:
    """One row of each model of a perimeter."""

    perimeter: Perimeter
    rows: dict[type[Model], Any] = field(default_factory=dict)


def territory(slug: str) -> Territory:
    """Return a published perimeter with one row of everything; every text names its slug."""
    perimeter = factories.published_perimeter(slug=slug, name=factories.i18n(slug))
    zoning = factories.zoning(perimeter, slug=f"{slug}-zones")
    draft = PerimeterVersion.objects.create(
        perimeter=perimeter, number=2, boundary=factories.BOUNDARY, accepted=factories.BOUNDARY, area_km2=2
    )
    theme = Theme.objects.create(perimeter=perimeter, slug=f"{slug}-theme", name=factories.i18n(slug), color="#2a5f96")
    rows: dict[type[Model], Any] = {
        Perimeter: perimeter,
        PerimeterVersion: draft,
        Zoning: zoning,
        ZoningVersion: zoning.versions.get(),
        Place: factories.PlaceFactory(perimeter=perimeter, name=f"{slug} village"),
        Layer: Layer.objects.create(
            perimeter=perimeter, slug=f"{slug}-layer", name=factories.i18n(slug), kind=LayerKind.VECTOR
        ),
        BaseMap: BaseMap.objects.create(
            perimeter=perimeter,
            slug=f"{slug}-base",
            name=factories.i18n(slug),
            attribution=slug,
            file=f"{slug}/basemaps/none.pmtiles",
        ),
        Logo: Logo.objects.create(perimeter=perimeter, alt=factories.i18n(slug), image=f"logos/{slug}.png"),
        Theme: theme,
        Category: Category.objects.create(perimeter=perimeter, slug=f"{slug}-cat", name=factories.i18n(slug)),
        Consultation: factories.open_consultation(perimeter, slug=f"{slug}-now", title=factories.i18n(slug)),
        Proposal: factories.proposal(perimeter, title=factories.i18n(slug), state=ProposalState.DRAFT, theme=theme),
        ProposalSet: ProposalSet.objects.create(perimeter=perimeter, title=factories.i18n(slug)),
        Contribution: factories.contribution(perimeter, title=f"{slug} bench"),
        Attachment: Attachment.objects.create(
            contribution=factories.contribution(perimeter, title=f"{slug} wall"),
            slot=0,
            width=4,
            height=3,
            size_bytes=9,
        ),
        Department: Department.objects.create(perimeter=perimeter, slug=f"{slug}-office", name=factories.i18n(slug)),
        RoutingRule: RoutingRule.objects.create(
            perimeter=perimeter,
            theme=theme,
            department=Department.objects.create(perimeter=perimeter, slug="roads", name=factories.i18n(slug)),
        ),
        AnswerTemplate: AnswerTemplate.objects.create(perimeter=perimeter, name=slug, text=factories.i18n(slug)),
        Comment: Comment.objects.create(
            perimeter=perimeter, contribution=factories.contribution(perimeter), text=f"{slug} comment"
        ),
        Membership: factories.MembershipFactory(
            perimeter=perimeter, role=Role.VIEWER, user__username=f"{slug}-viewer@example.org"
        ),
    }
    facts = {"name": slug, "ending": "csv", "picked": {"filter": {}, "area": None}, "rows": 1, "job_id": uuid4()}
    rows[PersonalExport] = PersonalExport.objects.create(perimeter=perimeter, **facts)
    return Territory(perimeter, {**rows, User: rows[Membership].user})


def signed_in(user: User) -> Client:
    """Return a browser in which this user has signed in; it asks in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def staff(perimeter: Perimeter, role: str) -> Client:
    """Return the browser of somebody with this role."""
    return signed_in(factories.MembershipFactory(perimeter=perimeter, role=role).user)


def chief() -> Client:
    """Return the browser of a superuser."""
    return signed_in(factories.UserFactory(is_superuser=True))


def page(model: type[Model], name: str, *args: Any) -> str:
    """Return the address of a model's page: changelist, add, change, delete, history, …"""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def words(name: str, text: str) -> dict[str, str]:
    """Return what a form sends for a translated text."""
    return {f"{name}_{language}": f"{text} {language}" for language in LANGUAGES}


NO_FILES = {"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"}


def proposal_form(**changes: Any) -> dict[str, Any]:
    """Return a complete form of a proposal in the square."""
    return {
        **words("title", "Bridge"),
        "position_lon": "7.25",
        "position_lat": "44.0",
        "state": "published",
        **NO_FILES,
        **changes,
    }


def consultation_form(**changes: Any) -> dict[str, Any]:
    """Return a complete form of a consultation with one phase."""
    now = timezone.localtime()
    return {
        **words("title", "Autumn"),
        "slug": "autumn",
        "state": "published",
        "moderation": "after",
        "results": "live",
        "photo_moderation": "after",
        **NO_FILES,
        "phases-TOTAL_FORMS": "1",
        "phases-INITIAL_FORMS": "0",
        "phases-MIN_NUM_FORMS": "0",
        "phases-MAX_NUM_FORMS": "1000",
        "phases-0-kind": "collect",
        "phases-0-starts_at": f"{now:%Y-%m-%d}T00:00",
        "phases-0-ends_at": f"{now + timedelta(days=30):%Y-%m-%d}T00:00",
        "phases-0-features": ["ideas", "votes_proposals"],
        **changes,
    }

"""The demo consultation: categories, phases, proposals and contributions, in bulk and with their changes."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import F
from django.utils import timezone

from accounts.models import Participant
from core import changes
from core.models import Change
from mapserver.demo.files import ILLUSTRATIONS, read_json
from participation.models import (
    Anchor,
    Category,
    Comment,
    Consultation,
    Contribution,
    Phase,
    Proposal,
    ProposalSet,
    Question,
    Theme,
)
from participation.services.proposals import save_proposal
from participation.services.themes import add_default_themes
from participation.services.zones import assign_zones
from participation.states import ProposalState
from perimeter_data.models import Perimeter
from perimeter_data.selectors import published_version

SRID = 4326
SAID_BEFORE = ("commitment", "participant_role", "admissible", "charter", "budget", "actors")


def load_consultation(perimeter: Perimeter) -> Consultation:
    """Themes, categories, and one open consultation."""
    told = read_json("consultation.json")
    add_default_themes(perimeter=perimeter)
    # Where somebody needs help is nobody's business to the metre.
    perimeter.themes.filter(slug="health").update(anchor_default=Anchor.ZONE)
    themes = {theme.slug: theme for theme in perimeter.themes.all()}
    for position, row in enumerate(told["categories"]):
        asked = row.pop("questions", [])
        category = Category.objects.create(
            perimeter=perimeter, position=position, **{**row, "theme": themes[row["theme"]]}
        )
        load_questions(category, asked)
    said = ("slug", "title", "intro", "threshold", "neutral_votes", *SAID_BEFORE)
    words = {key: told["consultation"][key] for key in said}
    made = Consultation.objects.create(perimeter=perimeter, state=Consultation.State.PUBLISHED, **words)
    made.themes.set(themes.values())
    now = timezone.now()
    for row in told["consultation"]["phases"]:
        starts, ends = (now + timedelta(days=row.pop(key)) for key in ("starts_days", "ends_days"))
        Phase.objects.create(consultation=made, starts_at=starts, ends_at=ends, **row)
    changes.append("consultation.saved", perimeter_id=perimeter.pk, target_type="consultation", target_id=made.pk)
    return made


def load_questions(category: Category, asked: list[dict[str, Any]]) -> None:
    """What a category asks; `shown_if` names a question before it and the answer."""
    made: dict[str, Question] = {}
    for position, row in enumerate(asked):
        before, value = row.pop("shown_if", (None, ""))
        shown = {"shown_if": made.get(before), "shown_value": value}
        made[row["slug"]] = Question.objects.create(category=category, position=position, **shown, **row)


def load_proposals(consultation: Consultation) -> list[Proposal]:
    """The twelve projects with their illustrations, as old as the consultation."""
    themes = {theme.slug: theme for theme in consultation.perimeter.themes.all()}
    made = [_proposal(row, consultation, themes[row["theme"]]) for row in read_json("proposals.json")]
    opening = min(phase.starts_at for phase in consultation.phases.all())
    Proposal.objects.filter(consultation=consultation).update(created_at=opening, updated_at=opening)
    return made


def load_choice(consultation: Consultation) -> list[Proposal]:
    """Three places to choose one from."""
    told = read_json("consultation.json")["choice"]
    question = ProposalSet.objects.create(perimeter=consultation.perimeter, title=told["title"])
    theme = consultation.perimeter.themes.get(slug="services")
    made = [
        Proposal(
            perimeter=consultation.perimeter,
            consultation=consultation,
            proposal_set=question,
            theme=theme,
            state=ProposalState.PUBLISHED,
            position=Point(row["position"][0], row["position"][1], srid=SRID),
            **{name: row[name] for name in ("ref", "title", "summary", "text")},
        )
        for row in told["places"]
    ]
    return [save_proposal(proposal=place) for place in made]


def _proposal(row: dict[str, Any], consultation: Consultation, theme: Theme) -> Proposal:
    words = ("ref", "state", "title", "summary", "text", "responsible", "calendar", "budget_eur", "image_alt")
    proposal = Proposal(
        perimeter=consultation.perimeter,
        consultation=consultation,
        theme=theme,
        position=Point(row["position"][0], row["position"][1], srid=SRID),
        shape=GEOSGeometry(json.dumps(row["shape"]), srid=SRID) if row["shape"] else None,
        **{name: row[name] for name in words},
    )
    return save_proposal(proposal=proposal, illustration=(ILLUSTRATIONS / row["image"]).read_bytes())


def load_contributions(consultation: Consultation, authors: Iterator[Participant]) -> list[Contribution]:
    """Ideas and reports of the last ten weeks, counted from now; the oldest has the lowest number."""
    perimeter, now = consultation.perimeter, timezone.now()
    version = published_version(perimeter)
    themes = {theme.slug: theme for theme in perimeter.themes.all()}
    categories = {category.slug: category for category in perimeter.categories.all()}
    made = [
        Contribution(
            perimeter=perimeter,
            perimeter_version=version,
            participant=next(authors),
            consultation=consultation,
            theme=themes[row["theme"]],
            category=categories.get(row["category"]),
            position=Point(row["lon"], row["lat"], srid=SRID),
            created_at=moment(now, row),
            **{name: row[name] for name in ("kind", "state", "title", "text", "language", "anchor", "position_source")},
        )
        for row in read_json("contributions.json")
    ]
    Contribution.objects.bulk_create(made)
    Contribution.objects.filter(perimeter=perimeter).update(updated_at=F("created_at"))
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[contribution.pk for contribution in made])
    changes.append_many(_submitted(contribution) for contribution in made)
    return made


def load_comments(contributions: list[Contribution], authors: Iterator[Participant]) -> list[Comment]:
    """What people say under some of them, with replies, across languages."""
    by_title = {contribution.title: contribution for contribution in contributions}
    made: list[Comment] = []
    for row in read_json("comments.json"):
        about = by_title[row["on"]]
        head = _comment(about, row, next(authors))
        made += [head, *(_comment(about, reply, next(authors), head) for reply in row["replies"])]
    return made


def _comment(about: Contribution, row: dict[str, Any], who: Participant, head: Comment | None = None) -> Comment:
    made = Comment.objects.create(
        perimeter=about.perimeter,
        contribution=about,
        participant=who,
        parent=head,
        text=row["text"],
        language=row["language"],
    )
    said = min(about.created_at + timedelta(days=row["days_after"]), timezone.now() - timedelta(minutes=5))
    Comment.objects.filter(pk=made.pk).update(created_at=said)
    return made


def _submitted(contribution: Contribution) -> Change:
    return Change(
        kind="contribution.submitted",
        perimeter_id=contribution.perimeter_id,
        target_type="contribution",
        target_id=contribution.pk,
        payload={"state": contribution.state},
    )


def moment(now: datetime, row: dict[str, Any]) -> datetime:
    """Days ago at a time of that day; never in the future."""
    day = (now - timedelta(days=row["days_ago"])).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(day + timedelta(minutes=row["minutes"]), now - timedelta(minutes=5))

"""Submit, edit, withdraw, hide and show a contribution."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from participation import rules
from participation.models import (
    Anchor,
    Category,
    Channel,
    Consultation,
    Contribution,
    Flag,
    ModerationMode,
    PositionSource,
    Step,
    Theme,
)
from participation.refusals import (
    AlreadyAnswered,
    NothingSaid,
    NotTheAuthor,
    OtherPerimeter,
    UnknownCategory,
    UnknownTheme,
)
from participation.services.consultations import consultation_for
from participation.services.flags import settle_flags
from participation.services.positions import require_inside
from participation.services.zones import assign_zones
from participation.states import ContributionState, require_move
from perimeter_data.models import Perimeter


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a resident says; `position` is EPSG:4326."""

    kind: str
    position: Point
    theme: str
    title: str | None = None
    text: str = ""
    language: str = "fr"
    consultation: str | None = None
    category: str | None = None
    anchor: str = Anchor.EXACT
    position_source: str = PositionSource.MAP


@transaction.atomic
def submit_contribution(
    *, perimeter: Perimeter, participant: Participant, submission: Submission, channel: str = Channel.WEB
) -> Contribution:
    """Place an idea or a report; raise a refusal that says why not."""
    if not rules.belongs(participant, perimeter.pk):
        raise OtherPerimeter
    if not submission.title and not submission.text:
        raise NothingSaid
    consultation = consultation_for(perimeter, submission.consultation, submission.kind)
    made = Contribution.objects.create(
        perimeter=perimeter,
        perimeter_version=require_inside(perimeter, submission.position),
        participant=participant,
        consultation=consultation,
        kind=submission.kind,
        theme=find_theme(perimeter, consultation, submission.theme),
        category=find_category(perimeter, submission.category),
        state=first_state(perimeter, consultation),
        title=submission.title or None,
        text=submission.text,
        language=submission.language,
        position=submission.position,
        anchor=submission.anchor,
        position_source=submission.position_source,
        channel=channel,
        created_at=timezone.now(),
    )
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[made.pk])
    append(made, "contribution.submitted")
    return made


def append(contribution: Contribution, kind: str, **payload: str | None) -> None:
    """Tell the change feed what happened to a contribution, and where."""
    changes.append(
        kind,
        perimeter_id=contribution.perimeter_id,
        target_type="contribution",
        target_id=contribution.pk,
        payload={"state": contribution.state, **payload},
    )


def first_state(perimeter: Perimeter, consultation: Consultation | None) -> ContributionState:
    """Return where a submission starts: read first, or published at once, as the debate it belongs to says."""
    mode = (consultation or perimeter).moderation
    return ContributionState.PENDING if mode == ModerationMode.BEFORE else ContributionState.RECEIVED


def find_theme(perimeter: Perimeter, consultation: Consultation | None, slug: str) -> Theme:
    """Return a theme of the consultation (of the perimeter where it picks none); raise `UnknownTheme`."""
    themes = list(consultation.themes.all()) if consultation else []
    found = next((theme for theme in themes or perimeter.themes.all() if theme.slug == slug), None)
    if found is None:
        raise UnknownTheme
    return found


def find_category(perimeter: Perimeter, slug: str | None) -> Category | None:
    """Return a category of the perimeter; raise `UnknownCategory`."""
    if slug is None:
        return None
    found = perimeter.categories.filter(slug=slug).first()
    if found is None:
        raise UnknownCategory
    return found


def own_unanswered(contribution: Contribution, participant: Participant | None) -> Contribution:
    """Lock what its author may still change; `participant` is None for whoever holds the author's key."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if participant is not None and not rules.is_author(participant, locked):
        raise NotTheAuthor
    if not rules.is_unanswered(locked):
        raise AlreadyAnswered
    return locked


@transaction.atomic
def edit_contribution(
    *, contribution: Contribution, participant: Participant | None, title: str | None, text: str, theme: str | None
) -> Contribution:
    """Change the author's own words while nobody has answered."""
    locked = own_unanswered(contribution, participant)
    if not title and not text:
        raise NothingSaid
    locked.title, locked.text = title or None, text
    if theme is not None:
        locked.theme = find_theme(contribution.perimeter, contribution.consultation, theme)
    locked.save(update_fields=["title", "text", "theme", "updated_at"])
    append(locked, "contribution.edited")
    return locked


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, participant: Participant | None) -> None:
    """Take the author's own contribution out of the public's sight."""
    locked = own_unanswered(contribution, participant)
    before = locked.state
    move_state(locked, ContributionState.WITHDRAWN)
    append(locked, "contribution.withdrawn", before=before)


@transaction.atomic
def change_state(
    *, contribution: Contribution, state: str, reason: str = "", user_id: int | None = None
) -> Contribution:
    """Move a contribution along the table of states (hide, show again, acknowledge, …); raise `ImpossibleMove`."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    before = locked.state
    move_state(locked, ContributionState(state))
    take_step(locked, before=before, note=reason, user_id=user_id)
    return locked


def take_step(locked: Contribution, *, before: str, **parts: Any) -> Step:
    """Add a step of staff's to the path of a row that is locked, and tell the feed; open flags on it are settled."""
    made = Step.objects.create(contribution=locked, state=locked.state, **parts)
    settle_flags(Flag.objects.filter(contribution=locked))
    kind = "contribution.answered" if made.text else "contribution.state_changed"
    append(locked, kind, before=before, reason=made.note, step=str(made.pk))
    return made


def move_state(locked: Contribution, state: ContributionState) -> None:
    """Change the state of a row that is locked, by the table of moves; raise `ImpossibleMove`."""
    require_move(locked.state, state)
    locked.state = state
    locked.save(update_fields=["state", "updated_at"])

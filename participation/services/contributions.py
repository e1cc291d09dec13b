"""Submit, edit, withdraw, hide and show a contribution."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from participation import headlines, rules
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
    NoZoneHere,
    OtherPerimeter,
    OthersJoined,
    PassagesLeftOut,
    PhotoAwaited,
    UnknownCategory,
    UnknownTheme,
)
from participation.services.asking import accepted_answers
from participation.services.consultations import consultation_for, hold_open
from participation.services.flags import settle_flags
from participation.services.plan_here import keep_plan_here
from participation.services.positions import is_in_a_zone, require_inside, zone_label
from participation.services.routing import route
from participation.services.zones import assign_zones
from participation.states import PUBLIC_STATES, ContributionState, require_move
from perimeter_data.models import Perimeter


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a resident says; `position` is EPSG:4326, `anchor` None is what the theme starts with."""

    kind: str
    position: Point
    theme: str
    title: str | None = None
    text: str = ""
    language: str = "fr"
    consultation: str | None = None
    category: str | None = None
    anchor: str | None = None
    position_source: str = PositionSource.MAP
    answers: Mapping[str, str | int | float] = field(default_factory=dict)
    photos_follow: bool = False


@transaction.atomic
def submit_contribution(
    *, perimeter: Perimeter, participant: Participant, submission: Submission, channel: str = Channel.WEB
) -> Contribution:
    """Place an idea or a report; raise a refusal that says why not."""
    if not rules.belongs(participant, perimeter.pk):
        raise OtherPerimeter
    wordless = not submission.title and not submission.text
    if wordless and not submission.photos_follow:
        raise NothingSaid
    version = require_inside(perimeter, submission.position)
    consultation = consultation_for(perimeter, submission.consultation, submission.kind, submission.position)
    if consultation is not None:
        hold_open(consultation)
    theme = find_theme(perimeter, consultation, submission.theme)
    category = find_category(perimeter, submission.category)
    anchor, position = placed(perimeter, submission, theme)
    made = Contribution.objects.create(
        perimeter=perimeter,
        perimeter_version=version,
        participant=participant,
        consultation=consultation,
        kind=submission.kind,
        theme=theme,
        category=category,
        state=ContributionState.PENDING if wordless else first_state(perimeter, consultation),
        awaits_photo=wordless,
        title=submission.title or None,
        near={} if submission.title else headlines.near(perimeter, position),
        text=submission.text,
        answers=accepted_answers(submission.kind, category, submission.answers),
        language=submission.language,
        position=position,
        anchor=anchor,
        position_source=submission.position_source,
        channel=channel,
        created_at=timezone.now(),
    )
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[made.pk])
    keep_plan_here([made.pk])
    route([made.pk])
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


def placed(perimeter: Perimeter, submission: Submission, theme: Theme) -> tuple[str, Point]:
    """Return the anchor and the position that is kept; raise `NoZoneHere`.

    Somewhere in a zone, the point the author came from is nobody's to know: where the zone's name stands is kept.
    """
    position = submission.position
    anchor = submission.anchor or theme.anchor_default
    if anchor == Anchor.ZONE and not is_in_a_zone(perimeter, position):
        if submission.anchor:
            raise NoZoneHere
        anchor = Anchor.EXACT
    return anchor, zone_label(perimeter, position) if anchor == Anchor.ZONE else position


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
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("consultation")
    locked = rows.get(pk=contribution.pk)
    if participant is not None and not rules.is_author(participant, locked):
        raise NotTheAuthor
    if locked.consultation is not None:
        hold_open(locked.consultation)
    if not rules.is_unanswered(locked):
        raise AlreadyAnswered
    return locked


@transaction.atomic
def edit_contribution(
    *,
    contribution: Contribution,
    participant: Participant | None,
    title: str | None,
    text: str,
    theme: str | None,
    answers: Mapping[str, str | int | float] | None = None,
) -> Contribution:
    """Change the author's own words while nobody has answered."""
    locked = own_unanswered(contribution, participant)
    if not title and not text and (locked.title or locked.text):
        raise NothingSaid  # a photo alone may stay alone
    changed = (title or "", text) != (locked.title or "", locked.text) or answers not in (None, locked.answers)
    if locked.redacted_at is not None and changed:
        raise PassagesLeftOut
    locked.title, locked.text = title or None, text
    if not title and not locked.near:
        locked.near = headlines.near(contribution.perimeter, locked.position)
    if theme is not None:
        locked.theme = find_theme(contribution.perimeter, contribution.consultation, theme)
    if answers is not None:
        locked.answers = accepted_answers(locked.kind, contribution.category, answers)
    locked.save(update_fields=["title", "near", "text", "theme", "answers", "updated_at"])
    if locked.awaits_photo and (title or text):
        no_longer_empty(locked)
    append(locked, "contribution.edited")
    return locked


def no_longer_empty(locked: Contribution) -> None:
    """Let a locked row that waited for its photo go where any submission starts."""
    locked.awaits_photo = False
    locked.save(update_fields=["awaits_photo", "updated_at"])
    state = first_state(locked.perimeter, locked.consultation)
    if state != locked.state:
        move_state(locked, state)


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, participant: Participant | None) -> None:
    """Take the author's own contribution out of the public's sight."""
    locked = own_unanswered(contribution, participant)
    if locked.merged_from.exists():
        raise OthersJoined
    before = locked.state
    move_state(locked, ContributionState.WITHDRAWN)
    settle_flags(Flag.objects.filter(contribution=locked))
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


def take_step(
    locked: Contribution, *, before: str, decision: str | None = None, settle: bool = True, **parts: Any
) -> Step:
    """Add a step of staff's to the path of a row that is locked, and tell the feed.

    Open flags on it are settled, but by a step that nobody took looking at it. `decision` is the number of the
    moderation decision it comes from; why is written there.
    """
    made = Step.objects.create(contribution=locked, state=locked.state, **parts)
    if settle:
        settle_flags(Flag.objects.filter(contribution=locked))
    kind = "contribution.answered" if made.text else "contribution.state_changed"
    append(locked, kind, before=before, reason=made.note, step=str(made.pk), decision=decision)
    return made


def move_state(locked: Contribution, state: ContributionState) -> None:
    """Change the state of a row that is locked, by the table of moves; raise `ImpossibleMove`, `PhotoAwaited`."""
    if locked.awaits_photo and state in PUBLIC_STATES:
        raise PhotoAwaited
    require_move(locked.state, state)
    locked.state = state
    locked.save(update_fields=["state", "updated_at"])

"""Put a contribution where it belongs: another position inside the perimeter, another theme or category."""

from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction

from participation.models import Action, Contribution, ModerationDecision, Theme
from participation.refusals import NothingChanged
from participation.services.contributions import find_category, find_theme
from participation.services.decisions import Act, begin, record, tell
from participation.services.plan_here import keep_plan_here
from participation.services.positions import require_inside
from participation.services.redaction import GONE
from participation.services.zones import assign_zones
from participation.states import ImpossibleMove


@transaction.atomic
def move(*, contribution: Contribution, position: Point, act: Act) -> ModerationDecision:
    """Move a contribution inside its perimeter; its zones are counted anew. Raises `OutsidePerimeter`."""
    locked = _begin(contribution, act, Action.MOVE)
    if locked.position.equals_exact(position, 1e-9):
        raise NothingChanged
    before = {"position": [locked.position.x, locked.position.y]}
    made = record(locked, Action.MOVE, act, before=before, after={"position": [position.x, position.y]})
    place(locked, position)
    tell(made)
    return made


@transaction.atomic
def file_under(*, contribution: Contribution, theme: str, category: str | None, act: Act) -> ModerationDecision:
    """Give a contribution another theme or category; raise `UnknownTheme` or `UnknownCategory`."""
    locked = _begin(contribution, act, Action.THEME)
    before = _filed(locked)
    if before == {"theme": theme, "category": category}:
        raise NothingChanged
    made = record(locked, Action.THEME, act, before=before, after={"theme": theme, "category": category})
    file(locked, theme, category)
    tell(made)
    return made


def undo(locked: Contribution, decision: ModerationDecision) -> None:
    """Put what is locked back to where a decision took it from."""
    if decision.action == Action.MOVE:
        lon, lat = decision.before["position"]
        place(locked, Point(lon, lat, srid=4326))
    else:
        file(locked, decision.before["theme"], decision.before["category"])


def place(locked: Contribution, position: Point) -> None:
    """Write a position, checked against the boundary in force, and its zones."""
    locked.perimeter_version = require_inside(locked.perimeter, position)
    locked.position, locked.outside_version = position, None
    locked.save(update_fields=["position", "perimeter_version", "outside_version", "updated_at"])
    assign_zones(perimeter_id=locked.perimeter_id, contribution_ids=[locked.pk])
    keep_plan_here([locked.pk], moved=True)


def file(locked: Contribution, theme: str | None, category: str | None) -> None:
    """Write theme and category."""
    found: Theme | None = find_theme(locked.perimeter, locked.consultation, theme) if theme else None
    locked.theme, locked.category = found, find_category(locked.perimeter, category)
    locked.save(update_fields=["theme", "category", "updated_at"])


def _begin(contribution: Contribution, act: Act, action: Action) -> Contribution:
    locked = begin(contribution, act)
    if locked.state in GONE:
        raise ImpossibleMove(current=str(locked.state), action=str(action))
    return locked


def _filed(locked: Contribution) -> dict[str, Any]:
    return {
        "theme": locked.theme.slug if locked.theme else None,
        "category": locked.category.slug if locked.category else None,
    }

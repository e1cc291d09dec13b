"""Counts kept at write time are what counting gives: whoever writes, whenever it is folded."""

import os
import random
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection

from participation.folds.drift import Drift, check_counts
from participation.folds.pins import fold_pins
from participation.folds.votes import fold_votes
from participation.models import Contribution, PinCell, PinCellPart, PinDelta, Vote, VoteDelta, VoteTotal
from participation.services.merging import merge_contributions
from participation.states import PUBLIC_STATES, ContributionState
from perimeter_data.models import Perimeter
from tests import factories

pytestmark = pytest.mark.django_db
NOTHING = Drift(0, 0, 0)


@pytest.fixture
def valley() -> Perimeter:
    perimeter = factories.published_perimeter(slug="valley")
    factories.zoning(perimeter)
    return perimeter


def fold_all() -> None:
    fold_pins()
    fold_votes()


def top(perimeter: Perimeter) -> PinCell | None:
    """Return the one cell of the widest level that holds the territory."""
    return PinCell.objects.filter(perimeter_id=perimeter.pk, level=3).first()


def test_a_fold_takes_the_deltas_and_keeps_the_count(valley: Perimeter) -> None:
    made = [factories.contribution(valley, kind="report", theme=theme) for theme in ("economy", "health", None)]
    assert PinDelta.objects.count() == 3
    assert fold_pins() == 3
    assert PinDelta.objects.count() == 0
    cell = top(valley)
    assert cell is not None
    assert (cell.n, cell.sum_id) == (3, sum(one.pk for one in made))
    economy = valley.themes.get(slug="economy").pk
    assert cell.counts["report"] == 3
    assert (cell.counts[str(economy)], cell.counts["0"]) == (1, 1)
    assert fold_pins() == 0


def test_words_leave_no_trace(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    fold_all()
    made.title = "Another title"
    made.save()
    assert PinDelta.objects.count() == 0


def test_what_goes_leaves_nothing_behind(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    fold_all()
    Contribution.objects.filter(pk=made.pk).update(state=ContributionState.HIDDEN)
    assert PinDelta.objects.get().n == -1
    fold_all()
    assert not PinCell.objects.exists()
    assert not PinCellPart.objects.exists()


def test_votes_add_up(valley: Perimeter) -> None:
    idea, project = factories.contribution(valley), factories.proposal(valley)
    votes = [factories.vote(idea, choice) for choice in ("for", "for", "against", "neutral")]
    factories.vote(project, "against")
    fold_votes()
    votes[0].choice = "against"
    votes[0].save()
    votes[1].delete()
    assert VoteDelta.objects.count() == 3
    fold_votes()
    total = VoteTotal.objects.get(contribution_id=idea.pk)
    assert (total.votes_for, total.votes_against, total.votes_neutral) == (0, 2, 1)
    assert VoteTotal.objects.get(proposal_id=project.pk).votes_against == 1
    assert check_counts(perimeter_id=valley.pk, repair=False) == NOTHING


def test_drift_is_found_told_and_repaired(valley: Perimeter, capsys: pytest.CaptureFixture[str]) -> None:
    for _n in range(3):
        factories.vote(factories.contribution(valley))
    factories.contribution(valley, anchor="zone")
    fold_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE participation_pincellpart SET n = n + 5 WHERE level = 9")
        cursor.execute("UPDATE participation_pincell SET counts = '{}' WHERE level = 10")
        cursor.execute("DELETE FROM participation_pincellpart WHERE level = 0")
        cursor.execute("UPDATE participation_votetotal SET votes_for = 40")
    with pytest.raises(CommandError, match="--repair"):
        call_command("check_counts")
    assert "valley: 3 parts, 1 cells, 3 totals of votes differ" in capsys.readouterr().out
    call_command("check_counts", "--repair")
    assert check_counts(perimeter_id=valley.pk, repair=False) == NOTHING
    whole = top(valley)
    assert whole is not None and whole.n == 3


class Town:
    """Random writes, by rows and in bulk, past every service."""

    def __init__(self, perimeter: Perimeter, seed: int) -> None:
        self.perimeter, self.dice = perimeter, random.Random(seed)
        self.themes = [None, *perimeter.themes.all()]
        self.version = factories.contribution(perimeter).perimeter_version

    def fields(self) -> dict[str, Any]:
        dice = self.dice
        return {
            "perimeter": self.perimeter,
            "perimeter_version": self.version,
            "position": self.position(),
            "kind": dice.choice(["idea", "report"]),
            "theme": dice.choice(self.themes),
            "state": dice.choice([state for state in ContributionState if state != "merged"]),
            "anchor": dice.choice(["exact", "exact", "zone"]),
            "created_at": self.version.created_at,
        }

    def position(self) -> Point:
        return Point(self.dice.uniform(7.0, 7.59), self.dice.uniform(43.5, 44.5), srid=4326)

    def some(self, most: int) -> Any:
        ids = list(
            Contribution.objects.filter(state__in=[s for s in ContributionState if s != "merged"]).values_list(
                "pk", flat=True
            )
        )
        return Contribution.objects.filter(pk__in=self.dice.sample(ids, min(most, len(ids))))

    def insert(self) -> None:
        rows = [Contribution(ref="", **self.fields()) for _n in range(self.dice.choice([1, 1, 1, 40]))]
        Contribution.objects.bulk_create(rows)
        factories.assign_zones(perimeter_id=self.perimeter.pk, contribution_ids=[row.pk for row in rows])

    def move(self) -> None:
        for one in self.some(3):
            Contribution.objects.filter(pk=one.pk).update(position=self.position())
            factories.assign_zones(perimeter_id=self.perimeter.pk, contribution_ids=[one.pk])

    def change(self) -> None:
        field = self.dice.choice(["kind", "theme", "state", "anchor"])
        self.some(self.dice.choice([1, 20])).update(**{field: self.fields()[field]})

    def merge(self) -> None:
        pair = list(self.some(2).filter(state__in=PUBLIC_STATES))
        if len(pair) == 2:
            who = factories.ParticipantFactory(perimeter=self.perimeter)
            for one in pair:
                factories.vote(one, self.dice.choice(["for", "against"]), who)
            merge_contributions(survivor=pair[0], duplicates=pair[1:])

    def delete(self) -> None:
        self.some(self.dice.choice([1, 10])).filter(merged_from=None).delete()

    def vote(self) -> None:
        for one in self.some(2):
            factories.vote(one, self.dice.choice(["for", "against", "neutral"]))
        Vote.objects.filter(pk__in=list(Vote.objects.values_list("pk", flat=True)[:1])).update(choice="neutral")

    def act(self) -> None:
        acts = [
            self.insert,
            self.insert,
            self.move,
            self.change,
            self.change,
            self.merge,
            self.delete,
            self.vote,
            fold_all,
        ]
        self.dice.choice(acts)()


# OPERATIONS=2500 makes ten thousand of them.
@pytest.mark.parametrize("seed", range(4))
def test_random_writes_never_drift(valley: Perimeter, seed: int) -> None:
    town = Town(valley, seed)
    for n in range(int(os.environ.get("OPERATIONS", "60"))):
        town.act()
        if n % 100 == 99:  # as autovacuum does; inside one transaction nobody else can
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE participation_pincellpart, participation_pincell, participation_contribution")
    assert check_counts(perimeter_id=valley.pk, repair=False) == NOTHING
    fold_all()
    assert check_counts(perimeter_id=valley.pk, repair=False) == NOTHING
    assert not PinDelta.objects.exists()

"""Numbers per zone are what counting gives: whoever writes, folded or not."""

import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from participation.filters import ContributionFilter
from participation.models import Contribution, Results, Step
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter, Zone, ZoningVersion
from stats.folds.drift import Drift, check_zones
from stats.folds.folding import fold_zones
from stats.models import Touched, ZoneFact, ZoneKey, ZoneSum
from stats.selectors import statistics, zoning_version
from tests import factories
from tests.participation.test_folds import Town
from tests.stats.plain import counted, plain_numbers

pytestmark = pytest.mark.django_db
NOTHING = Drift(0, 0)
EVERYTHING = ContributionFilter()


@pytest.fixture
def valley() -> Perimeter:
    perimeter = factories.published_perimeter(slug="valley")
    factories.zoning(perimeter)
    fold_zones()
    return perimeter


def edition(perimeter: Perimeter) -> ZoningVersion:
    found = zoning_version(perimeter, None, None)
    assert found is not None
    return found


def numbers(perimeter: Perimeter, f: ContributionFilter = EVERYTHING) -> dict[str | None, Any]:
    return counted(statistics(perimeter, f, edition(perimeter)))


def votes(perimeter: Perimeter) -> list[int]:
    total = statistics(perimeter, EVERYTHING, edition(perimeter))["total"]
    return [total["contribution_votes"]["for"], total["proposal_votes"]["for"]]


def test_a_fold_changes_no_number(valley: Perimeter) -> None:
    made = [factories.contribution(valley, theme=theme) for theme in ("economy", None)]
    factories.vote(made[0])
    before = numbers(valley)
    assert before["W"]["contributions"] == 2
    assert fold_zones() == 2
    assert not Touched.objects.exists()
    assert numbers(valley) == before
    assert ZoneFact.objects.count() == 4  # of the perimeter, and of the zoning
    assert fold_zones() == 0


def test_words_touch_nothing_and_what_is_counted_does(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    fold_zones()
    made.title = "Another title"
    made.save()
    assert not Touched.objects.exists()
    Contribution.objects.filter(pk=made.pk).update(language="it")
    assert Touched.objects.get().contribution_id == made.pk


def test_what_goes_leaves_nothing_behind(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    fold_zones()
    made.delete()
    assert numbers(valley) == {}
    fold_zones()
    assert not ZoneFact.objects.exists()
    assert check_zones(perimeter_id=valley.pk, repair=True) == NOTHING
    assert not ZoneKey.objects.exists() and not ZoneSum.objects.exists()


def test_hidden_votes_are_in_no_number_until_they_are_shown(valley: Perimeter) -> None:
    consultation = factories.open_consultation(valley, results=Results.HIDDEN)
    factories.vote(factories.contribution(valley, consultation=consultation))
    factories.vote(factories.proposal(valley, consultation=consultation))
    for fold in (int, fold_zones):
        fold()
        assert votes(valley) == [0, 0]
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING
    consultation.results = Results.SHOWN
    consultation.save()
    for fold in (int, fold_zones):
        fold()
        assert votes(valley) == [1, 1]


def test_an_answer_counts_once_everybody_can_read_it(valley: Perimeter) -> None:
    made = factories.contribution(valley)
    Step.objects.create(contribution=made, state="received")
    Step.objects.create(contribution=made, state="rejected", text={"fr": "Non"})
    assert statistics(valley, EVERYTHING, edition(valley))["total"]["answered"] == 0
    fold_zones()
    Step.objects.create(contribution=made, state="planned", text={"fr": "En mai"})
    for fold in (int, fold_zones):
        fold()
        total = statistics(valley, EVERYTHING, edition(valley))["total"]
        assert (total["answered"], total["share_answered"]) == (1, 1.0)


def test_a_new_edition_counts_before_and_after_its_zones_are_assigned(valley: Perimeter) -> None:
    factories.contribution(valley)
    fold_zones()
    factories.zoning(valley, "communes", {"N": factories.square(7.0, 43.5, 8.0, 44.5)})
    assert numbers(valley)[None]["contributions"] == 1
    factories.assign_zones(perimeter_id=valley.pk)
    for fold in (int, fold_zones):
        fold()
        assert numbers(valley)["N"]["contributions"] == 1
    ZoningVersion.objects.filter(number=1).delete()
    fold_zones()
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING


def test_drift_is_found_told_and_repaired(valley: Perimeter, capsys: pytest.CaptureFixture[str]) -> None:
    made = [factories.contribution(valley) for _n in range(3)]
    for each in made:
        factories.vote(each)
    fold_zones()
    right = numbers(valley)
    in_zoning = "edition %% 4 = 1 AND contribution_id = %s"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stats_zonesum SET n = n + 5 WHERE edition % 4 = 1 AND month = 0 AND margin <> 0")
        cursor.execute("UPDATE stats_zonesum SET n = n + 7 WHERE edition % 4 = 0 AND month > 0 AND margin = 0")
        cursor.execute(f"UPDATE stats_zonefact SET language = 'it' WHERE {in_zoning}", [made[0].pk])
        cursor.execute(f"DELETE FROM stats_zonefact WHERE {in_zoning}", [made[2].pk])
    with pytest.raises(CommandError, match="--repair"):
        call_command("check_statistics")
    # In the zoning those by kind, by theme and by state, and in its month and of all times what the lost fact was in.
    assert "valley: 2 contributions, 9 sums differ" in capsys.readouterr().out
    call_command("check_statistics", "--repair")
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING
    assert numbers(valley) == right


@pytest.mark.parametrize("seed", range(3))
def test_days_are_whole_months_and_the_days_at_either_end(valley: Perimeter, seed: int) -> None:
    dice = random.Random(seed)

    def some_time() -> datetime:
        months = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(14 * 730)) for _n in range(2)]
        return dice.choice([months[0], months[1].replace(day=1, hour=0)])

    for _n in range(40):
        point = factories.Point(dice.choice([7.2, 7.3, 7.8, 7.9]), dice.choice([43.7, 44.3]), srid=4326)
        theme = dice.choice(["economy", "health", None])
        made = factories.contribution(valley, point, theme=theme, kind=dice.choice(["idea", "report"]))
        Contribution.objects.filter(pk=made.pk).update(created_at=some_time())
        if dice.random() < 0.5:
            factories.vote(made)
        if dice.random() < 0.2:
            fold_zones()
    for made in dice.sample(list(Contribution.objects.all()), 6):  # touched once more, after it was folded
        Contribution.objects.filter(pk=made.pk).update(created_at=some_time(), theme=None)
    narrower = [{}, {"theme": ("economy", "health")}, {"kind": ("idea",)}, {"zone": (("communes", "E"),)}]
    for _n in range(25):
        since, until = (dice.choice([some_time(), None]) for _n in range(2))
        f = ContributionFilter(since=since, until=until, **dice.choice(narrower))
        assert numbers(valley, f) == plain_numbers(valley, f, edition(valley)), f
    fold_zones()
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING


# OPERATIONS=2500 makes five thousand of them.
@pytest.mark.parametrize("seed", range(2))
def test_random_writes_never_drift(valley: Perimeter, seed: int) -> None:
    town, dice = Town(valley, seed), random.Random(seed)
    asked = [
        EVERYTHING,
        ContributionFilter(kind=("idea",), theme=("economy", "health")),
        ContributionFilter(zone=(("communes", "E"),)),
        ContributionFilter(channel=("web",), language=("fr",), state=tuple(map(str, PUBLIC_STATES[:2]))),
        ContributionFilter(bbox=(7.2, 43.5, 8.0, 44.2)),
    ]
    assert Zone.objects.filter(version=edition(valley)).count() == 2
    for n in range(int(os.environ.get("OPERATIONS", "50"))):
        town.act()
        if dice.random() < 0.3:
            fold_zones()
        if n % 10 == 0:
            f = dice.choice(asked)
            assert numbers(valley, f) == plain_numbers(valley, f, edition(valley))
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING
    fold_zones()
    for f in asked:
        assert numbers(valley, f) == plain_numbers(valley, f, edition(valley))
    assert check_zones(perimeter_id=valley.pk, repair=False) == NOTHING

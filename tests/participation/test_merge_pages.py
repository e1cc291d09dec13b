"""Staff joins duplicates: the nearest first, what will be together is shown, and nobody decides about the past."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accounts.models import Role
from participation.models import Comment, Contribution
from participation.services.followers import confirm, follow
from participation.services.merging import merge_contributions
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page, staff

MERGE = "/admin/participation/contribution/merge/"


@pytest.fixture
def moderator(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.MODERATOR)


def lamp(perimeter: Perimeter, metres: float, title: str, **fields: Any) -> Contribution:
    place = Point(7.25 + metres / 80_000, 44.0, srid=4326)
    return factories.contribution(perimeter, place, title=title, text="", **fields)


def test_the_action_leads_to_the_page_and_the_nearest_alike_come_first(perimeter: Perimeter, moderator: Client) -> None:
    mine = lamp(perimeter, 0, "The street lamp is broken")
    lamp(perimeter, 300, "A bench would be nice")
    alike = lamp(perimeter, 600, "Street lamp broken")
    lamp(perimeter, 30_000, "The street lamp is broken")
    lamp(perimeter, 10, "The street lamp is broken", state="hidden")
    sent = {"action": "merge", "_selected_action": [mine.pk], "index": 0}
    answer = moderator.post(page(Contribution, "changelist"), sent)
    assert answer["Location"] == f"{MERGE}?ids={mine.pk}"
    shown = moderator.get(answer["Location"])
    found = [(row.title, distance) for row, distance in shown.context["candidates"]]
    assert [title for title, _m in found] == ["Street lamp broken", "A bench would be nice"]
    assert found[0][1] == pytest.approx(600, rel=0.02)
    assert alike.ref in shown.content.decode()


def test_what_is_shown_is_what_comes(perimeter: Perimeter, moderator: Client) -> None:
    kept, gone = lamp(perimeter, 0, "Kept"), lamp(perimeter, 100, "Gone")
    who = factories.ParticipantFactory(perimeter=perimeter)
    for target in (kept, gone):
        factories.vote(target, "for", who)
        factories.vote(target, "against")
        Comment.objects.create(perimeter=perimeter, contribution=target, text="x")
        confirm(follower=follow(contribution=target, email="a@example.org", language="fr", root="x"))
    shown = moderator.get(f"{MERGE}?ids={gone.pk}&ref={kept.ref.lower()}")
    preview = shown.context["together"]
    assert (preview.votes, preview.comments, preview.followers) == ({"for": 1, "against": 2, "neutral": 0}, 2, 1)
    sent = {"ids": str(gone.pk), "survivor": str(kept.pk), "seen": preview.seen, "note": "the same"}
    answer = moderator.post(MERGE, sent)
    assert answer["Location"] == page(Contribution, "change", kept.pk)
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into_id) == ("merged", kept.pk)
    assert kept.votes.count() == 3 and kept.comments.count() == 2
    assert gone.steps.get().note == "the same"
    assert f"{kept.ref}" in moderator.get(page(Contribution, "change", gone.pk)).content.decode()


def test_of_several_ticked_one_stays(perimeter: Perimeter, moderator: Client) -> None:
    three = [lamp(perimeter, n, f"Lamp {n}") for n in range(3)]
    ids = ",".join(str(row.pk) for row in three)
    shown = moderator.get(f"{MERGE}?ids={ids}&survivor={three[1].pk}")
    assert [row.pk for row in shown.context["duplicates"]] == [three[0].pk, three[2].pk]
    seen = shown.context["together"].seen
    moderator.post(MERGE, {"ids": ids, "survivor": str(three[1].pk), "seen": seen})
    assert Contribution.objects.filter(merged_into=three[1]).count() == 2


@pytest.mark.parametrize("meanwhile", ["answered", "merged"])
def test_what_changed_meanwhile_is_told(perimeter: Perimeter, moderator: Client, meanwhile: str) -> None:
    kept, gone, third = (lamp(perimeter, n, f"Lamp {n}") for n in range(3))
    seen = moderator.get(f"{MERGE}?ids={gone.pk}&survivor={kept.pk}").context["together"].seen
    if meanwhile == "answered":
        gone.state = "planned"
        gone.save()
    else:
        merge_contributions(survivor=third, duplicates=[kept])
    answer = moderator.post(MERGE, {"ids": str(gone.pk), "survivor": str(kept.pk), "seen": seen})
    assert answer.status_code == 200
    told = "Something changed while you were looking" if meanwhile == "answered" else "was joined with"
    assert told in answer.content.decode()
    gone.refresh_from_db()
    assert gone.state != "merged"


def test_what_cannot_stay_is_said(perimeter: Perimeter, moderator: Client) -> None:
    one, hidden = lamp(perimeter, 0, "One"), lamp(perimeter, 1, "Hidden", state="hidden")
    for ref, sentence in ((hidden.ref, "is not public"), ("TST-9999999", "There is no"), (one.ref, "this one itself")):
        answer = moderator.get(f"{MERGE}?ids={one.pk}&ref={ref}")
        assert sentence in answer.content.decode(), ref
    for ids in ("", "x", "9" * 18, "9" * 40, str(hidden.pk)):
        assert moderator.get(f"{MERGE}?ids={ids}").status_code == 404, ids


@pytest.mark.parametrize("role", [Role.AGENT, Role.PLANNER, Role.VIEWER])
def test_others_join_nothing(perimeter: Perimeter, role: Role) -> None:
    one, other = lamp(perimeter, 0, "One"), lamp(perimeter, 1, "Two")
    sent = {"ids": str(one.pk), "survivor": str(other.pk)}
    assert staff(perimeter, role).post(MERGE, sent).status_code == 403


def test_nor_does_a_moderator_of_another_territory(perimeter: Perimeter) -> None:
    one, other = lamp(perimeter, 0, "Secret one"), lamp(perimeter, 1, "Two")
    stranger = staff(factories.published_perimeter(slug="faraway"), Role.MODERATOR)
    answer = stranger.get(f"{MERGE}?ids={one.pk}&survivor={other.pk}")
    assert answer.status_code == 403 and "Secret one" not in answer.content.decode()
    here = factories.contribution(Perimeter.objects.get(slug="faraway"), title="Here")
    shown = stranger.get(f"{MERGE}?ids={here.pk}&survivor={one.pk}")
    assert "Secret one" not in shown.content.decode() and shown.context["survivor"] is None

"""What became of the demo's contributions: who has each, and what was answered to some."""

from datetime import timedelta

from django.utils import timezone

from mapserver.demo.files import read_json
from participation.models import Contribution, Department, Step
from participation.states import ContributionState
from perimeter_data.models import Perimeter

# Days after it came in.
TAKEN_UP, DECIDED = 2, 6
LATEST = timedelta(hours=1)


def load_answers(perimeter: Perimeter, contributions: list[Contribution]) -> int:
    """Give each contribution that has moved its steps; return how many answers there are."""
    told = read_json("answers.json")
    departments = {
        row["theme"]: Department.objects.create(
            perimeter=perimeter, slug=row["slug"], name=row["name"], position=position
        )
        for position, row in enumerate(told["departments"])
    }
    answers = {row["on"]: row for row in told["answers"]}
    steps, days = [], []
    for one in contributions:
        if one.state == ContributionState.RECEIVED or one.theme is None:
            continue
        department = departments[one.theme.slug]
        if one.state != ContributionState.ACKNOWLEDGED:
            steps.append(Step(contribution=one, state=ContributionState.ACKNOWLEDGED, department=department))
            days.append(TAKEN_UP)
        # Nobody is left with a state alone: what has no answer of its own gets one that fits it.
        plain = told["otherwise"].get(one.state, [{}])
        answer = answers.get(one.title or "", {"text": plain[len(steps) % len(plain)]})
        ahead = answer.get("news_in_days")
        steps.append(
            Step(
                contribution=one,
                state=one.state,
                department=department,
                text=answer["text"],
                news_by=timezone.localdate() + timedelta(days=ahead) if ahead else None,
            )
        )
        days.append(DECIDED)
    Step.objects.bulk_create(steps)
    for step, after in zip(steps, days, strict=True):
        step.created_at = min(step.contribution.created_at + timedelta(days=after), timezone.now() - LATEST)
    Step.objects.bulk_update(steps, ["created_at"])
    return sum(1 for step in steps if step.text)

"""The command `load_demo`, run twice."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Participant, User
from core.models import Change
from participation.models import Contribution, Vote
from perimeter_data.models import Place

PASSWORD = "a demo password"


@pytest.mark.django_db(transaction=True)
def test_a_second_run_changes_nothing(monkeypatch: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    first, second = StringIO(), StringIO()
    call_command("load_demo", stdout=first, stderr=StringIO())
    counts = [model.objects.count() for model in (Contribution, Vote, Change, Place, Participant, User)]
    call_command("load_demo", stdout=second, stderr=StringIO())
    assert [model.objects.count() for model in (Contribution, Vote, Change, Place, Participant, User)] == counts
    assert first.getvalue() == second.getvalue() and PASSWORD in first.getvalue()
    monkeypatch.setenv("DEMO_PASSWORD", "another one")
    call_command("load_demo", stdout=(third := StringIO()), stderr=StringIO())
    assert third.getvalue() == "", "a password that is not theirs is not told"

"""`create_admin`: the first administrator of a server."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


def create(email: str) -> str:
    out = StringIO()
    call_command("create_admin", email, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORAMA_PASSWORD", "correct-horse-battery")


def test_it_makes_a_superuser_once(db: Any) -> None:
    assert "Created chief@example.org" in create(" Chief@Example.org ")
    assert "Updated chief@example.org" in create("chief@example.org")
    user = User.objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("chief@example.org", True, True)
    assert user.check_password("correct-horse-battery")


@pytest.mark.parametrize(("email", "password"), [("nobody", "correct-horse-battery"), ("a@example.org", "12345")])
def test_a_bad_address_or_password_is_refused(
    db: Any, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    monkeypatch.setenv("AGORAMA_PASSWORD", password)
    with pytest.raises(CommandError):
        create(email)
    assert not User.objects.exists()


def test_without_a_password_and_a_terminal_it_says_so(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AGORAMA_PASSWORD")
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="AGORAMA_PASSWORD"):
        create("chief@example.org")

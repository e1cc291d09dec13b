"""Addresses that are gone: seen at the door or in a report, believed only about a message of ours."""

import io
import random
import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from notifications.bounces import Read, read_bounce
from notifications.message_ids import follower_message, message_id
from notifications.models import Message
from notifications.sending import send_due
from participation.models import Contribution, Follower
from participation.services.followers import confirm, follow
from tests import factories
from tests.house.back_office import page, staff

pytestmark = pytest.mark.django_db
ADDRESS = "gone@example.org"


@pytest.fixture
def sent(db: None) -> Message:
    """One message to one follower, gone out."""
    lamp = factories.contribution(factories.published_perimeter(slug="valley"))
    made = follow(contribution=lamp, email=ADDRESS, language="en", root="https://x")
    confirm(follower=made)
    return Message.objects.create(follower=Follower.objects.get(), kind="step", change_id=1)


REPORT = """\
From: MAILER-DAEMON@mail.town.example
To: agorama@localhost
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

It did not arrive.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.town.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b1
Content-Type: {kind}

Message-ID: {name}
Subject: news

--b1--
"""


def report(message: Message, **changes: str) -> bytes:
    facts = {
        "address": ADDRESS,
        "action": "failed",
        "status": "5.1.1",
        "name": message_id(message),
        "kind": "text/rfc822-headers",
        **changes,
    }
    return REPORT.format(**facts).encode()


def marked(raw: bytes) -> bool:
    read_bounce(raw, Read())
    return Follower.objects.get().refused_at is not None


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_about_a_message_of_ours_marks_the_address(sent: Message, kind: str) -> None:
    assert marked(report(sent, kind=kind))
    assert Follower.objects.get().refusal == "smtp; 550 5.1.1 no such user"
    send_due()
    sent.refresh_from_db()
    assert (sent.failed, mail.outbox) == ("address takes no mail", [])


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed"},
        {"status": "4.4.1"},
        {"status": "5.7.1"},
        {"status": "5.2.2"},
        {"address": "another@example.org"},
        {"name": "<agorama-1.x@localhost>"},
        {"name": "<agorama-1@localhost>"},
        {"name": ""},
        {"kind": "text/plain"},
    ],
    ids=str,
)
def test_others_are_left_alone(sent: Message, changes: dict[str, str]) -> None:
    if changes.get("kind") == "text/plain":  # the name stands in a text somebody wrote, in no header
        assert not marked(report(sent, name="x", **changes) + message_id(sent).encode())
    else:
        assert not marked(report(sent, **changes))


def test_the_signature_of_another_message_is_not_this_ones(sent: Message) -> None:
    other = Message.objects.create(follower=sent.follower, kind="step", change_id=2)
    forged = message_id(sent).replace(f"agorama-{sent.pk}.", f"agorama-{other.pk}.")
    assert follower_message(message_id(sent)) == sent
    assert follower_message(forged) is None
    assert not marked(report(sent, name=forged))


def test_hostile_mails_never_break_it(sent: Message) -> None:
    good, dice = report(sent), random.Random(1)
    crooked = [
        b"",
        b"\x00" * 2000,
        b"\xff\xfe" * 500,
        b"Content-Type: multipart/report; boundary=" + b"x" * 5000 + b"\n\n--x",
        b'Content-Type: multipart/report; boundary=""\n\n--\n--\n',
        b"Content-Type: multipart/report; boundary=a; charset=no-such\nFinal-Recipient: rfc822;x\n\n--a--",
        b"Subject: =?utf-8?b?////?=\nIn-Reply-To: " + b"<" * 9000,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(300)),
        good.replace(b"message/delivery-status", b"message/rfc822"),
        good.replace(b"5.1.1", b"5." + b"9" * 5000),
    ]
    for _n in range(150):
        spoiled = bytearray(good)
        for _m in range(dice.randrange(1, 30)):
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
        crooked.append(bytes(spoiled[: dice.randrange(1, len(spoiled))]))
    read = Read()
    for raw in crooked:
        read_bounce(raw, read)
    assert read.read == len(crooked) == read.marked + read.left


def test_from_a_pipe_a_file_an_mbox_and_a_maildir(
    sent: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = report(sent)
    single, box, folder = tmp_path / "one.eml", tmp_path / "box", tmp_path / "maildir"
    single.write_bytes(raw)
    box.write_bytes((b"From x Thu Jan  1 00:00:00 2026\n" + raw + b"\n") * 2)
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1").write_bytes(raw)
    pipe = io.TextIOWrapper(io.BytesIO(raw))
    monkeypatch.setattr("sys.stdin", pipe)
    for source, read in (("-", 1), (str(single), 1), (str(box), 2), (str(folder), 1)):
        Follower.objects.update(refused_at=None)
        call_command("read_bounces", source)
        assert f"{read} read, {read} addresses" in capsys.readouterr().out, source
        assert Follower.objects.get().refused_at is not None
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("code", "said", "gone"),
    [
        (550, b"5.1.1 no such user", True),
        (553, b"bad address", True),
        (550, b"5.7.1 your server is blocked", False),
        (554, b"relay denied", False),
        (450, b"greylisted", False),
    ],
)
def test_refused_at_the_door(
    sent: Message, monkeypatch: pytest.MonkeyPatch, code: int, said: bytes, gone: bool
) -> None:
    def refuse(*args: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (code, said)})

    monkeypatch.setattr("notifications.sending._post", refuse)
    send_due()
    assert (Follower.objects.get().refused_at is not None) == gone
    if gone:
        assert Follower.objects.get().refusal == f"{code} {said.decode()}"


def test_staff_sees_that_somebody_hears_nothing_and_not_who(sent: Message) -> None:
    marked(report(sent))
    lamp = Contribution.objects.get()
    shown = staff(lamp.perimeter, "moderator").get(page(Contribution, "change", lamp.pk)).content.decode()
    assert "1 address takes no mail" in shown and ADDRESS not in shown

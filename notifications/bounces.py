"""Reports of mail servers about messages that did not arrive (RFC 3464), read from whatever a pipe or a file holds.

Nothing in them is believed but this: a permanent failure of a message whose signed Message-ID is ours, for the very
address it went to. Everything else is counted and left alone; a report is parsed within bounds and never raises.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from notifications.message_ids import follower_message
from notifications.models import Message
from participation.services.followers import refuse

MAX_BYTES = 1_000_000
# Headers of the returned message that name it; beside them In-Reply-To and References of the report.
NAMED_BY = ("Message-ID", "X-Original-Message-ID")
MAX_PARTS = 50


@dataclass(slots=True)
class Read:
    """What became of the reports: how many were read, marked an address, or were left alone."""

    read: int = 0
    marked: int = 0
    left: int = 0


def mails_in(path: Path) -> Iterator[bytes]:
    """Yield the mails of a maildir, an mbox, or a file with one mail."""
    if path.is_dir():
        for folder in ("new", "cur"):
            for file in sorted((path / folder).glob("*")):
                if file.is_file():
                    with file.open("rb") as opened:
                        yield opened.read(MAX_BYTES)
        return
    with path.open("rb") as opened:
        is_mbox = opened.read(5) == b"From "
        if not is_mbox:
            opened.seek(0)
            yield opened.read(MAX_BYTES)
            return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.keys():  # noqa: SIM118 - a mailbox is no dict: iterating it gives mails
            yield box.get_bytes(key)[:MAX_BYTES]
    finally:
        box.close()


def read_bounce(raw: bytes, read: Read) -> None:
    """Mark the address that one report is about, if it is a report about a message of ours."""
    read.read += 1
    found = _answered(raw[:MAX_BYTES])
    if found is None:
        read.left += 1
        return
    message, reason = found
    if message.follower.refused_at is None:
        refuse(follower=message.follower, reason=reason)
    read.marked += 1


def _answered(raw: bytes) -> tuple[Message, str] | None:
    """Return our message and what the server said, or None."""
    try:
        report = BytesParser(policy=policy.default).parsebytes(raw)
        failed = dict(_failures(report))
        if not failed:
            return None
        names = list(_names(report))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # What the standard library makes of a crooked mail: nobody's report.
        return None
    for name in names:
        message = follower_message(name)
        if message is not None and message.follower.email.lower() in failed:
            return message, failed[message.follower.email.lower()]
    return None


def _parts(report: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(report.walk()):
        if number >= MAX_PARTS:
            return
        yield part  # type: ignore[misc]


def _failures(report: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield (address, what was said) of each permanent failure: RFC 3464, 2.3.2 to 2.3.4."""
    if report.get_content_type() != "multipart/report":
        return
    for part in _parts(report):
        if not any(name in part for name in ("Final-Recipient", "Original-Recipient")):
            continue
        status = str(part.get("Status", "")).strip()
        # 5.7.x is about who sends and what, 5.2.2 is a full mailbox: neither says that the address is gone.
        if str(part.get("Action", "")).strip().lower() != "failed" or not status.startswith("5."):
            continue
        if status.startswith(("5.7.", "5.2.2")):
            continue
        said = " ".join(str(part.get("Diagnostic-Code", "") or status).split())
        for name in ("Final-Recipient", "Original-Recipient"):
            kind, _semicolon, address = str(part.get(name, "")).partition(";")
            if kind.strip().lower() == "rfc822" and address.strip():
                yield address.strip().strip("<>").lower(), said[:200]


def _names(report: EmailMessage) -> Iterator[str]:
    """Yield the Message-IDs that the report may be about."""
    for name in ("In-Reply-To", "References"):
        yield from str(report.get(name, "")).split()[:20]
    for part in _parts(report):
        if part is not report:
            yield from (str(part[name]) for name in NAMED_BY if name in part)
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            if isinstance(text, bytes):
                headers = BytesParser(policy=policy.default).parsebytes(text, headersonly=True)
                yield from (str(headers[name]) for name in NAMED_BY if name in headers)

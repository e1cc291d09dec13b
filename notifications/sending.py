"""Sending what is owed, one message a transaction: one that is refused holds nothing else up.

A row is locked while its message is on the way and marked in the same transaction. Should the process die between
the mail server's yes and the commit, the message goes again under the same Message-ID, which mail programs show once.
"""

import logging
import smtplib
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone, translation

from notifications.desks import desks
from notifications.message_ids import message_id
from notifications.models import Message, StaffMessage
from notifications.staff_words import staff_written
from notifications.words import Written, written
from participation import rules
from participation.services.followers import refuse

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10
# After so many seconds, then twice as many: eight and a half hours in all.
FIRST_WAIT_S = 60
AT_ONCE = 200
# The recipient is unknown, not ours or written wrongly; 5.7.x is about the sender: a blocked server, not an address.
NO_SUCH_RECIPIENT = (550, 551, 553)


@dataclass(frozen=True, slots=True)
class Ready:
    """A message with its words, and to whom it goes."""

    to: str
    language: str
    text: Written
    headers: dict[str, str] = field(default_factory=dict)


def send_due() -> int:
    """Send what is due, at most some at a time; return how many went. A server that is away ends the round."""
    sent = 0
    for model in (Message, StaffMessage):
        for _n in range(AT_ONCE):
            done = _send_one(model)
            if done is None:
                break
            sent += done
    return sent


@transaction.atomic
def _send_one(model: type[Message] | type[StaffMessage]) -> bool | None:
    """Send the one that is due longest; None where there is none, or no server that takes it now."""
    due = model._default_manager.filter(sent_at=None, failed="", next_try_at__lte=timezone.now())
    message = due.order_by("next_try_at").select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    ready = _to_staff(message) if isinstance(message, StaffMessage) else _to_follower(message)
    if isinstance(ready, str):
        return _close(message, failed=ready)
    try:
        _post(message, ready)
    except (OSError, smtplib.SMTPException) as error:
        return _failed(message, error)
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True


def _to_follower(message: Message) -> Ready | str:
    """Return the message, or why it is not to be sent any more."""
    follower = message.follower
    if follower.stopped_at is not None:
        return "stopped"
    if follower.refused_at is not None:
        return "address takes no mail"
    own = follower.is_author and follower.about.pk == follower.contribution_id
    if message.kind != Message.Kind.HIDDEN and not (own or rules.is_public(follower.about)):
        return "not public any more"
    with translation.override(follower.language):
        text = written(message)
    unsubscribe = {"List-Unsubscribe": f"<{text.page}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Ready(follower.email, follower.language, text, unsubscribe)


def _to_staff(message: StaffMessage) -> Ready | str:
    found = desks([message.user_id])
    if not found:
        return "wants no messages"
    with translation.override(found[0].language):
        text = staff_written(message, found[0])
    return Ready(found[0].user.email, found[0].language, text) if text else "nothing waits"


def _failed(message: Message | StaffMessage, error: Exception) -> bool | None:
    """Note what went wrong: tried again later, or given up for good."""
    if _is_final(error):
        if isinstance(message, Message) and _is_the_address(error):
            refuse(follower=message.follower, reason=_said(error))
        return _close(message, failed=f"refused: {error}"[:200])
    message.attempts += 1
    message.next_try_at = timezone.now() + timedelta(seconds=FIRST_WAIT_S * 2 ** (message.attempts - 1))
    message.failed = f"given up: {error}"[:200] if message.attempts >= MAX_ATTEMPTS else ""
    message.save(update_fields=["attempts", "next_try_at", "failed"])
    logger.warning("message %s did not go: %s", message.pk, error)
    # A server that has answered may take the next one.
    return False if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) else None


def _is_final(error: Exception) -> bool:
    """Say whether the server refuses for good: codes of 500 and above. Below, it asks to be tried again later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _is_the_address(error: Exception) -> bool:
    """Say whether it is the recipient's address that takes no mail, whoever sends it."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or not error.recipients:
        return False
    return all(code in NO_SUCH_RECIPIENT and b"5.7." not in said for code, said in error.recipients.values())


def _said(error: Exception) -> str:
    answers = error.recipients.values() if isinstance(error, smtplib.SMTPRecipientsRefused) else ()
    return "; ".join(f"{code} {said.decode('ascii', 'replace')}" for code, said in answers)


def _close(message: Message | StaffMessage, *, failed: str) -> bool:
    message.failed = failed
    message.save(update_fields=["failed"])
    return False


def _post(message: Message | StaffMessage, ready: Ready) -> None:
    headers = {
        "Message-ID": message_id(message),
        "Auto-Submitted": "auto-generated",
        "Content-Language": ready.language,
        **ready.headers,
    }
    mail = EmailMultiAlternatives(
        ready.text.subject, ready.text.plain, to=[ready.to], headers=headers, connection=get_connection()
    )
    mail.attach_alternative(ready.text.html, "text/html")
    mail.send()

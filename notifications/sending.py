"""Sending what is owed, one message a transaction: one that is refused holds nothing else up.

A row is locked while its message is on the way and marked in the same transaction. Should the process die between
the mail server's yes and the commit, the message goes again under the same Message-ID, which mail programs show once.
"""

import logging
import smtplib
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone, translation

from notifications.models import Message
from notifications.words import Written, written
from participation import rules

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10
# After so many seconds, then twice as many: eight and a half hours in all.
FIRST_WAIT_S = 60
AT_ONCE = 200


def send_due() -> int:
    """Send what is due, at most some at a time; return how many went. A server that is away ends the round."""
    sent = 0
    for _n in range(AT_ONCE):
        done = _send_one()
        if done is None:
            break
        sent += done
    return sent


@transaction.atomic
def _send_one() -> bool | None:
    """Send the one that is due longest; None where there is none, or no server that takes it now."""
    due = Message.objects.filter(sent_at=None, failed="", next_try_at__lte=timezone.now()).order_by("next_try_at")
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    follower = message.follower
    if follower.stopped_at is not None:
        return _close(message, failed="stopped")
    if message.kind != Message.Kind.HIDDEN and not (follower.is_author or rules.is_public(follower.about)):
        return _close(message, failed="not public any more")
    with translation.override(follower.language):
        text = written(message)
    try:
        _post(message, text)
    except (OSError, smtplib.SMTPException) as error:
        if _is_final(error):
            return _close(message, failed=f"refused: {error}"[:200])
        message.attempts += 1
        message.next_try_at = timezone.now() + timedelta(seconds=FIRST_WAIT_S * 2 ** (message.attempts - 1))
        message.failed = f"given up: {error}"[:200] if message.attempts >= MAX_ATTEMPTS else ""
        message.save(update_fields=["attempts", "next_try_at", "failed"])
        logger.warning("message %s did not go: %s", message.pk, error)
        # A server that has answered may take the next one.
        return False if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) else None
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])
    return True


def _is_final(error: Exception) -> bool:
    """Say whether the server refuses for good: codes of 500 and above. Below, it asks to be tried again later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _close(message: Message, *, failed: str) -> bool:
    message.failed = failed
    message.save(update_fields=["failed"])
    return False


def _post(message: Message, text: Written) -> None:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<agorama-{message.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.follower.language,
        "List-Unsubscribe": f"<{text.page}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = EmailMultiAlternatives(
        text.subject, text.plain, to=[message.follower.email], headers=headers, connection=get_connection()
    )
    mail.attach_alternative(text.html, "text/html")
    mail.send()

"""Message-IDs of ours: signed, so that a report about one is believed only from who has had the message."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from notifications.models import Message, StaffMessage

_SALT = "notifications.message_id"
_OURS = re.compile(r"agorama-(\d{1,18})\.([A-Za-z0-9_-]{43})@")


def message_id(message: Message | StaffMessage) -> str:
    """Return the Message-ID of a message: the same each time it is tried."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    name = str(message.pk) if isinstance(message, Message) else f"s{message.pk}"
    return f"<agorama-{name}.{_signature(name)}@{domain}>"


def follower_message(text: str) -> Message | None:
    """Return the message to a follower that a Message-ID names; None where it is not one of ours."""
    found = _OURS.search(text)
    if found is None or not constant_time_compare(found[2], _signature(found[1])):
        return None
    return Message.objects.select_related("follower__contribution").filter(pk=int(found[1])).first()


def _signature(name: str) -> str:
    return signing.Signer(salt=_SALT).signature(name)

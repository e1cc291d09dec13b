"""`Idempotency-Key`: the same key and body never make two rows; a repeat gets the first answer again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Malformed
from core.media import JSONRenderer
from core.models import IdempotencyRecord
from core.text import require_plain

MAX_KEY_LENGTH = 200
Answer = tuple[int, Any]
Act = Callable[[], Answer]

# A second request with the same key waits here until the first has committed, then finds its row.
CLAIM = """
INSERT INTO core_idempotencyrecord (scope, key, body_hash, created_at)
VALUES (%s, %s, %s, now()) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


class KeyReused(Conflict):
    code = "idempotency_key_reused"
    message = _("This idempotency key was used before, with another content.")


class InvalidKey(Malformed):
    code = "invalid_idempotency_key"
    message = _("An idempotency key is 1 to 200 visible characters.")


def read_key(header: str | None) -> str | None:
    """Return the key of the header, or None without one; raise `InvalidKey`."""
    if header is None:
        return None
    if not 1 <= len(header) <= MAX_KEY_LENGTH or not header.isprintable():
        raise InvalidKey
    return require_plain(header)


def body_hash(body: Any) -> bytes:
    """Return the SHA-256 of a parsed body, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True).encode()).digest()


@transaction.atomic
def once(*, scope: str, key: str | None, body: Any, act: Act) -> Answer:
    """Run `act` once per scope and key, in one transaction with the record of its answer.

    `act` returns (status, JSON body). Errors it raises undo the record too, so a mended request may use the key again.
    """
    if key is None:
        return act()
    digest = body_hash(body)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [scope, key, digest])
        claimed = cursor.fetchone()
    if claimed is None:
        record = IdempotencyRecord.objects.get(scope=scope, key=key)
        if bytes(record.body_hash) != digest:
            raise KeyReused
        return record.status or 200, record.response
    status, answer = act()
    response = json.loads(JSONRenderer().render(answer))
    IdempotencyRecord.objects.filter(pk=claimed[0]).update(status=status, response=response)
    return status, response

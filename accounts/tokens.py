"""Participants' tokens: 256 random bits, shown once, kept as SHA-256."""

import hashlib
import hmac
import secrets

from django.conf import settings

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a fresh token, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def repeatable_token(*facts: str) -> str:
    """Return the token that the same facts always give: a repeated request gets its first token, and none is kept."""
    digest = hmac.new(settings.SECRET_KEY.encode(), "\x1f".join(("participant", *facts)).encode(), hashlib.sha256)
    return digest.hexdigest()


def token_hash(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()

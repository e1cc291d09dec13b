"""Links by which somebody who has no password yet sets a first one."""

from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def invitation_link(request: HttpRequest, newcomer: User) -> str:
    """Return the address where `newcomer` sets a first password; it lapses after PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(newcomer.pk))
    return request.build_absolute_uri(reverse("admin:join", args=[uid, default_token_generator.make_token(newcomer)]))

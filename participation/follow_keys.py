"""Keys of follow pages: signed, not stored. Whoever holds one may read on, and the author's may act for the author."""

from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from participation.models import Contribution, Follower

# 43 letters of HMAC-SHA256 over the number; a key is void when SECRET_KEY is no longer known.
_SIGNER = signing.Signer(sep=".", salt="participation.follow")


class UnknownKey(Missing):
    code = "unknown_follow_key"
    message = _("This address is not complete, or no longer valid. Copy it whole from your message.")


@dataclass(frozen=True, slots=True)
class Followed:
    """What a key opens; `follower` is None for the author's own, which no address belongs to."""

    contribution: Contribution
    follower: Follower | None

    @property
    def is_author(self) -> bool:
        return self.follower is None or self.follower.is_author


def author_key(contribution: Contribution) -> str:
    """Return the key of whoever wrote this."""
    return _SIGNER.sign(f"a{contribution.pk}")


def follower_key(follower: Follower) -> str:
    """Return the key of one address."""
    return _SIGNER.sign(f"f{follower.pk}-{follower.nonce}")


def opened(key: str) -> Followed:
    """Return what a key opens; raise `UnknownKey`."""
    try:
        said = _SIGNER.unsign(key)
    except signing.BadSignature as error:
        raise UnknownKey from error
    related = ("perimeter", "theme", "category", "consultation")
    if said.startswith("a"):
        found = Contribution.objects.select_related(*related).filter(pk=int(said[1:])).first()
        if found is not None:
            return Followed(found, None)
        raise UnknownKey
    pk, _dash, nonce = said[1:].partition("-")
    follower = Follower.objects.filter(pk=int(pk), nonce=nonce).select_related(
        *(f"contribution__{name}" for name in related)
    )
    one = follower.first()
    if one is None:
        raise UnknownKey
    return Followed(one.contribution, one)

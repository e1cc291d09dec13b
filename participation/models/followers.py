"""Who wants to hear what becomes of a contribution. An address is kept for that alone, and forgotten with it."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.i18n import LANGUAGES
from participation.models.contributions import Contribution


def new_nonce() -> str:
    """Return what makes a follower's key unlike any other, and void once it is replaced."""
    return secrets.token_urlsafe(9)


class Follower(models.Model):
    """One address and one contribution; hears of it once the address is confirmed, until it is stopped.

    `root` is the address of the server that was asked: messages lead back there.
    """

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="followers", db_index=False)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="fr")
    is_author = models.BooleanField(default=False)
    nonce = models.CharField(max_length=16, default=new_nonce)
    root = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # The mail server of this address said for good that it takes nothing; why is for staff to read.
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contribution"],
                condition=Q(confirmed_at__isnull=False, stopped_at__isnull=True),
                name="follower_told",
            ),
        ]
        constraints = [
            models.UniqueConstraint(F("contribution"), Lower("email"), name="follower_once"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="follower_language_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.pk}"

    @property
    def about(self) -> Contribution:
        """What there is news of: the contribution, or what it was merged into."""
        return self.contribution.merged_into or self.contribution

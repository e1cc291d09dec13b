"""The ledger: one participant's opinion on one target."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from participation.models.contributions import Channel
from participation.models.targets import Targeted, exactly_one_target, one_per_target


class Choice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    NEUTRAL = "neutral", _("neutral")


class Vote(Targeted):
    """One row per participant and target: a database constraint, under any concurrency."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=7, choices=Choice.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(Targeted.Meta):
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            exactly_one_target("vote_one_target"),
            *one_per_target("vote_unique", "participant", include=["choice"]),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values) & Q(channel__in=Channel.values), name="vote_words_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.choice}"

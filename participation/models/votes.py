"""The ledger: one participant's opinion on one target."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from participation.models.contributions import Channel
from participation.models.proposals import ProposalSet
from participation.models.targets import Targeted, exactly_one_target, one_per_target


class Choice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    NEUTRAL = "neutral", _("neutral")


class Vote(Targeted):
    """One row per participant and target: a database constraint, under any concurrency.

    `proposal_set` is the target's, set by a trigger: in a set, one is for one of its projects.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    proposal_set = models.ForeignKey(ProposalSet, models.PROTECT, null=True, related_name="+", db_index=False)
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
            models.UniqueConstraint(
                fields=["proposal_set", "participant"],
                condition=Q(proposal_set__isnull=False),
                name="vote_unique_in_set",
            ),
            models.CheckConstraint(
                condition=Q(proposal_set__isnull=True) | Q(proposal__isnull=False, choice="for"),
                name="vote_of_set_is_for",
            ),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values) & Q(channel__in=Channel.values), name="vote_words_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.choice}"

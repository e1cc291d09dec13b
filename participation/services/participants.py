"""Participants: made at the first write, erased on demand."""

from django.db import transaction
from django.db.models import Q

from accounts import tokens
from accounts.models import Participant
from participation.models import Action, Appeal, Attachment, Comment, Contribution, Flag, Follower, ModerationDecision
from perimeter_data.models import Perimeter


def create_participant(*, perimeter: Perimeter, token: str | None = None) -> tuple[Participant, str]:
    """Return a device participant and its token; the same token again is the same participant."""
    token = token or tokens.new_token()
    participant, _new = Participant.objects.get_or_create(
        token_hash=tokens.token_hash(token), defaults={"perimeter": perimeter}
    )
    return participant, token


@transaction.atomic
def erase_participant(*, participant: Participant) -> None:
    """Forget who it was. What was said and voted stays, tied to nobody that can be found again.

    Photos go: they may show people and homes, and nobody could take them away any more.
    """
    rows = Contribution.objects.filter(participant=participant).order_by("pk")
    mine = list(rows.select_for_update().values_list("pk", flat=True))
    Attachment.objects.filter(contribution__in=mine, by_author=True).delete()
    Contribution.objects.filter(pk__in=mine).update(participant=None)
    ModerationDecision.objects.filter(comment__participant=participant, action=Action.REDACT).update(
        before={}, after={}
    )
    # Before the comments are nobody's: what was said against decisions.
    Appeal.objects.filter(Q(contribution__in=mine) | Q(comment__participant=participant)).delete()
    Comment.objects.filter(participant=participant).update(participant=None, name="")
    Flag.objects.filter(participant=participant).delete()
    # What a moderator left out was about a person: it goes too.
    ModerationDecision.objects.filter(contribution__in=mine, action=Action.REDACT).update(before={}, after={})
    Follower.objects.filter(contribution__in=mine, is_author=True).delete()
    participant.token_hash = None
    participant.subject_hash = None
    participant.save(update_fields=["token_hash", "subject_hash"])

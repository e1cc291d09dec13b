"""Merge duplicates into one: what was said, voted and hoped for goes on in the survivor, and nothing counts twice.

Everything is locked in the order of its number before anything is read: two merges that cross wait for each other,
and a vote or comment is either there before (and comes along) or waits and goes to the survivor (`standing`).
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from core import changes
from core.models import Change
from participation import rules
from participation.models import Appeal, Attachment, Comment, Contribution, Flag, Proposal, Step
from participation.refusals import (
    AlreadyMerged,
    AppealOpen,
    MergeIntoItself,
    NothingToMerge,
    OtherTerritory,
    ResultsDiffer,
    SurvivorNotPublic,
)
from participation.services.consultations import require_going_on
from participation.services.contributions import append
from participation.services.flags import settle_flags
from participation.states import ContributionState, PhotoState, require_move

# One statement, one snapshot: the votes of a duplicate go; those of participants who had not voted on the survivor
# come to it, of those who had the newest stays. The triggers of the counts see both.
MOVE_VOTES = """
WITH gone AS (
  DELETE FROM participation_vote WHERE contribution_id = %(duplicate)s
  RETURNING participant_id, choice, channel, created_at, updated_at),
here AS (
  SELECT participant_id, choice FROM participation_vote WHERE contribution_id = %(survivor)s),
put AS (
  INSERT INTO participation_vote AS v (contribution_id, participant_id, choice, channel, created_at, updated_at)
  SELECT %(survivor)s, participant_id, choice, channel, created_at, updated_at FROM gone
      ON CONFLICT (contribution_id, participant_id) WHERE contribution_id IS NOT NULL
      DO UPDATE SET choice = EXCLUDED.choice, channel = EXCLUDED.channel, updated_at = EXCLUDED.updated_at
              WHERE EXCLUDED.updated_at > v.updated_at
  RETURNING participant_id)
SELECT gone.choice, here.choice, put.participant_id IS NOT NULL
  FROM gone LEFT JOIN here USING (participant_id) LEFT JOIN put USING (participant_id)
"""


@transaction.atomic
def merge_contributions(
    *, survivor: Contribution, duplicates: Iterable[Contribution], user_id: int | None = None, note: str = ""
) -> Contribution:
    """Make the duplicates part of the survivor; raise a refusal that says why not, and merge none.

    Authors, votes, comments and followers are kept: each participant counts once, with the newest vote; comments move
    with their replies; whoever follows a duplicate follows on with the same key. What was merged into a duplicate
    before is part of the survivor directly.
    """
    kept, gone = _locked(survivor, duplicates)
    for duplicate in gone:
        _bring(kept, duplicate)
        _end(kept, duplicate, user_id, note)
    append(kept, "contribution.joined", merged=str(len(gone)))
    return kept


def _locked(survivor: Contribution, duplicates: Iterable[Contribution]) -> tuple[Contribution, list[Contribution]]:
    """Lock all of them, lowest number first, and say what does not fit."""
    wanted = {duplicate.pk for duplicate in duplicates}
    if not wanted:
        raise NothingToMerge
    if survivor.pk in wanted:
        raise MergeIntoItself
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("consultation")
    rows = rows.filter(pk__in=[survivor.pk, *wanted]).order_by("pk")
    found = {row.pk: row for row in rows.defer("search", "shape")}
    kept = found.pop(survivor.pk, None)
    if kept is None or not rules.is_public(kept):
        raise SurvivorNotPublic
    if len(found) < len(wanted):
        raise NothingToMerge
    for duplicate in found.values():
        if duplicate.perimeter_id != kept.perimeter_id:
            raise OtherTerritory
        if duplicate.state == ContributionState.MERGED:
            raise AlreadyMerged(ref=duplicate.ref)
        require_move(duplicate.state, ContributionState.MERGED)
        _require_comparable(kept, duplicate)
    if Appeal.objects.filter(contribution__in=found, answered_at=None).exists():
        raise AppealOpen
    return kept, list(found.values())


def _require_comparable(kept: Contribution, duplicate: Contribution) -> None:
    """A consultation that is over takes nothing more, and hidden results stay where they are hidden."""
    require_going_on(kept.consultation)
    require_going_on(duplicate.consultation)
    hides = rules.hides_results(kept) or rules.hides_results(duplicate)
    if hides and kept.consultation_id != duplicate.consultation_id:
        raise ResultsDiffer


def _bring(kept: Contribution, duplicate: Contribution) -> None:
    """Move whatever hangs on a duplicate."""
    changes.append_many(_move_votes(kept, duplicate))
    # Comments before their replies: a reply stands under a comment of the same contribution (trigger in 0006).
    for heads in (True, False):
        Comment.objects.filter(contribution=duplicate, parent__isnull=heads).update(contribution=kept)
    # Photos stay: they may show what only their own author may see or take away. The survivor shows them too; those
    # of what nobody has published yet wait for a moderator of their own.
    if duplicate.state == ContributionState.PENDING:
        unseen = Attachment.objects.filter(contribution=duplicate, state=PhotoState.PUBLISHED)
        unseen.update(state=PhotoState.PENDING)
    links = Proposal.ideas.through.objects
    of_kept = links.filter(contribution=kept).values("proposal")
    links.filter(contribution=duplicate).exclude(proposal__in=of_kept).update(contribution=kept)
    links.filter(contribution=duplicate).delete()
    # Followers stay where they asked, for their keys; who hears of what is `followers_of`'s to say.


def _move_votes(kept: Contribution, duplicate: Contribution) -> Sequence[Change]:
    """Move the votes; return the changes that make the feed add up to the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE_VOTES, {"survivor": kept.pk, "duplicate": duplicate.pk})
        moved = cursor.fetchall()
    told: list[Change] = []
    for choice, before, put in moved:
        told.append(_vote(duplicate, "vote.withdrawn", None, choice))
        if put and before != choice:
            told.append(_vote(kept, "vote.cast", choice, before))
    return told


def _vote(target: Contribution, kind: str, choice: str | None, before: str | None) -> Change:
    payload = {"choice": choice, "before": before}
    return Change(
        kind=kind,
        perimeter_id=target.perimeter_id,
        target_type="contribution",
        target_id=target.pk,
        payload=payload,
    )


def _end(kept: Contribution, duplicate: Contribution, user_id: int | None, note: str) -> None:
    """Close a duplicate: what was merged into it goes on to the survivor first, so that no chain ever stands."""
    Contribution.objects.filter(merged_into=duplicate).update(merged_into=kept)
    before, duplicate.state, duplicate.merged_into = duplicate.state, ContributionState.MERGED, kept
    duplicate.save(update_fields=["state", "merged_into", "updated_at"])
    step = Step.objects.create(contribution=duplicate, state=duplicate.state, user_id=user_id, note=note)
    settle_flags(Flag.objects.filter(contribution=duplicate))
    append(duplicate, "contribution.merged", before=before, into=str(kept.pk), reason=note, step=str(step.pk))

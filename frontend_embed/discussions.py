"""What people say about one thing, as a page without scripts shows it."""

from dataclasses import dataclass, field

from participation.models import Comment, Contribution, Proposal
from participation.rules import is_gone
from participation.selectors import public_comments

# What one page shows; the map brings the rest.
COMMENTS_SHOWN = 200


@dataclass(slots=True)
class Talk:
    """A comment with its replies; of one that went, only that it was there."""

    comment: Comment
    gone: bool
    by_author: bool
    replies: list["Talk"] = field(default_factory=list)


def discussion(target: Contribution | Proposal) -> list[Talk]:
    """Return the comments of a target, oldest first, replies under theirs: one query."""
    author = target.participant_id if isinstance(target, Contribution) else None
    rows = list(public_comments(target)[:COMMENTS_SHOWN])
    found = {
        row.pk: Talk(row, is_gone(row), author is not None and not is_gone(row) and row.participant_id == author)
        for row in rows
    }
    for row in rows:
        if row.parent_id in found:
            found[row.parent_id].replies.append(found[row.pk])
    return [found[row.pk] for row in rows if row.parent_id is None]

"""Comments on contributions and proposals, and readers' flags."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.pagination import read_cursor, read_limit, write_cursor
from core.query import strict
from participation.api import schema
from participation.api.access import answer_once, require_participant, viewer
from participation.api.inputs import CommentInput, FlagInput
from participation.api.shapes import comment_json
from participation.decided import own_decisions_of
from participation.models import Comment, Contribution, Proposal
from participation.models.targets import target_name
from participation.selectors import (
    comment_counts,
    public_comment,
    public_comments,
    public_contribution,
    public_proposal,
)
from participation.services.comments import add_comment, raise_flag, withdraw_comment


def discussion(request: Request, target: Contribution | Proposal) -> dict[str, Any]:
    """Return one page of comments, oldest first, each with all its replies.

    Three queries, and one more for what was decided about one's own.
    """
    params = strict(request.query_params, ("limit", "cursor"))
    limit, who = read_limit(params), viewer(request)
    known = public_comments(target, who)
    heads = known.filter(parent=None)
    if "cursor" in params:
        (after,) = read_cursor(params["cursor"], (int,))
        # Numbers are given in the order in which comments come in.
        heads = heads.filter(pk__gt=after)
    page = list(heads.order_by("pk")[: limit + 1])
    shown = page[:limit]
    replies = list(known.filter(parent__in=[head.pk for head in shown]))
    author = target.participant_id if isinstance(target, Contribution) else None
    mine = [comment for comment in (*shown, *replies) if who is not None and comment.participant_id == who.pk]
    decisions = own_decisions_of(mine)

    def shape(comment: Comment) -> dict[str, Any]:
        return comment_json(comment, who, author, decisions)

    name = target_name(target)
    found = {
        "comments": [
            {**shape(head), "replies": [shape(reply) for reply in replies if reply.parent_id == head.pk]}
            for head in shown
        ],
        "numberMatched": comment_counts(name, [target.pk]).get(target.pk, 0),
    }
    if len(page) > limit:
        found["next"] = write_cursor([shown[-1].pk])
    return found


class Discussion(APIView):
    """GET reads, POST adds."""

    def find(self, request: Request, pk: int) -> Contribution | Proposal:
        raise NotImplementedError

    @extend_schema(parameters=schema.PAGE, responses=schema.COMMENTS)
    def get(self, request: Request, pk: int) -> Response:
        return Response(discussion(request, self.find(request, pk)))

    @extend_schema(request=CommentInput, responses={201: schema.COMMENT, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "comments")
        target = self.find(request, pk)
        body = CommentInput(data=request.data)
        body.is_valid(raise_exception=True)

        def act() -> tuple[int, Any]:
            saying = body.saying(target.perimeter.default_language)
            made = add_comment(participant=participant, target=target, saying=saying)
            author = target.participant_id if isinstance(target, Contribution) else None
            return 201, comment_json(made, participant, author)

        return answer_once(request, f"comments:{participant.pk}:{target_name(target)}:{pk}", act)


class ContributionComments(Discussion):
    """The discussion of a contribution."""

    def find(self, request: Request, pk: int) -> Contribution:
        return public_contribution(pk)


class ProposalComments(Discussion):
    """The discussion of a proposal."""

    def find(self, request: Request, pk: int) -> Proposal:
        return public_proposal(pk)


class CommentDetail(APIView):
    """One's own comment."""

    @extend_schema(responses={204: None, **schema.PROBLEMS})
    def delete(self, request: Request, pk: int) -> Response:
        participant = require_participant(request, "comments")
        withdraw_comment(participant=participant, comment=public_comment(pk, viewer=participant))
        return Response(status=204)


class Flags(APIView):
    """POST calls a moderator."""

    def find(self, request: Request, pk: int) -> Contribution | Comment:
        raise NotImplementedError

    @extend_schema(request=FlagInput, responses={204: None, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "flags")
        target = self.find(request, pk)
        body = FlagInput(data=request.data)
        body.is_valid(raise_exception=True)
        raise_flag(participant=participant, target=target, **body.validated_data)
        return Response(status=204)


class ContributionFlags(Flags):
    """A flag on a contribution."""

    def find(self, request: Request, pk: int) -> Contribution:
        return public_contribution(pk)


class CommentFlags(Flags):
    """A flag on a comment."""

    def find(self, request: Request, pk: int) -> Comment:
        return public_comment(pk)

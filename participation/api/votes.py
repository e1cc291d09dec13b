"""Votes on contributions and proposals."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from participation.api import schema
from participation.api.access import require_participant, viewer
from participation.api.inputs import VoteInput
from participation.models import Contribution, Proposal
from participation.models.targets import target_name
from participation.selectors import public_contribution, public_proposal, totals
from participation.services.votes import cast_vote, withdraw_vote


class VoteView(APIView):
    """PUT records or changes a vote, DELETE takes it back; both answer the totals."""

    def find(self, request: Request, pk: int) -> Contribution | Proposal:
        raise NotImplementedError

    def answer(self, request: Request, target: Contribution | Proposal) -> Response:
        return Response(totals(target_name(target), [target], viewer(request))[target.pk])

    @extend_schema(request=VoteInput, responses={200: schema.VOTES, **schema.PROBLEMS})
    def put(self, request: Request, pk: int) -> Response:
        participant = require_participant(request, "votes")
        body = VoteInput(data=request.data)
        body.is_valid(raise_exception=True)
        target = self.find(request, pk)
        cast_vote(participant=participant, target=target, choice=body.validated_data["choice"])
        return self.answer(request, target)

    @extend_schema(responses={200: schema.VOTES, **schema.PROBLEMS})
    def delete(self, request: Request, pk: int) -> Response:
        participant = require_participant(request, "votes")
        target = self.find(request, pk)
        withdraw_vote(participant=participant, target=target)
        return self.answer(request, target)


class ContributionVote(VoteView):
    """A vote on a contribution."""

    def find(self, request: Request, pk: int) -> Contribution:
        return public_contribution(pk)


class ProposalVote(VoteView):
    """A vote on a proposal."""

    def find(self, request: Request, pk: int) -> Proposal:
        return public_proposal(pk)

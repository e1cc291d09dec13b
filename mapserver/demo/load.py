"""The whole demo territory in one transaction: all of it, or nothing."""

from dataclasses import dataclass

from django.db import transaction

from mapserver.demo.answers import load_answers
from mapserver.demo.ballots import authors, load_choices, load_participants, load_votes
from mapserver.demo.debate import load_choice, load_comments, load_consultation, load_contributions, load_proposals
from mapserver.demo.staff import load_staff
from mapserver.demo.territory import load_territory
from mapserver.demo.waiting import load_waiting


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much there is."""

    proposals: int
    contributions: int
    votes: int
    comments: int
    answers: int
    waiting: int


@transaction.atomic
def load_demo(password: str) -> Loaded:
    """Load territory, debate and accounts into a server that has no perimeter."""
    perimeter = load_territory()
    consultation = load_consultation(perimeter)
    proposals = load_proposals(consultation)
    participants = load_participants(perimeter)
    contributions = load_contributions(consultation, authors(participants))
    places = load_choice(consultation)
    votes = load_votes(contributions, proposals, participants) + load_choices(places, participants)
    comments = load_comments(contributions, authors(participants))
    answers = load_answers(perimeter, contributions)
    waiting = load_waiting(consultation, contributions, authors(participants))
    load_staff(perimeter, password)
    return Loaded(len(proposals) + len(places), len(contributions), votes, len(comments), answers, waiting)

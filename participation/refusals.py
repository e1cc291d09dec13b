"""What the debate refuses, and the sentence for each."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Missing, Refused, Unsupported
from participation.models import Feature

MANY_ZONES = 6


class OutsidePerimeter(Refused):
    """Carries `nearest: [lon, lat]`, the nearest position that is accepted."""

    code = "outside_perimeter"
    message = _("That is outside the area. The nearest point inside is given.")


class CoordinatesSwapped(Refused):
    code = "coordinates_swapped"
    message = _("That is outside the area, but it is inside the other way round: longitude comes first, then latitude.")


class OriginNotAllowed(Forbidden):
    """The page that asks stands on a site that is not on the perimeter's list."""

    code = "origin_not_allowed"
    message = _("This site may not take part for this territory. Go to the map’s own page: everything works there.")


class UnknownTheme(Refused):
    code = "unknown_theme"
    message = _("This theme is not one of this consultation's.")


class UnknownCategory(Refused):
    code = "unknown_category"
    message = _("This category is not known here.")


class UnknownConsultation(Missing):
    code = "unknown_consultation"
    message = _("There is no such consultation here.")


class NothingSaid(Refused):
    code = "nothing_said"
    message = _("Give a title or a few words.")


class PhotoAwaited(Conflict):
    code = "photo_awaited"
    message = _("Its photo has not come yet: without a word or a photo it stays out of sight.")


class NoZoneHere(Refused):
    code = "no_zone_here"
    message = _("No zone is known at this place: say that it is exactly here.")


class UnknownQuestion(Refused):
    """Carries `question`."""

    code = "unknown_question"
    message = _("This is not asked here.")


class UnknownChoice(Refused):
    """Carries `question` and `choices`."""

    code = "unknown_choice"
    message = _("Choose one of the answers given.")


class NotANumber(Refused):
    """Carries `question`."""

    code = "not_a_number"
    message = _("A number is wanted here.")


class AnswerTooLong(Refused):
    """Carries `question`."""

    code = "answer_too_long"
    message = _("A few words are enough here: the rest belongs in the text.")


class SaySomething(Refused):
    code = "nothing_said"
    message = _("Write a few words.")


class SayWhyNot(Refused):
    code = "decline_needs_answer"
    message = _("Whoever asked for this wants to know why not: write an answer.")


class NewsInThePast(Refused):
    code = "news_in_the_past"
    message = _("The day of the next news lies in the past.")


class NothingToRate(Conflict):
    code = "nothing_to_rate"
    message = _("There is no answer yet.")


class AlreadyRated(Conflict):
    code = "already_rated"
    message = _("You have said what you think of this answer. Thank you.")


class RepliesEndHere(Refused):
    code = "reply_to_a_reply"
    message = _("One cannot reply to a reply: reply to the comment it belongs to.")


class OtherDiscussion(Refused):
    code = "other_discussion"
    message = _("This comment belongs to another discussion.")


class PhaseClosed(Conflict):
    """Carries `feature` and, where it opens again, `opens_at`; the sentence says both."""

    code = "phase_closed"
    message = _("This is closed at the moment.")
    sentences: ClassVar[dict[str, Any]] = {
        Feature.IDEAS: _("No ideas are collected at the moment."),
        Feature.REPORTS: _("No reports are taken at the moment."),
        Feature.COMMENTS: _("The discussion is closed at the moment."),
        Feature.VOTES_CONTRIBUTIONS: _("Voting on contributions is closed at the moment."),
        Feature.VOTES_PROPOSALS: _("Voting on projects is closed at the moment."),
    }

    def __init__(self, feature: str, opens_at: datetime | None) -> None:
        sentence = str(self.sentences[feature])
        if opens_at is not None:
            at = timezone.localtime(opens_at)
            when = {"day": formats.date_format(at), "hour": formats.time_format(at, "TIME_FORMAT")}
            sentence = _("%(closed)s It opens on %(day)s at %(hour)s.") % {"closed": sentence, **when}
        super().__init__(sentence, feature=str(feature), opens_at=opens_at and opens_at.isoformat())


class ConsultationOver(Conflict):
    code = "consultation_over"
    message = _("This consultation is over: it can be read, but no longer changed.")


class OutsideArea(Refused):
    """Carries `zones`: the names of those the consultation is about."""

    code = "outside_consultation_area"
    message = _("This consultation is about another part of the territory: %(zones)s.")

    def __init__(self, zones: list[str]) -> None:
        shown = ", ".join(zones[:MANY_ZONES]) + (", …" if len(zones) > MANY_ZONES else "")
        super().__init__(type(self).message % {"zones": shown}, zones=zones)


class NeutralNotOffered(Refused):
    code = "neutral_not_offered"
    message = _("Here one is for or against.")


class ChooseOne(Refused):
    code = "choose_one"
    message = _("Several places or projects stand to choose from: choose the one you are for.")


class ProposalHasVotes(Conflict):
    code = "proposal_has_votes"
    message = _("People have voted on this project: it stays in the choice it belongs to.")


class StillUnread(Conflict):
    """Carries `unread`: how many."""

    code = "still_unread"
    message = _("%(n)s contributions wait to be read: publish or reject them first.")

    def __init__(self, unread: int) -> None:
        super().__init__(type(self).message % {"n": unread}, unread=unread)


class AnswerEveryLanguage(Refused):
    """Carries `languages`: those that are missing."""

    code = "answer_every_language"
    message = _("Some of them were written in another language: write the answer in it too (%(languages)s).")

    def __init__(self, languages: list[str]) -> None:
        super().__init__(type(self).message % {"languages": ", ".join(languages)}, languages=languages)


class StillUnanswered(Conflict):
    """Carries `unanswered`: how many."""

    code = "still_unanswered"
    message = _("%(n)s contributions have no answer yet. Answer them, or write one answer for all of them.")

    def __init__(self, unanswered: int) -> None:
        super().__init__(type(self).message % {"n": unanswered}, unanswered=unanswered)


class WhichConsultation(Conflict):
    """Carries `consultations`: the slugs of those that could be meant."""

    code = "which_consultation"
    message = _("Say which consultation this belongs to.")


class NothingOpen(Conflict):
    code = "nothing_open"
    message = _("No consultation takes this at the moment.")


class NotTheAuthor(Forbidden):
    code = "not_the_author"
    message = _("Only its author can change this.")


class AlreadyAnswered(Conflict):
    code = "already_answered"
    message = _("This has been answered and can no longer be changed.")


class PassagesLeftOut(Conflict):
    code = "passages_left_out"
    message = _("A moderator left passages out: the words can no longer be changed. You can contest that.")


class DecidedMeanwhile(Conflict):
    """Somebody else decided, or the author changed it, since the form was made."""

    code = "decided_meanwhile"
    message = _("It has changed since you opened it. Look again.")


class SayWhy(Refused):
    code = "decision_needs_reason"
    message = _("Choose a reason: its author reads it.")


class NothingFlagged(Conflict):
    code = "nothing_flagged"
    message = _("It is public, and no reader called for you.")


class NoSuchPassage(Refused):
    code = "no_such_passage"
    message = _("This passage is not in the text as it stands.")


class RedactionTooLong(Refused):
    code = "redaction_too_long"
    message = _("The text gets too long by that: leave out a longer passage.")


class NothingChanged(Conflict):
    code = "nothing_changed"
    message = _("It is there already.")


class NothingToContest(Conflict):
    code = "nothing_to_contest"
    message = _("There is no decision to contest.")


class AlreadyContested(Conflict):
    code = "already_contested"
    message = _("You have contested this decision already: each can be contested once.")


class AppealAnswered(Conflict):
    code = "appeal_answered"
    message = _("Somebody has looked at this again already.")


class YourOwn(Forbidden):
    code = "your_own_decision"
    message = _("This contests your own decision: somebody else looks at it.")


class OtherPerimeter(Forbidden):
    code = "other_perimeter"
    message = _("This token belongs to another territory.")


class NothingToMerge(Refused):
    code = "nothing_to_merge"
    message = _("There is nothing here to join: choose at least one contribution.")


class MergeIntoItself(Refused):
    code = "merge_into_itself"
    message = _("A contribution cannot be joined with itself.")


class SurvivorNotPublic(Conflict):
    code = "survivor_not_public"
    message = _("The one that stays must be public.")


class OtherTerritory(Refused):
    code = "other_territory"
    message = _("These belong to different territories.")


class AlreadyMerged(Conflict):
    """Carries `ref`, the one that was merged meanwhile."""

    code = "already_merged"
    message = _("One of these was joined with another meanwhile. Look again.")


class AppealOpen(Conflict):
    code = "appeal_open"
    message = _("One of these waits for a second look its author asked for: decide that first.")


class ResultsDiffer(Conflict):
    code = "results_differ"
    message = _("Results are hidden in one of the two consultations: their votes cannot be put together yet.")


class NotPublicYet(Conflict):
    code = "not_public_yet"
    message = _("Nobody could read this answer: it is not public. Publish it first.")


class OthersJoined(Conflict):
    code = "others_joined"
    message = _("What others said was joined with this: it can no longer be withdrawn. Ask the town to hide it.")


class TooManyPhotos(Conflict):
    """Carries `max_photos`."""

    code = "too_many_photos"
    message = _("There are five photos already. Take one away to add another.")


class NotADocument(Unsupported):
    code = "not_a_document"
    message = _("This is no PDF. Documents are added as PDF, pictures as JPEG, PNG, WebP or HEIC.")


class OutsideThePicture(Refused):
    code = "outside_the_picture"
    message = _("Draw the rectangle inside the picture.")


class UnknownFile(Missing):
    code = "unknown_file"
    message = _("There is no such picture or document, or it is not public.")

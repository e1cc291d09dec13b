"""What the debate refuses, and the sentence for each."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Missing, Refused, Unsupported


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
    """Carries `feature` and, where it opens again, `opens_at`."""

    code = "phase_closed"
    message = _("This is closed at the moment.")


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


class OtherPerimeter(Forbidden):
    code = "other_perimeter"
    message = _("This token belongs to another territory.")


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

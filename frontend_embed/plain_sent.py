"""What a plain form says, read as strictly as REST reads it, and sent through the same services."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, InvalidParameter, Refused
from core.i18n import LANGUAGES, current_language
from frontend_embed.plain_where import where_of
from participation.api.inputs import FollowInput, SubmissionFeature
from participation.follow_keys import author_key
from participation.models import Category, Kind
from participation.services.attachment_files import Made, make_picture
from participation.services.attachments import add_photo
from participation.services.contributions import Submission, submit_contribution
from participation.services.followers import follow
from participation.services.participants import create_participant
from perimeter_data.models import Perimeter

DESCRIPTION_MAX = 300


class ChooseTheme(Refused):
    code = "unknown_theme"
    message = _("Choose a theme.")


class InvalidEmail(InvalidParameter):
    code = "invalid_email"
    message = _("This is no e-mail address: check it, please.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was read of a form."""

    submission: Submission
    photo: Made | None
    description: str
    email: str


def read(perimeter: Perimeter, given: Mapping[str, str], photo: bytes) -> Sent:
    """Return what the form says; raise a refusal with `field` or a known code for what is missing or wrong."""
    where = where_of(perimeter, given)
    theme, category = _theme(perimeter, given)
    properties = {
        "kind": given["kind"] or Kind.IDEA,
        "theme": theme,
        "category": category,
        "consultation": given["consultation"] or None,
        "title": given["title"],
        "text": given["text"],
        "language": given["language"] if given["language"] in LANGUAGES else current_language(),
        "anchor": where.anchor,
        "position_source": where.source,
        "photos_follow": bool(photo),
    }
    position = {"type": "Point", "coordinates": [where.position.x, where.position.y]}
    body = SubmissionFeature(data={"type": "Feature", "geometry": position, "properties": properties})
    if not body.is_valid():
        raise _first(body.errors)
    return Sent(
        submission=body.submission(perimeter.default_language),
        photo=_picture(photo) if photo else None,
        description=given["description"][:DESCRIPTION_MAX],
        email=_email(given["email"]),
    )


def send(request: HttpRequest, perimeter: Perimeter, sent: Sent) -> str:
    """Send it as a participant of its own; return the key of its page. One transaction with the form's number."""
    participant, _token = create_participant(perimeter=perimeter)
    made = submit_contribution(perimeter=perimeter, participant=participant, submission=sent.submission)
    if sent.photo is not None:
        add_photo(contribution=made, participant=participant, photo=sent.photo, description=sent.description)
    if sent.email:
        root, language = request.build_absolute_uri("/")[:-1], current_language()
        follow(contribution=made, email=sent.email, language=language, root=root, is_author=True)
    return author_key(made)


def _theme(perimeter: Perimeter, given: Mapping[str, str]) -> tuple[str, str | None]:
    """Return theme and category; ideas have no category, and a category may say the theme."""
    asked = given["category"] if given["kind"] == Kind.REPORT else ""
    found = Category.objects.filter(perimeter=perimeter, slug=asked).select_related("theme").first() if asked else None
    theme = given["theme"] or (found.theme.slug if found and found.theme else "")
    if not theme:
        raise ChooseTheme
    return theme, asked or None


def _first(errors: Mapping[str, object]) -> DomainError:
    """Return the first thing REST finds wrong, under its question."""
    inner = errors.get("properties")
    fields = inner if isinstance(inner, Mapping) else {"where": next(iter(errors.values()))}
    name, found = next(iter(fields.items()))
    sentence = found[0] if isinstance(found, list) and found else found
    return InvalidParameter(str(sentence), field=str(name))


def _picture(data: bytes) -> Made:
    try:
        return make_picture(data)
    except DomainError as error:
        error.extra["field"] = "photo"
        raise


def _email(text: str) -> str:
    if not text:
        return ""
    asked = FollowInput(data={"email": text})
    if not asked.is_valid():
        raise InvalidEmail
    return str(asked.validated_data["email"])

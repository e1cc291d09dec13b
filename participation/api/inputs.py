"""What the API reads."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.i18n import LANGUAGES
from core.serializers import PlainField, PositionField, StrictSerializer
from participation.models import Anchor, Choice, FlagReason, Kind, PositionSource
from participation.services.comments import Saying
from participation.services.contributions import Submission

SLUG_LENGTH = 60
MOST_ANSWERS = 10


class AnswersField(serializers.DictField):
    """{question slug: text or number}; what is asked, and what may be answered, the service knows."""

    def to_internal_value(self, data: Any) -> dict[str, str | int | float]:
        if not isinstance(data, dict) or len(data) > MOST_ANSWERS:
            raise serializers.ValidationError(str(_("Answers are one value for each question.")), code="invalid_field")
        return {str(slug)[:80]: self._value(value) for slug, value in data.items()}

    def _value(self, value: Any) -> str | int | float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if value is None:
            return ""
        return PlainField(max_length=2000, allow_blank=True).run_validation(value)


class SubmissionProperties(StrictSerializer):
    kind = serializers.ChoiceField(Kind.choices)
    theme = PlainField(max_length=SLUG_LENGTH)
    title = PlainField(max_length=160, required=False, allow_blank=True, allow_null=True, default=None)
    text = PlainField(max_length=5000, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, required=False)
    consultation = PlainField(max_length=SLUG_LENGTH, required=False, allow_null=True, default=None)
    category = PlainField(max_length=SLUG_LENGTH, required=False, allow_null=True, default=None)
    anchor = serializers.ChoiceField(Anchor.values, required=False, allow_null=True, default=None)
    position_source = serializers.ChoiceField(PositionSource.values, required=False, default=PositionSource.MAP)
    answers = AnswersField(required=False)
    photos_follow = serializers.BooleanField(required=False, default=False)


class SubmissionFeature(StrictSerializer):
    """The body of a POST: a GeoJSON Feature."""

    type = serializers.ChoiceField(["Feature"])
    geometry = PositionField()
    properties = SubmissionProperties()

    def submission(self, default_language: str) -> Submission:
        """Return what was read, for the service."""
        data: dict[str, Any] = {"language": default_language, **self.validated_data["properties"]}
        return Submission(position=self.validated_data["geometry"], **data)


class EditProperties(StrictSerializer):
    title = PlainField(max_length=160, required=False, allow_blank=True, allow_null=True)
    text = PlainField(max_length=5000, required=False, allow_blank=True)
    theme = PlainField(max_length=SLUG_LENGTH, required=False)
    answers = AnswersField(required=False)


class EditFeature(StrictSerializer):
    """The body of a PATCH: the author's own words."""

    type = serializers.ChoiceField(["Feature"], required=False)
    properties = EditProperties()


class VoteInput(StrictSerializer):
    choice = serializers.ChoiceField(Choice.choices)


class CommentInput(StrictSerializer):
    text = PlainField(max_length=2000)
    name = PlainField(max_length=40, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(LANGUAGES, required=False)
    reply_to = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1)

    def saying(self, default_language: str) -> Saying:
        """Return what was read, for the service."""
        return Saying(**{"language": default_language, **self.validated_data})


class FlagInput(StrictSerializer):
    reason = serializers.ChoiceField(FlagReason.choices)
    text = PlainField(max_length=500, required=False, allow_blank=True, default="")


class PhotoInput(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True)
    description = PlainField(max_length=300, required=False, allow_blank=True, default="")


class SatisfactionInput(StrictSerializer):
    satisfied = serializers.BooleanField()


class AppealInput(StrictSerializer):
    text = PlainField(max_length=2000)


class FollowInput(StrictSerializer):
    email = serializers.EmailField(max_length=254)


class NoFields(StrictSerializer):
    """An empty object."""

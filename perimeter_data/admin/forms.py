"""The form of everything that belongs to a perimeter."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from perimeter_data.admin.words import WordsField
from perimeter_data.models import Perimeter

SLUG_HELP = _("Part of addresses: small letters, digits, hyphens. Left empty, it is made from the name.")


class ScopedForm(forms.ModelForm):
    """A form inside one perimeter; a refusal of a service is shown where it belongs, with everything typed kept."""

    perimeter: ClassVar[Perimeter | None] = None
    refusal: ClassVar[DomainError | None] = None
    refusal_fields: ClassVar[dict[str, str]] = {}
    slug_source: ClassVar[str] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.perimeter is not None and self.instance.pk is None:
            self.instance.perimeter = self.perimeter
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = SLUG_HELP
        for field in self.fields.values():
            if isinstance(field, WordsField):
                field.require(self.main_language())

    def main_language(self) -> str:
        """Return the language that every text needs."""
        return self.perimeter.default_language if self.perimeter else "fr"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors:
            cleaned["slug"] = self._slug(cleaned)
        if self.refusal is not None:
            self.add_error(self.refusal_field(self.refusal), self.refusal_sentence(self.refusal))
        return cleaned

    def _slug(self, cleaned: dict[str, Any]) -> str:
        words = cleaned.get(self.slug_source)
        named = words.get(self.main_language(), "") if isinstance(words, dict) else str(words or "")
        length: int = self._meta.model._meta.get_field("slug").max_length
        slug = cleaned.get("slug") or slugify(named)[:length].strip("-")
        taken = self._meta.model._default_manager.filter(slug=slug).exclude(pk=self.instance.pk)
        if self.perimeter is not None:
            taken = taken.filter(perimeter=self.perimeter)
        if taken.exists():
            self.add_error("slug", forms.ValidationError(_("“%(slug)s” is taken here."), params={"slug": slug}))
        return slug

    def refusal_field(self, refusal: DomainError) -> str | None:
        """Return the field a refusal is shown at; None is the top of the form."""
        field = self.refusal_fields.get(refusal.code, self.refusal_fields.get("*"))
        return field if field in self.fields else None

    def refusal_sentence(self, refusal: DomainError) -> str:
        """Return what is said about a refusal."""
        return str(refusal)

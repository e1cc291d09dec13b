"""Pictures and documents in the forms of staff: each with its words, checked and made anew before anything is saved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from participation.api.files import address
from participation.models import Attachment, AttachmentKind
from participation.services.attachment_files import Made, make_attachment, make_picture
from participation.services.attachments import attach
from participation.states import PhotoState
from perimeter_data.admin.words import WordsField

ACCEPTED = ".jpg,.jpeg,.png,.webp,.heic"
NEEDS_WORDS = _("Say what the picture shows, for those who do not see it, or what the document is called.")


def picture(row: Attachment, *, large: bool = False) -> str:
    """Return a picture as staff sees it, whatever its state."""
    name = row.names[0 if large else -1]
    where = address(row, name, shown=False)
    if row.kind == AttachmentKind.DOCUMENT:
        return format_html('<a href="{}">{}</a>', where, row)
    return format_html('<img class="illustration" src="{}" alt="{}">', where, row)


class MadeFile(forms.FileField):
    """A picture or a document, cleaned to what is kept of it."""

    def __init__(self, *, documents: bool = True, **kwargs: Any) -> None:
        self.make = make_attachment if documents else make_picture
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs["accept"] = f"{ACCEPTED},.pdf" if documents else ACCEPTED

    def clean(self, data: Any, initial: Any = None) -> Made | None:
        given: UploadedFile | None = super().clean(data, initial)
        if not given:
            return None
        try:
            return self.make(given.read())
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


class AttachmentForm(forms.ModelForm):
    """A new file with its words; of one that is there the words alone can be changed."""

    file = MadeFile(label=_("File"), help_text=_("A PDF of 20 MB, or a picture of 12 MB at most."))

    class Meta:
        model = Attachment
        fields = ("words",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["file"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        if not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", NEEDS_WORDS)
        return cleaned


class AttachmentFormSet(forms.BaseInlineFormSet):
    """New files go through the service."""

    def save_new(self, form: Any, commit: bool = True) -> Attachment:
        return attach(owner=self.instance, file=form.cleaned_data["file"], words=form.cleaned_data["words"])


class AttachmentInline(admin.StackedInline):
    """Pictures and documents of a consultation or a project. Whoever may change it may change them."""

    model = Attachment
    form = AttachmentForm
    formset = AttachmentFormSet
    extra = 0
    readonly_fields = ("shown",)
    verbose_name = _("picture or document")
    verbose_name_plural = _("Pictures and documents")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        perimeter = request.form_perimeter  # type: ignore[attr-defined]
        words = WordsField(label=_("In words"), required=False, max_length=200, help_text=NEEDS_WORDS)
        words.require(perimeter.default_language)
        form = type("AttachmentForm", (AttachmentForm,), {"words": words, "__doc__": AttachmentForm.__doc__})
        return super().get_formset(request, obj, form=form, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shown", "file", "words") if self._may(request, obj) else ("shown", "words")

    @admin.display(description=_("As it is"))
    def shown(self, obj: Attachment) -> str:
        return picture(obj) if obj.pk else "–"

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        page = self.admin_site.get_model_admin(self.parent_model)
        return page.has_change_permission(request, obj) if obj is not None else page.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


def photos_told(contribution: Any, page: Any) -> str:
    """Return the photos of a contribution, each a link to where it is hidden, shown or blurred."""
    rows = list(Attachment.objects.filter(contribution=contribution))
    lines = [
        format_html('<a href="{}">{}</a> {}', page(row.pk), picture(row), PhotoState(row.state).label) for row in rows
    ]
    return format_html("{} " * len(lines), *lines) if lines else "–"

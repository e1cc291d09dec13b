"""The page that closes a consultation: what has no answer yet, one answer for all of it, how far that is."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import jobs
from core.errors import DomainError
from core.jobs import OPEN
from core.models import Job
from participation.jobs import ANSWER_THE_REST
from participation.models import Consultation
from participation.services.closing import close_consultation, comments_to_read, what_is_open
from perimeter_data.admin.words import WordsField, WordsWidget


class ClosingForm(forms.Form):
    """One answer for everything that has none."""

    conclusion = WordsField(
        label=gettext_lazy("What came of it"),
        required=False,
        max_length=3000,
        widget=WordsWidget(forms.Textarea, {"rows": 7}),
        help_text=gettext_lazy(
            "Everybody reads it with the consultation. Whatever has no answer of its own gets this one, "
            "and its authors hear of it."
        ),
    )
    sure = forms.BooleanField(label=gettext_lazy("Close it for good: this cannot be undone."))


def closing_page(page: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is still open; POST closes the consultation and begins to answer what is left."""
    consultation = page.get_queryset(request).filter(pk=pk).first()
    if consultation is None:
        raise Http404
    if not page.has_change_permission(request, consultation):
        raise PermissionDenied
    form = ClosingForm(
        request.POST if request.method == "POST" else None, initial={"conclusion": consultation.conclusion}
    )
    form.fields["conclusion"].require(consultation.perimeter.default_language)  # type: ignore[attr-defined]
    if form.is_valid() and _closes(consultation, form, request):
        page.log_change(request, consultation, "closed")
        return HttpResponseRedirect(request.path)
    last = Job.objects.filter(kind=ANSWER_THE_REST, params__consultation=pk).order_by("-created_at").first()
    facts: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Close %(name)s") % {"name": consultation},
        "consultation": consultation,
        "left": what_is_open(consultation),
        "comments": comments_to_read(consultation),
        "over": consultation.state == Consultation.State.CLOSED,
        "form": form,
        "job": last,
        "waits": last is not None and last.state in OPEN,
    }
    response = TemplateResponse(request, "admin/participation/closing.html", facts)
    response["Cache-Control"] = "no-store"
    return response


def _closes(consultation: Consultation, form: ClosingForm, request: HttpRequest) -> bool:
    """Close it and hand what is left to a worker, in one transaction; or say in the form why not."""
    try:
        with transaction.atomic():
            close_consultation(consultation=consultation, conclusion=form.cleaned_data["conclusion"])
            jobs.enqueue(
                ANSWER_THE_REST,
                perimeter_id=consultation.perimeter_id,
                params={"consultation": consultation.pk},
                user_id=request.user.pk,
            )
    except DomainError as refusal:
        form.add_error("conclusion", str(refusal))
        return False
    return True

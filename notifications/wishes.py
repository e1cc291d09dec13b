"""The page where a member of staff says whether messages are wanted, and in which language."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.models import Wish

LANGUAGES = [("", _("that of the territory")), ("fr", "Français"), ("it", "Italiano"), ("en", "English")]


class WishForm(forms.ModelForm):
    """Yes or no, and a language."""

    wants_messages = forms.BooleanField(
        label=_("Send me messages"),
        required=False,
        help_text=_("Each morning what waits, where anything does; at once what has waited too long."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    class Meta:
        model = Wish
        fields = ("wants_messages", "language")


def my_messages(request: HttpRequest) -> HttpResponse:
    """Show and change one's own wishes."""
    user: Any = request.user
    wish = Wish.objects.filter(user=user).first() or Wish(user=user)
    form = WishForm(request.POST if request.method == "POST" else None, instance=wish)
    if form.is_valid():
        form.save()
        messages.success(request, _("It is noted."))
        return HttpResponseRedirect(reverse("admin:my-messages"))
    context = {**admin.site.each_context(request), "title": _("My messages"), "form": form, "email": user.email}
    return TemplateResponse(request, "admin/my_messages.html", context)

"""Back office: who gets what, and answers that are written often."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from participation.admin.answer_states import moves
from participation.models import AnswerTemplate, Contribution, RoutingRule
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.selectors.zonings import zones_to_choose


@admin.register(RoutingRule)
class RoutingRuleAdmin(ScopedAdmin):
    """Which department a new contribution goes to."""

    fields = ("category", "theme", "zone", "department", "position")
    list_display = ("__str__", "category", "theme", "zone", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter", "category", "theme", "zone", "department__perimeter")
    guidance = _(
        "What is left empty is any. Of several rules that fit, the one that says most decides, then the first in "
        "order. Residents read who has it only once somebody answers."
    )

    def _choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        if db_field.name != "zone":
            return super()._choices(db_field, request)
        perimeter = request.form_perimeter  # type: ignore[attr-defined]
        return zones_to_choose(perimeter, RoutingRule.objects.filter(perimeter=perimeter).values("zone"))


class TemplateForm(ScopedForm):
    """A template's state is one that staff may reach by answering."""

    class Meta:
        model = AnswerTemplate
        fields = ("name", "category", "theme", "state", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("state"), forms.ChoiceField):
            field.choices = [("", _("any")), *moves(None)]


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ScopedAdmin):
    """Answers that are written often."""

    form = TemplateForm
    list_display = ("name", "category", "theme", "state", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter", "category", "theme")
    search_fields = ("name",)


def templates_for(contribution: Contribution) -> QuerySet[AnswerTemplate]:
    """Return the templates that fit what a contribution is about and what may become of it."""
    states = ["", contribution.state, *(value for value, _label in moves(contribution))]
    rows = AnswerTemplate.objects.filter(perimeter=contribution.perimeter, state__in=states)
    fits = Q(category=None) | Q(category=contribution.category_id)
    return rows.filter(fits, Q(theme=None) | Q(theme=contribution.theme_id))


def template_links(contribution: Contribution) -> str:
    """Return the templates as links: each puts its words into the form, to be changed before they are sent.

    A script (answer.js) puts them below what was written already; without it the form is opened anew.
    """
    rows = (
        (f"?template={one.pk}#id_answer_fr", json.dumps(one.text), one.state, one.name)
        for one in templates_for(contribution)
    )
    links = format_html_join("", '<li><a href="{}" data-words="{}" data-state="{}">{}</a></li>', rows)
    return format_html('<ul class="templates">{}</ul>', links)

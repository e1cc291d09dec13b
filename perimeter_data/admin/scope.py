"""Back-office pages that know perimeters: whoever signs in meets the rows of their own perimeters and nothing else.

A `ScopedAdmin` names the lookup from its model to the perimeter; lists, objects, permissions and the choices of
foreign keys all follow from it. A new row's perimeter stands in the address (`?perimeter=slug`), never in the form.
"""

import logging
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import changes
from core.errors import Conflict, DomainError
from core.i18n import TranslatedField, translated
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.words import WordsField, WordsWidget
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power, held_by, perimeters_where

logger = logging.getLogger(__name__)


class ScopedAdmin(admin.ModelAdmin):
    """Pages of a model whose rows belong to a perimeter."""

    scope: ClassVar[str] = "perimeter"
    power_to_view: ClassVar[Power] = Power.VIEW
    power_to_change: ClassVar[Power] = Power.ADMINISTER
    with_map: ClassVar[bool] = False
    guidance: ClassVar[Any] = ""
    long_words: ClassVar[tuple[str, ...]] = ("description", "intro", "text")

    form = ScopedForm
    actions: Any = None
    save_as_continue = False
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {TranslatedField: {"form_class": WordsField}}

    # --- who may ---
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.power_to_view, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.power_to_change, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.power_to_change, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, self.power_to_change, obj) and (obj is None or self.may_go(obj))

    def may_go(self, obj: Any) -> bool:
        """Say whether a row may be deleted at all."""
        return True

    def _may(self, request: HttpRequest, power: Power, obj: Model | None) -> bool:
        return has_power(request.user, power, None if obj is None else self.perimeter_of(obj).pk)  # type: ignore[arg-type]

    # --- which rows ---
    def perimeter_of(self, obj: Any) -> Perimeter:
        """Return the perimeter a row belongs to."""
        for step in self.scope.split("__"):
            obj = obj if step == "pk" else getattr(obj, step)
        return obj

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        held = held_by(request.user, self.power_to_view)  # type: ignore[arg-type]
        return rows if held is None else rows.filter(**{f"{self.scope}__in": held})

    def get_list_display(self, request: HttpRequest) -> Any:
        return self._only_where_several(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> Any:
        return self._only_where_several(request, super().get_list_filter(request))

    def _only_where_several(self, request: HttpRequest, names: Any) -> list[Any]:
        several = perimeters_where(request.user, Power.VIEW)[1:2].exists()  # type: ignore[arg-type]
        return [name for name in names if several or (name[0] if isinstance(name, tuple) else name) != self.scope]

    # --- the perimeter of a form ---
    def chosen_perimeter(self, request: HttpRequest) -> Perimeter | None:
        """Return the perimeter a new row will belong to: the one asked for, or the only one; None: say which."""
        allowed = perimeters_where(request.user, self.power_to_change)  # type: ignore[arg-type]
        asked = request.GET.get("perimeter")
        if asked is None:
            first = list(allowed[:2])
            return first[0] if len(first) == 1 else None
        found = allowed.filter(slug=asked).first()
        if found is None:
            raise PermissionDenied
        return found

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_add_permission(request) and self.scope != "pk" and self.chosen_perimeter(request) is None:
            return self._ask_which(request)
        return super().add_view(request, form_url, extra_context)

    def _ask_which(self, request: HttpRequest) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("For which territory?"),
            "opts": self.opts,
            "perimeters": perimeters_where(request.user, self.power_to_change),  # type: ignore[arg-type]
        }
        return TemplateResponse(request, "admin/choose_perimeter.html", context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            perimeter: Perimeter | None = self.perimeter_of(obj)
        else:
            perimeter = None if self.scope == "pk" else self.chosen_perimeter(request)
        request.form_perimeter = perimeter  # type: ignore[attr-defined]
        form = super().get_form(request, obj, change, **kwargs)
        facts = {"perimeter": perimeter, "refusal": getattr(request, "refusal", None), "__doc__": form.__doc__}
        return type(form.__name__, (form,), facts)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, TranslatedField) and db_field.name in self.long_words:
            kwargs["widget"] = WordsWidget(forms.Textarea, {"rows": 5})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, ForeignKey | ManyToManyField) and field is not None:
            field.widget = getattr(field.widget, "widget", field.widget)  # without the links to pop-ups
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = self._choices(db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs:
            kwargs["queryset"] = self._choices(db_field, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the form's own perimeter; a model without a scoped page has no choices at all."""
        model = db_field.remote_field.model
        page = self.admin_site.get_model_admin(model)
        if not isinstance(page, ScopedAdmin):
            return model._default_manager.none()
        return model._default_manager.filter(**{page.scope: request.form_perimeter})  # type: ignore[attr-defined]

    # --- what a page is called ---
    def heading(self, obj: Any) -> str:
        """Return what the page of a row is called."""
        return str(obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        new = _("New: %(name)s") % {"name": self.opts.verbose_name}
        context.update(title=new if obj is None else self.heading(obj), subtitle=None)
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # --- writing ---
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A service's refusal undoes everything and comes back as a sentence in the form."""
        context = {"with_map": self.with_map, "guidance": self.guidance, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except (DomainError, IntegrityError) as error:
            if request.method != "POST" or hasattr(request, "refusal"):
                raise
            request.refusal = error if isinstance(error, DomainError) else self._conflict(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def _conflict(self, error: IntegrityError) -> Conflict:
        logger.warning("the database refused a form of %s: %s", self.opts.label, error)
        return Conflict(_("Somebody else saved something in the meantime that this does not fit. Look again."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.append_change(obj, "saved")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.append_change(obj, "deleted")
        super().delete_model(request, obj)

    def append_change(self, obj: Any, verb: str) -> None:
        """Tell the change feed."""
        name = str(self.opts.model_name)
        changes.append(f"{name}.{verb}", perimeter_id=self.perimeter_of(obj).pk, target_type=name, target_id=obj.pk)


def words_of(obj: Any, field: str) -> str:
    """Return a translated text of a row in the reader's language."""
    perimeter = obj if isinstance(obj, Perimeter) else obj.perimeter
    return translated(getattr(obj, field), perimeter.default_language)

"""Back office: roles in a perimeter (its administrators give them), and accounts (superusers only)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.invitations import invitation_link
from accounts.models import Membership, User
from accounts.services.memberships import give_role
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.labels import Choices, Related
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.powers import Power


class NewRoleForm(ScopedForm):
    """Who, by e-mail, and which role."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Also the name to sign in with."))
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)

    class Meta:
        model = Membership
        fields = ("role",)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if Membership.objects.filter(perimeter=self.perimeter, user__username=email).exists():
            raise forms.ValidationError(_("This person has a role here already: change it instead."))
        return email


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Who works in a perimeter. Read by its administrators alone: it holds names and addresses."""

    power_to_view = Power.ADMINISTER
    list_display = ("user", "name", "role", "perimeter", "has_signed_in")
    list_filter = (("role", Choices), ("perimeter", Related))
    list_select_related = ("user", "perimeter")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    guidance = _(
        "Administrator: everything in this perimeter. Moderator: reads, hides and answers contributions. "
        "Planner, service agent and viewer: read."
    )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._others(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._others(request, obj)

    def _others(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or rules.may_change_role(request.user, obj)  # type: ignore[arg-type]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewRoleForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email", "first_name", "last_name", "role") if obj is None else ("user", "name", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("user", "name")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj is not None and rules.may_invite(request.user, obj.user):  # type: ignore[arg-type]
            context["invitation"] = invitation_link(request, obj.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        given = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name", "role")}
        made = give_role(perimeter=obj.perimeter, **given)
        obj.pk, obj.user, obj._state.adding = made.pk, made.user, False
        return None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if not rules.may_invite(request.user, obj.user):  # type: ignore[arg-type]
            return super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(reverse("admin:accounts_membership_change", args=[obj.pk]))

    @admin.display(description=_("name"))
    def name(self, obj: Membership) -> str:
        return obj.user.get_full_name()

    @admin.display(description=_("has signed in"), boolean=True)
    def has_signed_in(self, obj: Membership) -> bool:
        return obj.user.last_login is not None


class AccountForm(forms.ModelForm):
    """Names and powers; the password has its own page."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts of the whole server, for superusers."""

    form = AccountForm
    list_display = ("username", "first_name", "last_name", "is_superuser", "is_active", "last_login")
    list_filter = ("is_superuser", "is_active")
    filter_horizontal = ()
    add_form = UserCreationForm
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    actions = None
    show_facets = admin.ShowFacets.NEVER
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("Powers"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # an account is deactivated: what it did stays told

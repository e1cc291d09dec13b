"""Logos: who stands behind the map and who pays for it, below the list of the citizen's page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.illustrations import REFUSALS
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.labels import Related
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.models import Logo
from perimeter_data.services.logos import remove_logo, save_logo


class LogoForm(ScopedForm):
    """The picture by upload; without what it shows in words it is not taken."""

    refusal_fields = dict.fromkeys(REFUSALS, "picture")
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG, WebP or a plain SVG drawing, 12 MB at most."),
    )
    link = forms.URLField(
        label=_("where it leads"),
        required=False,
        assume_scheme="https",
        help_text=_("The address of the body's own page. May be left empty."),
    )

    class Meta:
        model = Logo
        fields = ("role", "alt", "link", "position")
        help_texts = {
            "alt": _("For those who do not see it: “Comune di Ventimiglia”, “Co-funded by the European Union”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].widget.attrs["accept"] = ".png,.jpg,.jpeg,.webp,.svg"
            self.fields["picture"].required = self.instance.pk is None

    def given_picture(self) -> bytes | None:
        """Return what the service takes: bytes to store, None to leave alone."""
        given = self.cleaned_data.get("picture")
        return given.read() if given else None


@admin.register(Logo)
class LogoAdmin(ScopedAdmin):
    """Pictures with words."""

    form = LogoForm
    list_display = ("words", "role", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)
    readonly_fields = ("shown",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        picture: tuple[str, ...] = ("shown",) if obj else ()
        if obj is None or self.has_change_permission(request, obj):
            picture += ("picture",)
        return (*picture, "alt", "role", "link", "position")

    def save_model(self, request: HttpRequest, obj: Logo, form: Any, change: bool) -> None:
        save_logo(logo=obj, picture=form.given_picture())

    def delete_model(self, request: HttpRequest, obj: Logo) -> None:
        remove_logo(logo=obj)

    @admin.display(description=_("what it says"))
    def words(self, obj: Logo) -> str:
        return str(obj)

    @admin.display(description=_("Picture"))
    def shown(self, obj: Logo) -> str:
        return format_html('<img class="illustration" src="/media/{}" alt="">', obj.image.name)

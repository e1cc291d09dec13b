"""The back office: Django's admin under our name, in the order of the work, with a start page of our own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core import ratelimit
from mapserver.start_guide import guide
from notifications.wishes import my_messages
from perimeter_data.powers import Power, has_power

# Which pages stand together, in the order in which they are needed.
ROOMS = (
    (_("Territory"), ("Perimeter", "PerimeterVersion", "Zoning", "Place", "Layer", "BaseMap", "Logo")),
    (
        _("Debate"),
        (
            "Queue",
            "Consultation",
            "Theme",
            "Category",
            "Proposal",
            "ProposalSet",
            "Contribution",
            "Attachment",
            "Comment",
        ),
    ),
    (_("Answering"), ("Department", "RoutingRule", "AnswerTemplate")),
    (_("People"), ("Membership", "User")),
)


class SignInForm(AdminAuthenticationForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail address or name")


class AgoramaAdminSite(AdminSite):
    """Back office."""

    site_title = "Agorama"
    site_header = "Agorama"
    index_title = _("Back office")
    empty_value_display = "–"
    login_form = SignInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        join = path("join/<uidb64>/<token>/", never_cache(self.join), name="join")
        mine = path("my-messages/", self.admin_view(my_messages), name="my-messages")
        return [join, mine, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return our rooms in the shape of Django's apps."""
        apps = self._build_app_dict(request, app_label).values()
        pages = {page["object_name"]: page for app in apps for page in app["models"]}
        if has_power(request.user, Power.MODERATE):  # type: ignore[arg-type]
            pages["Queue"] = {"name": _("To read"), "object_name": "Queue", "admin_url": reverse("moderation-queue")}
        rooms = [(name, [pages[model] for model in models if model in pages]) for name, models in ROOMS]
        return [
            {"name": name, "app_label": f"room-{number}", "app_url": "", "has_module_perms": True, "models": models}
            for number, (name, models) in enumerate(rooms)
            if models
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"guide": guide(request), **(extra_context or {})})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Our rooms have no pages of their own."""
        return HttpResponseRedirect(reverse("admin:index"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign in; who tries passwords has to wait."""
        if request.method == "POST":
            ratelimit.check(request, "sign_in")
        return super().login(request, extra_context)

    def join(self, request: HttpRequest, uidb64: str, token: str) -> HttpResponseBase:
        """Set a first password by an invitation, and come in."""
        view = PasswordResetConfirmView.as_view(
            success_url=reverse_lazy("admin:index"),
            post_reset_login=True,
            extra_context={**self.each_context(request), "title": _("Choose your password")},
        )
        return view(request, uidb64=uidb64, token=token)

"""The planner's page: what people said over the plan and the pictures, counted and taken along."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from core.errors import Forbidden
from frontend_embed.bundle import entry
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power
from perimeter_data.selectors import UnknownPerimeter


@never_cache
@ensure_csrf_cookie
def planner_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Ask who it is, then show a perimeter to whoever has a role in it."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    found = Perimeter.objects.filter(slug=perimeter).first()
    if found is None:
        raise UnknownPerimeter
    if not has_power(user, Power.VIEW, found.pk):
        raise Forbidden
    told = {"may_personal": has_power(user, Power.MODERATE, found.pk), "bundle": entry("src/planner.ts")}
    return render(request, "frontend_embed/planner.html", {"perimeter": found, **told})

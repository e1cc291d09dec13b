"""Who may open the pages of staff: the workshop, the planner's page."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from core.errors import Forbidden
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power
from perimeter_data.selectors import UnknownPerimeter

StaffPage = Callable[[HttpRequest, Perimeter], HttpResponse]


def staff_page(power: Power) -> Callable[[StaffPage], Callable[..., HttpResponse]]:
    """Ask who it is, then give the page the perimeter, published or not, to whoever has the power in it."""

    def guarded(page: StaffPage) -> Callable[..., HttpResponse]:
        @never_cache
        @ensure_csrf_cookie
        @wraps(page)
        def view(request: HttpRequest, perimeter: str) -> HttpResponse:
            user = request.user
            if not (user.is_active and user.is_staff):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            found = Perimeter.objects.filter(slug=perimeter).first()
            if found is None:
                raise UnknownPerimeter
            if not has_power(user, power, found.pk):
                raise Forbidden
            return page(request, found)

        return view

    return guarded

"""The workshop's page: where an administrator makes a perimeter and its neighbourhoods."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend_embed.bundle import entry
from frontend_embed.staff_pages import staff_page
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power


@staff_page(Power.ADMINISTER)
def workshop_page(request: HttpRequest, perimeter: Perimeter) -> HttpResponse:
    """Open the workshop of a perimeter."""
    return render(request, "frontend_embed/workshop.html", {"perimeter": perimeter, "bundle": entry("src/workshop.ts")})

"""The planner's page: what people said over the plan and the pictures, counted and taken along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend_embed.bundle import entry
from frontend_embed.staff_pages import staff_page
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power


@staff_page(Power.VIEW)
def planner_page(request: HttpRequest, perimeter: Perimeter) -> HttpResponse:
    """Show a perimeter to whoever has a role in it."""
    facts = {
        "perimeter": perimeter,
        "may_personal": has_power(request.user, Power.MODERATE, perimeter.pk),
        "bundle": entry("src/planner.ts"),
    }
    return render(request, "frontend_embed/planner.html", facts)

"""What the pages of one territory look like beyond the tokens: the colour that was picked."""

from django.http import HttpRequest, HttpResponse

from perimeter_data.accent import accent_names
from perimeter_data.selectors import get_public_perimeter

# The accent whose dark twin stands in the tokens, drawn by hand.
DEFAULT_ACCENT = "#67264f"
RULES = """:root, :root:not([data-theme="light"]) {{ {light} }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}
"""


def accent_rules(accent: str) -> str:
    """Return the four names of a picked colour, by day and by night."""
    if accent in ("", DEFAULT_ACCENT):
        return ""
    names = {
        scheme: " ".join(f"--{name.replace('_', '-')}: {color};" for name, color in found.items())
        for scheme, found in accent_names(accent).items()
    }
    return RULES.format(**names)


def stylesheet(request: HttpRequest, perimeter: str) -> HttpResponse:
    """/p/{perimeter}/look.css"""
    found = get_public_perimeter(perimeter)
    response = HttpResponse(accent_rules(found.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response

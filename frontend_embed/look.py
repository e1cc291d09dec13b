"""What the pages of one territory look like beyond the tokens: our typeface and the colour that was picked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from perimeter_data.accent import accent_names
from perimeter_data.selectors import get_public_perimeter

FACE = (
    '@font-face {{ font-family: "Atkinson Hyperlegible Next"; src: url("{address}") format("woff2"); '
    "font-weight: 200 800; font-display: swap; }}\n"
)
# The accent whose dark twin stands in the tokens, drawn by hand.
DEFAULT_ACCENT = "#67264f"
RULES = """:root, :root:not([data-theme="light"]) {{ {light} }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}
"""


def font_face() -> str:
    """Return the font face of the built file, whose name has a hash; nothing where nothing was built."""
    files = sorted(settings.EMBED_DIST.glob("*-latin-wght-normal-*.woff2"))
    return "".join(FACE.format(address=static(f"embed/{file.name}")) for file in files[:1])


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
    response = HttpResponse(font_face() + accent_rules(found.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response

"""What stands where a title stands: the author's own, else one made of what it is about and where.

A made one is ours, so it speaks the reader's language; it is made when it is read. Only the name of the nearest place
is looked up when a contribution is sent, and kept.
"""

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from core.i18n import translated
from participation.models import Contribution
from perimeter_data.models import Perimeter
from perimeter_data.selectors import near_place

FIRST_WORDS = 9
# Farther away, the nearest place says nothing.
NEAR_M = 15_000


def near(perimeter: Perimeter, position: Point) -> dict[str, str]:
    """Return the name of the nearest place in each language it has; empty where none is near."""
    found = near_place(perimeter, position)
    if found is None or found[1] > NEAR_M:
        return {}
    place = found[0]
    return {perimeter.default_language: place.name, **place.names}


def headline(contribution: Contribution) -> str:
    """Return the line a list shows, in the active language (theme and category are loaded)."""
    if contribution.title:
        return contribution.title
    what = about(contribution)
    if contribution.near:
        return _("%(what)s, near %(place)s") % {"what": what, "place": translated(contribution.near)}
    words = contribution.text.split()
    if words:
        return " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")
    return what


def about(contribution: Contribution) -> str:
    """Return its category, else its theme, else what kind it is."""
    named = contribution.category or contribution.theme
    return translated(named.name) if named else str(contribution.get_kind_display()).capitalize()

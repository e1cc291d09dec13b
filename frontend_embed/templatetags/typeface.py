"""Our typeface in the head of a page."""

from django import template

from frontend_embed import bundle

register = template.Library()


@register.inclusion_tag("frontend_embed/typeface.html")
def typeface() -> dict[str, object]:
    """Link the built style sheet, and ask early for the file that nearly every page draws with."""
    return {"face": bundle.typeface()}

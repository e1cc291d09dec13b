"""The four themes of ALPIMED: what a new perimeter starts with."""

from participation.models import Theme
from perimeter_data.models import Perimeter

DEFAULT_THEMES = (
    ("infrastructure", "#2a5f96", "bridge", {"fr": "Infrastructures", "it": "Infrastrutture", "en": "Infrastructure"}),
    ("economy", "#855800", "stall", {"fr": "Économie", "it": "Economia", "en": "Economy"}),
    ("health", "#7e1845", "heart", {"fr": "Santé et social", "it": "Salute e sociale", "en": "Health and social"}),
    (
        "services",
        "#25735c",
        "people",
        {"fr": "Services à la personne", "it": "Servizi alla persona", "en": "Personal services"},
    ),
)


def add_default_themes(*, perimeter: Perimeter) -> None:
    """Give a perimeter without themes the four; leave others alone."""
    if perimeter.themes.exists():
        return
    Theme.objects.bulk_create(
        Theme(perimeter=perimeter, slug=slug, color=color, icon=icon, name=name, position=position)
        for position, (slug, color, icon, name) in enumerate(DEFAULT_THEMES)
    )

"""What can be chosen in a plain form, with what was chosen."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from core.i18n import current_language, translated
from frontend_embed.plain_where import zone_options
from participation.models import Category, Kind
from participation.rules import KIND_FEATURE
from participation.selectors import open_features, public_categories, public_consultations
from perimeter_data.models import Perimeter


def choices_of(perimeter: Perimeter, given: Mapping[str, str]) -> dict[str, Any]:
    """Return kinds that are open, themes, categories by theme, zones, and consultations where there are several."""
    language = perimeter.default_language
    consultations = [(one, open_features(one)) for one in public_consultations(perimeter)]
    opened = {feature for _one, features in consultations for feature in features}
    kinds = [kind for kind in Kind if KIND_FEATURE[kind] in opened]
    if perimeter.permanent_reports and Kind.REPORT not in kinds:
        kinds.append(Kind.REPORT)
    taking = [one for one, features in consultations if {KIND_FEATURE[kind] for kind in Kind} & set(features)]
    return {
        "kinds": [kind.value for kind in kinds],
        "kind": given.get("kind") if given.get("kind") in kinds else (kinds[0].value if kinds else ""),
        "themes": [(theme.slug, translated(theme.name, language)) for theme in perimeter.themes.all()],
        "categories": _by_theme(public_categories(perimeter), language) if Kind.REPORT in kinds else [],
        "zones": zone_options(perimeter),
        "consultations": [(one.slug, translated(one.title, language)) for one in taking] if len(taking) > 1 else [],
        "written_in": given.get("language") or current_language(),
    }


def _by_theme(categories: Any, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (theme's name, its categories) in the order of the themes; those of no theme come last."""

    def theme(category: Category) -> tuple[bool, int, str]:
        own = category.theme
        return own is None, own.position if own else 0, translated(own.name, language) if own else ""

    rows = sorted(categories, key=theme)
    return [
        (name, [(one.slug, translated(one.name, language)) for one in group])
        for (_none, _position, name), group in groupby(rows, key=theme)
    ]

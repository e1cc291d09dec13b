"""Names on the map: `name` in the perimeter's language, `name:fr`, `name:it`, `name:en` where they are known."""

from core.i18n import LANGUAGES

TRANSLATED = {f"name:{language}": "String" for language in LANGUAGES}
NAME_FIELDS = {"name": "String", **TRANSLATED}


def translations(column: str) -> str:
    """Return the SQL columns `name:fr`, … of a jsonb column of translations (a constant of ours, never input)."""
    return ", ".join(f"nullif({column}->>'{language}', '') AS \"name:{language}\"" for language in LANGUAGES)


def default_name(column: str) -> str:
    """Return the SQL expression of a translated name in the perimeter's language, else in any."""
    texts = "".join(f", nullif({column}->>'{language}', '')" for language in LANGUAGES)
    return f"coalesce({column}->>%(language)s{texts})"

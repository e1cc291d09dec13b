"""What in other people's files is about persons: columns that are not for the map, contacts inside a text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

# Parts of a column's name, without accents; the names offices of France and Italy and their software give.
ABOUT_PERSONS = """
  email emails mail courriel mel pec posta tel telephone phone portable mobile gsm telefono cellulare fax
  prenom prenoms firstname lastname surname forename cognome nominativo pseudo civilite
  auteur author autore demandeur richiedente declarant dichiarante requerant plaignant signataire contact contatto
  usager utilisateur utente user username login citizen cittadino habitant abitante
  naissance nascita birth birthday codicefiscale fiscale ip
"""
_PARTS = frozenset(ABOUT_PERSONS.split())
# A name alone may be a place's; beside a first name it is a person's.
NAMES = frozenset({"nom", "nome", "name"})
FIRST_NAMES = frozenset({"prenom", "prenoms", "cognome", "firstname", "surname", "lastname"})
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Written with a country code, as ten French digits by twos, or with a separator after the area code.
_PHONE = re.compile(
    r"(?<![\w.,+-])(?:"
    r"(?:\+|00)\d{1,3}[\s./-]?(?:\(0\)[\s.-]?)?\d(?:[\s./-]?\d){7,11}"
    r"|0[1-9](?:[\s.-]?\d{2}){4}"
    r"|3\d{2}[\s./-]\d{3}[\s.-]?\d{3,4}"
    r"|0\d{1,3}[\s./-]\d{5,8}"
    r"|\(?\d{3}\)?[\s.-]\d{3}-\d{4}"
    r")(?![\w]|[.,]\d)"
)
MASK = "[…]"


def personal_fields(fields: Iterable[str], rows: Iterable[Mapping[str, Any]] = ()) -> list[str]:
    """Return the columns that name or reach persons, by their name or by what the first rows hold."""
    words = {field: _words(field) for field in fields}
    everything = set().union(*words.values()) if words else set()
    reached = {name for row in rows for name, value in row.items() if _is_contact(value)}
    return [
        field
        for field, parts in words.items()
        if parts & _PARTS or field in reached or (parts & NAMES and everything & FIRST_NAMES)
    ]


def mask_contacts(text: str) -> str:
    """Return a text with its mail addresses and telephone numbers left out."""
    return _PHONE.sub(MASK, _EMAIL.sub(MASK, text))


def _words(field: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field))
    parts = re.split(r"[^a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return {*parts, "".join(parts)}


def _is_contact(value: Any) -> bool:
    """Say whether a cell is nothing but a mail address or a telephone number."""
    text = str(value).strip() if isinstance(value, str) else ""
    return bool(text) and len(text) < 80 and mask_contacts(text) == MASK

"""Text that people type: what is kept, what is neutralised, what is refused."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from core.errors import Malformed

# C0 and C1 controls but tab and line ends; lone surrogates; non-characters. PostgreSQL refuses NUL and surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Embeddings, overrides and isolates can make text read as what it is not. Joiners of emoji stay.
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


class ControlCharacters(Malformed):
    code = "control_characters"
    message = _("The text holds characters that cannot be shown.")


def without_controls(text: str) -> str:
    """Return text without controls and bidi overrides, for documents that cannot hold them."""
    return _BIDI.sub("", _CONTROL.sub("", text))


def require_plain(text: str) -> str:
    """Return text as it is; raise `ControlCharacters` on controls and lone surrogates."""
    if _CONTROL.search(text):
        raise ControlCharacters
    return text


def clean_text(text: str) -> str:
    """Return text NFC-normalised, trimmed, with bidi overrides removed; raise `ControlCharacters`."""
    require_plain(text)
    text = _BIDI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()

"""French spaces before high punctuation: narrow no-break before ? ! ; and no-break before the colon."""

import re


def french(text: str) -> str:
    """Replace the plain spaces (or none) before ? ! ; : by those of French typography; clock times stay."""
    text = re.sub(r"[ \u00a0\u202f]*([?!;])", "\u202f\\1", text)
    return re.sub(r"[ \u00a0]+:", "\u00a0:", text)

"""The sites that may show a perimeter's map: how they are written, and whether a caller is one of them."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

MAX_HOSTS = 50
_LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$")


class InvalidHost(Refused):
    """Carries `host`: what cannot be read."""

    code = "invalid_host"
    message = _("This is not the address of a site. Write it like www.town.example, without anything behind it.")


def normalise_host(text: str) -> str:
    """Return `host` or `host:port` (with `http://` kept in front where it is not HTTPS); raise `InvalidHost`.

    Whole addresses are cut down to their site, letters beyond ASCII become what DNS knows.
    """
    given = text.strip().lower()
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise InvalidHost(host=text[:120]) from error
    labels = host.split(".")
    known = host == "localhost" or (len(labels) > 1 and all(_LABEL.match(label) for label in labels))
    if not known or len(host) > 253 or parts.scheme not in ("http", "https") or parts.username:
        raise InvalidHost(host=text[:120])
    site = host if port in (None, 443 if parts.scheme == "https" else 80) else f"{host}:{port}"
    return f"http://{site}" if parts.scheme == "http" else site


def frame_ancestors(hosts: list[str]) -> str:
    """Return who may frame the map, as CSP says it; no host at all means everybody."""
    if not hosts:
        return "*"
    return " ".join(["'self'", *origins(hosts)])


def origins(hosts: list[str]) -> list[str]:
    """Return the hosts as browsers write them: with https:// in front where nothing else stands there."""
    return [host if "://" in host else f"https://{host}" for host in hosts]


def may_write_from(origin: str | None, hosts: list[str], own_host: str) -> bool:
    """Say whether a page of this Origin may write; what sends none is no browser's page."""
    if origin is None or not hosts:
        return True
    parts = urlsplit(origin)
    if parts.netloc == own_host:
        return True
    try:
        return normalise_host(origin) in hosts
    except InvalidHost:
        return False  # "null", an app's own scheme

"""Where the server may go to fetch a tile: public addresses, and what the instance's own settings name.

A host's name is resolved here, once; what is then connected to is the address that was checked, so that a name which
changes its mind in between (DNS rebinding) leads nowhere.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from layers.basemaps.refusals import AddressRefused, SourceAway

PORTS = {"http": 80, "https": 443}
# Private as well, though not every Python that we run on knows: IETF protocol assignments, local-use translation.
INNER = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("64:ff9b:1::/48"))
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Destination:
    """One checked address of a host, and what to ask there."""

    scheme: str
    host: str
    port: int
    address: str
    target: str


def destination(url: str) -> Destination:
    """Return where a URL leads; raise `AddressRefused` for what is no business of ours, `SourceAway` without DNS."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused from error
    if parts.scheme not in PORTS or not host or parts.username is not None or not url.isascii():
        raise AddressRefused(_("The address has to begin with http:// or https:// and name a host, without a user."))
    port = port or PORTS[parts.scheme]
    addresses = _resolved(host, port)
    if not _allowed(host, port) and not all(is_public(address) for address in addresses):
        raise AddressRefused(_("This host is not on the public internet. The instance’s settings can allow it."))
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Destination(parts.scheme, host, port, addresses[0], target)


def is_public(address: str) -> bool:
    """Say whether an address is on the public internet, whichever way an IPv4 one is dressed up."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if int(ip) >> 32 == 0:  # ::a.b.c.d, long out of use
            return False
    if any(ip in network for network in INNER):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceAway(_("The name of this host is not known."), retry_after_s=60) from error
    return [str(entry[4][0]) for entry in found]


def _allowed(host: str, port: int) -> bool:
    allowed = {name.lower() for name in settings.AGORAMA_BASEMAP_ALLOWED_PRIVATE_HOSTS}
    return bool({host.lower(), f"{host.lower()}:{port}"} & allowed)

"""One GET to a checked address: bounded in time, size and redirects, and said who asks."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from django.conf import settings

from layers.basemaps.addresses import Destination, destination
from layers.basemaps.refusals import AddressRefused, NotATile, SourceAway

TIMEOUT_S = 5.0  # for all of it: name, connection, redirects, body
MAX_BYTES = 4 * 1024 * 1024
MAX_REDIRECTS = 2
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TLS = ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: status, headers in small letters, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Pinned(HTTPConnection):
    """A connection to the address that was checked, under the host's own name."""

    def __init__(self, to: Destination, deadline: float) -> None:
        super().__init__(to.host, to.port, timeout=_left(deadline))
        self.to = to
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.wire = self.sock = socket.create_connection((self.to.address, self.to.port), self.timeout)
        if self.to.scheme == "https":
            self.wire = self.sock = TLS.wrap_socket(self.sock, server_hostname=self.to.host)

    def cut(self) -> None:
        """End whatever is being waited for; called from another thread."""
        wire = self.wire
        if wire is None:
            return
        with contextlib.suppress(OSError):  # closed in the meantime, which is as good
            socket.socket.shutdown(wire, socket.SHUT_RDWR)


def fetch(url: str, headers: Mapping[str, str] | None = None) -> Fetched:
    """Return what a URL answers, redirects followed to checked addresses only.

    Raises `AddressRefused`, `NotATile` for what is too large, and `SourceAway` for what does not come in time.
    """
    deadline = time.monotonic() + TIMEOUT_S
    for _hop in range(MAX_REDIRECTS + 1):
        found = _once(destination(url), headers or {}, deadline)
        if found.status not in REDIRECTS:
            return found
        url = urljoin(url, found.headers.get("location", ""))
    raise AddressRefused


def user_agent() -> str:
    """Return who we are, for the operators of sources: the product and the instance's name."""
    named = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "unnamed")
    return f"Agorama base maps ({named.lstrip('.')})"


def _once(to: Destination, headers: Mapping[str, str], deadline: float) -> Fetched:
    connection = _Pinned(to, deadline)
    # A socket's timeout is per read: one byte every four seconds would never meet it. This ends all of it.
    watch = threading.Timer(_left(deadline), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        sent = {"User-Agent": user_agent(), "Accept-Encoding": "gzip, identity", "Connection": "close", **headers}
        connection.request("GET", to.target, headers=sent)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        body = b"" if response.status in REDIRECTS else _body(response)
        _left(deadline)  # cut off is not the same as complete
        return Fetched(response.status, found, body)
    except (OSError, HTTPException) as error:
        raise SourceAway(retry_after_s=10) from error
    finally:
        watch.cancel()
        connection.close()


def _body(response: HTTPResponse) -> bytes:
    """Return the body as it was sent; http.client raises where fewer bytes came than were announced."""
    body = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NotATile
    if response.length:
        raise SourceAway(retry_after_s=10)
    return body


def _left(deadline: float) -> float:
    """Return the seconds that are left; raise `SourceAway` when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise SourceAway(retry_after_s=10)
    return left

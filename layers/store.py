"""The S3-compatible store of rasters, where AGORAMA_STORE_URL names one: signed requests, and GDAL's way to it.

`https://KEY:SECRET@host:port/bucket/prefix?region=…`. Nothing but this host is asked, and no redirect is followed.
"""

import hashlib
import hmac
import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from rasterio.session import Session

from core.errors import Unavailable

UNSIGNED = "UNSIGNED-PAYLOAD"
WRITE_TIMEOUT_S = 60
# Of each process, so many threads at most wait for the store; the others answer 503 after a moment.
LANES, WAIT_S = 3, 1.0
REST_S = 10  # after it was slow or away
_lanes = threading.BoundedSemaphore(LANES)
_away_until = 0.0


class StoreAway(Unavailable):
    code = "store_away"
    message = _("The pictures of this map are out of reach for a moment. Please try again.")


@dataclass(frozen=True, slots=True)
class Store:
    """Where objects lie and with which keys."""

    secure: bool
    host: str
    bucket: str
    prefix: str
    key: str
    secret: str
    region: str

    def address(self, name: str) -> str:
        """Return what GDAL opens."""
        return f"/vsis3/{self.bucket}/{self.prefix}{name}"

    def path(self, name: str) -> str:
        """Return the path of a request."""
        return quote(f"/{self.bucket}/{self.prefix}{name}")


class StoreSession(Session):  # type: ignore[misc]
    """Hands our keys to GDAL; rasterio's own way is to ask boto3 for them."""

    def __init__(self, store: Store) -> None:
        self.credentials = {
            "AWS_ACCESS_KEY_ID": store.key,
            "AWS_SECRET_ACCESS_KEY": store.secret,
            "AWS_REGION": store.region,
            "AWS_S3_ENDPOINT": store.host,
            "AWS_HTTPS": "YES" if store.secure else "NO",
            "AWS_VIRTUAL_HOSTING": "FALSE",
        }

    @classmethod
    def hascreds(cls, config: dict[str, str]) -> bool:
        return "AWS_ACCESS_KEY_ID" in config

    def get_credential_options(self) -> dict[str, str]:
        return self.credentials


def configured() -> Store | None:
    """Return the store of this instance, None where pictures lie on the disk."""
    return _parse(settings.AGORAMA_STORE_URL) if settings.AGORAMA_STORE_URL else None


@lru_cache(maxsize=4)
def _parse(url: str) -> Store:
    parts = urlsplit(url)
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in {"http", "https"} or not (parts.hostname and bucket and parts.username and parts.password):
        raise ImproperlyConfigured("AGORAMA_STORE_URL is https://KEY:SECRET@host/bucket/prefix?region=name")
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    host = parts.netloc.rpartition("@")[2]
    key, secret = unquote(parts.username), unquote(parts.password)
    return Store(parts.scheme == "https", host, bucket, f"{prefix}/" if prefix else "", key, secret, region)


def require_store() -> Store:
    """Return the store in which something lies; raise `StoreAway` where its setting is gone."""
    store = configured()
    if store is None:
        raise StoreAway
    return store


@contextmanager
def lane() -> Iterator[None]:
    """Hold one of the ways to the store; raise `StoreAway` while it rests or all are taken."""
    global _away_until  # noqa: PLW0603 - one store, one clock a process
    left = _away_until - time.monotonic()
    if left > 0:
        raise StoreAway(retry_after_s=max(1, round(left)))
    if not _lanes.acquire(timeout=WAIT_S):
        raise StoreAway(retry_after_s=2)
    begun = time.monotonic()
    try:
        yield
    except StoreAway:
        if time.monotonic() - begun > settings.AGORAMA_STORE_TIMEOUT_S / 2:
            _away_until = time.monotonic() + REST_S
        raise
    finally:
        _lanes.release()


def put(file: Path, name: str) -> None:
    """Send a file to the store; raise `StoreAway`."""
    with file.open("rb") as body:
        _request("PUT", name, body, file.stat().st_size)


def remove(name: str) -> None:
    """Delete an object; one that is not there is no error. Raise `StoreAway`."""
    _request("DELETE", name, None, 0)


def _request(method: str, name: str, body: object, length: int) -> None:
    store = require_store()
    headers = {**signed(store, method, name, datetime.now(UTC)), "Content-Length": str(length)}
    made = http.client.HTTPSConnection if store.secure else http.client.HTTPConnection
    connection = made(store.host, timeout=WRITE_TIMEOUT_S)
    try:
        connection.request(method, store.path(name), body=body, headers=headers)  # type: ignore[arg-type]
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise StoreAway from error
    finally:
        connection.close()
    if status not in {200, 201, 204} and not (method == "DELETE" and status == 404):
        raise StoreAway(status_of_store=status)


def signed(
    store: Store, method: str, name: str, now: datetime, *, payload: str = UNSIGNED, more: dict[str, str] | None = None
) -> dict[str, str]:
    """Return the headers of a request (AWS Signature Version 4); `more` are headers to be signed too."""
    moment, day = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
    headers = {"host": store.host, "x-amz-content-sha256": payload, "x-amz-date": moment, **(more or {})}
    names = sorted(headers)
    lines = "".join(f"{header}:{headers[header]}\n" for header in names)
    request = f"{method}\n{store.path(name)}\n\n{lines}\n{';'.join(names)}\n{payload}"
    scope = f"{day}/{store.region}/s3/aws4_request"
    told = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    secret = f"AWS4{store.secret}".encode()
    for part in (day, store.region, "s3", "aws4_request"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    signature = hmac.digest(secret, told.encode(), "sha256").hex()
    credential = f"Credential={store.key}/{scope},SignedHeaders={';'.join(names)},Signature={signature}"
    return {**headers, "Authorization": f"AWS4-HMAC-SHA256 {credential}"}

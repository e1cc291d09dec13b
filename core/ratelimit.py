"""Rate limits: a fixed window per address or participant, in Redis; without Redis they fail open."""

import hashlib
import hmac
import logging
import time
from functools import lru_cache

import redis
from django.conf import settings
from django.http import HttpRequest

from core.errors import TooMany

logger = logging.getLogger(__name__)
WINDOWS_S = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3)


def parse_rate(rate: str) -> tuple[int, int] | None:
    """Return (count, window_s) of "60/hour"; None for "off"."""
    if rate == "off":
        return None
    count, _slash, window = rate.partition("/")
    return int(count), WINDOWS_S[window]


def client_address(request: HttpRequest) -> str:
    """Return the caller's address, as far as the known proxies can be trusted to tell it."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.AGORAMA_TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def address_key(request: HttpRequest, window_s: int = 86400) -> str:
    """Return a salted hash of the address that changes every window: addresses are never kept."""
    salt = f"{settings.SECRET_KEY}:{int(time.time()) // window_s}"
    return hmac.new(salt.encode(), client_address(request).encode(), hashlib.sha256).hexdigest()[:24]


def check(request: HttpRequest, name: str, who: str | None = None) -> None:
    """Count one request against the limit `name`; raise `TooMany` with `retry_after_s` when it is used up."""
    rate = parse_rate(settings.AGORAMA_RATE_LIMITS[name])
    if rate is None:
        return
    count, window_s = rate
    now = int(time.time())
    key = f"agorama:rate:{name}:{who or address_key(request)}:{now // window_s}"
    try:
        pipeline = _client().pipeline()
        pipeline.incr(key)
        pipeline.expire(key, window_s)
        used = int(pipeline.execute()[0])
    except redis.RedisError as error:
        logger.warning("rate limits are off, Redis is out of reach: %s", error)
        return
    if used > count:
        raise TooMany(retry_after_s=window_s - now % window_s)

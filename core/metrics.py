"""Prometheus metrics of this process."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("agorama_requests_total", "Requests by route and status", ["route", "status"])
SECONDS = Histogram(
    "agorama_request_seconds", "Time to answer, by route", ["route"], buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10)
)
TILES = Counter("agorama_tiles_total", "Tiles sent: held in memory, read from a file, made, stale", ["way"])
TILE_SECONDS = Histogram(
    "agorama_tile_seconds", "Time to make a tile, by layers", ["layers"], buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 1, 8)
)
TILE_BYTES = Histogram("agorama_tile_bytes", "Raw tile size by layers", ["layers"], buckets=(100, 1e3, 1e4, 1e5, 1e6))


def observe_request(route: str, status: int, seconds: float) -> None:
    """Record one answered request."""
    REQUESTS.labels(route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)

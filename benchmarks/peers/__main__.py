"""Agorama's tiles beside martin, tipg, django-vectortiles and MapServer: the same rows, tiles and machine, in one run.

Every server takes its turn in every round, alone. Uncached: each tile once, over eight kept connections of two
clients, as it is sent (no gzip asked for). Cached: the same tiles, fetched before, by wrk with gzip, beside nginx
serving them as files; ours are then the sets of layers that style.json names. Only ratios within a run mean anything.
Give it a database of its own, as DATABASE_URL: it writes a perimeter `bench-peers` and a schema `peers` once. Peers are
found where `python -m benchmarks.peers.install` put them; one that is missing is named.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.peers --pins 1000000 --parcels 20000
"""

import argparse
import os
import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")

from benchmarks.peers.asking import Answers, Load, ask, hammer
from benchmarks.peers.place import NotInstalled, Workplace, here
from benchmarks.peers.rows import GROUPS, Rows, prepared
from benchmarks.peers.servers import COLD, LAYERS, Server, Start, agorama, martin_caching
from benchmarks.peers.servers_cached import files, our_front, plain_front

OURS = "Agorama"
FILES = "nginx, files"
# What a map asks for, with nothing in the layers besides; what style.json does not name, nginx hands on to us.
STYLED = {"pins": "contributions,proposals", "parcels": "perimeter,places,zones-parcels"}
Key = tuple[str, str, str]


def started(stack: ExitStack, starts: dict[str, Start], at: Workplace) -> list[Server]:
    """Start what is installed and name what is not."""
    servers = []
    for name, start in starts.items():
        try:
            servers.append(stack.enter_context(start(at)))
        except NotInstalled as error:
            print(f"Missing: {name}: {error}", flush=True)
    return servers


def turns(servers: list[Server], rounds: int) -> list[Server]:
    """Return whose turn it is: each once a round, another first each time."""
    return [servers[(turn + first) % len(servers)] for first in range(rounds) for turn in range(len(servers))]


def cold(at: Workplace, starts: dict[str, Start], rows: Rows, rounds: int) -> None:
    """Print the table of tiles that nobody has asked for before."""
    measured: dict[Key, list[Answers]] = defaultdict(list)
    with ExitStack() as stack:
        servers = started(stack, starts, at)
        for server in turns(servers, rounds):
            server.forget()
            for layer in LAYERS:
                ask(server.port, [server.path(layer, tile) for tile in rows.others[::12]])
                for group, zooms in GROUPS.items():
                    paths = [server.path(layer, tile) for tile in rows.tiles if tile[0] in zooms]
                    measured[layer, group, server.name].append(ask(server.port, paths))
    print(f"\nUncached: tiles of their own for every round, {rounds} rounds\n")
    print("| layer | zoom | server | tiles/s | Agorama is | p50 ms | p99 ms | kB | kB gzip | errors |")
    print("|---|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for layer in LAYERS:
        for group in GROUPS:
            for server in servers:
                print(cold_row((layer, group, server.name), measured))


def cold_row(key: Key, measured: dict[Key, list[Answers]]) -> str:
    """Return a line of the table; the ratio is the median of the rounds' ratios."""
    layer, group, name = key
    answers = measured[key]
    took = sorted(ms for each in answers for ms in each.took_ms)
    rates = [each.rate for each in answers]
    ours = [each.rate for each in measured[layer, group, OURS]]
    raw, gzipped = (sum(getattr(each, field) for each in answers) / len(took) / 1000 for field in ("raw", "gzipped"))
    errors = sum(each.errors for each in answers)
    return (
        f"| {layer} | {group} | {name} | {statistics.median(rates):.0f} | {ratio(ours, rates)} "
        f"| {statistics.median(took):.2f} | {took[int(len(took) * 0.99)]:.1f} | {raw:.1f} | {gzipped:.1f} | {errors} |"
    )


def warm(at: Workplace, rows: Rows, rounds: int, seconds: int) -> None:
    """Print the table of tiles that every server has given before."""
    measured: dict[Key, list[Load]] = defaultdict(list)
    with ExitStack() as stack:
        ours, *peers = started(stack, {"agorama": agorama, "martin": martin_caching}, at)
        ours = replace(ours, layers=STYLED)
        servers = [stack.enter_context(files(at, ours, rows)), stack.enter_context(our_front(at, ours)), ours]
        for peer in peers:
            servers += [peer, stack.enter_context(plain_front(at, peer))]
        for server in servers:
            for layer in LAYERS:
                for _time in range(3):  # once for each process, and once more
                    first = ask(server.port, [server.path(layer, tile) for tile in rows.tiles], gzip=True)
                if first.errors:
                    raise SystemExit(f"{server.name} gives no tiles of {layer}")
        for server in turns(servers, rounds):
            for layer in LAYERS:
                for group, zooms in GROUPS.items():
                    paths = [server.path(layer, tile) for tile in rows.tiles if tile[0] in zooms]
                    measured[layer, group, server.name].append(hammer(server.port, paths, seconds))
    print(f"\nCached: {rounds} rounds of {seconds} s\n")
    print("| layer | zoom | server | tiles/s | of nginx with files | p50 ms | p99 ms | kB sent | errors |")
    print("|---|---|---|---:|---:|---:|---:|---:|---:|")
    for layer in LAYERS:
        for group in GROUPS:
            for server in servers:
                print(warm_row((layer, group, server.name), measured))


def warm_row(key: Key, measured: dict[Key, list[Load]]) -> str:
    layer, group, name = key
    loads = measured[key]
    rates = [load.rate for load in loads]
    best = [load.rate for load in measured[layer, group, FILES]]
    p50, p99, size = (
        statistics.median(getattr(load, field) for load in loads) for field in ("p50_ms", "p99_ms", "bytes_each")
    )
    return (
        f"| {layer} | {group} | {name} | {statistics.median(rates):.0f} | {ratio(rates, best)} "
        f"| {p50:.2f} | {p99:.2f} | {size / 1000:.1f} | {sum(load.errors for load in loads)} |"
    )


def ratio(some: list[float], others: list[float]) -> str:
    """Return the median of the rounds' ratios."""
    both = zip(some, others, strict=False)
    return f"{statistics.median(a / b for a, b in both):.2f} ×" if some and others else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pins", type=int, default=50_000)
    parser.add_argument("--parcels", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="of each cached measurement")
    parser.add_argument("--cached-only", action="store_true")
    parser.add_argument("--only", help=f"uncached, of these servers alone: {','.join(COLD)}")
    asked = parser.parse_args()
    rows = prepared(asked.pins, asked.parcels)
    print(f"{rows.pins} pins, {rows.parcels} parcels, {len(rows.tiles)} tiles of each", flush=True)
    chosen = asked.only.split(",") if asked.only else list(COLD)
    with tempfile.TemporaryDirectory(prefix="agorama-bench-") as folder:
        at = Workplace(Path(folder), here(), dict(os.environ))
        if not asked.cached_only:
            cold(at, {name: COLD[name] for name in chosen}, rows, asked.rounds)
        if asked.only is None:
            try:
                at.program("wrk")
                warm(at, rows, asked.rounds, asked.seconds)
            except NotInstalled as error:
                print(f"Missing, so nothing cached is measured: {error}")


if __name__ == "__main__":
    main()

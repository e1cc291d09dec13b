"""Asking a server for tiles over kept connections: each tile once (a client of our own), or as fast as it can (wrk).

wrk takes almost nothing of the machine, but can only go round a list for some seconds: right for what is cached, wrong
where the second round would be a hit.
"""

import json
import multiprocessing
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROCESSES, CONNECTIONS = 2, 4  # of each process
TIMEOUT_S = 120
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
ANSWERED = ("200", "204")
WRK = Path(__file__).with_name("paths.lua")


@dataclass(frozen=True)
class Answers:
    """What a list of paths gave."""

    seconds: float
    took_ms: list[float]
    raw: int  # bytes, all bodies together
    gzipped: int  # the same bodies, each compressed at level 6
    errors: int

    @property
    def rate(self) -> float:
        return len(self.took_ms) / self.seconds


class Connection:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.rest = b""

    def get(self, path: str, accept: str) -> tuple[str, bytes]:
        """Return status and body as sent."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.rest = b""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{accept}\r\n"
        self.socket.sendall(head.encode())
        top = self._until(b"\r\n\r\n")
        status = STATUS.match(top)
        if status is None:
            raise ConnectionError(f"no HTTP: {top[:80]!r}")
        body = self._body(status[1], top)
        if b"\r\nconnection: close" in top.lower():
            self.close()
        return status[1].decode(), body

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def _body(self, status: bytes, top: bytes) -> bytes:
        if status in (b"204", b"304"):
            return b""
        if length := LENGTH.search(top):
            return self._exactly(int(length[1]))
        if CHUNKED.search(top):
            return b"".join(self._chunks())
        raise ConnectionError("an answer of unknown length")

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            yield self._exactly(size)
            self._exactly(2)
        self._until(b"\r\n")

    def _until(self, mark: bytes) -> bytes:
        while (at := self.rest.find(mark)) < 0:
            self._receive()
        found, self.rest = self.rest[: at + len(mark)], self.rest[at + len(mark) :]
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self.rest) < size:
            self._receive()
        found, self.rest = self.rest[:size], self.rest[size:]
        return found

    def _receive(self) -> None:
        data = self.socket.recv(1 << 18) if self.socket else b""
        if not data:
            self.close()
            raise ConnectionError("the server hung up")
        self.rest += data


def plain(body: bytes) -> bytes:
    return zlib.decompress(body, 31) if body[:2] == b"\x1f\x8b" else body


def is_tile(body: bytes) -> bool:
    """Say whether it is a tile, a picture or nothing: MapServer tells its errors with status 200."""
    return plain(body)[:1] in (b"", b"\x1a") or body[:4] == b"RIFF"


def ask(port: int, paths: Sequence[str], *, gzip: bool = False) -> Answers:
    """Ask for each path once, on all connections at once."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(PROCESSES)
    answers: multiprocessing.SimpleQueue[Answers] = context.SimpleQueue()
    shares = [paths[n::PROCESSES] for n in range(PROCESSES)]
    clients = [context.Process(target=_client, args=(port, share, gzip, gate, answers)) for share in shares]
    for client in clients:
        client.start()
    parts = [answers.get() for _client in clients]
    for client in clients:
        client.join()
    return Answers(
        seconds=max(part.seconds for part in parts),
        took_ms=[ms for part in parts for ms in part.took_ms],
        raw=sum(part.raw for part in parts),
        gzipped=sum(part.gzipped for part in parts),
        errors=sum(part.errors for part in parts),
    )


def _client(port: int, paths: Sequence[str], gzip: bool, gate: threading.Barrier, answers) -> None:  # type: ignore[no-untyped-def]
    todo, lock = iter(paths), threading.Lock()
    took_ms: list[float] = []
    bodies: list[bytes] = []
    wrong: list[str] = []
    accept = "Accept-Encoding: gzip\r\n" if gzip else ""

    def work() -> None:
        connection = Connection(port)
        while True:
            with lock:
                path = next(todo, None)
            if path is None:
                return connection.close()
            begun = time.perf_counter()
            try:
                status, body = connection.get(path, accept)
            except OSError as error:
                connection.close()
                status, body = str(error), b""
            took_ms.append((time.perf_counter() - begun) * 1e3)
            bodies.append(body)
            if status not in ANSWERED or not is_tile(body):
                wrong.append(f"{status} {path} {body[:200]!r}")

    threads = [threading.Thread(target=work) for _n in range(CONNECTIONS)]
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    bodies = [plain(body) for body in bodies]
    gzipped = sum(len(zlib.compress(body, 6)) + 12 for body in bodies)
    if wrong:
        print(f"{len(wrong)} errors, for example {wrong[0]}", flush=True)
    answers.put(Answers(seconds, took_ms, sum(map(len, bodies)), gzipped, len(wrong)))


@dataclass(frozen=True)
class Load:
    """What wrk counted."""

    rate: float
    p50_ms: float
    p99_ms: float
    bytes_each: float
    errors: int


def wrk() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which("wrk")


def hammer(port: int, paths: Sequence[str], seconds: int) -> Load:
    """Ask for the paths over and over, with Accept-Encoding: gzip."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as listed:
        listed.write("\n".join(paths) + "\n")
        listed.flush()
        command = ["wrk", "-t1", f"-c{PROCESSES * CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(WRK)]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}", "--", listed.name], capture_output=True, text=True, check=True
        )
    said = json.loads(done.stdout.splitlines()[-1])
    requests = max(said["requests"], 1)
    rate = said["requests"] * 1e6 / said["us"]
    return Load(rate, said["p50_us"] / 1e3, said["p99_us"] / 1e3, said["bytes"] / requests, said["errors"])

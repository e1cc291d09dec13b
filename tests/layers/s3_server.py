"""As much of an S3 store as we use: PUT, GET with ranges, HEAD, DELETE; it can be slow."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Objects:
    """What lies in it, what was asked, and how long each answer takes."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.delay_s = 0.0
        self.url = ""


@contextmanager
def s3_server() -> Iterator[Objects]:
    """Serve on a free port of the loopback."""
    objects = Objects()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None: ...

        def begin(self) -> bool:
            objects.asked.append((self.command, self.path, self.headers.get("Range", "")))
            time.sleep(objects.delay_s)
            if "Credential=somebody/" in self.headers.get("Authorization", ""):
                return True
            self.answer(403, b"")
            return False

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.begin():
                objects.held[self.path] = body
                self.answer(200, b"")

        def do_DELETE(self) -> None:
            if self.begin():
                objects.held.pop(self.path, None)
                self.answer(204, b"")

        def do_GET(self) -> None:
            if not self.begin():
                return
            body = objects.held.get(self.path.partition("?")[0])
            if body is None:
                self.answer(404, b"")
            elif self.headers.get("Range"):
                first, _dash, last = self.headers["Range"].removeprefix("bytes=").partition("-")
                part = body[int(first) : int(last) + 1]
                told = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
                self.answer(206, part, Content_Range=told, Accept_Ranges="bytes")
            else:
                self.answer(200, body, Accept_Ranges="bytes")

        do_HEAD = do_GET

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None: ...  # who hung up

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    objects.url = f"http://somebody:s%2Fecret@127.0.0.1:{server.server_port}/bucket/maps"
    try:
        yield objects
    finally:
        server.shutdown()
        server.server_close()

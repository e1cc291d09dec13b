"""Runs N processes of a FastCGI program on one listening socket: fastcgi.py PORT N PROGRAM."""

import signal
import socket
import subprocess
import sys


def main() -> None:
    port, count, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    listening = socket.create_server(("127.0.0.1", port), backlog=128)
    # The socket is their standard input, as FastCGI wants it; they go with us, since all share one session.
    processes = [subprocess.Popen([program], stdin=listening.fileno()) for _n in range(count)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        processes[0].wait()
    finally:
        for process in processes:
            process.kill()  # mapserv hears TERM only after its next request


if __name__ == "__main__":
    main()

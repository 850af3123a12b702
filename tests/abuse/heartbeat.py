"""The heartbeat: cheap requests one after the other, in a process of its own.

An attacker that builds megabytes must not slow down what it is measured by.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

PAUSE_SECONDS = 0.002
TIMEOUT_SECONDS = 120
REQUEST = b"GET /healthz HTTP/1.1\r\nhost: heartbeat\r\n\r\n"


@dataclass
class Stall:
    """The longest wait of a heartbeat, in seconds. It is known when the heart has stopped."""

    seconds: float = 0.0


@contextmanager
def heartbeat(port: int) -> Iterator[Stall]:
    """Beat while the context is open."""
    stall = Stall()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.abuse.heartbeat", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield stall
        told, _ = process.communicate("\n", TIMEOUT_SECONDS)
        stall.seconds = float(told)
    finally:
        process.kill()
        process.wait()


def beat(port: int, stopped: Event, began: Event) -> float:
    """Send requests until `stopped`; return the longest wait for an answer, in seconds."""
    longest = 0.0
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
        connection.sendall(REQUEST)
        connection.recv(65_536)
        began.set()
        while not stopped.is_set():
            started = time.perf_counter()
            connection.sendall(REQUEST)
            if not connection.recv(65_536):
                raise ConnectionError("the server has closed the heartbeat's connection")
            longest = max(longest, time.perf_counter() - started)
            time.sleep(PAUSE_SECONDS)
    return longest


def main() -> None:
    stopped, began = Event(), Event()
    found: list[float] = []
    thread = Thread(target=lambda: found.append(beat(int(sys.argv[1]), stopped, began)))
    thread.start()
    began.wait(TIMEOUT_SECONDS)
    sys.stdout.write("beating\n")
    sys.stdout.flush()
    sys.stdin.readline()
    stopped.set()
    thread.join()
    sys.stdout.write(f"{found[0]}\n")


if __name__ == "__main__":
    main()

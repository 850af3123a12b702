"""The real program in its own processes: servers and commands.

They begin as copies of a process that has imported the service (`copies`). Where the start itself
is tested, they begin with a new interpreter: `from_scratch`. Several workers always do.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import httpx

from bench.postgres import free_port
from tests.support.server.api import Api, sandbox_of
from tests.support.server.copies import ROOT, Copy

PROGRAM = (sys.executable, "-m", "server")
TIMEOUT_SECONDS = 180


def environment(**settings: str) -> dict[str, str]:
    """Return the settings and what every program needs of our own environment."""
    return {"PATH": os.environ.get("PATH", ""), "PYTHONUNBUFFERED": "1", **settings}


def run_command(
    *arguments: str, from_scratch: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m server …` to its end. Raises TimeoutExpired."""
    start = started if from_scratch else Copy
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        program = start(arguments, environment(**settings), out=out.fileno(), err=err.fileno())
        try:
            code = program.wait(TIMEOUT_SECONDS)
        finally:
            program.kill()
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def started(
    arguments: Sequence[str],
    environ: dict[str, str],
    *,
    out: int,
    err: int,
    program: Sequence[str] = PROGRAM,
    root: Path = ROOT,
) -> subprocess.Popen[bytes]:
    """Start `python -m server …` with a new interpreter. `program` may be another Python, or
    another module; `root` another checkout."""
    command = [*program, *arguments]
    return subprocess.Popen(command, cwd=root, env=environ, stdout=out, stderr=err)


class ServerProcess:
    """`python -m server serve` on a free port, or on one that is given. Its output is collected.

    `program` and `root` are those of `started`, for servers from scratch.
    """

    def __init__(
        self,
        database_url: str,
        *,
        workers: int = 1,
        port: int | None = None,
        from_scratch: bool = False,
        program: Sequence[str] = PROGRAM,
        root: Path = ROOT,
        **settings: str,
    ) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        known = {"DATABASE_URL": database_url, "PORT": str(self.port), "WORKERS": str(workers)}
        known |= sandbox_of(database_url)
        new = partial(started, program=program, root=root)
        start = new if from_scratch or workers > 1 else Copy
        ours, theirs = os.pipe()
        self._output = open(ours)  # noqa: PTH123, SIM115 - it is a file descriptor
        self.process = start(["serve"], environment(**known, **settings), out=theirs, err=theirs)
        os.close(theirs)
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
        with self._output as lines:
            for line in lines:
                with self._news:
                    self._lines.append(line)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()


@contextmanager
def server_process(
    database_url: str, *, workers: int = 1, port: int | None = None, **given: Any
) -> Iterator[ServerProcess]:
    """Start a server, as `ServerProcess` does; stop it at the end."""
    server = ServerProcess(database_url, workers=workers, port=port, **given)
    try:
        server.wait_for("Application startup complete", times=workers)
        server.wait_for("Uvicorn running on")
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def api_of(server: ServerProcess, **options: str) -> AsyncIterator[Api]:
    """Return the server's API. Its tokens are of the real time."""
    # Without certificates, which take 27 ms to read: some tests open a client for each request.
    async with httpx.AsyncClient(
        base_url=server.address, timeout=TIMEOUT_SECONDS, verify=False
    ) as http:
        yield Api(http, address=server.address, **options)

"""`python -m server …` in its own process, which begins as a copy of one that has imported the
service.

Imports take nine tenths of a short command's time, and three quarters of a server's start. Nothing
else is shared: a copy has its own environment, output, signals and end. The one difference is that
functions of `atexit` are not called. The service has none.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir, suppress
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parents[3]
OURS = ["server.cli.commands", "server.process.serve", "server.app", "db.migrate", "sandbox"]
LATER = ["gateways.payments.stripe_api", "aerich", "asyncpg", "httpx", "prometheus_client"]
"""What the service imports only where it is used, as most servers of the tests do."""
MODULES = [*OURS, *LATER, __name__]
"""What the copied process has imported."""

_copying = multiprocessing.get_context("forkserver")
_copying.set_forkserver_preload(MODULES)


class Copy:
    """A running program, with the part of subprocess.Popen that the tests use."""

    def __init__(
        self, arguments: Sequence[str], environ: dict[str, str], *, out: int, err: int
    ) -> None:
        """Start it with these file descriptors as its output."""
        with _sent(out) as sent_out, _sent(err) as sent_err:
            given = (list(arguments), environ, sent_out, sent_err)
            self._process = _copying.Process(target=_run, args=given, daemon=True)
            with chdir(ROOT):
                self._process.start()
        self.pid: int = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; minus the signal that ended it. Raises TimeoutExpired."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal. Does nothing to a process that has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def _sent(descriptor: int) -> Connection:
    """Return a copy of a file descriptor in the form that another process can receive."""
    return Connection(os.dup(descriptor), readable=False)


def _run(arguments: list[str], environ: dict[str, str], out: Connection, err: Connection) -> None:
    """Become `python -m server …`, in a process that is a copy."""
    for number, sent in ((1, out), (2, err)):
        with sent:
            os.dup2(sent.fileno(), number)
    # As a new interpreter without a locale opens them, and never waiting for a full buffer.
    sys.stdout = open(1, "w", 1, "utf-8", "surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["server", *arguments]
    gc.freeze()
    runpy.run_module("server", run_name="__main__", alter_sys=True)

"""The PostgreSQL of the tests, as in the benchmark. All processes of a run share one server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from bench.postgres import create_database, drop_database, postgres_server
from db.migrate import upgrade
from tests.support.memory import directory_in_memory

__all__ = ["SharedServer", "ask_for_server", "create_database", "drop_database", "running_server"]

TEMPLATE = "billing_template"
"""The name of the migrated database that others are copied from."""
SETTINGS = {
    "autovacuum": "off",
    "max_wal_senders": 0,
    "max_wal_size": "256MB",
    "wal_level": "minimal",
}
"""The databases exist for seconds only, so they need neither vacuum nor replication."""
START_SECONDS_MAX = 120
POLL_SECONDS = 0.05
WANTED = "postgres-wanted"
TOLD = "postgres.json"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server with a migrated database named TEMPLATE; yield its URL."""
    with postgres_server(directory=directory_in_memory(), settings=SETTINGS) as url:
        asyncio.run(_migrated(url))
        yield url


async def _migrated(server_url: str) -> None:
    await upgrade(await create_database(server_url, TEMPLATE))


class SharedServer:
    """The server of a run with several processes. It starts when the first of them asks for it.

    The processes exchange files in `folder`: WANTED is the request; TOLD is the answer, which
    contains the URL or the error.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._over = Event()
        self._thread = Thread(target=self._serve, name="PostgreSQL of the tests")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _serve(self) -> None:
        while not (self._folder / WANTED).exists():
            if self._over.wait(POLL_SECONDS):
                return
        try:
            with running_server() as url:
                self._tell(url=url)
                self._over.wait()
        # The tests that need the server report the error.
        except Exception as error:  # noqa: BLE001
            self._tell(error=repr(error))

    def _tell(self, **told: str) -> None:
        complete = self._folder / f"{TOLD}.new"
        complete.write_text(json.dumps(told), encoding="utf-8")
        complete.replace(self._folder / TOLD)


def ask_for_server(folder: Path) -> str:
    """Wait for the run's server; return its URL. Raises RuntimeError if it does not start."""
    (folder / WANTED).touch()
    deadline = time.monotonic() + START_SECONDS_MAX
    while not (folder / TOLD).exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the PostgreSQL of the tests takes too long to start")
        time.sleep(POLL_SECONDS)
    told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    if "url" not in told:
        raise RuntimeError(told["error"])
    url: str = told["url"]
    return url

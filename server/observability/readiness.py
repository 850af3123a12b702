"""Readiness: whether a process can serve requests, and the reason if it cannot."""

from __future__ import annotations

from db.engine.writing import write_trouble
from db.errors import is_unavailable
from db.migrate import missing_migrations
from server.observability.draining import Draining
from server.observability.patience import Patience
from server.wiring import Process
from services.clock.movable import clock_trouble

BEHIND_SECONDS_MAX = 10.0
"""The maximum age of the values that listeners have, and the maximum time of a batch. A connection
that hangs is replaced earlier."""


class Readiness:
    """The readiness of one process, for `/readyz`."""

    def __init__(self, process: Process, draining: Draining) -> None:
        self._process = process
        self._draining = draining
        self._migrated = False
        self._database = Patience(self._missing_of_database)

    async def missing(self) -> str | None:
        """Return the reason why the process cannot serve, or None. Raises unexpected errors."""
        if self._draining.begun:
            return "stopping"
        if not self._process.services.batcher.alive:
            return "the batcher has stopped"
        ended = [task.get_name() for task in self._process.background if task.done()]
        if ended:
            return f"a background task has ended: {', '.join(ended)}"
        try:
            return await self._database.answer() or self._behind()
        except TimeoutError:
            return "the database does not answer"
        except Exception as error:
            if not is_unavailable(error):
                raise
            return "the database is not available"

    def _behind(self) -> str | None:
        """Return the task that waits for a hanging connection, even if another connection
        answers."""
        services = self._process.services
        if trouble := clock_trouble(services.clock):
            return trouble
        if services.batcher.busy_seconds > BEHIND_SECONDS_MAX:
            return f"a batch has taken {services.batcher.busy_seconds:.0f} seconds"
        if services.live.behind_seconds > BEHIND_SECONDS_MAX:
            return f"live balances are {services.live.behind_seconds:.0f} seconds behind"
        return None

    async def _missing_of_database(self) -> str | None:
        if not self._migrated:
            if missing := await missing_migrations():
                return f"migrations are missing: {', '.join(missing)}"
            self._migrated = True
        trouble = await write_trouble()
        return None if trouble is None else f"the database takes no writes: {trouble}"

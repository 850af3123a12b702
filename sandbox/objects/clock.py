"""The sandbox's clock. It runs everything that is due, each at its own instant and in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.objects import collection, renewals, sessions
from sandbox.world.act import Act, Origin
from sandbox.world.errors import ApiError, Json
from sandbox.world.settings import ClockSetting

STEPS: dict[str, Callable[[Act, Json], None]] = {
    "checkout.session": sessions.step,
    "invoice": collection.step,
    "subscription": renewals.step,
}
NEXT = "SELECT id, due FROM objects WHERE due <= ? ORDER BY due, seq LIMIT 1"
AHEAD_MAX = 20 * 366 * 86_400
NOBODY = Origin()


class Clock:
    """The clock. `real` returns the present as aware UTC, and `ahead` how many seconds the whole
    service is ahead of it. The sandbox's own offset is in the file."""

    def __init__(
        self, real: Callable[[], datetime], public_url: str, ahead: Callable[[], int]
    ) -> None:
        self._real, self._public_url, self._ahead = real, public_url, ahead

    def act(self, connection: sqlite3.Connection, origin: Origin = NOBODY) -> Act:
        """Return an act at the present, after everything due before it was run."""
        real_now = int(self._real().timestamp() * 1_000)
        offset = ClockSetting.load(connection).offset + self._ahead()
        present = real_now // 1_000 + offset
        while row := connection.execute(NEXT, (present,)).fetchone():
            self._step(self._at(connection, row[1], real_now, NOBODY), row[0])
        return self._at(connection, present, real_now, origin)

    def advance(self, connection: sqlite3.Connection, *, seconds: int) -> Act:
        """Advance the clock and run everything that becomes due. Raises ApiError for a negative
        step."""
        setting = ClockSetting.load(connection)
        if not 0 <= seconds <= AHEAD_MAX or setting.offset + seconds > 2 * AHEAD_MAX:
            raise ApiError("The clock goes forward, at most 20 years at once.", param="seconds")
        replace(setting, offset=setting.offset + seconds).save(connection)
        return self.act(connection)

    def _at(self, connection: sqlite3.Connection, now: int, real_now: int, origin: Origin) -> Act:
        return Act(
            connection, now=now, real_now=real_now, public_url=self._public_url, origin=origin
        )

    @staticmethod
    def _step(act: Act, name: str) -> None:
        made = act.look(name) or {}
        # Removed first: a step that sets no new instant is finished.
        made["_due"] = None
        act.save(made)
        STEPS[made["object"]](act, made)


def next_due(connection: sqlite3.Connection) -> int | None:
    """Return the next due instant, in the sandbox's seconds."""
    found: int | None = connection.execute("SELECT MIN(due) FROM objects").fetchone()[0]
    return found

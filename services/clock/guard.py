"""The clock for all written times.

It refuses to give a time while it is wrong. If the wall clock jumped by weeks, allowances would
lapse, plans would end and quotas would be used up until that time. Every write needs a time. So
after a jump, or while PostgreSQL's clock has another time, this clock raises an error: no batch,
desk, import, webhook or renewal can write. See decision 0020.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from math import inf

from db.engine.clock import database_seconds
from db.errors import is_unavailable
from services.commit.unavailable import Unavailable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
LOOKS = 3
"""How often the clocks are read before a jump is reported: the process may be stopped in
between."""
COMPARE_SECONDS = 10.0
"""How often a server compares its clock with the database's."""
NEAR_SECONDS = 0.01
"""For how long after a look the wall clock alone is read: a request asks for the time several
times. A time so near to a right one is no jump."""
FORGIVEN = 1 / 86_400
"""The share of the tolerance forgiven per second, so that small corrections do not add up."""

Present = Callable[[], datetime]
"""A function that returns the present time."""


class ClockJumped(Unavailable):
    """The wall clock of this machine is not plausible. Nothing was written. `trouble` is for
    operators only."""

    def __init__(self, trouble: str) -> None:
        super().__init__(RETRY_SECONDS, "The clock of the service is being corrected.")
        self.trouble = trouble


def boot_seconds() -> float:
    """Return the seconds since the machine started, including suspension. Corrections of the wall
    clock do not change them."""
    number = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(number)


class GuardedClock:
    """The wall clock, compared with `steady` at every reading and with the database's sometimes.

    It gives the time while the clocks agree within `tolerance` seconds, and raises ClockJumped
    otherwise. A smaller difference is accepted gradually.
    """

    def __init__(
        self,
        *,
        tolerance: float,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = boot_seconds,
    ) -> None:
        self._tolerance, self._wall, self._steady = tolerance, wall, steady
        self._seen_at = steady()
        self._offset = wall() - self._seen_at
        self._right_at = inf
        self._compared = False
        self._jumped_from_start = False
        self.jump_seconds = 0.0
        """The error of the wall clock at the last reading, in seconds; 0 if it is right."""
        self.database_jump_seconds = 0.0
        """The error of the database's clock at the last comparison, in seconds."""

    def __call__(self) -> datetime:
        """Return the present time. Raises ClockJumped."""
        now = self._look()
        if self.jump_seconds or self.database_jump_seconds:
            raise ClockJumped(self.trouble() or "")
        return datetime.fromtimestamp(now, UTC)

    def reckoned(self) -> datetime:
        """Return the time; after a jump of the wall clock, the time by the steady clock. Never
        raises. For displayed times, for timeouts, and for tokens, which must not expire with a
        wrong clock."""
        now = self._look()
        seconds = self._steady() + self._offset if self.jump_seconds else now
        return datetime.fromtimestamp(seconds, UTC)

    def trouble(self) -> str | None:
        """Return a text for operators that names the clocks that disagree; None if all agree."""
        if self.jump_seconds and self._jumped_from_start:
            return (
                "the clock of this machine and the database's are "
                f"{abs(self.jump_seconds):.0f} seconds apart"
            )
        if self.jump_seconds:
            return f"the clock of this machine jumped by {self.jump_seconds:.0f} seconds"
        if self.database_jump_seconds:
            return (
                f"the clock of the database is {self.database_jump_seconds:.0f} seconds "
                "away from this machine's"
            )
        return None

    async def compare(
        self, database: Callable[[], Awaitable[float | None]] = database_seconds
    ) -> None:
        """Compare with the database's clock, if it has one. Raises the driver's errors.

        A process that starts with another time trusts the database's clock, because all processes
        share it, until its own clock agrees with it. Later, neither this machine nor the database
        is trusted more.
        """
        before = self._steady()
        theirs = await database()
        if theirs is None:
            return
        half = (self._steady() - before) / 2
        apart = theirs - (before + half + self._offset)
        if abs(apart) <= self._tolerance + half:
            self._database_agrees()
        elif self._compared and not self._jumped_from_start:
            self._database_disagrees(apart)
        else:
            self._trust_database(apart)
        self._compared = True

    def _look(self) -> float:
        """Return the wall clock's seconds, and update `jump_seconds`."""
        now = self._wall()
        if 0 < now - self._right_at < NEAR_SECONDS:
            return now
        for _ in range(LOOKS):
            now, steady = self._wall(), self._steady()
            apart = now - steady - self._offset
            if abs(apart) <= self._tolerance:
                self._right_at = now
                self._agreed(steady, apart)
                return now
        self._right_at = inf
        self._disagreed(apart)
        return now

    def _agreed(self, steady: float, apart: float) -> None:
        if self.jump_seconds:
            logger.warning("the clock of this machine is right again")
            self.jump_seconds = 0.0
            self._jumped_from_start = False
        most = self._tolerance * (steady - self._seen_at) * FORGIVEN
        self._offset += max(-most, min(apart, most))
        self._seen_at = steady

    def _disagreed(self, apart: float) -> None:
        is_news = not self.jump_seconds
        self.jump_seconds = apart
        if is_news:
            logger.error("%s: no writes", self.trouble())

    def _trust_database(self, apart: float) -> None:
        self._offset += apart
        self._right_at = inf
        self._jumped_from_start = True
        self._look()
        self._jumped_from_start = self.jump_seconds != 0

    def _database_agrees(self) -> None:
        if self.database_jump_seconds:
            logger.warning("the clock of the database is right again")
            self.database_jump_seconds = 0.0

    def _database_disagrees(self, apart: float) -> None:
        is_news = not self.database_jump_seconds
        self.database_jump_seconds = apart
        if is_news:
            logger.error("%s: no writes", self.trouble())


async def compare_with_database(clock: Present) -> None:
    """Compare a guarded clock with the clock of the connected database. Raises the driver's
    errors."""
    if isinstance(clock, GuardedClock):
        await clock.compare()


async def keep_comparing(clock: Present) -> None:
    """Compare the clocks every COMPARE_SECONDS, until cancelled."""
    while True:
        await asyncio.sleep(COMPARE_SECONDS)
        try:
            await compare_with_database(clock)
        # Without the database there is nothing to compare; readiness reports its failure.
        except Exception as error:  # noqa: BLE001
            if not is_unavailable(error):
                logger.warning("the clocks could not be compared: %r", error)

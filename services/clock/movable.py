"""The clock of development: the machine's clock, plus the seconds by which an operator moved it
ahead.

The database stores the offset. A process may use an offset for LEASE_SECONDS after it read it, and
a move waits for the same time before it answers. So every write that begins after the answer has
the new time, in all processes. See decision 0023.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import inf
from typing import TypeVar

from db.clock import seconds_ahead
from services.clock.guard import GuardedClock, Present, boot_seconds

logger = logging.getLogger(__name__)

GivenT = TypeVar("GivenT")
ResultT = TypeVar("ResultT")

LEASE_SECONDS = 1.0
"""How long an offset may be used after the read of it began."""
LOOK_SECONDS = 0.25
"""The pause between two reads. Several fit into a lease, so that a write rarely has to read it."""


class MovableClock:
    """The clock of one process. `machine` is the clock of the machine, and `read` returns the
    offset in seconds, which never gets smaller. Called, it raises what `machine` raises."""

    def __init__(
        self,
        machine: Present,
        read: Callable[[], Awaitable[int]] = seconds_ahead,
        steady: Callable[[], float] = boot_seconds,
    ) -> None:
        self.machine = machine
        self.seconds_ahead = 0
        self._read, self._steady = read, steady
        self._confirmed_at = -inf
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        now = self.machine()
        return now + timedelta(seconds=self.seconds_ahead) if self.seconds_ahead else now

    def reckoned(self) -> datetime:
        """Return the time for tasks that must continue while the machine's clock is wrong. Never
        raises."""
        return never_raising(self.machine)() + timedelta(seconds=self.seconds_ahead)

    def listen(self, moved: Callable[[], None]) -> None:
        """Call `moved` after every move that this process learns of."""
        self._listeners.append(moved)

    async def look(self) -> None:
        """Read the offset. Raises the database's errors."""
        asked_at = self._steady()
        seconds = await self._read()
        self._confirmed_at = max(self._confirmed_at, asked_at)
        # If two reads overlap, the one that began first may end last.
        if seconds > self.seconds_ahead:
            self.seconds_ahead = seconds
            for moved in self._listeners:
                moved()

    async def confirm(self) -> None:
        """Read the offset, unless it was read within the lease."""
        if self._steady() - self._confirmed_at > LEASE_SECONDS:
            await self.look()

    async def run(self) -> None:
        """Read the offset at intervals, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            # A write reads the offset itself; the reads continue if the database is unavailable.
            except Exception as error:  # noqa: BLE001
                logger.debug("the clock's offset could not be read: %r", error)


async def confirm(clock: Present) -> None:
    """Make sure that a write that begins now gets the right time. Costs nothing in production,
    where the clock cannot be moved. Raises the database's errors."""
    if isinstance(clock, MovableClock):
        await clock.confirm()


def confirmed(
    clock: Present, write: Callable[[GivenT], Awaitable[ResultT]]
) -> Callable[[GivenT], Awaitable[ResultT]]:
    """Return `write`, a function of one argument, with a confirmation of the clock before each
    call."""
    if not isinstance(clock, MovableClock):
        return write

    async def dated(given: GivenT) -> ResultT:
        await clock.confirm()
        return await write(given)

    return dated


def machine_clock(clock: Present) -> Present:
    """Return the machine's clock, for times that are not moved: tokens, signatures, and the inbox
    of a payment provider, whose deliveries take real time."""
    return clock.machine if isinstance(clock, MovableClock) else clock


def never_raising(clock: Present) -> Present:
    """Return the clock for tasks that must continue while `clock` raises ClockJumped."""
    return clock.reckoned if isinstance(clock, GuardedClock | MovableClock) else clock


def jump_seconds(clock: Present) -> float:
    """Return the error of the wall clock, or else of the database's clock, in seconds. Reads the
    wall clock again."""
    machine = machine_clock(clock)
    if not isinstance(machine, GuardedClock):
        return 0.0
    machine.reckoned()
    return machine.jump_seconds or machine.database_jump_seconds


def clock_trouble(clock: Present) -> str | None:
    """Return a text for operators that names the clocks that disagree; None if all agree."""
    machine = machine_clock(clock)
    is_wrong = isinstance(machine, GuardedClock) and jump_seconds(machine)
    return machine.trouble() if isinstance(machine, GuardedClock) and is_wrong else None


def ahead_seconds(clock: Present) -> int:
    """Return the seconds by which an operator moved the clock ahead, as known to this process."""
    return clock.seconds_ahead if isinstance(clock, MovableClock) else 0

"""The clock that everything written is dated by, and its guard: it gives no time that is wrong.

A wall clock that jumps by weeks would lapse allowances, end plans and fill quotas until the time
that it jumped to. Nobody can write without a date, so the clock itself refuses to give one after a
jump: no batch, desk, import, webhook or renewal gets past it. See decision 0020.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from services.commit.unavailable import Unavailable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
LOOKS = 3
"""How often a jump is looked at again: a process may be stopped between its two readings."""
FORGIVEN = 1 / 86_400
"""The share of the tolerance forgiven per second, so that small corrections do not add up."""

Present = Callable[[], datetime]
"""Returns the present time."""


class ClockJumped(Unavailable):
    """The wall clock of this machine is not plausible. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(RETRY_SECONDS, "The clock of the service is being corrected.")


def boot_seconds() -> float:
    """Seconds since the machine started, those in which it was suspended included. Corrections of
    the wall clock do not change it."""
    number = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(number)


class GuardedClock:
    """The wall clock, compared with `steady` at every look.

    What both agree on is the time. They may disagree by `tolerance` seconds; a smaller difference
    is taken over little by little. Raises ClockJumped until they agree again.
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
        self.jump_seconds = 0.0
        """How far the wall clock is from what it should be, as of the last look; 0: it is right."""

    def __call__(self) -> datetime:
        """The present time. Raises ClockJumped."""
        now = self._look()
        if self.jump_seconds:
            raise ClockJumped
        return datetime.fromtimestamp(now, UTC)

    def reckoned(self) -> datetime:
        """The time by the steady clock, where the wall clock has jumped. Never raises: for what is
        only shown or waited for, and for tokens, which must not expire with a wrong clock."""
        now = self._look()
        seconds = self._steady() + self._offset if self.jump_seconds else now
        return datetime.fromtimestamp(seconds, UTC)

    def _look(self) -> float:
        """The wall clock's seconds; brings `jump_seconds` up to date."""
        for _ in range(LOOKS):
            now, steady = self._wall(), self._steady()
            apart = now - steady - self._offset
            if abs(apart) <= self._tolerance:
                self._agreed(steady, apart)
                return now
        self._disagreed(apart)
        return now

    def _agreed(self, steady: float, apart: float) -> None:
        if self.jump_seconds:
            logger.warning("the clock of this machine is right again")
            self.jump_seconds = 0.0
        most = self._tolerance * (steady - self._seen_at) * FORGIVEN
        self._offset += max(-most, min(apart, most))
        self._seen_at = steady

    def _disagreed(self, apart: float) -> None:
        if not self.jump_seconds:
            logger.error("the clock of this machine jumped by %.0f seconds: no writes", apart)
        self.jump_seconds = apart


def never_raising(clock: Present) -> Present:
    """The clock for what must go on while the guard refuses."""
    return clock.reckoned if isinstance(clock, GuardedClock) else clock


def jump_seconds(clock: Present) -> float:
    """How far the wall clock was off when it was last looked at, in seconds. Looks again."""
    if not isinstance(clock, GuardedClock):
        return 0.0
    clock.reckoned()
    return clock.jump_seconds

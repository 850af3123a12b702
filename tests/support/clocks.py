"""Clocks for tests: one stands still, one runs like the real one, and one starts on request."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self._made_at = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **period: float) -> datetime:
        """Move the clock by `days`, `hours`, `seconds` …, as in `timedelta`."""
        self.now += timedelta(**period)
        return self.now

    def timer(self) -> float:
        """Return the seconds by which the clock was moved so far."""
        return (self.now - self._made_at).total_seconds()


class TickingClock(Clock):
    """A clock that runs like the real one, from a time that the test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__(now)
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self._begun)


class HeldClock(Clock):
    """A clock that stands still until it is started, then runs like the real one.

    For tests that must check a state before an instant, even on a slow machine.
    """

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__(now)
        self._begun: float | None = None

    def __call__(self) -> datetime:
        if self._begun is None:
            return self.now
        return self.now + timedelta(seconds=time.monotonic() - self._begun)

    def let_go(self) -> None:
        self._begun = time.monotonic()


def ticking(start: datetime) -> Callable[[], datetime]:
    """Return a clock that starts at `start` and runs like the real one."""
    return TickingClock(start)

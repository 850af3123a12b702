"""Clocks for tests: one that stands still, and two that go on like the real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self._made_at = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **period: float) -> datetime:
        """Moves by `days`, `hours`, `seconds` …, as `timedelta` names them."""
        self.now += timedelta(**period)
        return self.now

    def timer(self) -> float:
        """How far it was moved since it was made, in seconds."""
        return (self.now - self._made_at).total_seconds()


class TickingClock(Clock):
    """Goes on as real time does, from where a test puts it."""

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__(now)
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self._begun)


def ticking(start: datetime) -> Callable[[], datetime]:
    """A clock that starts at `start` and goes on as real time does."""
    return TickingClock(start)

"""Clocks for tests: one that stands still, one that goes on as the real one does, and one that is
told when to go on."""

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


class HeldClock(Clock):
    """Stands still until it is let go, then goes on as real time does.

    For tests that must see something before an instant, however slow the machine is.
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
    """A clock that starts at `start` and goes on as real time does."""
    return TickingClock(start)

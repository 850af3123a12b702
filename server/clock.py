"""Chooses the clock of a process by the settings, and keeps it right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

from billing.durations import spoken_seconds
from db.clock import seconds_ahead
from server.background import named
from server.settings import Settings, SettingsError
from services.clock.guard import GuardedClock, compare_with_database
from services.clock.movable import MovableClock, confirmed, machine_clock
from services.commit.opening import Hooks

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time of the machine's clock. `service_clock` adds the check for jumps."""
    return datetime.now(UTC)


def service_clock(settings: Settings, clock: Clock) -> Clock:
    """Return the clock for all written times: the machine's clock with the check for jumps. If the
    sandbox is the payment provider, an operator can move it. Clocks of tests are not checked."""
    if isinstance(clock, MovableClock):
        return clock
    if clock is utc_now:
        clock = GuardedClock(tolerance=settings.clock_tolerance_seconds)
    return MovableClock(clock) if settings.sandbox else clock


async def opened_clock(settings: Settings, clock: Clock = utc_now) -> Clock:
    """Return the service's clock, compared with the connected database, and with its offset. It
    raises ClockJumped while the time is wrong.

    Raises SettingsError if the time of the database was moved and the settings do not allow it.
    """
    clock = service_clock(settings, clock)
    await compare_with_database(machine_clock(clock))
    await _refuse_moved_clock(settings)
    if isinstance(clock, MovableClock):
        await clock.look()
    return clock


async def _refuse_moved_clock(settings: Settings) -> None:
    """Raise SettingsError: without the offset, all accounts would have times in the future."""
    if settings.sandbox:
        return
    if ahead := await seconds_ahead():
        raise SettingsError(
            f"DATABASE_URL: in this database the time was moved {spoken_seconds(ahead)} ahead, for "
            "development, so its accounts are dated in the future. Take another database, or "
            "serve it in development, without STRIPE_API_KEY and STRIPE_API_BASE"
        )


def confirming(hooks: Hooks, clock: Clock) -> Hooks:
    """Return the hooks; the clock's offset is confirmed before every batch."""
    return replace(hooks, around_commit=lambda it: hooks.around_commit(confirmed(clock, it)))


def moved_date(clock: Clock) -> bytes | None:
    """Return the service's time as an HTTP date; None if it was not moved."""
    if not isinstance(clock, MovableClock) or not clock.seconds_ahead:
        return None
    return format_datetime(clock.reckoned(), usegmt=True).encode()


@asynccontextmanager
async def following(clock: Clock) -> AsyncIterator[None]:
    """Follow the moves that other processes make, if the clock can be moved."""
    if not isinstance(clock, MovableClock):
        yield
        return
    task = asyncio.create_task(named("clock moves", clock.run), name="clock moves")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

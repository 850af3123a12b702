"""Runs commands on an event loop, with the database if they need it.

Only `serve` and `migrate` create or change tables; other commands never do.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, TypeVar

import click

from db.engine.config import connect, database_name, disconnect
from db.errors import explained
from db.release import require_release
from server.cli.output import printable
from server.clock import Clock, opened_clock, utc_now
from server.observability.logs import configure_command_logging
from server.settings import Settings, read_settings
from server.wiring import Process, running
from services.clock.guard import ClockJumped
from services.clock.moves import ProviderTime

ResultT = TypeVar("ResultT")


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run the coroutine of a command. Warnings go to standard error."""
    configure_command_logging()
    return asyncio.run(work)


class Spoken:
    """The database of a command. Its name is printed once, on standard error, because standard
    output is for the result: at the end, in an error message, or before long work."""

    def __init__(self) -> None:
        self._name: str | None = None

    def of(self, database_url: str) -> None:
        self._name = database_name(database_url)

    def tell(self) -> None:
        if self._name is not None:
            click.echo(printable(f"database: {self._name}"), err=True)
            self._name = None

    def in_error(self, message: str) -> str:
        """Return the error message, with the name if it was not printed yet."""
        name, self._name = self._name, None
        return message if name is None or name in message else f"{message} (database: {name})"


def spoken() -> Spoken:
    """Return the database of the running command."""
    return click.get_current_context().ensure_object(Spoken)


@asynccontextmanager
async def database(settings: Settings | None = None) -> AsyncIterator[Clock]:
    """Connect the database. Yields the clock for its writes.

    Raises DatabaseUnusable if there is no database, if it is of another release, or if it cannot be
    used in the way that the command needs.
    """
    chosen = settings or read_settings()
    with await _explained(chosen):
        await connect(chosen.database_url)
        try:
            yield await opened_clock(chosen)
        finally:
            await disconnect()


@asynccontextmanager
async def process(
    settings: Settings | None = None,
    *,
    clock: Clock = utc_now,
    provider: ProviderTime | None = None,
) -> AsyncIterator[Process]:
    """Open the whole service without its endpoints. A server may run meanwhile. `clock` and
    `provider` are as `running` takes them. Raises the errors of `database`."""
    chosen = settings or read_settings()
    with await _explained(chosen):
        async with running(chosen, clock=clock, listening=False, provider=provider) as started:
            yield started


async def _explained(settings: Settings) -> AbstractContextManager[None]:
    await require_release(settings.database_url)
    spoken().of(settings.database_url)
    return explained(database_name(settings.database_url))


def confirm(question: str, *, yes: bool) -> None:
    """Ask on standard error, unless `yes` is set. Raises ClickException if the answer is no, or if
    there is no terminal."""
    try:
        agreed = yes or click.confirm(printable(question), err=True)
    except (click.Abort, OSError):
        click.echo(err=True)
        agreed = False
    if not agreed:
        raise click.ClickException("nothing was changed; use --yes to skip the question")


def wrong_clock(error: ClockJumped) -> str:
    """Return a sentence about clocks that disagree."""
    return f"{error.trouble}: correct it first, nothing is written until then"


def database_trouble(trouble: str) -> str:
    """Return a sentence about the database of this command."""
    name = database_name(read_settings().database_url)
    return f"the database {name} can't be used: {trouble} ({database_setting()})"


def database_setting() -> str:
    """Return the setting that causes an error of the database, with its value."""
    return "DATABASE_URL" if os.environ.get("DATABASE_URL") else "DATABASE_URL is not set"

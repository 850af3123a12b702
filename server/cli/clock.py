"""`python -m server clock …`: the service's time, which can be moved ahead in development."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from billing.durations import parse_seconds, spoken_seconds
from billing.ledger.refusals import IdempotencyConflict
from server.cli.account import actor
from server.cli.run import process, run
from server.clock import service_clock, utc_now
from server.sandbox import make_sandbox
from server.settings import Settings, read_settings
from services.clock.movable import ahead_seconds
from services.clock.moves import MOVE_SECONDS_MAX, ClockMoves, ClockState, Moved

if TYPE_CHECKING:
    from sandbox import Sandbox


class Duration(click.ParamType[int]):
    """A duration of 1 second to 366 days, as whole seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            seconds = parse_seconds(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not 1 <= seconds <= MOVE_SECONDS_MAX:
            self.fail(f"{value!r}: it must be from 1s to 366d", param, ctx)
        return seconds


@click.group(invoke_without_command=True)
@click.pass_context
def clock(context: click.Context) -> None:
    """The service's time: show it, or move it ahead in development."""
    if context.invoked_subcommand is None:
        context.invoke(show)


@clock.command()
def show() -> None:
    """Print the service's time, and how far it is ahead of the real one."""
    click.echo(_told(run(_show())))


async def _show() -> ClockState:
    async with process() as started:
        return started.services.clock_moves.state()


@clock.command()
@click.argument("duration", type=Duration())
def advance(duration: int) -> None:
    """Move the service's time ahead by DURATION: 40d, 1w, 36h, 90m, 10s, or 1d12h.

    Only in development, with the built-in payment sandbox, whose time moves with it. A running
    server follows within a second. It cannot be moved back.
    """
    moved = run(_advance(duration))
    if moved.undelivered:
        click.echo(
            f"{moved.undelivered} events of the payment sandbox wait for a running server", err=True
        )
    click.echo(_told(moved.clock))


async def _advance(seconds: int) -> Moved:
    settings = read_settings()
    async with _moves(settings) as moves:
        outcome = await moves.advance(seconds, actor=actor(), key=uuid4().hex)
    if isinstance(outcome, Moved):
        return outcome
    if isinstance(outcome, IdempotencyConflict):
        raise TypeError("a new key can't be known")
    raise click.ClickException(outcome.message)


@asynccontextmanager
async def _moves(settings: Settings) -> AsyncIterator[ClockMoves]:
    service = service_clock(settings, utc_now)
    sandbox = _sandbox(settings, partial(ahead_seconds, service))
    try:
        async with process(settings, clock=service, provider=sandbox) as started:
            yield started.services.clock_moves
    finally:
        if sandbox is not None:
            sandbox.close()


def _sandbox(settings: Settings, ahead: partial[int]) -> Sandbox | None:
    """Open the sandbox if its file exists. An unused sandbox has no events."""
    if not settings.sandbox or not settings.sandbox_path.exists():
        return None
    return make_sandbox(settings, utc_now, ahead)


def _told(state: ClockState) -> str:
    now = f"{state.now:%Y-%m-%d %H:%M:%S} UTC"
    if not state.movable:
        return f"clock: {now}; it can be moved only in development, with the payment sandbox"
    if not state.seconds_ahead:
        return f"clock: {now}; it is the real time"
    return f"clock: {now}; it is {spoken_seconds(state.seconds_ahead)} ahead of the real time"

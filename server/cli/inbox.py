"""`python -m server inbox …`: events of the payment provider that wait for an operator."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import click

from billing.checks import check_text
from db.payments.inbox import (
    InboxStatus,
    StoredEvent,
    events_in,
    find_event,
    reopen_event,
    settle_event,
)
from server.cli.account import actor
from server.cli.run import database, run
from services.clock.movable import machine_clock

PAGE = 500
REASON_LENGTH_MAX = 1_000
WAITING = (InboxStatus.ALERT, InboxStatus.PENDING)


@click.group()
def inbox() -> None:
    """Waiting payment events: list, show, retry or close them."""


@inbox.command("list")
@click.option(
    "--status",
    "statuses",
    type=click.Choice([one.value for one in InboxStatus], case_sensitive=False),
    multiple=True,
    help="May be repeated. Default: ALERT (waits for an operator) and PENDING (is retried).",
)
def list_some(statuses: tuple[str, ...]) -> None:
    """List events, the oldest first: id, type, time received, failures, status, reason."""
    wanted = [InboxStatus(one.upper()) for one in statuses] or list(WAITING)
    shown = run(_list(wanted))
    click.echo(f"inbox: {shown} events are {' or '.join(wanted)}")


async def _list(wanted: Sequence[InboxStatus]) -> int:
    shown = 0
    async with database():
        for status in wanted:
            async for event in _all(status):
                click.echo(_line(event))
                shown += 1
    return shown


async def _all(status: InboxStatus) -> AsyncIterator[StoredEvent]:
    after: tuple[datetime, str] | None = None
    while page := await events_in(status, after=after, limit=PAGE):
        for event in page:
            yield event
        after = (page[-1].received_at, page[-1].id)


@inbox.command()
@click.argument("id")
def show(id: str) -> None:
    """Print the event ID as received: one JSON document, which contains personal data."""
    check_text("ID", id)
    event = run(_find(id))
    if event is None:
        raise click.ClickException(f"there is no event {id!r}; see `inbox list`")
    click.echo(_line(event), err=True)
    click.echo(event.payload)


async def _find(event_id: str) -> StoredEvent | None:
    async with database():
        return await find_event(event_id)


@inbox.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that are ALERT.")
def retry(ids: tuple[str, ...], everything: bool) -> None:
    """Retry the events IDS, as if they were new. A running server does that within seconds.

    The exit status is 1 if one of them is unknown or needs no retry.
    """
    if bool(ids) == everything:
        raise click.UsageError("name the events, or use --all")
    _check_ids(ids)
    _tell("is tried again", run(_retry(ids)))


async def _retry(ids: tuple[str, ...]) -> dict[str, bool]:
    note = f"tried again for {actor()}"
    async with database() as clock:
        named = ids or [event.id async for event in _all(InboxStatus.ALERT)]
        now = machine_clock(clock)()
        return {one: await reopen_event(one, at=now, note=note) for one in named}


@inbox.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--reason", required=True, help="The reason, for later readers.")
def close(ids: tuple[str, ...], reason: str) -> None:
    """Close the events IDS after an operator has handled them, or if there is nothing to do.

    The exit status is 1 if one of them is unknown or closed already.
    """
    _check_ids(ids)
    check_text("--reason", reason, REASON_LENGTH_MAX)
    _tell("is closed", run(_close(ids, f"closed by {actor()}: {reason}")))


async def _close(ids: tuple[str, ...], note: str) -> dict[str, bool]:
    async with database():
        return {one: await settle_event(one, note=note) for one in ids}


def _check_ids(ids: tuple[str, ...]) -> None:
    """Raise BadInput for text that no database stores."""
    for one in ids:
        check_text("IDS", one)


def _tell(what: str, done: dict[str, bool]) -> None:
    for event_id, good in done.items():
        click.echo(f"{event_id} {what}" if good else f"{event_id}: nothing to do", err=not good)
    click.echo(f"inbox: {sum(done.values())} of {len(done)} events")
    if not all(done.values()):
        sys.exit(1)


def _line(event: StoredEvent) -> str:
    came = f"{event.received_at:%Y-%m-%d %H:%M:%S}"
    note = f"  {event.note}" if event.note else ""
    return f"{event.id}  {event.type}  {came}  {event.failures} failures  {event.status}{note}"

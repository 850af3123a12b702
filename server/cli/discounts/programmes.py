"""`python -m server programme …`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import click

from billing.discounts.commands import RemoveProgramme, SetProgramme
from billing.discounts.enrolling import ProgrammeChange
from billing.discounts.rules import Changed
from billing.privacy.actions import AdminActionKind
from schema.scalars import format_datetime
from server.cli.account import TIME, actor, write_down
from server.cli.output import printable, table
from server.cli.run import database, run
from services.catalog import CatalogService
from services.discounts.enrolments import programmes_of
from services.discounts.programmes import Programmes

HEADER = ("asked", "account", "programme", "proof")
REQUESTS_MAX = 1_000

ForAccount = click.argument("account_id", metavar="ACCOUNT")
OfProgramme = click.argument("name", metavar="PROGRAMME")
Because = click.option("--reason", required=True, help="Why; it is kept.")


@click.group()
def programme() -> None:
    """Programmes of accounts: who pays less, and until when."""


@programme.command("set")
@ForAccount
@OfProgramme
@click.option("--until", type=TIME, help="When it ends (RFC 3339). Default: no end.")
@Because
def set_one(account_id: str, name: str, until: datetime | None, reason: str) -> None:
    """Put ACCOUNT into PROGRAMME, or change its end. This answers its request, too."""
    command = SetProgramme(account_id=account_id, programme=name, until=until, reason=reason)

    async def change(programmes: Programmes) -> bool:
        done = await programmes.set(command, actor=actor())
        if not isinstance(done, Changed):
            raise click.ClickException(done.message)
        return not done.replayed

    told = {"programme": name, "reason": reason, "until": until and format_datetime(until)}
    changed = run(_change(change, AdminActionKind.SET_PROGRAMME, account_id, told))
    click.echo(f"{name}: {'set' if changed else 'was set already'}")


@programme.command()
@ForAccount
@OfProgramme
@Because
def remove(account_id: str, name: str, reason: str) -> None:
    """Take ACCOUNT out of PROGRAMME, or decline its request."""
    command = RemoveProgramme(account_id=account_id, programme=name, reason=reason)

    async def change(programmes: Programmes) -> bool:
        done = await programmes.remove(command, actor=actor())
        if not isinstance(done, bool):
            raise click.ClickException(done.message)
        return done

    told = {"programme": name, "reason": reason}
    changed = run(_change(change, AdminActionKind.REMOVE_PROGRAMME, account_id, told))
    click.echo(f"{name}: {'removed' if changed else 'there was none'}")


async def _change(
    change: Callable[[Programmes], Awaitable[bool]],
    kind: AdminActionKind,
    account_id: str,
    told: dict[str, Any],
) -> bool:
    async with database() as clock:
        catalog = CatalogService(clock=clock)
        await catalog.refresh()
        # Servers need no notice: they read programmes whenever they decide a price.
        changed = await change(Programmes(catalog, clock, lambda _: None))
        if changed:
            await write_down(clock, kind, account_id=account_id, **told)
        return changed


@programme.command("list")
@ForAccount
def list_all(account_id: str) -> None:
    """List the programmes of ACCOUNT, with their ends."""
    for one in run(_list(account_id)):
        until = "no end" if one.until is None else format_datetime(one.until)
        click.echo(printable(f"{one.programme}  {until}"))


async def _list(account_id: str) -> list[ProgrammeChange]:
    async with database():
        return await programmes_of(account_id)


@programme.command()
def requests() -> None:
    """List the requests that nobody has answered, the oldest first.

    The names of the columns are on standard error.
    """
    found = run(_requests())
    if found:
        cells = [
            (format_datetime(one.changed_at), one.account_id, one.programme, one.reason or "")
            for one in found
        ]
        header, *rows = table([HEADER, *([printable(text) for text in row] for row in cells)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


async def _requests() -> list[ProgrammeChange]:
    async with database() as clock:
        programmes = Programmes(CatalogService(clock=clock), clock, lambda _: None)
        return await programmes.requests(REQUESTS_MAX)

"""`python -m server account …` and `export …`: exports and erasure of one account."""

from __future__ import annotations

import getpass
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from billing.checks import check_text
from billing.ledger.account import Account
from billing.ledger.allowance import renew
from billing.privacy.actions import AdminActionKind
from db.commit.journal import read_accounts
from db.engine.config import database_name
from db.release import require_release
from schema.scalars import parse_datetime
from server.cli.output import replacing
from server.cli.run import confirm, database, process, run
from server.clock import Clock
from server.settings import read_settings
from services.catalog import CatalogService
from services.privacy.actions import AdminLog, Asked
from services.privacy.erasure import Erased, ErasureOutcome
from services.privacy.exports import Export, Format, Stream, everything

Lines = Callable[[Account], AsyncIterator[str]]
ACCOUNT = click.option("--account", "account_id", required=True, help="Whose.")
Output = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)


class NoAccount(click.ClickException):
    def __init__(self, account_id: str) -> None:
        super().__init__(f"there is no account {account_id!r}")


class _Time(click.ParamType[datetime]):
    name = "time"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            return parse_datetime(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


TIME = _Time()
"""The type of an option that takes a time in RFC 3339."""


def actor() -> str:
    """Return who runs this command, for the log of administrators' actions."""
    try:
        return f"cli:{getpass.getuser()}"[:255]
    # A container may run under a user id without a name.
    except (KeyError, OSError):
        return "cli:unknown"


async def present_account(account_id: str) -> tuple[Account, datetime]:
    """Return the account as its next touch will find it, and the time; this writes nothing. Raises
    NoAccount and BadInput."""
    check_text("account", account_id)
    async with database() as clock:
        catalog = CatalogService(clock=clock)
        await catalog.refresh()
        account = (await read_accounts([account_id])).get(account_id)
        if account is None:
            raise NoAccount(account_id)
        now = clock()
        return renew(account, catalog.book.plans, now)[0], now


async def write_down(
    clock: Clock, kind: AdminActionKind, account_id: str | None = None, **details: str
) -> None:
    """Record a command in the log of actions, in the transaction that does what it asks for."""
    asked = Asked(actor=actor(), kind=kind, account_id=account_id, details=details)
    await AdminLog(clock).asked(asked)


@click.group()
def account() -> None:
    """Export or erase the data of an account."""


@account.command("export")
@click.argument("id")
@Output
def export_account(id: str, output: Path | None) -> None:
    """Print all stored data of the account ID, as one JSON document."""
    run(_write(id, lambda found: everything(found, with_actors=True), output, logged=True))


@account.command()
@click.argument("id")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def erase(id: str, yes: bool) -> None:
    """Erase the account ID permanently. Personal data is removed; the ledger stays, under a
    pseudonym."""
    check_text("ID", id)
    url = read_settings().database_url
    run(require_release(url))
    where = database_name(url)
    confirm(f"Erase {id} from {where}? This can't be undone.", yes=yes)
    outcome = run(_erase(id))
    if not isinstance(outcome, Erased):
        raise click.ClickException(outcome.message)
    click.echo(f"{outcome.pseudonym}  {outcome.entries} entries")


@click.command()
@click.argument("stream", type=click.Choice([str(one) for one in Stream]))
@click.option("--account", "account_id", required=True, help="Whose.")
@click.option("--format", "form", type=click.Choice([str(one) for one in Format]), default="csv")
@click.option("--from", "start", type=TIME, help="Only rows at this time or later (RFC 3339).")
@click.option("--to", "end", type=TIME, help="Only rows before this time.")
@Output
def export(
    *,
    stream: str,
    account_id: str,
    form: str,
    start: datetime | None,
    end: datetime | None,
    output: Path | None,
) -> None:
    """Print an account's uses or ledger, the oldest first."""

    def lines(found: Account) -> AsyncIterator[str]:
        made = Export(
            account=found, stream=Stream(stream), format=Format(form), start=start, end=end
        )
        return made.lines()

    run(_write(account_id, lines, output, logged=False))


async def _write(account_id: str, lines: Lines, output: Path | None, *, logged: bool) -> None:
    check_text("account", account_id)
    async with database() as clock:
        found = (await read_accounts([account_id])).get(account_id)
        if found is None:
            raise NoAccount(account_id)
        with _opened(output) as file:
            # Before anybody can read the first line, and not if the file cannot be written.
            if logged:
                await write_down(clock, AdminActionKind.EXPORT_ACCOUNT, account_id)
            async for line in lines(found):
                file.write(line)


def _opened(output: Path | None) -> AbstractContextManager[TextIO]:
    if output is not None:
        return replacing(output, newline="")
    # The format has its own line ends, independent of the system's.
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # a TextIO here
    return nullcontext(sys.stdout)


async def _erase(account_id: str) -> ErasureOutcome:
    async with process() as started:
        return await started.services.erasures.erase(account_id, actor=actor())

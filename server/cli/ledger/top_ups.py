"""`python -m server top-up …`: the automatic top-up of an account."""

from __future__ import annotations

import json
from datetime import datetime

import click

from billing.ledger.account import Account
from billing.ledger.top_ups.rules import present
from schema.scalars import format_datetime
from server.cli.account import ACCOUNT, present_account
from server.cli.output import printable, table
from server.cli.run import run

HEADER = ("pack", "below", "at most", "used", "resets at", "status", "failure")
NONE = "-"


@click.group("top-up")
def top_up() -> None:
    """The pack that an account buys by itself when few tokens are left."""


@top_up.command()
@ACCOUNT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; null for none.")
def show(account_id: str, as_json: bool) -> None:
    """Show the automatic top-up, and why it stopped.

    The names of the columns are on standard error. Times are in UTC.
    """
    account, now = run(present_account(account_id))
    found = _as_json(account, now)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif found is not None:
        cells = [NONE if value is None else printable(str(value)) for value in found.values()]
        header, row = table([HEADER, cells])
        click.echo(header, err=True)
        click.echo(row)


def _as_json(account: Account, now: datetime) -> dict[str, object] | None:
    """Return the fields under the names that the API has for them. The pack is its name, and the
    failure its code."""
    if account.top_up is None:
        return None
    known = present(account.top_up, account.opened_at, now)
    return {
        "pack": known.pack,
        "below": known.below,
        "maxPerMonth": known.max_per_month,
        "used": known.used,
        "resetsAt": format_datetime(known.ends_at),
        "status": known.status,
        "failure": known.failure,
    }

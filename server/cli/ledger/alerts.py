"""`python -m server alert …`: the alerts of an account."""

from __future__ import annotations

import json
from datetime import datetime

import click

from billing.ledger.alerts.alert import Alert
from schema.scalars import format_datetime
from server.cli.account import ACCOUNT, present_account
from server.cli.output import printable, table
from server.cli.run import run

HEADER = ("kind", "of", "threshold", "beyond", "last told at", "value", "revision")
NONE = "-"


@click.group()
def alert() -> None:
    """Show the alerts of an account."""


@alert.command("list")
@ACCOUNT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, a list of alerts.")
def list_all(account_id: str, as_json: bool) -> None:
    """List the alerts, in the order in which they were set, and what each told last.

    The names of the columns are on standard error. Times are in UTC.
    """
    account, now = run(present_account(account_id))
    found = [_as_json(one, now) for one in account.alerts]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif found:
        header, *rows = table([HEADER, *(_cells(one) for one in found)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


def _as_json(one: Alert, now: datetime) -> dict[str, object]:
    """Return the fields under the names that the API has for them."""
    return {
        "kind": one.kind,
        "model": one.model or None,
        "threshold": one.threshold,
        "beyond": one.is_beyond(now),
        "lastFiredAt": None if one.fired_at is None else format_datetime(one.fired_at),
        "lastValue": one.value,
        "revision": one.fired or None,
    }


def _cells(told: dict[str, object]) -> tuple[str, ...]:
    shown = {**told, "beyond": "yes" if told["beyond"] else "no"}
    return tuple(NONE if value is None else printable(str(value)) for value in shown.values())

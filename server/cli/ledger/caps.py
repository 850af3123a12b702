"""`python -m server cap …`: the spend caps of an account."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.limits import CapUse, cap_use, cap_uses
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.refusals import ModelNotFound
from schema.scalars import format_datetime
from server.cli.account import ACCOUNT, actor, present_account
from server.cli.output import printable, table
from server.cli.run import process, run
from services.commit.decisions import Done
from services.ledger.caps import caps_meant

Options = TypeVar("Options", bound=Callable[..., Any])
HEADER = ("scope", "of", "period", "tokens", "used", "held", "remaining", "resets at")


def _named(command: Options) -> Options:
    """Add the options that name a cap."""
    for option in (
        click.option(
            "--api-key", "api_key_id", help="Only uses that the key with this id records."
        ),
        click.option("--model", help="Only uses of this model. Default: all uses."),
        click.option(
            "--period",
            type=click.Choice([str(one) for one in QuotaPeriod], case_sensitive=False),
            required=True,
            help="The length of a window.",
        ),
        ACCOUNT,
    ):
        command = option(command)
    return command


@click.group()
def cap() -> None:
    """Limits on what the uses of an account may cost in a day or month."""


@cap.command("list")
@ACCOUNT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, a list of caps.")
def list_all(account_id: str, as_json: bool) -> None:
    """List the spend caps, in the order in which they were set.

    The names of the columns are on standard error. Times are in UTC.
    """
    uses = run(_list(account_id))
    if as_json:
        click.echo(json.dumps([_as_json(use) for use in uses], indent=2, ensure_ascii=False))
    else:
        _print(uses)


@cap.command("set")
@_named
@click.option("--tokens", type=int, required=True, help="Premium tokens per window; 0 blocks all.")
def set_one(
    *, account_id: str, period: str, model: str | None, api_key_id: str | None, tokens: int
) -> None:
    """Set a spend cap, or change its tokens. To do it again changes nothing.

    A new cap counts from now on. Another number of tokens keeps what is used.
    """
    _print([run(_set(account_id, _cap(period, model, api_key_id), tokens))])


@cap.command()
@_named
def remove(*, account_id: str, period: str, model: str | None, api_key_id: str | None) -> None:
    """Remove a spend cap. To do it again changes nothing."""
    removed = run(_remove(account_id, _cap(period, model, api_key_id)))
    click.echo("removed" if removed else "there was no such cap")


def _cap(period: str, model: str | None, api_key_id: str | None) -> CapName:
    if model is not None and api_key_id is not None:
        raise click.UsageError("give --model or --api-key, not both")
    window = QuotaPeriod(period)
    if model is not None:
        return CapName(CapScope.MODEL, model, window)
    if api_key_id is not None:
        return CapName(CapScope.API_KEY, api_key_id, window)
    return CapName(CapScope.ACCOUNT, "", window)


async def _list(account_id: str) -> list[CapUse]:
    account, now = await present_account(account_id)
    return cap_uses(account, now)


async def _set(account_id: str, asked: CapName, tokens: int) -> CapUse:
    async with process() as started:
        services, now = started.services, started.services.clock()
        name = caps_meant(asked, services.catalog.book)[0]
        command = SetSpendCap(account_id, cap=name, tokens=tokens)
        if name.scope is CapScope.MODEL and services.catalog.book.model(name.subject, now) is None:
            raise click.ClickException(ModelNotFound(asked.subject).message)
        outcome = await services.spend_caps.set(command, actor=actor())
        if not isinstance(outcome, Done):
            raise click.ClickException(outcome.message)
        known = outcome.account.cap(name)
        if known is None:
            raise TypeError("setting a cap set none")
        return cap_use(outcome.account, known, now)


async def _remove(account_id: str, asked: CapName) -> bool:
    async with process() as started:
        services = started.services
        names = caps_meant(asked, services.catalog.book)
        commands = [RemoveSpendCap(account_id, cap=name) for name in names]
        removed = await services.spend_caps.remove(commands, actor=actor())
        if not isinstance(removed, bool):
            raise click.ClickException(removed.message)
        return removed


def _print(uses: list[CapUse]) -> None:
    if uses:
        header, *rows = table([HEADER, *map(_cells, uses)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


def _cells(use: CapUse) -> tuple[str, ...]:
    cap = use.cap
    figures = map(str, (cap.tokens, cap.used, use.held, use.remaining))
    return (
        str(cap.scope),
        printable(cap.subject) or "all",
        str(cap.period),
        *figures,
        format_datetime(cap.ends_at),
    )


def _as_json(use: CapUse) -> dict[str, object]:
    """Return the fields under the names that the API has for them."""
    cap = use.cap
    return {
        "scope": cap.scope,
        "model": cap.subject if cap.scope is CapScope.MODEL else None,
        "apiKeyId": cap.subject if cap.scope is CapScope.API_KEY else None,
        "tokens": cap.tokens,
        "period": cap.period,
        "used": cap.used,
        "held": use.held,
        "remaining": use.remaining,
        "resetsAt": format_datetime(cap.ends_at),
    }

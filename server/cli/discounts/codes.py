"""`python -m server code …`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import click

from billing.catalog.catalog import Money
from billing.discounts.code import Code
from billing.privacy.actions import AdminActionKind
from db.engine.transactions import transaction
from gateways.catalog.values import parse_money
from schema.scalars import format_datetime
from server.cli.account import TIME, write_down
from server.cli.output import printable, table
from server.cli.run import database, run
from services.catalog import CatalogService
from services.discounts.codes import create_code, list_codes, revoke_code

HEADER = ("id", "created", "state", "programme", "used", "budget", "until", "months", "note")


class _Money(click.ParamType[Money]):
    name = "money"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Money:
        try:
            return parse_money(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def code() -> None:
    """Codes that lead into a programme of the catalog. Only their hashes are stored."""


@code.command()
@click.option("--programme", required=True, help="A programme of the catalog that has codes.")
@click.option("--uses", type=int, help="How many accounts may use it. Default: as in the catalog.")
@click.option("--budget", type=_Money(), help="What it may take off in all, in packs: '500 USD'.")
@click.option("--until", type=TIME, help="Until when it can be used (RFC 3339). Default: as above.")
@click.option("--months", type=int, help="How long an account stays. Default: as above.")
@click.option("--note", help="For whom it is; no personal data.")
def create(
    *,
    programme: str,
    uses: int | None,
    budget: Money | None,
    until: datetime | None,
    months: int | None,
    note: str | None,
) -> None:
    """Create a code and print it. It cannot be printed again."""
    given = {"uses": uses, "budget": budget, "until": until, "months": months, "note": note}
    click.echo(run(_create(programme, **given)))


async def _create(programme: str, **given: object) -> str:
    async with database() as clock:
        catalog = CatalogService(clock=clock)
        await catalog.refresh()
        known = catalog.catalog.programmes
        async with transaction():
            made, text = await create_code(programme, known, clock=clock, **given)  # type: ignore[arg-type]
            told = {"code": made.id, "programme": programme, "uses": str(made.uses_max)}
            await write_down(clock, AdminActionKind.CREATE_CODE, **told)
    return text


@code.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, a list of codes.")
def list_all(as_json: bool) -> None:
    """List the codes, oldest first, with what is used of them.

    The names of the columns are on standard error. Times are in UTC.
    """
    found, now = run(_list())
    if as_json:
        click.echo(json.dumps([_as_json(one, now) for one in found], indent=2, ensure_ascii=False))
    elif found:
        header, *rows = table([HEADER, *(_cells(one, now) for one in found)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


async def _list() -> tuple[list[Code], datetime]:
    async with database() as clock:
        return await list_codes(), clock()


@code.command()
@click.argument("id")
def revoke(id: str) -> None:
    """Revoke the code with this ID. Accounts that have used it stay in their programme."""
    found = run(_revoke(id))
    if found is None:
        raise click.ClickException(f"there is no code {id!r}; see `code list`")
    click.echo(table([_cells(*found)])[0])


async def _revoke(code_id: str) -> tuple[Code, datetime] | None:
    async with database() as clock, transaction():
        known = await revoke_code(code_id, clock=clock)
        if known is None:
            return None
        await write_down(clock, AdminActionKind.REVOKE_CODE, code=known.id)
        return known, clock()


def _state(known: Code, now: datetime) -> str:
    if known.revoked_at is not None:
        return "revoked"
    if known.until is not None and known.until <= now:
        return "over"
    return "in use" if known.uses < known.uses_max else "used up"


def _cells(known: Code, now: datetime) -> Sequence[str]:
    budget = "none"
    if known.budget is not None and known.currency is not None:
        booked, whole = (Money(one, known.currency) for one in (known.booked, known.budget))
        budget = f"{booked} of {whole}"
    return (
        known.id,
        f"{known.created_at:%Y-%m-%d %H:%M}",
        _state(known, now),
        known.programme,
        f"{known.uses} of {known.uses_max}",
        budget,
        "no end" if known.until is None else f"{known.until:%Y-%m-%d %H:%M}",
        "no end" if known.months is None else str(known.months),
        printable(known.note or ""),
    )


def _as_json(known: Code, now: datetime) -> dict[str, object]:
    times = {
        "createdAt": known.created_at,
        "until": known.until,
        "revokedAt": known.revoked_at,
    }
    return {
        "id": known.id,
        "programme": known.programme,
        "state": _state(known, now),
        "uses": known.uses,
        "usesMax": known.uses_max,
        "budget": known.budget,
        "booked": known.booked,
        "currency": known.currency,
        "months": known.months,
        "note": known.note,
        **{name: at and format_datetime(at) for name, at in times.items()},
    }

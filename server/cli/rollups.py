"""`python -m server rollups`."""

from __future__ import annotations

import sys

import click

from billing.insights.bands import bands
from db.audit.reading import count_accounts
from server.cli.output import progress
from server.cli.run import database, run
from server.clock import Clock
from services.analytics.recount import rebuild, recount
from services.analytics.rollups import Rollups
from services.catalog import CatalogService
from services.clock.movable import never_raising
from services.commit.changed import Taker

PRINTED_MAX = 1_000


@click.command()
@click.option("--check", is_flag=True, help="Count all entries again, and compare.")
@click.option(
    "--rebuild", "anew", is_flag=True, help="Empty the rollups first, and add all entries again."
)
def rollups(check: bool, anew: bool) -> None:
    """Add the newest entries to the owner's figures.

    A running server does that by itself, and may run meanwhile. During a rebuild the figures are
    incomplete. With --check the exit status is 1 if there is a difference.
    """
    folded, faults = run(_rollups(check=check, anew=anew))
    for fault in faults[:PRINTED_MAX]:
        click.echo(fault.encode("unicode_escape").decode())
    if len(faults) > PRINTED_MAX:
        click.echo(f"… and {len(faults) - PRINTED_MAX} more")
    told = f", {len(faults)} differences" if check else ""
    click.echo(f"rollups: {folded} accounts folded{told}")
    sys.exit(1 if faults else 0)


async def _catalog(clock: Clock) -> CatalogService:
    catalog = CatalogService(clock=clock)
    await catalog.refresh()
    return catalog


def _opened(catalog: CatalogService, clock: Clock) -> Rollups:
    return Rollups(Taker(), clock, lambda: bands(catalog.book, clock()))


async def _rollups(*, check: bool, anew: bool) -> tuple[int, list[str]]:
    faults: list[str] = []
    async with database() as clock:
        if anew:
            await rebuild()
        folded = await _opened(await _catalog(clock), never_raising(clock)).sweep()
        if not check:
            return folded, faults
        with progress(length=await count_accounts(), label="rollups") as bar:
            await recount(faults.append, lambda: bar.update(1))
    return folded, faults

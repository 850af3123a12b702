"""`python -m server catalog …`."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path

import click

from billing.catalog.catalog import Catalog
from billing.privacy.actions import AdminActionKind
from db import catalog as catalogs
from db.catalog import AppliedCatalog
from gateways.catalog.file import read_catalog
from server.cli.account import write_down
from server.cli.catalog_quote import quote
from server.cli.output import printable, table
from server.cli.price_lists.merging import import_prices
from server.cli.price_lists.shipped import generate
from server.cli.run import database, run
from services.catalog import CatalogService

CatalogFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def catalog() -> None:
    """Models, prices, packs and plans."""


@catalog.command()
@click.argument("file", type=CatalogFile)
def apply(file: Path) -> None:
    """Apply the catalog in FILE. Running servers use it within seconds."""
    applied = run(_apply(file, *read_catalog(file)))
    click.echo(f"{file}: {'applied' if applied else 'was in force already'}")


async def _apply(file: Path, text: str, catalog: Catalog) -> bool:
    async with database() as clock:
        action = AdminActionKind.APPLY_CATALOG
        log = partial(write_down, clock, action, file=str(file), sha256=_digest(text))
        service = CatalogService(clock=clock)
        return await service.apply(text, f"file {file}", catalog=catalog, load=False, log=log)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@catalog.command()
@click.argument("file", type=CatalogFile)
def check(file: Path) -> None:
    """Check whether the catalog in FILE can be applied, and print its faults."""
    _, found = read_catalog(file)
    click.echo(f"{file}: {len(found.models)} models, {len(found.packs)} packs, all good")


@catalog.command()
def history() -> None:
    """List what was applied, the newest first. The first one is in force."""
    applied = run(_history())
    rows = [(str(v.id), f"{v.applied_at:%Y-%m-%d %H:%M}", v.digest[:12], v.source) for v in applied]
    for line in table([("VERSION", "APPLIED", "SHA-256", "SOURCE"), *rows]):
        click.echo(printable(line))


async def _history() -> list[AppliedCatalog]:
    async with database():
        return await catalogs.history()


@catalog.command()
@click.argument("version", type=click.IntRange(1, 2**31 - 1))
def revert(version: int) -> None:
    """Put VERSION of `catalog history` in force again. Running servers use it within seconds."""
    try:
        reverted = run(_revert(version))
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    click.echo(f"version {version}: {'in force again' if reverted else 'was in force already'}")


async def _revert(version: int) -> bool:
    async with database() as clock:
        log = partial(write_down, clock, AdminActionKind.APPLY_CATALOG, version=str(version))
        return await CatalogService(clock=clock).revert(version, load=False, log=log)


catalog.add_command(import_prices)
catalog.add_command(quote)
catalog.add_command(generate)

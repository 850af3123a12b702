"""`python -m server catalog …`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from billing.privacy.actions import AdminActionKind
from gateways.catalog.file import read_catalog
from server.cli.account import write_down
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
    text, _ = read_catalog(file)
    applied = run(_apply(text, file))
    click.echo(f"{file}: {'applied' if applied else 'was in force already'}")


async def _apply(text: str, file: Path) -> bool:
    async with database() as clock:
        action = AdminActionKind.APPLY_CATALOG
        await write_down(clock, action, file=str(file), sha256=_digest(text))
        service = CatalogService(clock=clock)
        return await service.apply(text, f"file {file}", name=file.name)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@catalog.command()
@click.argument("file", type=CatalogFile)
def check(file: Path) -> None:
    """Check whether the catalog in FILE can be applied, and print its faults."""
    _, found = read_catalog(file)
    click.echo(f"{file}: {len(found.models)} models, {len(found.packs)} packs, all good")

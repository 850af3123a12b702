"""The catalog that a command works with."""

from __future__ import annotations

from pathlib import Path

import click

from billing.catalog.catalog import Catalog
from db.errors import NoDatabase
from gateways.catalog.file import read_catalog
from server.cli.output import printable
from server.cli.run import database
from server.settings import read_settings
from services.catalog import CatalogService


async def present_catalog(file: Path | None = None) -> Catalog:
    """Return the catalog of a file. Without one, return the catalog in force, or that of the
    settings if there is no database yet. Raises CatalogError, OSError and DatabaseUnusable."""
    if file is not None:
        return read_catalog(file)[1]
    settings = read_settings()
    try:
        async with database(settings) as clock:
            service = CatalogService(clock=clock)
            if await service.refresh():
                return service.catalog
    except NoDatabase:
        note = f"there is no database, so {settings.catalog} is used"
        click.echo(printable(note), err=True)
    return read_catalog(settings.catalog)[1]

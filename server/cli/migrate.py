"""`python -m server migrate`."""

from __future__ import annotations

import click

from db.engine.config import database_name
from db.errors import explained
from db.migrate import downgrade, refuse_later
from db.release import require_database
from server.cli.run import confirm, run, spoken
from server.migration import migrate as upgrade
from server.settings import Settings, read_settings


@click.command()
@click.option("--down", is_flag=True, help="Revert the last migration, and delete its data.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def migrate(down: bool, yes: bool) -> None:
    """Create the database, or upgrade it to this version."""
    settings = read_settings()
    names = _take_back(settings, yes=yes) if down else _bring(settings)
    for name in names:
        click.echo(f"{'reverted' if down else 'applied'} {name}")
    if not names:
        click.echo("nothing to do")


def _bring(settings: Settings) -> list[str]:
    with explained(database_name(settings.database_url)):
        names = run(upgrade(settings))
    spoken().of(settings.database_url)
    return names


def _take_back(settings: Settings, *, yes: bool) -> list[str]:
    name = database_name(settings.database_url)
    applied = run(require_database(settings.database_url))
    refuse_later(settings.database_url, applied)
    last = max(applied, key=_number)
    confirm(f"Revert {last} on {name}, and delete all data in its tables and columns?", yes=yes)
    spoken().of(settings.database_url)
    with explained(name):
        return run(downgrade(settings.database_url))


def _number(migration: str) -> int:
    number = migration.partition("_")[0]
    return int(number) if number.isdigit() else 0

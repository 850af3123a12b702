"""`python -m server backup`."""

from __future__ import annotations

from pathlib import Path

import click

from db.engine.backup import BackupFailed, backup_sqlite
from db.engine.config import database_name, sqlite_path
from db.release import require_database
from server.cli.run import run, spoken
from server.settings import SettingsError, read_settings

OF_POSTGRES = (
    "the database {} is PostgreSQL: take its backup with "
    "`pg_dump --format=custom --file=FILE DATABASE_URL` (see docs/runbook.md)"
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the SQLite database to FILE. A server may run meanwhile.

    FILE contains everything that was committed at one instant. It appears only when it is complete.
    To restore it, stop the server, replace the database by FILE, and remove the old -wal and -shm
    files.
    """
    settings = read_settings()
    path = sqlite_path(settings.database_url)
    if path is None:
        raise SettingsError(OF_POSTGRES.format(database_name(settings.database_url)))
    # The database may be of any release, because a backup is made before a migration.
    run(require_database(settings.database_url))
    spoken().of(settings.database_url)
    try:
        size = backup_sqlite(path, file.absolute())
    except BackupFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"backup: {size} bytes in {file}")

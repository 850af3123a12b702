"""`python -m server import-legacy`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from billing.checks import check_text
from billing.errors import BadInput
from db.engine.config import DatabaseUrlError, asyncpg_credentials, sqlite_path
from gateways.imports.encodings import is_encoding
from gateways.imports.legacy_csv import CsvSource
from gateways.imports.legacy_mapping import LegacyMapping, MappingError, read_mapping
from gateways.imports.legacy_source import LegacySource, LegacySourceError
from gateways.imports.legacy_sqlite import SqliteSource
from server.cli.imports.legacy_output import report
from server.cli.imports.rejects import Listing, RejectsFileError, rejects_listed
from server.cli.output import (
    EXIT_REJECTED,
    delimiter_in,
    exit_interrupted,
    interrupts,
    printable,
    progress,
)
from server.cli.run import process, run, spoken
from server.extras import missing_extra
from server.process.memory import settle_memory
from services.imports.legacy import LegacyImport, LegacyImportError, Rejects
from services.imports.legacy_dates import Dates, with_dates
from services.imports.legacy_reconcile import Line, reconcile

EXIT_MISMATCH = 1
Form = dict[str, str | None]
"""The options for the format of a source, by name; None for an option that must be detected."""
NAME_LENGTH_MAX = 200
REJECTS = Listing(
    ("table", "key", "reason"),
    lambda one: printable(f"{one[0]} {one[1]}: {one[2]}"),
    goes_on=True,
)
_MISUSE = (MappingError, LegacySourceError, RejectsFileError, DatabaseUrlError, BadInput)


@dataclass(slots=True)
class ImportReport:
    """The result of a run. `lines` is None if it was interrupted."""

    text: list[str]
    lines: list[Line] | None
    rejected: int


@click.command("import-legacy")
@click.argument("source")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with the tables and columns that differ from the default.",
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="List rejected rows in this CSV file: table, key, reason. Default: print the first.",
)
@click.option(
    "--encoding",
    help="The encoding of CSV, and of text in SQLite that is not UTF-8, such as cp1252.",
)
@click.option("--delimiter", help="The delimiter of CSV: one character, or tab.")
@click.option(
    "--date-format", help="The format of dates that are not ISO 8601, such as dd.mm.yyyy."
)
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark in CSV.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--name", default="legacy", show_default=True, help="The name of the import.")
def import_legacy(
    source: str,
    *,
    mapping: Path | None,
    rejects: Path | None,
    dry_run: bool,
    name: str,
    **form: str | None,
) -> None:
    """Import accounts, subscriptions and past usage from an older billing system.

    SOURCE is sqlite://FILE or postgres://… of the older system, which is only read, or a directory
    of CSV files named after its tables. docs/migration.md is the guide.

    Token balances become grants that never expire. Subscriptions keep their plan, period and ids.
    Past usage is stored for reports and not charged. To continue an interrupted import, run it
    again. Running a complete import again changes nothing. A server may run meanwhile.

    The format of CSV files and the order of day and month are detected if no option gives them. If
    that is impossible, the import stops before it writes anything.

    Rejected rows are listed with their reasons, and the import continues. At the end both databases
    are counted and must agree.

    Exit status: 0; 3 if rows were rejected; 1 if the counts do not agree or the import cannot
    continue; 2 if SOURCE cannot be read with these options; 130 after Ctrl-C, which waits for the
    current rows.
    """
    try:
        check_text("--name", name, NAME_LENGTH_MAX)
        form = _checked(form)
        chosen = read_mapping(mapping, **form)
        with rejects_listed(rejects, REJECTS) as listed:
            result = run(_import(source, chosen, listed, form, name=name, dry_run=dry_run))
    except _MISUSE as error:
        raise click.UsageError(str(error)) from error
    except LegacyImportError as error:
        raise click.ClickException(str(error)) from error
    _tell(result)


def _tell(result: ImportReport) -> None:
    for text in result.text:
        click.echo(text)
    if result.lines is None:
        exit_interrupted()
    if not all(line.balances for line in result.lines):
        click.echo("this database does not agree with the older system", err=True)
        sys.exit(EXIT_MISMATCH)
    if result.rejected:
        sys.exit(EXIT_REJECTED)


async def _import(
    source: str,
    mapping: LegacyMapping,
    rejects: Rejects,
    form: Form,
    *,
    name: str,
    dry_run: bool,
) -> ImportReport:
    async with _opened(source, form) as opened, process() as started:
        spoken().tell()
        mapping = await with_dates(opened, mapping)
        settle_memory()
        services = started.services
        with interrupts() as interrupted, progress(length=0, label="import") as bar:
            work = LegacyImport(
                source=opened,
                mapping=mapping,
                name=name,
                plans=services.catalog.book.plans,
                grace=timedelta(days=started.settings.grace_days),
                clock=services.clock,
                rejects=rejects,
                publish=started.publish,
                moved=bar.update,
                interrupted=interrupted,
                dry_run=dry_run,
            )
            bar.length = await work.tables()
            counts = (await work.run()).counts
            if interrupted():
                return ImportReport(report(counts, [], dry_run=dry_run), None, 0)
        lines = await reconcile(
            opened, mapping, counts, work.user_rows(), name=name, dry_run=dry_run
        )
        alike = await opened.alike(mapping.users)
    rejected = sum(counts.number(what) for what in counts if what.startswith("reason "))
    told = report(counts, lines, dry_run=dry_run, notes=opened.notes, alike=alike)
    return ImportReport(told, lines, rejected)


def _checked(form: Form) -> Form:
    """Return the options. Raises BadInput for a format that does not exist."""
    encoding, delimiter = form["encoding"], form["delimiter"]
    if encoding is not None and not is_encoding(encoding):
        raise BadInput("--encoding", "is not an encoding such as utf-8, cp1252 or latin-1")
    if delimiter is not None:
        form = form | {"delimiter": delimiter_in(delimiter)}
    Dates(form["date_format"])
    return form


@asynccontextmanager
async def _opened(source: str, form: Form) -> AsyncIterator[LegacySource]:
    opened = _source(source, form)
    try:
        yield opened
    finally:
        await opened.close()


def _source(source: str, form: Form) -> LegacySource:
    if "://" not in source:
        directory = Path(source)
        if not directory.is_dir():
            raise LegacySourceError("SOURCE must be a URL, or a directory of CSV files")
        return CsvSource(
            directory,
            encoding=form["encoding"],
            delimiter=form["delimiter"],
            decimal=form["decimal"],
        )
    path = sqlite_path(source)
    if path is not None:
        return SqliteSource(path, encoding=form["encoding"])
    if message := missing_extra("postgres", "A PostgreSQL database as SOURCE"):
        raise LegacySourceError(message)
    from gateways.imports.legacy_postgres import PostgresSource

    return PostgresSource(asyncpg_credentials(source) or {})

"""`python -m server import-usage`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from billing.errors import BadInput
from db.errors import trouble_of
from gateways.imports.encodings import UTF_8, is_encoding
from gateways.imports.usage_file import Format, UsageFile, UsageFileError, open_usage_file
from gateways.imports.usage_lines import Record
from resolvers.ledger.commands import metadata_text
from server.cli.imports.rejects import Listing, RejectsFile, RejectsShown, rejects_listed
from server.cli.imports.usage_output import summary, watched
from server.cli.output import EXIT_REJECTED, delimiter_in, exit_interrupted
from server.cli.run import database_trouble, process, run, spoken, wrong_clock
from services.clock.guard import ClockJumped
from services.imports.usage import Importer, ImportStopped, Tally, checker, recorder
from services.imports.usage_layout import Layout

Rejects = RejectsFile | RejectsShown

_REJECTS = Listing(("line", "reason"), lambda one: f"line {one[0]}: {one[1]}", goes_on=False)
_FORMATS = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}


@click.command("import-usage")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "named_format",
    type=click.Choice(list(map(str, Format))),
    help="Default: by FILE's suffix.",
)
@click.option(
    "--delimiter",
    default=",",
    show_default=True,
    help="The delimiter of CSV: one character, or tab.",
)
@click.option(
    "--encoding", default=UTF_8, show_default=True, help="The encoding of FILE, such as cp1252."
)
@click.option("--account", help="The account of all rows.")
@click.option("--account-column", default="accountId", show_default=True)
@click.option("--model", help="The model of all rows.")
@click.option("--model-column", default="model", show_default=True)
@click.option("--input-column", default="inputTokens", show_default=True)
@click.option("--output-column", default="outputTokens", show_default=True)
@click.option("--cached-column", help="Cached input tokens; an empty cell is 0.")
@click.option(
    "--time-column", help="The time of the use: RFC 3339, or YYYY-MM-DD HH:MM:SS[.fraction] in UTC."
)
@click.option("--key-column", help="Idempotency keys.")
@click.option("--metadata-column", help="JSON to store with the use; cells may be empty.")
@click.option(
    "--details-column",
    help='Units beyond the plain counts, as JSON: {"SEARCHES": 2}. Cells may be empty.',
)
@click.option("--tier-column", help="The tier of service; an empty cell is STANDARD.")
@click.option(
    "--source", help="The name of FILE in the keys of its rows. Default: FILE's own name."
)
@click.option("--open-accounts", is_flag=True, help="Open accounts that do not exist.")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="List rejected rows in this CSV file: line, reason. Default: print the first.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, import nothing.")
def import_usage(
    file: Path,
    *,
    named_format: str | None,
    delimiter: str,
    encoding: str,
    source: str | None,
    rejects: Path | None,
    dry_run: bool,
    **columns: Any,
) -> None:
    """Import recorded usage from FILE: CSV with a header, or JSON Lines.

    Uses are charged now, at the prices, balances and limits of this moment. The time column is for
    reports only. It may be any time in the past, but not more than 5 minutes in the future.

    You can run an import again, also after an interruption: no row is recorded twice. A row is
    identified by its key column, or else by --source and its line number. So give files with the
    same name different sources, and only append to a file that was imported. Rejected rows are
    tried again.

    Rejected rows are listed by line, and the import continues. --dry-run checks rows, models and
    accounts. It cannot find rows that balances, limits or keys will refuse.

    Exit status: 0; 3 if rows were rejected; 2 if FILE cannot be read with these options (then
    nothing is imported); 130 after Ctrl-C, which waits for the current rows.
    """
    if not is_encoding(encoding):
        raise click.UsageError("--encoding is not an encoding such as utf-8, cp1252 or latin-1")
    layout = _layout(source=file.name if source is None else source, **columns)
    usage = open_usage_file(
        file,
        file_format=_format(file, named_format),
        columns=layout.columns,
        delimiter=delimiter_in(delimiter),
        encoding=encoding,
    )
    _run(usage, layout, _rejects(rejects, file), dry_run=dry_run)


def _run(
    opening: AbstractContextManager[UsageFile],
    layout: Layout,
    rejecting: AbstractContextManager[Rejects],
    *,
    dry_run: bool,
) -> None:
    tally = Tally()
    try:
        with opening as usage, rejecting as rejects, watched(usage) as records:
            run(_import(records, layout, rejects, tally, dry_run=dry_run))
    except UsageFileError as error:
        raise click.UsageError(str(error)) from error
    except ImportStopped as error:
        told = f"stopped: {summary(tally, dry_run=dry_run)}; run it again to continue"
        raise click.ClickException(f"{_why(error)}\n{told}") from error
    click.echo(summary(tally, dry_run=dry_run))
    if records.cut:
        exit_interrupted()
    if tally.rejected:
        sys.exit(EXIT_REJECTED)


def _why(stopped: ImportStopped) -> str:
    """Return the cause, if it is known. Callers of the API get fewer details."""
    error: BaseException | None = stopped
    while error is not None:
        if isinstance(error, ClockJumped):
            return wrong_clock(error)
        if (trouble := trouble_of(error)) is not None:
            return database_trouble(trouble)
        error = error.__cause__
    return str(stopped)


async def _import(
    records: Iterable[Record],
    layout: Layout,
    rejects: Rejects,
    tally: Tally,
    *,
    dry_run: bool,
) -> None:
    async with process() as started:
        spoken().tell()
        services = started.services
        record = recorder(services.batcher, services.catalog)
        importer = Importer(
            layout=layout,
            record=checker(services.catalog, services.clock) if dry_run else record,
            keep_metadata=metadata_text,
            clock=services.clock,
            on_reject=lambda line, reason: rejects.write([(line, reason)]),
        )
        await importer.run(records, tally)


def _layout(**options: Any) -> Layout:
    try:
        return Layout(**options)
    except BadInput as mistake:
        raise click.UsageError(str(mistake)) from mistake


def _format(file: Path, named: str | None) -> Format:
    known = Format(named) if named else _FORMATS.get(file.suffix.lower())
    if known is None:
        raise click.UsageError(f"{file.name}: use --format csv or --format jsonl")
    return known


def _rejects(path: Path | None, file: Path) -> AbstractContextManager[Rejects]:
    if path is not None and path.exists() and path.samefile(file):
        raise click.UsageError("--rejects would overwrite FILE")
    return rejects_listed(path, _REJECTS)

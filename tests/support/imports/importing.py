"""Imports of usage on a running service without its endpoints."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from billing.ledger.commands import AdjustBalance
from billing.ledger.entry import Entry, EntryKind
from db.ledger.history import read_entries
from gateways.imports.usage_file import Format, open_usage_file
from gateways.imports.usage_lines import Record
from resolvers.context import Services
from resolvers.ledger.commands import metadata_text
from server.settings import read_settings
from server.wiring import running
from services.commit.decisions import Done
from services.imports.usage import Importer, Tally, checker, recorder
from services.imports.usage_layout import Layout

Watch = Callable[[Iterator[Record]], Iterable[Record]]


@dataclass(frozen=True)
class Imported:
    """The result of an import. `rejects` are the reasons by line."""

    imported: int
    replayed: int
    rejects: Mapping[int, str]

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.imported, self.replayed, len(self.rejects)


@asynccontextmanager
async def service(database_url: str, clock: Callable[[], datetime]) -> AsyncIterator[Services]:
    settings = read_settings({"DATABASE_URL": database_url})
    async with running(settings, clock=clock, listening=False) as process:
        yield process.services


async def import_file(
    services: Services,
    path: Path,
    *,
    dry_run: bool = False,
    watch: Watch = iter,
    **layout: Any,
) -> Imported:
    """Import a CSV or JSON Lines file. `watch` gets every record before it is imported."""
    chosen = Layout(**{"source": path.name} | layout)
    tally, rejects = Tally(), dict[int, str]()
    record = recorder(services.batcher, services.catalog)
    importer = Importer(
        layout=chosen,
        record=checker(services.catalog, services.clock) if dry_run else record,
        keep_metadata=metadata_text,
        clock=services.clock,
        on_reject=rejects.__setitem__,
    )
    file_format = Format(path.suffix.removeprefix("."))
    with open_usage_file(path, file_format=file_format, columns=chosen.columns) as usage:
        await importer.run(watch(usage.records), tally)
    assert tally.rejected == len(rejects)
    return Imported(tally.imported, tally.replayed, rejects)


async def give(services: Services, account: str, tokens: int) -> None:
    """Open the account with `tokens` in addition to its allowance; 0 gives none."""
    await services.accounts.open(account)
    if tokens:
        command = AdjustBalance(
            account_id=account, tokens=tokens, reason="a test", idempotency_key=f"give {tokens}"
        )
        assert isinstance(await services.batcher.submit(command), Done)


async def uses_of(account: str, *, at_most: int = 100_000) -> list[Entry]:
    """Return the account's uses, the oldest first."""
    entries = await read_entries(account, limit=at_most, uses_only=True)
    assert all(entry.kind is EntryKind.USAGE for entry in entries)
    return entries[::-1]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_json(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path

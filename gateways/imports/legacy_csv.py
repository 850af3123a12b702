"""An older system's tables as CSV files in a directory, each named after its table.

An empty cell is nothing. The key of a row is its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from gateways.imports.legacy_mapping import LegacyTable
from gateways.imports.legacy_source import (
    BATCH,
    Key,
    LegacySourceError,
    LegacyTotals,
    RawRow,
    counted,
)
from gateways.imports.usage_file import Format, UsageFileError, open_usage_file
from gateways.imports.usage_lines import BadRow, Record


class CsvSource:
    """A `LegacySource`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def check(self, table: LegacyTable) -> None:
        next(self._rows(table), None)

    async def count(self, table: LegacyTable) -> int:
        return sum(1 for _ in self._rows(table))

    async def batches(self, table: LegacyTable, after: Key) -> AsyncIterator[list[RawRow]]:
        batch: list[RawRow] = []
        for row in self._rows(table):
            if after is None or row[0] > after:
                batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    async def totals(self, users: LegacyTable, usage: LegacyTable | None) -> LegacyTotals:
        totals = LegacyTotals()
        places = [1 + users.fields.index(name) for name in ("tokens", "plan", "status")]
        plans: Counter[tuple[object, object]] = Counter()
        for row in self._rows(users):
            tokens, plan, status = (row[place] for place in places)
            totals.users += 1
            totals.tokens += counted(tokens) or 0
            plans[plan, status] += 1
        totals.plans = dict(plans)
        if usage is not None:
            place = 1 + usage.fields.index("tokens")
            for row in self._rows(usage):
                totals.uses += 1
                totals.used_tokens += counted(row[place]) or 0
        return totals

    async def close(self) -> None:
        pass

    def _rows(self, table: LegacyTable) -> Iterator[RawRow]:
        """A row that can't be read has an UnreadableCell in every place."""
        path = self._directory / f"{table.name}.csv"
        columns = [column for column in table.columns.values() if column is not None]
        try:
            with open_usage_file(path, file_format=Format.CSV, columns=columns) as file:
                for record in file.records:
                    yield (record.line, *_cells(record, table))
        except UsageFileError as error:
            raise LegacySourceError(str(error)) from error


class UnreadableCell(str):
    """`reason` is why no cell of its row can be read."""

    __slots__ = ()


def _cells(record: Record, table: LegacyTable) -> Iterator[object]:
    if isinstance(record, BadRow):
        yield from (UnreadableCell(record.reason) for _ in table.columns)
        return
    for column in table.columns.values():
        yield None if column is None else record.cells[column] or None

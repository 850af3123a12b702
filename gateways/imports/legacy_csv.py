"""An older system's tables as CSV files in a directory, each named after its table.

An empty cell means null. The key of a row is its line number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from gateways.imports.csv_form import CsvForm, find_form
from gateways.imports.legacy_mapping import LegacyTable
from gateways.imports.legacy_numbers import number_in, plain_text
from gateways.imports.legacy_source import (
    BATCH,
    Key,
    LegacySourceError,
    LegacyTotals,
    RawRow,
)
from gateways.imports.usage_file import Format, UsageFileError, open_usage_file
from gateways.imports.usage_lines import BadRow, Record


class CsvSource:
    """A `LegacySource`."""

    def __init__(
        self,
        directory: Path,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        decimal: str | None = None,
    ) -> None:
        """Options that are not given are detected per file; `decimal` is detected per number."""
        self._directory = directory
        self._encoding, self._delimiter, self._decimal = encoding, delimiter, decimal
        self._forms: dict[Path, CsvForm] = {}

    @property
    def notes(self) -> list[str]:
        usual = CsvForm()
        return [
            f"{path.name} was read as {form.encoding}, with {form.delimiter!r} between cells"
            for path, form in self._forms.items()
            if form != usual
        ]

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
            totals.tokens += number_in(tokens) or 0
            plans[plan, status] += 1
        totals.plans = dict(plans)
        if usage is not None:
            place = 1 + usage.fields.index("tokens")
            for row in self._rows(usage):
                totals.uses += 1
                totals.used_tokens += number_in(row[place]) or 0
        return totals

    async def alike(self, users: LegacyTable) -> list[list[str]]:
        place = 1 + users.fields.index("id")
        seen: set[int] = set()
        again: set[int] = set()
        for row in self._rows(users):
            folded = hash(str(row[place]).lower())
            (again if folded in seen else seen).add(folded)
        found: dict[str, set[str]] = {}
        for row in self._rows(users) if again else ():
            name = str(row[place])
            if hash(name.lower()) in again:
                found.setdefault(name.lower(), set()).add(name)
        return [sorted(names) for names in found.values() if len(names) > 1]

    async def close(self) -> None:
        pass

    def _rows(self, table: LegacyTable) -> Iterator[RawRow]:
        """Yield the rows. A row that cannot be read has an UnreadableCell in every place."""
        path = self._directory / f"{table.name}.csv"
        columns = [column for column in table.columns.values() if column is not None]
        try:
            form = self._form(path, columns)
            with open_usage_file(
                path,
                file_format=Format.CSV,
                columns=columns,
                delimiter=form.delimiter,
                encoding=form.encoding,
            ) as file:
                for record in file.records:
                    yield (record.line, *_cells(record, table, self._decimal))
        except UsageFileError as error:
            raise LegacySourceError(str(error)) from error

    def _form(self, path: Path, columns: list[str]) -> CsvForm:
        if path not in self._forms and path.is_file():
            self._forms[path] = find_form(
                path, columns, encoding=self._encoding, delimiter=self._delimiter
            )
        return self._forms.get(path, CsvForm())


class UnreadableCell(str):
    """A cell of a row that cannot be read. Its text is the reason."""

    __slots__ = ()


def _cells(record: Record, table: LegacyTable, decimal: str | None) -> Iterator[object]:
    if isinstance(record, BadRow):
        yield from (UnreadableCell(record.reason) for _ in table.columns)
        return
    for name, column in table.columns.items():
        cell = None if column is None else record.cells[column] or None
        is_number = name == "tokens" and isinstance(cell, str)
        yield plain_text(cell, decimal) if is_number else cell  # type: ignore[arg-type]  # text here

"""Reads of an older system's tables: row by row in the order of a key, in bounded memory.

A row is a tuple: its key, which can be encoded as JSON, and then a cell for each column of the
mapping. A cell is text, a whole number, or None for null. Values of other types stay as they are.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from billing.tokens import MAX_TOKENS
from gateways.imports.legacy_mapping import LegacyTable
from gateways.imports.legacy_numbers import Number

RawRow = tuple[Any, ...]
Key = Any
"""Text or a number. For a blob, it is a list of one hexadecimal text."""

NO_KEY: Key = []
"""The key of rows whose key is null. These rows come first."""

BATCH = 5_000
SAME_KEY_MAX = 100_000
ALIKE_MAX = 100


class LegacySourceError(ValueError):
    """The older system cannot be read with this mapping."""


@dataclass(slots=True)
class LegacyTotals:
    """Totals of the older system. Sums include every number, even of rows that cannot be imported.
    `plans` is the number of users by their plan and status cells."""

    users: int = 0
    tokens: Number = 0
    plans: dict[tuple[Any, Any], int] = field(default_factory=dict)
    uses: int = 0
    used_tokens: Number = 0


class LegacySource(Protocol):
    """A source of rows. Only one of its methods may run at a time."""

    async def check(self, table: LegacyTable) -> None:
        """Check the table. Raises LegacySourceError if the table or a column is missing."""

    async def count(self, table: LegacyTable) -> int: ...

    def batches(self, table: LegacyTable, after: Key) -> AsyncIterator[list[RawRow]]:
        """Yield the rows after a key, or all rows for None."""

    async def totals(self, users: LegacyTable, usage: LegacyTable | None) -> LegacyTotals:
        """Return totals, if possible by another method than that of `batches`."""

    async def alike(self, users: LegacyTable) -> list[list[str]]:
        """Return the ids of users that differ only in letter case, in groups; at most ALIKE_MAX
        groups."""

    @property
    def notes(self) -> Sequence[str]:
        """The detected form of the source, for the report."""

    async def close(self) -> None: ...


async def chunks(
    batches: AsyncIterator[list[RawRow]], size: int
) -> AsyncGenerator[list[RawRow], None]:
    """Yield chunks of at least `size` rows, except the last. Rows of one key stay together, so that
    reading can continue after any chunk's last key."""
    chunk: list[RawRow] = []
    async for batch in batches:
        chunk += batch
        while (end := _end(chunk, size)) is not None:
            yield chunk[:end]
            chunk = chunk[end:]
        if len(chunk) > size + SAME_KEY_MAX:
            raise LegacySourceError(f"more than {SAME_KEY_MAX} rows have the key {chunk[-1][0]!r}")
    if chunk:
        yield chunk


def _end(chunk: list[RawRow], size: int) -> int | None:
    """Return the end of the first key that ends at `size` or later; None if its end was not read
    yet."""
    end = size
    while end < len(chunk) and chunk[end][0] == chunk[end - 1][0]:
        end += 1
    return end if end < len(chunk) else None


def counted(cell: object) -> int | None:
    """Return a whole number of tokens from 0 to MAX_TOKENS, also from digits; None for anything
    else."""
    if isinstance(cell, str) and len(cell) <= 18 and cell.isascii() and cell.isdigit():
        cell = int(cell)
    return cell if type(cell) is int and 0 <= cell <= MAX_TOKENS else None


def quoted(name: str) -> str:
    """Quote a name as an SQL identifier, whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def quoted_table(table: LegacyTable) -> str:
    return ".".join(quoted(part) for part in table.path)

"""Rows for the audit: decoded if possible, and checked for contradictions between their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.engine.sql import Row
from db.ledger.rows import (
    ACCOUNT_COLUMNS,
    ENTRY_COLUMNS,
    GRANT_COLUMNS,
    account_from,
    account_row,
    entry_from,
    entry_row,
    grant_from,
    grant_row,
    row_after_forecast,
    row_after_rests,
)
from db.ledger.state import is_present

ValueT = TypeVar("ValueT")

ERROR = "error"
"""The name of the field that holds the error of a row that the driver could not read."""

_UNDECODABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ReadRow(Generic[ValueT]):
    """A row. `value` is None if it cannot be decoded. `number` is its revision, or its grant's
    number.

    `faults` are columns that contradict the rest of the row.
    """

    account_id: str
    number: int
    row: Row
    value: ValueT | None
    faults: Sequence[str]

    def differing(self, columns: Sequence[str], written: Sequence[Any]) -> list[str]:
        """Return the columns that differ from `written`."""
        pairs = zip(columns, written, strict=True)
        return [name for name, value in pairs if not _same(self.row[name], value)]


class Table(NamedTuple, Generic[ValueT]):
    """A table. `key` names the columns of the account and of the row's number."""

    key: tuple[str, str]
    keys: str
    rows: str
    decode: Callable[[Row], ValueT]
    faults: Callable[[ReadRow[ValueT]], Sequence[str]]


def account_differs(read: ReadRow[Account], made: Account) -> list[str]:
    """Return the columns that differ from the ones that the journal would write for the account
    `made`.

    A state from another release is compared by its meaning: it is encoded again first.
    """
    if read.value is not None and not is_present(read.row["state"]):
        state = account_row(read.value)[ACCOUNT_COLUMNS.index("state")]
        read = replace(read, row={**read.row, "state": state})
    found = read.differing(ACCOUNT_COLUMNS, account_row(made))
    # A sweep changes one column, without an entry.
    swept = (row_after_forecast(made), row_after_rests(made))
    return found and min(found, *(read.differing(ACCOUNT_COLUMNS, row) for row in swept), key=len)


def decoded(table: Table[ValueT], row: Row) -> ReadRow[ValueT]:
    """Decode a row. Never raises, whatever the row contains."""
    account, number = (row[name] for name in table.key)
    try:
        _refuse_broken(row)
        read = ReadRow(account, number, row, table.decode(row), ())
        return ReadRow(account, number, row, read.value, table.faults(read))
    except _UNDECODABLE as error:
        return ReadRow(account, number, row, None, [f"can't be decoded: {error!r}"])


def _refuse_broken(row: Row) -> None:
    fields = dict(row)
    if ERROR in fields:
        raise ValueError(fields[ERROR])
    # The driver returns PostgreSQL's infinity without an offset.
    naive = (v for v in fields.values() if isinstance(v, datetime) and v.tzinfo is None)
    if any(naive):
        raise ValueError("an infinite time")


def _same(stored: Any, written: Any) -> bool:
    if isinstance(stored, str) and isinstance(written, datetime):
        return stored == written.isoformat(" ")
    return bool(stored == written)


def _odd(read: ReadRow[Any], columns: Sequence[str], written: Sequence[Any]) -> list[str]:
    return [f"column {n} contradicts the others" for n in read.differing(columns, written)]


def _entry_faults(read: ReadRow[Entry]) -> list[str]:
    return _odd(read, ENTRY_COLUMNS, entry_row(read.value)) if read.value else []


def _grant_faults(read: ReadRow[Grant]) -> list[str]:
    return _odd(read, GRANT_COLUMNS, grant_row(read.account_id, read.value)) if read.value else []


ACCOUNT = Table(
    ("id", "revision"),
    "SELECT id, revision FROM account WHERE ",
    "SELECT * FROM account WHERE ",
    account_from,
    lambda _: (),
)
ENTRY = Table(
    ("account_id", "revision"),
    "SELECT account_id, revision FROM entry WHERE ",
    "SELECT * FROM entry WHERE ",
    entry_from,
    _entry_faults,
)
GRANT = Table(
    ("account_id", "number"),
    "SELECT account_id, number FROM token_grant WHERE ",
    "SELECT * FROM token_grant WHERE ",
    grant_from,
    _grant_faults,
)

"""SQLite's side of the journal's SQL: a statement takes `count` rows, one placeholder a value.

sqlite3 lets go of the interpreter's lock at every step, and a busy thread may keep it for a while:
so a batch is read and written in a few steps of many rows, and what is read comes as one JSON text.
Their sizes are powers of two, so that few different statements have to be prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson

from db.engine.sql import Rows
from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS

Step = tuple[str, list[Any]]

ROWS_MAX = 512
"""A step's: 512 rows of some twenty columns stay far below SQLite's 32,766 placeholders."""

_BLOBS = {"digest", "fingerprint", "key_hash"}


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _rows(count: int, width: int) -> str:
    return ", ".join([f"({_marks(width)})"] * count)


def _insert(table: str, names: Sequence[str], count: int) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {_rows(count, len(names))}"


@cache
def insert_accounts(count: int) -> str:
    return _insert("account", ACCOUNT_COLUMNS, count)


@cache
def insert_entries(count: int) -> str:
    return _insert("entry", ENTRY_COLUMNS, count)


@cache
def insert_grants(count: int) -> str:
    return _insert("token_grant", GRANT_COLUMNS, count)


@cache
def update_accounts(count: int) -> str:
    # For accounts that exist. It takes half the time of UPDATE … FROM (VALUES …).
    changed = ", ".join(f"{name} = excluded.{name}" for name in ACCOUNT_COLUMNS[1:])
    return f"{insert_accounts(count)} ON CONFLICT (id) DO UPDATE SET {changed}"


@cache
def select_accounts(count: int) -> str:
    return f"SELECT * FROM account WHERE id IN ({_marks(count)})"


@cache
def select_keys(count: int) -> str:
    return f"SELECT e.* FROM {_known(count)}"


@cache
def read_accounts(count: int) -> str:
    """Takes ids and the digests they are remembered with. Answers with rows for `from_json`; one
    that is not there has an id alone."""
    found = f"(VALUES {_rows(count, 2)}) r LEFT JOIN account a ON a.id = r.column1"
    columns = _json("a", ACCOUNT_COLUMNS).replace("a.id", "r.column1", 1)
    return f"SELECT {columns} FROM {found} WHERE a.digest IS NOT r.column2"


@cache
def count_accounts(count: int) -> str:
    """Takes ids and when they were opened: how many of these accounts are there."""
    found = f"(VALUES {_rows(count, 2)}) r CROSS JOIN account a ON a.id = r.column1"
    return f"SELECT count(*) FROM {found} WHERE a.opened_at = r.column2"


@cache
def read_keys(count: int) -> str:
    """Takes keys by their halves. Answers with rows for `from_json`."""
    return f"SELECT {_json('e', ENTRY_COLUMNS)} FROM {_known(count)}"


def from_json(names: Sequence[str], text: str) -> Iterator[dict[str, Any]]:
    """The rows of a JSON text that `read_accounts` or `read_keys` answered with."""
    blobs = [name for name in names if name in _BLOBS]
    for values in orjson.loads(text):
        row = dict(zip(names, values, strict=True))
        for name in blobs:
            row[name] = bytes.fromhex(row[name]) or None
        yield row


def _known(count: int) -> str:
    # CROSS JOIN keeps this order: SQLite would rather read every entry than look each key up.
    return (
        f"(VALUES {_rows(count, 2)}) k CROSS JOIN entry e "
        "ON e.account_id = k.column1 AND e.key_hash = k.column2"
    )


def _json(table: str, names: Sequence[str]) -> str:
    columns = (f"hex({table}.{n})" if n in _BLOBS else f"{table}.{n}" for n in names)
    return f"json_group_array(json_array({', '.join(columns)}))"


def steps(statement: Callable[[int], str], rows: Rows) -> Iterator[Step]:
    """The rows in order, as statements of at most ROWS_MAX of them and their values."""
    start = 0
    while left := len(rows) - start:
        size = min(ROWS_MAX, 1 << left.bit_length() - 1)
        yield statement(size), list(chain.from_iterable(rows[start : start + size]))
        start += size

"""SQLite's version of the journal's SQL: a statement takes `count` rows, with one placeholder per
value.

sqlite3 releases the GIL at every step, and a busy thread may keep it for a while. So a batch is
read and written in a few steps of many rows, and the results of a read are one JSON text. The
numbers of rows are powers of two, so that there are few different statements to prepare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson

from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS

Step = tuple[str, list[Any]]

ROWS_MAX = 512
"""The rows of a step: 512 rows of about twenty columns stay far below SQLite's 32,766
placeholders."""

_BLOBS = {"digest", "fingerprint", "key_hash"}


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _rows(count: int, width: int) -> str:
    return ", ".join([f"({_marks(width)})"] * count)


def _insert(table: str, names: Sequence[str], count: int) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {_rows(count, len(names))}"


CHANGE_LEASE = (
    "UPDATE pool_lease SET granted = ?5, used = ?6, expires_at = ?7 "
    "WHERE key = ?1 AND holder = ?2 AND granted = ?3 AND used = ?4"
)
"""Takes a LeaseChange, and changes one row or none."""


@cache
def insert_accounts(count: int) -> str:
    return _insert("account", ACCOUNT_COLUMNS, count)


def open_accounts(count: int) -> str:
    """Return the ids of those that did not exist."""
    return f"{insert_accounts(count)} ON CONFLICT (id) DO NOTHING RETURNING id"


@cache
def insert_entries(count: int) -> str:
    return _insert("entry", ENTRY_COLUMNS, count)


@cache
def insert_grants(count: int) -> str:
    return _insert("token_grant", GRANT_COLUMNS, count)


@cache
def update_accounts(count: int) -> str:
    # For existing accounts. It takes half the time of UPDATE … FROM (VALUES …).
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
    """Return a statement that takes ids and their remembered digests. Its results are rows for
    `from_json`; the row of a missing account has only an id."""
    found = f"(VALUES {_rows(count, 2)}) r LEFT JOIN account a ON a.id = r.column1"
    columns = _json("a", ACCOUNT_COLUMNS).replace("a.id", "r.column1", 1)
    return f"SELECT {columns} FROM {found} WHERE a.digest IS NOT r.column2"


@cache
def count_accounts(count: int) -> str:
    """Return a statement that takes ids, opening times and digests, and counts the accounts that
    have them."""
    found = f"(VALUES {_rows(count, 3)}) r CROSS JOIN account a ON a.id = r.column1"
    same = "a.opened_at = r.column2 AND a.digest = r.column3"
    return f"SELECT count(*) FROM {found} WHERE {same}"


@cache
def read_keys(count: int) -> str:
    """Return a statement that takes keys as two halves. Its results are rows for `from_json`."""
    return f"SELECT {_json('e', ENTRY_COLUMNS)} FROM {_known(count)}"


def from_json(names: Sequence[str], text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON text from `read_accounts` or `read_keys`."""
    blobs = [name for name in names if name in _BLOBS]
    for values in orjson.loads(text):
        row = dict(zip(names, values, strict=True))
        for name in blobs:
            row[name] = bytes.fromhex(row[name]) or None
        yield row


def _known(count: int) -> str:
    # CROSS JOIN keeps this order. Otherwise SQLite would read every entry instead of looking up
    # each key.
    return (
        f"(VALUES {_rows(count, 2)}) k CROSS JOIN entry e "
        "ON e.account_id = k.column1 AND e.key_hash = k.column2"
    )


def _json(table: str, names: Sequence[str]) -> str:
    columns = (f"hex({table}.{n})" if n in _BLOBS else f"{table}.{n}" for n in names)
    return f"json_group_array(json_array({', '.join(columns)}))"


def steps(statement: Callable[[int], str], rows: Sequence[Sequence[Any]]) -> Iterator[Step]:
    """Yield the rows in order, as statements of at most ROWS_MAX rows with their values."""
    start = 0
    while left := len(rows) - start:
        size = min(ROWS_MAX, 1 << left.bit_length() - 1)
        yield statement(size), list(chain.from_iterable(rows[start : start + size]))
        start += size


INSERT_DELIVERY = (
    "INSERT INTO webhook_delivery (id, endpoint_id, account_id, type, payload, created_at, "
    "once_key, status, attempts, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'PENDING', 0, ?6) "
    "ON CONFLICT DO NOTHING"
)
"""Takes the columns of a NewDelivery."""

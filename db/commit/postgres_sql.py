"""PostgreSQL's version of the journal's SQL: texts whose length does not depend on the batch.

The models' connections send rows as one array per column (`columns`). A whole batch is sent as one
array of the table's row type (`append`), which takes asyncpg half the time to encode and PostgreSQL
two thirds of the time to read. Each lookup has its own LATERAL, so that the planner must use the
index, whatever its statistics about the size of the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any

from db.engine.sql import Rows
from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS

LOCK_MILLISECONDS = 1_500
"""The longest time that a batch waits for a locked row: longer than PostgreSQL's deadlock check (1
s), so that deadlocks are detected first."""

_TYPES = {
    "revision": "bigint",
    "number": "bigint",
    "available": "bigint",
    "held": "bigint",
    "debt": "bigint",
    "tokens": "bigint",
    "balance": "bigint",
    "amount": "bigint",
    "input_tokens": "bigint",
    "output_tokens": "bigint",
    "cached_input_tokens": "bigint",
    "opened_at": "timestamptz",
    "stale_at": "timestamptz",
    "sweep_at": "timestamptz",
    "recorded_at": "timestamptz",
    "occurred_at": "timestamptz",
    "effective_at": "timestamptz",
    "expires_at": "timestamptz",
    "key_hash": "bytea",
    "fingerprint": "bytea",
    "digest": "bytea",
}


def columns(rows: Rows, width: int | None = None) -> list[Sequence[Any]]:
    """Return the rows as one sequence per column. `width` is their number if there may be no
    row."""
    if not rows:
        return [()] * (width or 0)
    return list(zip(*rows, strict=True))


def _type(name: str) -> str:
    return _TYPES.get(name, "text")


def _unnest(names: Sequence[str]) -> str:
    arrays = ", ".join(f"${number}::{_type(name)}[]" for number, name in enumerate(names, 1))
    return f"unnest({arrays}) AS n ({', '.join(names)})"


def _insert(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM {_unnest(names)}"


def _update(rows: str) -> str:
    changed = ", ".join(f"{name} = n.{name}" for name in ACCOUNT_COLUMNS[1:])
    return f"UPDATE account a SET {changed} FROM {rows} WHERE a.id = n.id"


def _known(first: int) -> str:
    keys = f"unnest(${first}::text[], ${first + 1}::bytea[]) AS k (account_id, key_hash)"
    return (
        f"{keys}, LATERAL (SELECT * FROM entry WHERE account_id = k.account_id "
        "AND key_hash = k.key_hash LIMIT 1) e"
    )


# This is set in the statement itself: behind pgbouncer, session settings may be lost.
_BRIEFLY = f"(SELECT set_config('lock_timeout', '{LOCK_MILLISECONDS}', true)) IS NOT NULL"

# The models' connections return rows only of a text that does not begin with INSERT.
OPEN = (
    f"WITH opened AS ({_insert('account', ACCOUNT_COLUMNS)} ON CONFLICT (id) DO NOTHING "
    "RETURNING id) SELECT id FROM opened"
)
# In the order in which `append` updates, whatever the database's own order of texts. So two batches
# with the same two accounts, as a member and its team, do not wait for each other in a circle.
LOCK = 'SELECT * FROM account WHERE id = ANY($1::text[]) ORDER BY id COLLATE "C" FOR NO KEY UPDATE'
LOCK_BRIEFLY = LOCK.replace("ORDER BY", f"AND {_BRIEFLY} ORDER BY")
LOCKED = (
    "WITH free AS "
    "(SELECT id FROM account WHERE id = ANY($1::text[]) FOR NO KEY UPDATE SKIP LOCKED) "
    "SELECT n.id, a.xmax::text AS holder "
    "FROM unnest($1::text[]) AS n (id) LEFT JOIN account a ON a.id = n.id "
    "WHERE NOT EXISTS (SELECT FROM free WHERE id = n.id)"
)
"""Selects the accounts that a batch would have to wait for, each with the transaction that locks
it, and the accounts that do not exist, with NULL instead."""
FIND = f"SELECT e.* FROM {_known(1)}"
UPDATE = _update(_unnest(ACCOUNT_COLUMNS))
INSERT_ENTRIES = _insert("entry", ENTRY_COLUMNS)
INSERT_GRANTS = _insert("token_grant", GRANT_COLUMNS)

# One statement reads both kinds of rows from one snapshot. A row has the columns of an account or
# those of an entry.
READ = (
    f"SELECT r.id, {', '.join(f'a.{name}' for name in ACCOUNT_COLUMNS[1:])}, "
    f"{', '.join(f'NULL::{_type(name)} AS entry_{name}' for name in ENTRY_COLUMNS)} "
    "FROM unnest($1::text[], $2::bytea[]) AS r (id, digest) "
    "LEFT JOIN LATERAL (SELECT * FROM account WHERE id = r.id LIMIT 1) a ON true "
    "WHERE a.digest IS DISTINCT FROM r.digest "
    f"UNION ALL SELECT {', '.join(f'NULL::{_type(name)}' for name in ACCOUNT_COLUMNS)}, "
    f"{', '.join(f'e.{name}' for name in ENTRY_COLUMNS)} FROM {_known(3)}"
)
"""Takes ids and their remembered digests, then the two halves of keys. The row of a missing account
has only an id."""


LAYOUT = (
    "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.oid IN ('account'::regclass, 'entry'::regclass, 'token_grant'::regclass) "
    "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"
)
"""The columns of each table in the order of its row type."""


@cache
def append(
    *,
    updated: bool,
    opened: bool,
    granted: bool,
    leased: bool = False,
    told: bool = False,
    ordered: bool = False,
) -> str:
    """Return one statement that writes everything or nothing.

    It takes one array of rows for each kind: accounts to update, followed by their digests before;
    accounts to open, entries, grants; then the columns of the leases and of the deliveries. With
    `ordered`, the accounts are locked in
    the order of their array. Otherwise, PostgreSQL may lock them in another one: with few accounts,
    or without statistics of the table. Two batches with the same two accounts could then deadlock.
    PostgreSQL runs the last part of the text first, so the accounts' rows are locked before the
    entries. If an account has not the digest that it had when the batch was decided, was erased, or
    was opened again, a division by 0 rolls everything back.
    """
    numbers = count(1)
    last = 2 + 2 * updated + opened + granted
    checks = [_ALL_UPDATED] * updated + [_all_leased(last)] * leased
    parts = [f"SELECT 1 / ({' AND '.join(checks)})::int"] if checks else []
    changed = [f"o AS ({_LOCKED})"] if updated and ordered else []
    if updated:
        changed.append(f"u AS ({_updated(next(numbers), next(numbers), ordered=ordered)})")
    parts += [_opened(next(numbers))] if opened else []
    parts += [_append("entry", ENTRY_COLUMNS, next(numbers))]
    parts += [_append("token_grant", GRANT_COLUMNS, next(numbers))] if granted else []
    if leased:
        changed.append(f"l AS ({_leased(next(numbers))})")
    # After the accounts: so the deliveries of an account are numbered under its lock.
    parts += [_told(last + len(_LEASE_TYPES) * leased)] if told else []
    first, *others = parts
    named = [*changed, *(f"w{n} AS ({part})" for n, part in enumerate(others))]
    return f"WITH {', '.join(named)} {first}" if named else first


# The checks read `u` and `l`, so PostgreSQL runs `u` first, then `l`.
_ALL_UPDATED = "(SELECT count(*) FROM u) = cardinality($1::account[])"


def _all_leased(number: int) -> str:
    return f"(SELECT count(*) FROM l) = cardinality(${number}::text[])"


def _leased(number: int) -> str:
    """Change the leases that are as they were before. The columns are those of a LeaseChange."""
    arrays = ", ".join(f"${number + n}::{kind}[]" for n, kind in enumerate(_LEASE_TYPES))
    return (
        "UPDATE pool_lease p SET granted = n.granted, used = n.used, expires_at = n.expires_at "
        f"FROM unnest({arrays}) AS n (key, holder, had, did, granted, used, expires_at) "
        "WHERE (p.key, p.holder, p.granted, p.used) = (n.key, n.holder, n.had, n.did) RETURNING 1"
    )


_LEASE_TYPES = ("text", "text", "bigint", "bigint", "bigint", "bigint", "timestamptz")
_TOLD_TYPES = ("text", "text", "text", "text", "text", "timestamptz", "text")


def _told(number: int) -> str:
    """Insert deliveries. The columns are those of a NewDelivery."""
    arrays = ", ".join(f"${number + n}::{kind}[]" for n, kind in enumerate(_TOLD_TYPES))
    names = "id, endpoint_id, account_id, type, payload, created_at, once_key"
    return (
        f"INSERT INTO webhook_delivery ({names}, status, attempts, due_at) "
        f"SELECT {names}, 'PENDING', 0, created_at FROM unnest({arrays}) AS n ({names}) "
        "ON CONFLICT DO NOTHING"
    )


# The update reads `o`, so PostgreSQL locks all of the rows before it updates one.
_LOCKED = (
    "SELECT l.id FROM unnest($1::account[]) n, LATERAL "
    f"(SELECT id FROM account WHERE id = n.id AND {_BRIEFLY} FOR NO KEY UPDATE) l"
)


def _updated(number: int, before: int, *, ordered: bool) -> str:
    # PostgreSQL names the column of the digests after the function, `unnest`.
    same = "a.digest = n.unnest AND a.opened_at = n.opened_at"
    if ordered:
        same = f"{same} AND (SELECT count(*) FROM o) > 0"
    rows = f"unnest(${number}::account[], ${before}::bytea[]) n"
    return f"{_update(rows)} AND {same} AND {_BRIEFLY} RETURNING 1"


def _opened(number: int) -> str:
    return f"{_append('account', ACCOUNT_COLUMNS, number)} WHERE {_BRIEFLY}"


def _append(table: str, names: Sequence[str], number: int) -> str:
    values = ", ".join(f"n.{name}" for name in names)
    rows = f"unnest(${number}::{table}[]) n"
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {rows}"

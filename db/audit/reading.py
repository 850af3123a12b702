"""Reads of every row for the audit, in pages of one statement each, without locks between them.

A running server may write meanwhile. Entries and grants are only appended, in the transaction that
raises their account's revision. So all of them exist up to a revision that was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tortoise.exceptions import OperationalError

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.audit.rows import ACCOUNT, ENTRY, ERROR, GRANT, ReadRow, Table, decoded
from db.engine.sql import Row, placeholders, rows

ValueT = TypeVar("ValueT")

# The drivers raise these for a time outside Python's years (PostgreSQL) and for text that is not
# UTF-8 (SQLite). The whole page is lost then.
_UNREADABLE = (OverflowError, OperationalError)


async def count_accounts() -> int:
    (row,) = await rows("SELECT count(*) AS number FROM account")
    number: int = row["number"]
    return number


async def read_accounts(*, after: str, limit: int) -> list[ReadRow[Account]]:
    """Return accounts after `after` (all for "") in id order. Their columns are not compared
    yet."""
    return await _read(ACCOUNT, "id > $1 ORDER BY id LIMIT $2", [after, limit])


async def read_account(account_id: str) -> ReadRow[Account] | None:
    """Return one account; None if it does not exist."""
    found = await _read(ACCOUNT, "id = $1", [account_id])
    return found[0] if found else None


async def read_entries(
    ids: Sequence[str], *, after: int, upto: int, limit: int | None = None
) -> list[ReadRow[Entry]]:
    """Return revisions above `after` and up to `upto` of some accounts, in order of both."""
    return await _read(ENTRY, *_span(ids, "revision", after, upto, limit))


async def read_grants(ids: Sequence[str], *, after: int, upto: int) -> list[ReadRow[Grant]]:
    """Return grant numbers above `after` and up to `upto` of some accounts, in order of both."""
    return await _read(GRANT, *_span(ids, "number", after, upto, None))


def _span(
    ids: Sequence[str], number: str, after: int, upto: int, limit: int | None
) -> tuple[str, list[Any]]:
    low, high = len(ids) + 1, len(ids) + 2
    those = placeholders(len(ids))
    where = f"account_id IN ({those}) AND {number} > ${low} AND {number} <= ${high}"
    end = "" if limit is None else f" LIMIT {limit}"
    return f"{where} ORDER BY account_id, {number}{end}", [*ids, after, upto]


async def _read(table: Table[ValueT], where: str, values: list[Any]) -> list[ReadRow[ValueT]]:
    try:
        found: Sequence[Row] = await rows(table.rows + where, *values)
    except _UNREADABLE:
        found = await _one_by_one(table, where, values)
    return [decoded(table, row) for row in found]


async def _one_by_one(table: Table[Any], where: str, values: list[Any]) -> Sequence[Row]:
    return [await _one(table, row) for row in await rows(table.keys + where, *values)]


async def _one(table: Table[Any], key: Row) -> Row:
    account, number = table.key
    where = f"{account} = $1 AND {number} >= $2 ORDER BY {number} LIMIT 1"
    try:
        return (await rows(table.rows + where, key[account], key[number]))[0]
    except _UNREADABLE as error:
        if isinstance(error, OperationalError) and "decode" not in str(error):
            raise
        return {account: key[account], number: key[number], ERROR: str(error)}

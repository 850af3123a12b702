"""Conversion between rows and the values of `billing`, in one module so that both directions agree.

SQLite returns datetimes as ISO text in UTC, PostgreSQL as aware datetimes: `as_time` accepts both.
"""

from __future__ import annotations

from typing import Any

import orjson

from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind, Use, charges_text, key_hash
from billing.ledger.grant import Grant, GrantSource
from billing.reserved import PSEUDONYM_MARK
from db.engine.sql import Row, as_time
from db.ledger.state import charge_from, state_fields, state_text

ACCOUNT_COLUMNS = (
    "id",
    "opened_at",
    "plan",
    "revision",
    "available",
    "held",
    "debt",
    "stale_at",
    "state",
    "digest",
    "sweep_at",
)
ENTRY_COLUMNS = (
    "account_id",
    "revision",
    "kind",
    "tokens",
    "balance",
    "charges",
    "recorded_at",
    "occurred_at",
    "key_hash",
    "idempotency_key",
    "fingerprint",
    "reason",
    "digest",
    *Use._fields,
)
_NO_USE = (None,) * len(Use._fields)
GRANT_COLUMNS = ("account_id", "number", "source", "amount", "effective_at", "expires_at")


def account_row(account: Account) -> tuple[Any, ...]:
    """Return the values in the order of ACCOUNT_COLUMNS."""
    return (
        account.id,
        account.opened_at,
        account.plan,
        account.revision,
        account.available,
        account.held,
        account.debt,
        account.stale_at,
        state_text(account),
        account.digest,
        account.sweep_at if _is_swept(account) else None,
    )


def row_after_forecast(account: Account) -> tuple[Any, ...]:
    """Return the values after the sweep has made its forecast of this state."""
    swept = account.sweep_at_after_forecast if _is_swept(account) else None
    return (*account_row(account)[:-1], swept)


def row_after_rests(account: Account) -> tuple[Any, ...]:
    """Return the values after the sweep has found that nothing of a closed team is its owner's."""
    is_closed = account.team is not None and account.team.closed
    swept = account.sweep_at_after_rests if is_closed else account_row(account)[-1]
    return (*account_row(account)[:-1], swept)


def _is_erased(account: Account) -> bool:
    """Return whether nobody is told of the account any more."""
    return account.id.startswith(PSEUDONYM_MARK)


def _is_swept(account: Account) -> bool:
    # Most accounts have none of them, and every write of an account asks for it.
    return bool(account.alerts or account.top_up or account.team) and not _is_erased(account)


def account_from(row: Row) -> Account:
    return Account(
        id=row["id"],
        opened_at=as_time(row["opened_at"]),
        plan=row["plan"],
        revision=row["revision"],
        debt=row["debt"],
        digest=bytes(row["digest"]),
        **state_fields(row["state"], plan=row["plan"]),
    )


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """Return the values in the order of ENTRY_COLUMNS."""
    # Every use runs this code, so the entry is read as a whole.
    account_id, revision, kind, tokens, balance, charges, *times, key, told, why, use, digest = (
        entry
    )
    return (
        account_id,
        revision,
        kind._value_,
        tokens,
        balance,
        charges_text(charges),
        *times,
        None if key is None else key_hash(key),
        key,
        told,
        why,
        digest,
        *(_NO_USE if use is None else use),
    )


def entry_from(row: Row) -> Entry:
    charges = tuple(charge_from(fields) for fields in orjson.loads(row["charges"]))
    fingerprint = row["fingerprint"]
    return Entry(
        row["account_id"],
        row["revision"],
        EntryKind(row["kind"]),
        row["tokens"],
        row["balance"],
        charges,
        as_time(row["recorded_at"]),
        as_time(row["occurred_at"]),
        row["idempotency_key"],
        None if fingerprint is None else bytes(fingerprint),
        row["reason"],
        None if row["model"] is None else Use(*(row[name] for name in Use._fields)),
        bytes(row["digest"]),
    )


def grant_row(account_id: str, grant: Grant) -> tuple[Any, ...]:
    """Return the values in the order of GRANT_COLUMNS."""
    return (
        account_id,
        grant.number,
        grant.source.value,
        grant.amount,
        grant.effective_at,
        grant.expires_at,
    )


def grant_from(row: Row) -> Grant:
    """Return the grant in its original state: all of it remaining."""
    amount = row["amount"]
    return Grant(
        row["number"],
        GrantSource(row["source"]),
        amount,
        amount,
        as_time(row["effective_at"]),
        row["expires_at"] and as_time(row["expires_at"]),
    )

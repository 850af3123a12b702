"""Between rows and the values of `billing`: one place, so that both directions agree.

SQLite hands datetimes back as ISO text in UTC, PostgreSQL as aware datetimes: `_time` takes both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.account import Account, QuotaUse
from billing.catalog import QuotaPeriod, QuotaUnit
from billing.entry import Entry, EntryKind, Use, key_hash
from billing.grant import Charge, Grant, GrantSource

Row = Mapping[str, Any]

ACCOUNT_COLUMNS = (
    *("id", "opened_at", "plan", "revision", "available"),
    *("held", "debt", "stale_at", "state", "digest"),
)
ENTRY_COLUMNS = (
    *("account_id", "revision", "kind", "tokens", "balance", "charges"),
    *("recorded_at", "occurred_at", "key_hash", "idempotency_key", "fingerprint"),
    *("reason", "digest", *Use._fields),
)
GRANT_COLUMNS = ("account_id", "number", "source", "amount", "effective_at", "expires_at")


def account_row(account: Account) -> tuple[Any, ...]:
    """In the order of ACCOUNT_COLUMNS."""
    return (
        account.id,
        account.opened_at,
        account.plan,
        account.revision,
        account.available,
        account.held,
        account.debt,
        account.stale_at,
        _state_text(account),
        account.digest,
    )


def account_from(row: Row) -> Account:
    state = json.loads(row["state"])
    return Account(
        id=row["id"],
        opened_at=_time(row["opened_at"]),
        touched_at=_time(state["touched_at"]),
        plan=row["plan"],
        revision=row["revision"],
        debt=row["debt"],
        grants=tuple(_grant(fields) for fields in state["grants"]),
        renewals=_windows(state["renewals"]),
        suspended=_windows(state["suspended"]),
        quotas={model: _quota_use(fields) for model, fields in state["quotas"].items()},
        frozen={int(number): tokens for number, tokens in state["frozen"].items()},
        plan_until=state["plan_until"] and _time(state["plan_until"]),
        digest=bytes(row["digest"]),
    )


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """In the order of ENTRY_COLUMNS."""
    key = entry.idempotency_key
    return (
        *entry[:2],
        entry.kind.value,
        *entry[3:5],
        json.dumps(entry.charges, separators=(",", ":")),
        *entry[6:8],
        None if key is None else key_hash(key),
        key,
        entry.fingerprint,
        entry.reason,
        entry.digest,
        *(entry.use or (None,) * len(Use._fields)),
    )


def entry_from(row: Row) -> Entry:
    charges = tuple(
        Charge(number, GrantSource(source), tokens)
        for number, source, tokens in json.loads(row["charges"])
    )
    fingerprint = row["fingerprint"]
    return Entry(
        row["account_id"],
        row["revision"],
        EntryKind(row["kind"]),
        row["tokens"],
        row["balance"],
        charges,
        _time(row["recorded_at"]),
        _time(row["occurred_at"]),
        row["idempotency_key"],
        None if fingerprint is None else bytes(fingerprint),
        row["reason"],
        None if row["model"] is None else Use(*(row[name] for name in Use._fields)),
        bytes(row["digest"]),
    )


def grant_row(account_id: str, grant: Grant) -> tuple[Any, ...]:
    """In the order of GRANT_COLUMNS."""
    return (
        account_id,
        grant.number,
        grant.source.value,
        grant.amount,
        grant.effective_at,
        grant.expires_at,
    )


def grant_from(row: Row) -> Grant:
    """The grant as it was given: all of it remaining."""
    amount = row["amount"]
    return Grant(
        row["number"],
        GrantSource(row["source"]),
        amount,
        amount,
        _time(row["effective_at"]),
        row["expires_at"] and _time(row["expires_at"]),
    )


def _state_text(account: Account) -> str:
    state = {
        "touched_at": account.touched_at.isoformat(),
        "grants": [_grant_fields(grant) for grant in account.grants],
        "renewals": _window_texts(account.renewals),
        "suspended": _window_texts(account.suspended),
        "frozen": account.frozen,
        "plan_until": account.plan_until and account.plan_until.isoformat(),
        "quotas": {
            model: (use.unit, use.start.isoformat(), use.end.isoformat(), use.used)
            for model, use in account.quotas.items()
        },
    }
    return json.dumps(state, separators=(",", ":"))


def _windows(texts: Mapping[str, str]) -> dict[QuotaPeriod, datetime]:
    return {QuotaPeriod(period): _time(end) for period, end in texts.items()}


def _window_texts(windows: Mapping[QuotaPeriod, datetime]) -> dict[str, str]:
    return {period: end.isoformat() for period, end in windows.items()}


def _grant_fields(grant: Grant) -> tuple[Any, ...]:
    expires_at = grant.expires_at and grant.expires_at.isoformat()
    return (*grant[:4], grant.effective_at.isoformat(), expires_at)


def _grant(fields: list[Any]) -> Grant:
    number, source, amount, remaining, effective_at, expires_at = fields
    return Grant(
        number,
        GrantSource(source),
        amount,
        remaining,
        _time(effective_at),
        expires_at and _time(expires_at),
    )


def _quota_use(fields: list[Any]) -> QuotaUse:
    unit, start, end, used = fields
    return QuotaUse(QuotaUnit(unit), _time(start), _time(end), used)


def _time(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value

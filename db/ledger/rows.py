"""Between rows and the values of `billing`: one place, so that both directions agree.

SQLite hands datetimes back as ISO text in UTC, PostgreSQL as aware datetimes: `as_time` takes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from billing.catalog.catalog import Priority, QuotaPeriod, QuotaUnit
from billing.ledger.account import Account, QuotaUse
from billing.ledger.entry import Entry, EntryKind, Use, charges_text, key_hash
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.hold import Hold
from db.engine.sql import as_time

Row = Mapping[str, Any]

# Enums find their members by value slowly, and every account of a batch passes here.
_SOURCES = {source.value: source for source in GrantSource}
_PERIODS = {period.value: period for period in QuotaPeriod}

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
    state = orjson.loads(row["state"])
    return Account(
        id=row["id"],
        opened_at=as_time(row["opened_at"]),
        touched_at=as_time(state["touched_at"]),
        plan=row["plan"],
        revision=row["revision"],
        debt=row["debt"],
        grants=tuple(_grant(fields) for fields in state["grants"]),
        renewals=_windows(state["renewals"]),
        suspended=_windows(state["suspended"]),
        quotas={model: _quota_use(fields) for model, fields in state["quotas"].items()},
        frozen={int(number): tokens for number, tokens in state["frozen"].items()},
        plan_until=state["plan_until"] and as_time(state["plan_until"]),
        # States written before there were holds have none.
        holds=tuple(_hold(fields) for fields in state.get("holds", ())),
        digest=bytes(row["digest"]),
    )


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """In the order of ENTRY_COLUMNS."""
    key = entry.idempotency_key
    return (
        *entry[:2],
        entry.kind.value,
        *entry[3:5],
        charges_text(entry.charges),
        *entry[6:8],
        None if key is None else key_hash(key),
        key,
        entry.fingerprint,
        entry.reason,
        entry.digest,
        *(entry.use or (None,) * len(Use._fields)),
    )


def entry_from(row: Row) -> Entry:
    charges = tuple(_charge(fields) for fields in orjson.loads(row["charges"]))
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
        as_time(row["effective_at"]),
        row["expires_at"] and as_time(row["expires_at"]),
    )


def _state_text(account: Account) -> str:
    state = {
        "touched_at": account.touched_at,
        "grants": [(*grant,) for grant in account.grants],
        "renewals": _window_fields(account.renewals),
        "suspended": _window_fields(account.suspended),
        "frozen": {str(number): tokens for number, tokens in account.frozen.items()},
        "plan_until": account.plan_until,
        "quotas": {
            model: (use.unit, use.start, use.end, use.used) for model, use in account.quotas.items()
        },
        "holds": [_hold_fields(hold) for hold in account.holds],
    }
    return orjson.dumps(state).decode()


def _windows(texts: Mapping[str, str]) -> dict[QuotaPeriod, datetime]:
    return {_PERIODS[period]: as_time(end) for period, end in texts.items()}


def _window_fields(windows: Mapping[QuotaPeriod, datetime]) -> dict[str, datetime]:
    return {str(period): end for period, end in windows.items()}


def _grant(fields: list[Any]) -> Grant:
    number, source, amount, remaining, effective_at, expires_at = fields
    return Grant(
        number,
        _SOURCES[source],
        amount,
        remaining,
        as_time(effective_at),
        expires_at and as_time(expires_at),
    )


def _quota_use(fields: list[Any]) -> QuotaUse:
    unit, start, end, used = fields
    return QuotaUse(QuotaUnit(unit), as_time(start), as_time(end), used)


def _hold_fields(hold: Hold) -> tuple[Any, ...]:
    charges = [(*charge,) for charge in hold.charges]
    return (*hold[:8], charges, [(*grant,) for grant in hold.origins], hold.guarded)


def _hold(fields: list[Any]) -> Hold:
    number, model, tokens_in, tokens_out, counted, priority, terms, until, charges, origins = (
        fields[:10]
    )
    return Hold(
        number,
        model,
        tokens_in,
        tokens_out,
        counted,
        Priority(priority),
        terms,
        as_time(until),
        tuple(_charge(charge) for charge in charges),
        tuple(_grant(grant) for grant in origins),
        # States written before there were guarded holds don't say.
        guarded=fields[10:] == [True],
    )


def _charge(fields: list[Any]) -> Charge:
    number, source, tokens = fields
    return Charge(number, _SOURCES[source], tokens)

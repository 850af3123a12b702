"""Writing an account's ledger: each function makes exactly one entry and the state after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from billing.account import Account
from billing.entry import Entry, EntryKind, Use, chained
from billing.grant import Charge, Grant, GrantSource, burn, in_burn_order


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asked for, as far as the ledger keeps it."""

    idempotency_key: str
    fingerprint: bytes
    occurred_at: datetime | None = None
    reason: str | None = None
    use: Use | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """One entry, the state after it, and the grant that it made, if it made one."""

    account: Account
    entry: Entry
    grant: Grant | None = None


def post_grant(
    account: Account,
    *,
    kind: EntryKind,
    source: GrantSource,
    amount: int,
    now: datetime,
    effective_at: datetime,
    expires_at: datetime | None,
    request: Request | None = None,
) -> Posted:
    """Grants `amount` tokens. Debt is paid from them first, which the entry's charges tell."""
    number = account.revision + 1
    paid = min(account.debt, amount)
    grant = Grant(number, source, amount, amount - paid, effective_at, expires_at)
    grants = in_burn_order((*account.grants, grant)) if grant.remaining else account.grants
    charges = (Charge(number, source, paid),) if paid else ()
    after = replace(account, grants=grants, debt=account.debt - paid)
    return _post(after, kind, amount, charges, now, effective_at, request, grant)


def post_spend(
    account: Account, *, kind: EntryKind, tokens: int, now: datetime, request: Request
) -> Posted:
    """Spends `tokens` in burn order; the account has at least that much."""
    grants, charges = burn(account.grants, tokens) if tokens else (account.grants, ())
    after = replace(account, grants=grants)
    return _post(after, kind, -tokens, charges, now, request.occurred_at or now, request)


def post_lapse(account: Account, grant: Grant, *, now: datetime) -> Posted:
    """What `grant` left unused lapses; it happened when the grant expired."""
    after = replace(account, grants=tuple(g for g in account.grants if g.number != grant.number))
    charges = (Charge(grant.number, grant.source, grant.remaining),)
    expired_at = grant.expires_at or now
    return _post(after, EntryKind.LAPSE, -grant.remaining, charges, now, expired_at, None)


def _post(
    after: Account,
    kind: EntryKind,
    tokens: int,
    charges: tuple[Charge, ...],
    now: datetime,
    occurred_at: datetime,
    request: Request | None,
    grant: Grant | None = None,
) -> Posted:
    asked: dict[str, Any] = {}
    if request is not None:
        asked = {
            "idempotency_key": request.idempotency_key,
            "fingerprint": request.fingerprint,
            "reason": request.reason,
            "use": request.use,
        }
    entry = Entry(
        after.id,
        after.revision + 1,
        kind,
        tokens,
        after.balance,
        charges,
        now,
        occurred_at,
        **asked,
    )
    entry = chained(entry, after.digest)
    account = replace(after, revision=entry.revision, touched_at=now, digest=entry.digest)
    return Posted(account, entry, grant)

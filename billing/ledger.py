"""Writing an account's ledger: each function makes exactly one entry and the state after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from billing.account import Account
from billing.entry import Entry, EntryKind, Use, chained
from billing.grant import Charge, Grant, GrantSource, burn, in_burn_order


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asked for, as far as the ledger keeps it."""

    idempotency_key: str | None = None
    fingerprint: bytes | None = None
    occurred_at: datetime | None = None
    reason: str | None = None
    use: Use | None = None


_NOTHING_ASKED = Request()
"""For entries that the clock makes."""


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
    return post(
        after,
        kind=kind,
        tokens=amount,
        charges=charges,
        now=now,
        occurred_at=effective_at,
        request=request,
        grant=grant,
    )


def post_spend(
    account: Account, *, kind: EntryKind, tokens: int, now: datetime, request: Request
) -> Posted:
    """Spends `tokens` in burn order; the account has at least that much."""
    grants, charges = burn(account.grants, tokens) if tokens else (account.grants, ())
    after = replace(account, grants=grants)
    return post(
        after,
        kind=kind,
        tokens=-tokens,
        charges=charges,
        now=now,
        occurred_at=request.occurred_at or now,
        request=request,
    )


def post_lapse(account: Account, grant: Grant, *, now: datetime, at: datetime) -> Posted:
    """What `grant` left unused lapses; it happened at `at`."""
    after = replace(account, grants=tuple(g for g in account.grants if g.number != grant.number))
    return post(
        after,
        kind=EntryKind.LAPSE,
        tokens=-grant.remaining,
        charges=(Charge(grant.number, grant.source, grant.remaining),),
        now=now,
        occurred_at=at,
    )


def post_plan(
    account: Account, *, name: str, until: datetime | None, now: datetime, at: datetime
) -> Posted:
    """The account is on a plan from `at` on, until `until` (None: for good)."""
    after = replace(account, plan=name, plan_until=until)
    reason = name if until is None else f"{name} until {until.isoformat()}"
    return post(
        after,
        kind=EntryKind.PLAN,
        tokens=0,
        charges=(),
        now=now,
        occurred_at=at,
        request=Request(reason=reason),
    )


def post(
    after: Account,
    *,
    kind: EntryKind,
    tokens: int,
    charges: tuple[Charge, ...],
    now: datetime,
    occurred_at: datetime,
    request: Request | None = None,
    grant: Grant | None = None,
) -> Posted:
    """The entry that leads to `after`, whose revision and digest are still those before it."""
    asked = request or _NOTHING_ASKED
    entry = Entry(
        account_id=after.id,
        revision=after.revision + 1,
        kind=kind,
        tokens=tokens,
        balance=after.balance,
        charges=charges,
        recorded_at=now,
        occurred_at=occurred_at,
        idempotency_key=asked.idempotency_key,
        fingerprint=asked.fingerprint,
        reason=asked.reason,
        use=asked.use,
    )
    entry = chained(entry, after.digest)
    account = replace(after, revision=entry.revision, touched_at=now, digest=entry.digest)
    return Posted(account, entry, grant)

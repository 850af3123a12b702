"""Writing an account's ledger: each function makes exactly one entry and the state after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from billing.ledger.account import Account, QuotaUse, balance_of
from billing.ledger.entry import Entry, EntryKind, Use, chained
from billing.ledger.grant import Charge, Grant, GrantSource, burn, in_burn_order
from billing.ledger.hold import Hold


class Request(NamedTuple):
    """What a caller asked for, as far as the ledger keeps it: the end of an entry, and when it
    occurred."""

    idempotency_key: str | None = None
    fingerprint: bytes | None = None
    reason: str | None = None
    use: Use | None = None
    occurred_at: datetime | None = None


_NOTHING_ASKED = Request()
"""For entries that the clock makes."""


class Posted(NamedTuple):
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
    charges = (Charge(number, source, paid),) if paid else ()
    return post(
        account,
        kind=kind,
        tokens=amount,
        charges=charges,
        now=now,
        occurred_at=effective_at,
        request=request,
        grant=grant,
        grants=in_burn_order((*account.grants, grant)) if grant.remaining else account.grants,
        debt=account.debt - paid,
    )


def post_spend(
    account: Account,
    *,
    kind: EntryKind,
    tokens: int,
    now: datetime,
    request: Request,
    quotas: Mapping[str, QuotaUse] | None = None,
) -> Posted:
    """Spends `tokens` in burn order; the account has at least that much."""
    grants, charges = burn(account.grants, tokens) if tokens else (account.grants, ())
    return post(
        account,
        kind=kind,
        tokens=-tokens,
        charges=charges,
        now=now,
        occurred_at=request.occurred_at or now,
        request=request,
        grants=grants,
        quotas=quotas,
    )


def post_lapse(account: Account, grant: Grant, *, now: datetime, at: datetime) -> Posted:
    """What `grant` left unused lapses; it happened at `at`."""
    return post(
        account,
        kind=EntryKind.LAPSE,
        tokens=-grant.remaining,
        charges=(Charge(grant.number, grant.source, grant.remaining),),
        now=now,
        occurred_at=at,
        grants=tuple(g for g in account.grants if g.number != grant.number),
    )


def post_plan(
    account: Account, *, name: str, until: datetime | None, now: datetime, at: datetime
) -> Posted:
    """The account is on a plan from `at` on, until `until` (None: for good)."""
    after = account._replace(plan=name, plan_until=until)
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
    before: Account,
    *,
    kind: EntryKind,
    tokens: int,
    charges: tuple[Charge, ...],
    now: datetime,
    occurred_at: datetime,
    request: Request | None = None,
    grant: Grant | None = None,
    grants: tuple[Grant, ...] | None = None,
    quotas: Mapping[str, QuotaUse] | None = None,
    holds: tuple[Hold, ...] | None = None,
    debt: int | None = None,
    frozen: Mapping[int, int] | None = None,
) -> Posted:
    """One entry on top of `before`, and the account after it: with the `grants`, `quotas`, `holds`,
    `debt` and `frozen` that are given, and all else as it was."""
    grants = before.grants if grants is None else grants
    holds = before.holds if holds is None else holds
    debt = before.debt if debt is None else debt
    happened = (kind, tokens, balance_of(grants, holds, debt), charges, now, occurred_at)
    asked = (request or _NOTHING_ASKED)[:4]
    entry = chained(Entry(before.id, before.revision + 1, *happened, *asked), before.digest)
    # By hand and not by `replace`, which takes three times as long: every use passes here.
    account = Account(
        *(before.id, before.opened_at, now),
        before.plan,
        entry.revision,
        debt,
        grants,
        before.renewals,
        before.suspended,
        before.quotas if quotas is None else quotas,
        before.frozen if frozen is None else frozen,
        before.plan_until,
        holds,
        entry.digest,
    )
    return Posted(account, entry, grant)

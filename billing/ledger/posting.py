"""Posting to an account's ledger. Each function returns exactly one entry and the state after
it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from billing.building import build
from billing.ledger.account import Account, QuotaUse, balance_of
from billing.ledger.entry import Entry, EntryKind, Use, digest_of, returning_reason
from billing.ledger.grant import Charge, Grant, GrantSource, burn, in_burn_order
from billing.ledger.hold import Hold
from billing.ledger.plan_window import PlanTurn


class Request(NamedTuple):
    """The part of a caller's request that the ledger stores: the last columns of an entry, and the
    time of occurrence."""

    idempotency_key: str | None = None
    fingerprint: bytes | None = None
    reason: str | None = None
    use: Use | None = None
    occurred_at: datetime | None = None


NOTHING_ASKED = Request()
"""The request of entries that the clock causes."""


class Change(NamedTuple):
    """One change of an account: the content of its entry, and the new parts of its state.

    `tokens` is the signed change of the balance. `charges` are the changed grants. `grants`,
    `quotas`, `holds`, `debt` and `frozen` are the values after the change; None keeps the value.
    `grant` is the new grant, if there is one.
    """

    kind: EntryKind
    tokens: int
    charges: tuple[Charge, ...]
    occurred_at: datetime
    request: Request = NOTHING_ASKED
    grants: tuple[Grant, ...] | None = None
    quotas: Mapping[str, QuotaUse] | None = None
    holds: tuple[Hold, ...] | None = None
    debt: int | None = None
    frozen: Mapping[int, int] | None = None
    grant: Grant | None = None


class Posted(NamedTuple):
    """One entry, the state after it, and its new grant, if there is one."""

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
    request: Request = NOTHING_ASKED,
) -> Posted:
    """Grant `amount` tokens. They pay debt first, which the entry's charges show."""
    number = account.revision + 1
    paid = min(account.debt, amount)
    grant = Grant(number, source, amount, amount - paid, effective_at, expires_at)
    charges = (Charge(number, source, paid),) if paid else ()
    change = Change(
        kind=kind,
        tokens=amount,
        charges=charges,
        occurred_at=effective_at,
        request=request,
        grant=grant,
        grants=in_burn_order((*account.grants, grant)) if grant.remaining else account.grants,
        debt=account.debt - paid,
    )
    return post(account, change, now)


def post_spend(
    account: Account,
    *,
    kind: EntryKind,
    tokens: int,
    now: datetime,
    request: Request,
    quotas: Mapping[str, QuotaUse] | None = None,
) -> Posted:
    """Spend `tokens` in burn order. The account must have at least that much."""
    grants, charges = burn(account.grants, tokens) if tokens else (account.grants, ())
    occurred_at = request.occurred_at or now
    nothing = (None, None, None, None)
    change = (kind, -tokens, charges, occurred_at, request, grants, quotas, *nothing)
    return post(account, build(Change, change), now)


def post_lapse(account: Account, grant: Grant, *, now: datetime, at: datetime) -> Posted:
    """Lapse the unused rest of `grant`; it happened at `at`."""
    change = Change(
        kind=EntryKind.LAPSE,
        tokens=-grant.remaining,
        charges=(Charge(grant.number, grant.source, grant.remaining),),
        occurred_at=at,
        grants=tuple(g for g in account.grants if g.number != grant.number),
    )
    return post(account, change, now)


def post_return(account: Account, grant: Grant, *, now: datetime, at: datetime) -> Posted:
    """Give back the `remaining` tokens of a grant that has not expired: of an allowance whose plan
    came back at `at`, or of an operator's grant that lapsed because of a wrong clock. They pay debt
    first, which the entry's charges show."""
    tokens, paid = grant.remaining, min(account.debt, grant.remaining)
    left = grant._replace(remaining=tokens - paid)
    is_allowance = grant.source is GrantSource.ALLOWANCE
    change = Change(
        kind=EntryKind.ALLOWANCE if is_allowance else EntryKind.ADJUSTMENT,
        tokens=tokens,
        charges=(Charge(grant.number, grant.source, paid),) if paid else (),
        occurred_at=at,
        request=Request(reason=returning_reason(grant.number)),
        grants=in_burn_order((*account.grants, left)) if left.remaining else account.grants,
        debt=account.debt - paid,
    )
    return post(account, change, now)


def post_plan(account: Account, turn: PlanTurn, *, now: datetime, at: datetime) -> Posted:
    """Record that the account is on a plan from `at` on."""
    after = account._replace(plan=turn.plan, plan_until=turn.until, quantity=turn.quantity)
    return post(after, Change(EntryKind.PLAN, 0, (), at, Request(reason=turn.reason)), now)


def post(before: Account, change: Change, now: datetime) -> Posted:
    """Return the entry of a change on top of `before`, and the account after it."""
    kind, tokens, charges, occurred_at, request, grants, quotas, holds, debt, frozen, grant = change
    # Every use runs this code. So the account is read as a whole and built by hand, which takes a
    # third of the time of `replace`, and the entry is built once, from a tuple and its digest.
    name, opened_at, _, plan, number, owed = before[:6]
    left, renewals, suspended, counted, set_apart, until, placed, previous = before[6:14]
    grants = left if grants is None else grants
    holds = placed if holds is None else holds
    debt = owed if debt is None else debt
    revision, balance = number + 1, balance_of(grants, holds, debt)
    happened = (name, revision, kind, tokens, balance, charges, now, occurred_at)
    content = (*happened, *request[:4])
    digest = digest_of(content, previous)
    account = (
        name,
        opened_at,
        now,
        plan,
        revision,
        debt,
        grants,
        renewals,
        suspended,
        counted if quotas is None else quotas,
        set_apart if frozen is None else frozen,
        until,
        holds,
        digest,
        *before[14:],
    )
    entry = build(Entry, (*content, digest))
    return build(Posted, (build(Account, account), entry, grant))

"""Accounts from an older system, with their tokens.

A new account is opened as of its creation in the older system, so that its monthly windows do not
move. It gets no allowance here: the first touch opens the window of that moment.
"""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account, open_account
from billing.ledger.entry import MIGRATION_KEY, EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Change, Posted, Request, post, post_grant, post_plan
from billing.tokens import MAX_TOKENS


def migration_reason(name: str) -> str:
    """Return the reason of the entry: the name of the import."""
    return f"import {name}"


def migrate_new(
    account_id: str,
    *,
    tokens: int,
    opened_at: datetime,
    name: str,
    now: datetime,
    plan: tuple[str, datetime] | None = None,
) -> tuple[Posted, ...]:
    """Open an account with `tokens` premium tokens that never expire, from 0 to MAX_TOKENS.

    `plan` is a paid plan and the instant, after `now`, until which it is paid. `opened_at` is not
    after `now`.
    """
    opened = open_account(account_id, plan=FREE_PLAN, now=opened_at)
    posted = _migrated(opened, tokens, name=name, now=now, at=opened_at)
    if plan is None:
        return (posted,)
    return posted, post_plan(posted.account, PlanTurn(*plan), now=now, at=now)


def migrate_existing(account: Account, *, tokens: int, name: str, now: datetime) -> Posted | None:
    """Make the same entry for an account that exists here already. Like every grant, it pays debt
    first. Return None if the balance would exceed MAX_TOKENS."""
    granted = sum(grant.remaining for grant in account.grants) + account.held
    if granted + tokens > MAX_TOKENS:
        return None
    return _migrated(account, tokens, name=name, now=now, at=now)


def _migrated(account: Account, tokens: int, *, name: str, now: datetime, at: datetime) -> Posted:
    request = Request(idempotency_key=MIGRATION_KEY, reason=migration_reason(name))
    kind = EntryKind.MIGRATION
    if tokens == 0:
        return post(account, Change(kind, 0, (), at, request), now)
    return post_grant(
        account,
        kind=kind,
        source=GrantSource.LEGACY,
        amount=tokens,
        now=now,
        effective_at=at,
        expires_at=None,
        request=request,
    )

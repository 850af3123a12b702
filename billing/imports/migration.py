"""Accounts that come from an older system, with the tokens they had there.

An account that is new here is opened as of its creation there, so that its monthly windows stay
where they were. No allowance is granted: the first touch opens the window of that moment.
"""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account, open_account
from billing.ledger.entry import MIGRATION_KEY, EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.posting import Change, Posted, Request, post, post_grant, post_plan
from billing.tokens import MAX_TOKENS


def migration_reason(name: str) -> str:
    """Return the reason of the entry: the import that brought the account."""
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
    """A new account with `tokens` premium tokens that never expire, from 0 to MAX_TOKENS.

    `plan` is a plan that is paid for and the instant, after `now`, until which it is. `opened_at`
    is not after `now`.
    """
    opened = open_account(account_id, plan=FREE_PLAN, now=opened_at)
    posted = _migrated(opened, tokens, name=name, now=now, at=opened_at)
    if plan is None:
        return (posted,)
    plan_name, until = plan
    return posted, post_plan(posted.account, name=plan_name, until=until, now=now, at=now)


def migrate_existing(account: Account, *, tokens: int, name: str, now: datetime) -> Posted | None:
    """Make the same entry for an account that was opened here before. Like every grant, it pays
    debt first. Return None where the balance would pass MAX_TOKENS.
    """
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

"""A plan's allowances: they renew by the clock, and what they leave unused lapses.

Contract rule 3. No job runs this: the first touch after a boundary does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from billing.account import Account
from billing.catalog import Allowance, Plan, QuotaPeriod
from billing.entry import EntryKind
from billing.grant import GrantSource
from billing.ledger import Posted, post_grant, post_lapse
from billing.window import Window, anchored_month_window, day_window


def allowance_window(period: QuotaPeriod, *, opened_at: datetime, now: datetime) -> Window:
    """Monthly windows are anchored on the account's opening, daily ones on UTC midnight."""
    if period is QuotaPeriod.DAY:
        return day_window(now)
    return anchored_month_window(opened_at, now)


def renew(account: Account, plan: Plan, now: datetime) -> tuple[Account, tuple[Posted, ...]]:
    """Brings the account to `now`: lapses what has expired, opens the windows that are due.

    Windows that passed untouched leave no entries. Does nothing before `account.stale_at`.
    """
    if account.stale_at is not None and now < account.stale_at:
        return account, ()
    posted: list[Posted] = []
    for grant in account.grants:
        if grant.expires_at is not None and grant.expires_at <= now:
            posted.append(post_lapse(account, grant, now=now))
            account = posted[-1].account
    # Also the end of a period that the plan has lost: else it would make the state stale for ever.
    running = {period: end for period, end in account.renewals.items() if end > now}
    account = replace(account, renewals=running)
    for allowance in plan.allowances:
        if allowance.period not in running:
            posted.append(_open_window(account, allowance, now))
            account = posted[-1].account
    return account, tuple(posted)


def _open_window(account: Account, allowance: Allowance, now: datetime) -> Posted:
    window = allowance_window(allowance.period, opened_at=account.opened_at, now=now)
    renewed = replace(account, renewals={**account.renewals, allowance.period: window.end})
    return post_grant(
        renewed,
        kind=EntryKind.ALLOWANCE,
        source=GrantSource.ALLOWANCE,
        amount=allowance.tokens,
        now=now,
        effective_at=window.start,
        expires_at=window.end,
    )

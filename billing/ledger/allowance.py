"""A plan's allowances: the clock renews them, and the unused rest lapses.

Billing rule 3. No job does this: the first touch after a boundary does. The clock also ends a paid
plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from billing.catalog.catalog import FREE_PLAN, Allowance, Plan, QuotaPeriod
from billing.ledger.account import Account
from billing.ledger.entry import EntryKind, growing_reason
from billing.ledger.grant import GrantSource
from billing.ledger.hold import HoldStatus, held_origins
from billing.ledger.hold_posting import post_release
from billing.ledger.plan_window import (
    FREE,
    PlanTurn,
    PlanWindow,
    left_behind,
    reopened,
    still_suspended,
)
from billing.ledger.posting import (
    NOTHING_ASKED,
    Posted,
    Request,
    post_grant,
    post_lapse,
    post_plan,
    post_return,
)
from billing.window import Window, anchored_month_window, day_window

Plans = Mapping[str, Plan]


def allowance_window(period: QuotaPeriod, *, opened_at: datetime, now: datetime) -> Window:
    """Return the window at `now`. Monthly windows are anchored on the account's opening, daily ones
    on UTC midnight."""
    if period is QuotaPeriod.DAY:
        return day_window(now)
    return anchored_month_window(opened_at, now)


def plan_of(account: Account, plans: Plans) -> Plan:
    """Return the account's plan; the free plan if no catalog that we can read had it."""
    return plans.get(account.plan) or plans[FREE_PLAN]


def allowances_of(account: Account, plan: Plan) -> tuple[Allowance, ...]:
    """Return the allowances that a plan gives the account. The free plan gives none to a team
    (billing rule 13)."""
    if account.team is not None and plan.name == FREE_PLAN:
        return ()
    return plan.allowances


def renew(account: Account, plans: Plans, now: datetime) -> tuple[Account, tuple[Posted, ...]]:
    """Bring the account to `now`: expire its holds, lapse its expired grants, end a plan that is
    over, and open the windows that are due.

    Windows that nobody touched leave no entries. Does nothing before `account.stale_at`.
    """
    stale_at = account.stale_at
    if stale_at is not None and now < stale_at:
        return account, ()
    # This also removes the end of a period that the plan no longer has. Otherwise the state would
    # stay stale.
    running = {period: end for period, end in account.renewals.items() if end > now}
    suspended = tuple(window for window in account.suspended if window.end > now)
    granted = {period: times for period, times in account.granted.items() if period in running}
    account = account._replace(renewals=running, suspended=suspended, granted=granted)
    posted: list[Posted] = []
    for hold in account.holds:
        if hold.expires_at <= now:
            posted += post_release(account, hold, HoldStatus.EXPIRED, now=now, at=hold.expires_at)
            account = posted[-1].account
    for grant in account.grants:
        if grant.expires_at is not None and grant.expires_at <= now:
            posted.append(post_lapse(account, grant, now=now, at=grant.expires_at))
            account = posted[-1].account
    if account.plan_until is not None and account.plan_until <= now:
        posted += _switch(account, FREE, plans, now, at=account.plan_until)
        account = posted[-1].account
    posted += open_windows(account, plan_of(account, plans), now)
    if not posted and account.team is not None:
        # The month of a team without allowances turns without an entry.
        account = account._replace(touched_at=now)
    return (posted[-1].account if posted else account), tuple(posted)


def change_plan(
    account: Account, turn: PlanTurn, *, plans: Plans, now: datetime
) -> tuple[Account, tuple[Posted, ...]]:
    """Put the account, which is at `now`, on a plan.

    The allowance of the old plan lapses, and that of the new plan begins. A window is granted once:
    if a window of the new plan is still open, its lapsed tokens return. If the account has the plan
    more times than before, its open windows get the difference; if fewer times, the next windows
    are smaller. Everything else stays, bought tokens above all. Does nothing if nothing changes.
    """
    if turn == (account.plan, account.plan_until, account.quantity):
        return account, ()
    if turn.plan == account.plan:
        posted = [post_plan(account, turn, now=now, at=now)]
    else:
        posted = _switch(account, turn, plans, now, at=now)
    account = posted[-1].account
    posted += open_windows(account, plan_of(account, plans), now)
    return posted[-1].account, tuple(posted)


def _switch(
    account: Account, turn: PlanTurn, plans: Plans, now: datetime, *, at: datetime
) -> list[Posted]:
    windows = left_behind(
        account.suspended,
        plan=account.plan,
        renewals=account.renewals,
        granted=account.granted,
        grants=(*account.grants, *held_origins(account.holds)),
        now=now,
    )
    posted: list[Posted] = []
    for grant in account.grants:
        if grant.source is GrantSource.ALLOWANCE:
            posted.append(post_lapse(account, grant, now=now, at=at))
            account = posted[-1].account
    return posted + put_on(account, windows, turn, plans=plans, now=now, at=at)


def put_on(
    account: Account,
    windows: tuple[PlanWindow, ...],
    turn: PlanTurn,
    *,
    plans: Plans,
    now: datetime,
    at: datetime,
) -> list[Posted]:
    """Put an account without live allowances on a plan. Of the open `windows`, those of the plan
    continue, and their lapsed tokens return. The others stay suspended."""
    allowances = allowances_of(account, plans.get(turn.plan) or plans[FREE_PLAN])
    back = reopened(windows, plan=turn.plan, periods=[one.period for one in allowances])
    account = account._replace(
        renewals={window.period: window.end for window in back},
        suspended=still_suspended(windows, back),
        granted={window.period: window.quantity for window in back if window.quantity > 1},
    )
    posted = [post_plan(account, turn, now=now, at=at)]
    for window in back:
        if window.grant is not None and window.grant.remaining:
            posted.append(post_return(posted[-1].account, window.grant, now=now, at=at))
    return posted


def open_windows(account: Account, plan: Plan, now: datetime) -> list[Posted]:
    """Open the windows at `now` that the plan has and that are not open yet. An open one that was
    granted for fewer times the plan gets the difference, and none ever gets it twice."""
    posted: list[Posted] = []
    for allowance in allowances_of(account, plan):
        is_open = allowance.period in account.renewals
        known = account.granted.get(allowance.period, 1) if is_open else 0
        if known < account.quantity:
            posted.append(_open_window(account, allowance, known, now))
            account = posted[-1].account
    return posted


def _open_window(account: Account, allowance: Allowance, known: int, now: datetime) -> Posted:
    """Grant the window's allowance for the account's quantity, without the `known` part of it."""
    period, times = allowance.period, account.quantity
    window = allowance_window(period, opened_at=account.opened_at, now=now)
    granted = {**account.granted, period: times} if times > 1 else account.granted
    renewed = account._replace(renewals={**account.renewals, period: window.end}, granted=granted)
    return post_grant(
        renewed,
        kind=EntryKind.ALLOWANCE,
        source=GrantSource.ALLOWANCE,
        amount=allowance.tokens * (times - known),
        now=now,
        effective_at=window.start,
        expires_at=window.end,
        request=Request(reason=growing_reason(times - known)) if known else NOTHING_ASKED,
    )

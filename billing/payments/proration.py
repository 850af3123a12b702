"""The instant from which a change of the plan is charged or credited. Billing rule 3.

A change grants the present window of the new plan at once and whole, however little is left of it.
So a plan that costs more is charged from the start of that window, and for one whole window or
more. A plan that costs less is credited from the end of the window. Otherwise seats for a minute
would cost a minute and give a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.ledger.account import Account
from billing.ledger.allowance import allowance_window
from billing.payments.plan_changes import ChangeAct, ChangePlan, ChangeTime, Target
from billing.payments.plan_lines import Line
from billing.payments.plan_month import month_of
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import SeatsNotPossible
from billing.window import Window

AS_OF_MAX = timedelta(minutes=15)
"""How old the amounts of a preview may be."""
_SECOND = timedelta(seconds=1)
NOT_NOW = SeatsNotPossible(
    "A plan that costs less can follow at once only as the first change of a period, and days "
    "before its end. Otherwise it takes effect at the end of the period."
)
TOMORROW = SeatsNotPossible(
    "The plan that costs less has just begun, and the tokens until then are granted. Change it "
    "again after that, or at the end of the period."
)


def prorated_at(
    asked: ChangePlan,
    target: Target,
    present: PlanSubscription,
    account: Account,
    *,
    policy: PlanPolicy,
    now: datetime,
) -> datetime | SeatsNotPossible | None:
    """Return the whole second from which the change is charged or credited, or why it has to wait;
    None if nothing is charged or credited now.

    It is after every earlier line, because the latest line says what the account has. A plan that
    costs less is possible before all other changes of a period: to go up and down would grant the
    windows of both plans.
    """
    through = present.standing(policy).through
    if target.act is not ChangeAct.SWITCH or asked.when is not ChangeTime.NOW or through is None:
        return None
    earlier = [line for lines in present.facts.lines.values() for line in lines]
    latest = max((line.start for line in earlier if line.start is not None), default=None)
    if _costs_more(target, present, policy):
        at = now if asked.as_of is None else min(max(asked.as_of, now - AS_OF_MAX), now)
        window = _window(target, account, at)
        if latest is not None and latest >= _window(target, account, now).end:
            return TOMORROW
        start = min(window.start, through - (window.end - window.start))
    else:
        window = _window(target, account, now)
        start = window.end
        if _has_changed(earlier, now) or through - start < window.end - window.start:
            return NOT_NOW
    return start if latest is None else max(start, latest + _SECOND)


def _costs_more(target: Target, present: PlanSubscription, policy: PlanPolicy) -> bool:
    had = present.had_next
    if target.plan.name == had.plan:
        return target.quantity > had.quantity
    return target.price > month_of(present, policy).price


def _has_changed(lines: list[Line], now: datetime) -> bool:
    """Return whether the plan has changed within the present period."""
    return any(line.is_proration and line.end > now for line in lines)


def _window(target: Target, account: Account, at: datetime) -> Window:
    """Return the longest window that the plan before or after the change has at an instant."""
    periods = {*account.renewals, *(allowance.period for allowance in target.plan.allowances)}
    windows = [allowance_window(one, opened_at=account.opened_at, now=at) for one in periods]
    return max(windows, key=lambda window: window.end - window.start)

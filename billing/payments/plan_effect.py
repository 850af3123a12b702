"""The effect that a change of the plan has on an account's tokens, calculated in advance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import Allowance, Plan
from billing.ledger.account import Account
from billing.ledger.allowance import allowances_of, change_plan, plan_of
from billing.ledger.entry import EntryKind
from billing.ledger.plan_window import PlanTurn


class TokenEffect(NamedTuple):
    """Premium tokens: the allowances `before` and `after`. With a change at once, `lapses` is what
    is left of the windows of the old plan, `gains` what the windows of the new plan give or return,
    and `available` what can be spent then."""

    before: tuple[Allowance, ...]
    after: tuple[Allowance, ...]
    lapses: int
    gains: int
    available: int


def effect_of(
    account: Account,
    plan: Plan,
    quantity: int,
    *,
    until: datetime | None,
    plans: Mapping[str, Plan],
    now: datetime,
    at_once: bool,
) -> TokenEffect:
    """Return the effect on an account that is at `now`."""
    before = _times(account, plan_of(account, plans), account.quantity)
    after = _times(account, plan, quantity)
    if not at_once:
        return TokenEffect(before, after, 0, 0, account.available)
    turn = PlanTurn(plan.name, until, quantity)
    turned, posted = change_plan(account, turn, plans={**plans, plan.name: plan}, now=now)
    moved = {EntryKind.LAPSE: 0, EntryKind.ALLOWANCE: 0}
    for one in posted:
        if one.entry.kind in moved:
            moved[one.entry.kind] += abs(one.entry.tokens)
    lapses, gains = moved[EntryKind.LAPSE], moved[EntryKind.ALLOWANCE]
    return TokenEffect(before, after, lapses, gains, turned.available)


def _times(account: Account, plan: Plan, quantity: int) -> tuple[Allowance, ...]:
    return tuple(
        Allowance(one.tokens * quantity, one.period) for one in allowances_of(account, plan)
    )

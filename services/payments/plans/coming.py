"""Which plans a team will have, by orders that may still be paid, and by changes that wait for the
end of a period or were cut off.

Joining a team asks for this under the team's lock. An order or a change is stored under the same
lock before it is sent, so a join sees it, or it sees the new member. Billing rule 13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from billing.catalog.catalog import FREE_PLAN
from billing.payments.open_orders import may_be_paid
from billing.payments.plan_changes import ChangeAct
from billing.payments.plan_had import Had
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from db.payments.plan_changes import unfinished_changes
from db.payments.purchases import subscriptions_of
from services.payments.plans.changes import KEY_LIFE

_NONE = Had(FREE_PLAN)


async def coming_plans(
    team: str, *, policy: PlanPolicy, clock: Callable[[], datetime]
) -> list[tuple[str, int]]:
    """Return the plan that each present order or change leaves the team with, and how many times.
    FREE: it has no plan then. If it has a plan already, no other order counts: a second payment is
    refunded."""
    known, now = await subscriptions_of([team]), clock()
    found = list[Had]()
    going_on = [one for one in known if one.goes_on]
    for one in going_on:
        found += [*_waiting(one, team, policy), *await _cut_off(one, team, policy, now)]
    if not any(team in {one.holder(policy), one.next_holder} for one in going_on):
        ordered = (one for one in known if one.account_id == team and may_be_paid(one, now))
        found += [Had(one.plan, one.quantity) for one in ordered]
    return [(had.plan, had.quantity) for had in found]


def _waiting(one: PlanSubscription, team: str, policy: PlanPolicy) -> Iterator[Had]:
    """Yield the plan of the next period, if the team has the plan now or then."""
    had, gets = one.holder(policy) == team, one.next_holder == team
    if one.standing(policy).ends:
        gets = False
    if gets or had:
        yield one.had_next if gets else _NONE


async def _cut_off(
    one: PlanSubscription, team: str, policy: PlanPolicy, now: datetime
) -> list[Had]:
    """Return the plans of changes that the provider may carry out, or has without our knowledge."""
    found = []
    for change in await unfinished_changes(team, one.id):
        if change.subscription_id != one.id or now - change.created_at > KEY_LIFE:
            continue
        gets = change.act is not ChangeAct.END and (change.taker or one.account_id) == team
        if gets or one.holder(policy) == team:
            found.append(Had(change.plan, change.quantity) if gets else _NONE)
    return found

"""Changes of the plan of a subscription: which are possible, and what they do. Billing rule 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN, Buyer, Plan
from billing.checks import KEY_LENGTH_MAX, check_text, fingerprint_of
from billing.ledger.account import Account
from billing.ledger.teams.membership import TeamRole
from billing.payments.discounting import UNDISCOUNTED, DiscountStep
from billing.payments.plan_had import Had
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    AlreadySubscribed,
    ChangePending,
    NothingToChange,
    PlanNotForAccount,
    PlanNotFound,
    SeatsNotPossible,
    SubscriptionNotFound,
    SubscriptionNotPaid,
)
from billing.payments.subscription import SubscriptionStatus


class ChangeTime(StrEnum):
    """When a change of the plan takes effect."""

    NOW = "NOW"
    PERIOD_END = "PERIOD_END"


class ChangeAct(StrEnum):
    """The act of a change at the provider: it sells another plan or quantity, ends the
    subscription, or takes back what was to happen at the end of the period."""

    SWITCH = "SWITCH"
    END = "END"
    KEEP = "KEEP"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan:
    """Change the plan or the seats of an account. `seats` None means the present ones, or the least
    of another plan. `as_of` is the instant of the preview whose amounts are wanted. `team_id` is
    the team that gets the plan of a person. `taker` is the account that gets it, if it is another
    one: that team, or the owner of a team for a plan of persons."""

    account_id: str
    plan: str
    seats: int | None
    when: ChangeTime
    idempotency_key: str
    as_of: datetime | None = None
    team_id: str | None = None
    taker: str | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("plan", self.plan)
        check_text("idempotencyKey", self.idempotency_key, KEY_LENGTH_MAX)
        if self.team_id is not None:
            check_text("teamId", self.team_id)
        as_of = self.as_of.isoformat() if self.as_of else None
        content = ("changePlan", self.plan, self.seats, self.when, as_of)
        team = () if self.team_id is None else (self.team_id,)
        object.__setattr__(self, "fingerprint", fingerprint_of((*content, *team)))

    @property
    def receiver(self) -> str:
        """The account that has the plan after the change."""
        return self.taker or self.account_id


class Target(NamedTuple):
    """The act of a change, and the plan after it: the list price of a month in the minor unit, and
    the step to its discount."""

    act: ChangeAct
    plan: Plan
    quantity: int
    listed: int = 0
    step: DiscountStep = UNDISCOUNTED

    @property
    def price(self) -> int:
        """The price of a month, as long as the discount lasts."""
        discount = self.step.discount
        return self.listed - (discount.amount(self.listed) if discount else 0)


Unsold = PlanNotFound | PlanNotForAccount | SeatsNotPossible
Refused = (
    Unsold
    | AlreadySubscribed
    | NothingToChange
    | ChangePending
    | SubscriptionNotFound
    | SubscriptionNotPaid
)


def may_take(giver: Account, receiver: Account) -> bool:
    """Return whether a plan may go from one account to the other: one of them is a team, and the
    other one its owner."""
    team, owner = (receiver, giver) if receiver.team is not None else (giver, receiver)
    membership = owner.membership
    return (
        team.team is not None
        and not team.team.closed
        and membership is not None
        and membership.team == team.id
        and membership.role is TeamRole.OWNER
    )


def wanted(
    name: str, seats: int | None, account: Account, plans: Mapping[str, Plan]
) -> tuple[Plan, int] | Unsold:
    """Return the plan of the catalog and how many times the account must have it, or why it cannot.

    A plan is for persons or for teams. A team never has fewer seats than members.
    """
    plan = plans.get(name)
    if plan is None:
        return PlanNotFound(name)
    is_team = account.team is not None and not account.team.closed
    if plan.name != FREE_PLAN and is_team is not (plan.buyer is Buyer.TEAM):
        return PlanNotForAccount(name, for_teams=not is_team)
    members = account.team.members if account.team else 0
    quantity = plan.quantity_for(seats)
    if seats is None and quantity is not None and plan.seats and plan.seats.each == 1:
        quantity = plan.quantity_for(max(members, quantity))
    if quantity is None:
        return _impossible(plan, members)
    return too_few(plan, quantity, account) or (plan, quantity)


def too_few(plan: Plan, quantity: int, account: Account) -> SeatsNotPossible | None:
    """Return why a team cannot have the plan so many times: it has more members than seats then."""
    members = account.team.members if account.team else 0
    short = (plan.seats_of(quantity) or members) < members
    return _impossible(plan, members) if short else None


def _impossible(plan: Plan, members: int) -> SeatsNotPossible:
    if plan.seats is None:
        return SeatsNotPossible(f"{plan.display_name} has no seats.")
    least, most = (plan.seats.each * end for end in (plan.seats.least, plan.seats.most))
    range_ = f"{least} seats" if least == most else f"{least} to {most} seats"
    taken = f", and the team has {members} members" if members > least else ""
    return SeatsNotPossible(f"{plan.display_name} has {range_}{taken}.")


def decide_change(
    asked: ChangePlan,
    account: Account,
    present: PlanSubscription | None,
    plans: Mapping[str, Plan],
    policy: PlanPolicy,
) -> Target | Refused:
    """Return what the change does, or why it is refused. `account` is the one that gets the plan,
    `present` the subscription that goes on, and `plans` are those on sale. `priced` adds its price.

    One change can wait for the end of a period at a time. Fewer seats of the same plan take effect
    at the end of the period: the rest of the paid one is not refunded.
    """
    had = present.had_now(policy) if present else Had(FREE_PLAN)
    seats = asked.seats
    if seats is None and asked.plan == had.plan and asked.plan in plans:
        seats = plans[asked.plan].seats_of(had.quantity)
    found = wanted(asked.plan, seats, account, plans)
    if not isinstance(found, tuple):
        return found
    if present is None:
        return NothingToChange() if asked.plan == FREE_PLAN else SubscriptionNotFound()
    plan, quantity = found
    if plan.name == FREE_PLAN:
        return _end(asked, plan, present, policy)
    taker = None if account.id == present.account_id else account.id
    to = Had(plan.name, quantity, taker)
    return _kept(asked, plan, to, present, policy) or _switch(
        asked, plan, quantity, present, policy
    )


def _kept(
    asked: ChangePlan, plan: Plan, to: Had, present: PlanSubscription, policy: PlanPolicy
) -> Target | Refused | None:
    """Return what to do about a change that waits for the end of the period; None if there is none
    and something else is wanted."""
    quantity, had, coming = to.quantity, present.had_now(policy), present.had_next
    ends = present.standing(policy).ends
    if to == had:
        is_same = coming == had and not ends
        return NothingToChange() if is_same else Target(ChangeAct.KEEP, plan, quantity)
    if not ends and coming == had:
        return None
    is_same = to == coming and not ends and asked.when is ChangeTime.PERIOD_END
    return NothingToChange() if is_same else ChangePending(FREE_PLAN if ends else coming.plan)


def _switch(
    asked: ChangePlan, plan: Plan, quantity: int, present: PlanSubscription, policy: PlanPolicy
) -> Target | Refused:
    had = present.had_now(policy)
    if present.standing(policy).status is not SubscriptionStatus.ACTIVE:
        return SubscriptionNotPaid()
    if plan.price.currency != present.currency:
        return PlanNotForAccount(plan.name, for_teams=plan.buyer is Buyer.TEAM)
    if asked.when is ChangeTime.NOW and plan.name == had.plan and quantity < had.quantity:
        return SeatsNotPossible("Fewer seats take effect at the end of the period only.")
    return Target(ChangeAct.SWITCH, plan, quantity)


def _end(
    asked: ChangePlan, plan: Plan, present: PlanSubscription, policy: PlanPolicy
) -> Target | Refused:
    if asked.when is ChangeTime.PERIOD_END and present.standing(policy).ends:
        return NothingToChange()
    return Target(ChangeAct.END, plan, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """A change that was asked for, as a record. `at` is the instant to which the provider prorates.
    `price_id` is the price that was made for it at the provider. `is_done` means that the provider
    has carried it out. `taker` is the account that has the plan then, as in `Had`. `step` is what
    it does to the discount: decided once, so that a repeat sends the same request."""

    id: str
    account_id: str
    idempotency_key: str
    fingerprint: bytes
    subscription_id: str
    act: ChangeAct
    plan: str
    quantity: int
    when: ChangeTime
    at: datetime
    created_at: datetime
    price_id: str | None = None
    is_done: bool = False
    taker: str | None = None
    step: DiscountStep = UNDISCOUNTED

"""Changes of plans: inputs, what they would do, and their results."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import strawberry

from billing.catalog.catalog import Allowance
from billing.payments.plan_effect import TokenEffect as Effect
from schema.discounts.prices import Discount
from schema.enums import ChangeTime
from schema.goods import Plan, PlanAllowance
from schema.ledger.results import AccountNotFound, IdempotencyConflict, Refusal
from schema.money import Money
from schema.payments.purchases import PlanSubscription
from schema.payments.results import (
    AlreadySubscribed,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotForAccount,
    PlanNotFound,
    SeatsNotPossible,
    SubscriptionNotFound,
)
from schema.scalars import BigInt, described

_SEATS = "For a plan with seats. Default: the present ones, or the least of another plan."


@strawberry.input(description="A change of the plan or the seats of an account.")
class ChangePlanInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    plan: str = described("The plan's name in the catalog; FREE ends the subscription.")
    seats: int | None = described(_SEATS, default=None)
    team_id: strawberry.ID | None = described(
        "The team that gets the plan, if the account's own plan becomes one for families and "
        "teams. The account must own it. A plan of a team that becomes one for persons goes to "
        "the owner, who must be the caller.",
        default=None,
    )
    when: ChangeTime | None = described("When it takes effect.", default=ChangeTime.NOW)
    as_of: datetime | None = described(
        "`asOf` of a preview, at most 15 minutes ago: what is charged is what the preview said.",
        default=None,
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )


@strawberry.input(description="A change of the plan that is only looked at.")
class PreviewPlanChangeInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    plan: str = described("The plan's name in the catalog; FREE ends the subscription.")
    seats: int | None = described(_SEATS, default=None)
    team_id: strawberry.ID | None = described(
        "The team that gets the plan, if the account's own plan becomes one for families and "
        "teams. The account must own it. A plan of a team that becomes one for persons goes to "
        "the owner, who must be the caller.",
        default=None,
    )
    when: ChangeTime | None = described("When it takes effect.", default=ChangeTime.NOW)


@strawberry.input(description="A pending change to take back.")
class CancelPlanChangeInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )


@strawberry.type(description="The account has this plan with these seats, or will have it soon.")
class NothingToChange(Refusal):
    pass


@strawberry.type(description="Another change waits for the end of the period. Take it back first.")
class ChangePending(Refusal):
    pass


@strawberry.type(description="The present period of the subscription is not paid.")
class SubscriptionNotPaid(Refusal):
    pass


@strawberry.type(description="The card or the bank declined the payment; nothing has changed.")
class PaymentDeclined(Refusal):
    pass


@strawberry.type(description="What a change does to the premium tokens.")
class TokenEffect:
    before: list[PlanAllowance] = described("The allowances before the change.")
    after: list[PlanAllowance] = described("The allowances after it.")
    lapses: BigInt = described("What lapses at once, of the open windows of the old plan.")
    gains: BigInt = described("What is there at once, of the open windows of the new plan.")
    available: BigInt = described("What can be spent directly after the change.")

    @classmethod
    def of(cls, effect: Effect) -> TokenEffect:
        return cls(
            before=_allowances(effect.before),
            after=_allowances(effect.after),
            lapses=BigInt(effect.lapses),
            gains=BigInt(effect.gains),
            available=BigInt(effect.available),
        )


def _allowances(found: Iterable[Allowance]) -> list[PlanAllowance]:
    return [PlanAllowance(tokens=BigInt(one.tokens), period=one.period) for one in found]


@strawberry.type(description="What a change of the plan would do. Nothing has changed.")
class PlanChangePreview:
    plan: Plan = described("The plan after the change.")
    seats: int | None = described("Its seats.")
    at: datetime = described("When the change takes effect.")
    due_now: Money = described("What is charged at once.")
    credit: Money = described(
        "What the rest of the paid period is worth more than the new plan: the next invoices "
        "use it."
    )
    price: Money = described(
        "The price of each month after that, as long as its discounts last. It is charged to the "
        "cent, before tax."
    )
    list_price: Money = described("The price of such a month without discounts.")
    discounts: list[Discount] = described("Why the price is below the list price.")
    discounted_until: datetime | None = described(
        "The end of the last month with the discounts. Null if they have no end, or if there are "
        "none."
    )
    next_payment_at: datetime | None = described("When the next month is charged; null: never.")
    needs_checkout: bool = described(
        "Whether there is no subscription yet: use `subscribe`, which leads to a checkout."
    )
    as_of: datetime = described("The instant of these amounts, for `changePlan`.")
    tokens: TokenEffect = described("What happens to the tokens.")


@strawberry.type(description="The change is made, or will be at the end of the period.")
class PlanChanged:
    subscription: PlanSubscription = described("The subscription after it.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(description="The subscription continues as it is.")
class PlanChangeCanceled:
    subscription: PlanSubscription = described("The subscription after it.")


PreviewPlanChangeResult = Annotated[
    PlanChangePreview
    | PlanNotFound
    | PlanNotForAccount
    | SeatsNotPossible
    | AlreadySubscribed
    | NothingToChange
    | ChangePending
    | SubscriptionNotFound
    | SubscriptionNotPaid
    | AccountNotFound
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("PreviewPlanChangeResult", description="What a change would do."),
]
ChangePlanResult = Annotated[
    PlanChanged
    | PlanNotFound
    | PlanNotForAccount
    | SeatsNotPossible
    | AlreadySubscribed
    | NothingToChange
    | ChangePending
    | SubscriptionNotFound
    | SubscriptionNotPaid
    | AccountNotFound
    | IdempotencyConflict
    | PaymentDeclined
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("ChangePlanResult", description="The result of a change."),
]
CancelPlanChangeResult = Annotated[
    PlanChangeCanceled
    | SubscriptionNotFound
    | AccountNotFound
    | PaymentDeclined
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("CancelPlanChangeResult", description="The result of taking a change back."),
]

"""Changes of plans: looked at, made and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import strawberry

from billing.catalog.catalog import FREE_PLAN, Buyer
from billing.catalog.catalog import Money as DomainMoney
from billing.ledger.refusals import AccountNotFound
from billing.payments import plan_changes as domain
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import PlanNotForAccount
from resolvers.context import Context, Info
from resolvers.payments import may_change, shown_subscription
from schema.discounts.prices import Discount
from schema.goods import Plan
from schema.money import Money
from schema.payments.plan_changes import (
    CancelPlanChangeInput,
    CancelPlanChangeResult,
    ChangePlanInput,
    ChangePlanResult,
    PlanChangeCanceled,
    PlanChanged,
    PlanChangePreview,
    PreviewPlanChangeInput,
    PreviewPlanChangeResult,
    TokenEffect,
)
from schema.refusals import refusal_of
from services.payments.plans.changes import PlanIsChanged
from services.payments.plans.previews import PlanPreview

Changing = Annotated[ChangePlanInput, strawberry.argument(description="The change.")]
Looking = Annotated[PreviewPlanChangeInput, strawberry.argument(description="The change.")]
Keeping = Annotated[
    CancelPlanChangeInput, strawberry.argument(description="The change to take back.")
]


@strawberry.type
class PlanChangeQuery:
    @strawberry.field(
        description="What a change of the plan would cost and do to the tokens. Changes nothing. "
        "For callers who may change the account."
    )
    async def preview_plan_change(self, info: Info, input: Looking) -> PreviewPlanChangeResult:
        context = info.context
        asked = await _asked(input, context, key=uuid4().hex, as_of=None)
        if not isinstance(asked, domain.ChangePlan):
            return refusal_of(asked, context.book)
        shown = await context.services.plan_previews.preview(asked)
        return _shown(shown) if isinstance(shown, PlanPreview) else refusal_of(shown, context.book)


@strawberry.type
class PlanChangeMutation:
    @strawberry.mutation(
        description="Changes the plan or the seats of a subscription. Now: the rest of the paid "
        "period is charged or credited, and fewer seats of the same plan are refused. At the end "
        "of the period: nothing is charged before. A first subscription begins with `subscribe`."
    )
    async def change_plan(self, info: Info, input: Changing) -> ChangePlanResult:
        context = info.context
        asked = await _asked(input, context, key=input.idempotency_key, as_of=input.as_of)
        if not isinstance(asked, domain.ChangePlan):
            return refusal_of(asked, context.book)
        done = await context.services.plan_changes.change(asked)
        if not isinstance(done, PlanIsChanged):
            return refusal_of(done, context.book)
        return PlanChanged(
            subscription=shown_subscription(done.subscription, context), replayed=done.replayed
        )

    @strawberry.mutation(
        description="Takes back a change that waits for the end of the period, also the end of the "
        "subscription."
    )
    async def cancel_plan_change(self, info: Info, input: Keeping) -> CancelPlanChangeResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        if not await may_change(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        kept = await context.services.plan_changes.cancel(account_id)
        if not isinstance(kept, PlanSubscription):
            return refusal_of(kept, context.book)
        return PlanChangeCanceled(subscription=shown_subscription(kept, context))


async def _asked(
    given: ChangePlanInput | PreviewPlanChangeInput,
    context: Context,
    *,
    key: str,
    as_of: datetime | None,
) -> domain.ChangePlan | AccountNotFound | PlanNotForAccount:
    """Return the change, with the account that gets the plan. The caller must be allowed to change
    both accounts."""
    asked = domain.ChangePlan(
        account_id=context.account_meant(given.account_id),
        plan=given.plan,
        seats=given.seats,
        when=given.when or domain.ChangeTime.NOW,
        idempotency_key=key,
        as_of=as_of,
        team_id=given.team_id,
        taker=given.team_id,
    )
    if not await may_change(asked.account_id, context):
        return AccountNotFound(asked.account_id)
    if given.team_id is not None:
        may_take = given.team_id != asked.account_id and await may_change(given.team_id, context)
        return asked if may_take else AccountNotFound(given.team_id)
    plan = context.book.catalog.plans.get(given.plan)
    if plan is None or given.plan == FREE_PLAN or plan.buyer is not Buyer.PERSON:
        return asked
    owner = await context.services.teams.reader.owner_of(await context.account(asked.account_id))
    if owner is None:
        return asked
    if not await context.can_change(owner):
        return PlanNotForAccount(given.plan, for_teams=False)
    return replace(asked, taker=owner)


def _shown(preview: PlanPreview) -> PlanChangePreview:
    return PlanChangePreview(
        plan=Plan.of(preview.plan),
        seats=preview.plan.seats_of(preview.quantity),
        at=preview.at,
        due_now=Money.of(preview.due),
        credit=Money.of(preview.credit),
        price=Money.of(preview.price),
        list_price=Money.of(DomainMoney(preview.month.listed, preview.currency)),
        discounts=Discount.all_of(preview.month.discounts, preview.currency),
        discounted_until=preview.month.until,
        next_payment_at=preview.next_payment_at,
        needs_checkout=preview.checkout,
        as_of=preview.as_of,
        tokens=TokenEffect.of(preview.tokens),
    )

"""The account, with the fields that read its data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

import strawberry

from billing.checks import check_text
from billing.ledger import account as domain
from billing.ledger.caps.limits import cap_uses
from resolvers.access import View
from resolvers.context import Context, Info
from resolvers.insights import premium_model, usage_summaries
from resolvers.ledger.pages import After, First, page_size
from resolvers.ledger.quotas import ModelNames, check_quota_names, quotas_of
from resolvers.ledger.top_ups import auto_top_up, payment_methods
from schema.discounts.programmes import AccountProgramme
from schema.enums import HoldStatus, UsageGrouping
from schema.goods import Pack, Plan
from schema.ids import number_of, purchase_place
from schema.insights import Forecast, Savings, Suggestion
from schema.ledger.alerts import Alert
from schema.ledger.balance import Balance, Quota, UsageSummary, UserBilling
from schema.ledger.caps import SpendCap
from schema.ledger.history import LedgerEntryConnection, UsageConnection
from schema.ledger.hold import Hold
from schema.node import Node
from schema.payments.purchases import PlanSubscription, PurchaseConnection
from schema.payments.top_ups import AutoTopUp, PaymentMethod
from schema.scalars import reads
from services.discounts.enrolments import programmes_of
from services.insights.insights import forecasts, saved, suggested
from services.ledger.history import page_of
from services.ledger.holds import holds_of

OccurredFrom = Annotated[
    datetime | None,
    strawberry.argument(name="from", description="Only uses at this time or later."),
]
OccurredBefore = Annotated[
    datetime | None, strawberry.argument(description="Only uses before this time.")
]
ModelName = Annotated[
    str | None, strawberry.argument(description="Only uses of the model with this name.")
]
OfStatus = Annotated[
    HoldStatus | None, strawberry.argument(description="Only holds with this status.")
]
TimeZone = Annotated[
    str,
    strawberry.argument(
        description="The time zone of days and hours: a name of the IANA database, for example "
        "Europe/Berlin. For DAY and HOUR."
    ),
]
InsteadOf = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "The name of the premium model to compare with. Default: the model that would have "
            "been the cheapest."
        ),
    ),
]
By = Annotated[UsageGrouping, strawberry.argument(description="The grouping of the rows.")]


@strawberry.type
class AccountFields(Node):
    """The fields that read the data of one account."""

    state: strawberry.Private[domain.Account]
    is_known: strawberry.Private[bool]
    view: strawberry.Private[View | None]

    @classmethod
    def of(
        cls, account: domain.Account, *, is_known: bool = True, view: View | None = None
    ) -> Self:
        """Return the account. `is_known`: the caller may read it, or opened it in this request.
        `view` is what a member sees of the account of its team."""
        return cls(state=account, is_known=is_known, view=view)

    def _require_known(self, context: Context) -> None:
        if not self.is_known:
            context.check_reading(self.state.id)

    def _require_all(self, context: Context) -> None:
        """Raise Forbidden, or Restricted for a plain member of a team, unless the caller may read
        everything."""
        if self.view is None:
            context.check_reading(self.state.id)
        else:
            self.view.require_all()

    def _handle(self, context: Context) -> str | None:
        """Return the handle of the only member whose uses the caller may see; None: all are seen.
        Raises Forbidden without the right to read."""
        if self.view is not None:
            return self.view.handle
        context.check_reading(self.state.id)
        return None

    id: strawberry.ID = reads(
        "The account's id: the `sub` of its tokens.", lambda self: self.state.id
    )

    @strawberry.field(
        description="When the account was opened. Its monthly windows start at this instant."
    )
    def created_at(self) -> datetime:
        return self.state.opened_at

    @strawberry.field(description="The account's plan.")
    def plan(self, info: Info) -> Plan:
        self._require_known(info.context)
        plans = info.context.book.plans
        return Plan.of(plans.get(self.state.plan) or plans["FREE"])

    @strawberry.field(description="Its premium tokens.")
    def balance(self, info: Info) -> Balance:
        self._require_known(info.context)
        return Balance.of(self.state)

    @strawberry.field(
        description="How much of each native limit is used: for `models`, or for all free models."
    )
    def quotas(self, info: Info, models: ModelNames = None) -> list[Quota]:
        self._require_known(info.context)
        check_quota_names(info.context, models)
        return quotas_of(self.state, info.context, models)

    @strawberry.field(description="Its spend caps, in the order in which they were set.")
    def spend_caps(self, info: Info) -> list[SpendCap]:
        context = info.context
        self._require_known(context)
        return [SpendCap.of(one, context.book) for one in cap_uses(self.state, context.now())]

    @strawberry.field(description="Its alerts, in the order in which they were set.")
    def alerts(self, info: Info) -> list[Alert]:
        context = info.context
        self._require_known(context)
        now, book = context.now(), context.book
        return [Alert.of(self.state.id, one, book, now) for one in self.state.alerts]

    @strawberry.field(
        description="The programmes that it is in, also those that have ended, for as long as "
        "nobody takes it out."
    )
    async def programmes(self, info: Info) -> list[AccountProgramme]:
        context = info.context
        self._require_all(context)
        found = await programmes_of(self.state.id)
        return [AccountProgramme.of(one, context.book, context.now()) for one in found]

    @strawberry.field(description="All packs, with the prices that this account pays.")
    def packs(self, info: Info) -> list[Pack]:
        self._require_all(info.context)
        known = info.context.book.catalog.packs.values()
        return [Pack.of(pack, payer=self.state.id) for pack in known]

    @strawberry.field(description="All plans, with the prices that this account pays.")
    def plans(self, info: Info) -> list[Plan]:
        self._require_all(info.context)
        known = info.context.book.plans.values()
        return [Plan.of(plan, payer=self.state.id) for plan in known]

    @strawberry.field(description="Its automatic top-up.")
    async def auto_top_up(self, info: Info) -> AutoTopUp | None:
        self._require_known(info.context)
        return await auto_top_up(self.state, info.context)

    @strawberry.field(
        description="Its saved cards, the latest first; automatic top-ups use that one. Null, with "
        "an error, while the payment provider can't be reached."
    )
    async def payment_methods(self, info: Info) -> list[PaymentMethod] | None:
        self._require_known(info.context)
        if self.state.team is not None and not await info.context.can_change(self.state.id):
            # Plain members of a team use its tokens, not its cards.
            return []
        return await payment_methods(self.state.id, info.context)

    @strawberry.field(
        description="Its uses of models, the newest first. In the account of a team, plain members "
        "see their own uses."
    )
    async def usage(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        model: ModelName = None,
        from_: OccurredFrom = None,
        to: OccurredBefore = None,
    ) -> UsageConnection:
        context = info.context
        handle = self._handle(context)
        if model is not None:
            check_text("model", model)
        page = await page_of(
            self.state.id,
            size=page_size(first),
            before=None if after is None else number_of(after),
            uses_only=True,
            models=None if model is None else context.book.names.recorded_names(model),
            start=from_,
            end=to,
            handle=handle,
        )
        later = after is not None
        return UsageConnection.of(page.items, context.book, more=page.more, later=later)

    @strawberry.field(description="Sums over its uses that occurred in [from, to).")
    async def usage_summary(
        self,
        info: Info,
        by: By,
        from_: OccurredFrom = None,
        to: OccurredBefore = None,
        time_zone: TimeZone = "UTC",
    ) -> list[UsageSummary]:
        context = info.context
        self._require_all(context)
        return await usage_summaries(
            self.state.id, context.book, start=from_, end=to, by=by, time_zone=time_zone
        )

    @strawberry.field(
        description="How long its tokens last: the allowance, the rest of the balance, and each "
        "native limit used in the last 28 days."
    )
    async def forecast(self, info: Info) -> list[Forecast]:
        context = info.context
        self._require_all(context)
        found = await forecasts(self.state, context.book, context.now())
        return [Forecast.of(one) for one in found]

    @strawberry.field(description="What the account saved by using free models in [from, to).")
    async def savings(
        self,
        info: Info,
        from_: OccurredFrom = None,
        to: OccurredBefore = None,
        instead_of: InsteadOf = None,
    ) -> Savings:
        context = info.context
        self._require_all(context)
        book, now = context.book, context.now()
        model = None if instead_of is None else premium_model(instead_of, book, now)
        found = await saved(self.state.id, book, now, start=from_, end=to, instead_of=model)
        return Savings.of(found)

    @strawberry.field(
        description=(
            "Better choices, from the uses of the last 30 days: at most three free models, then "
            "the cheapest plan and packs. Without uses, models to start with."
        ),
    )
    async def suggestions(self, info: Info) -> list[Suggestion]:
        context = info.context
        self._require_all(context)
        following = context.services.following
        learned = await following.learned(self.state.id)
        found = await suggested(self.state, context.book, context.now(), learned)
        if context.owns(self.state.id):
            following.note(self.state.id, found)
        return [Suggestion.of(one) for one in found]

    @strawberry.field(
        description="Every change of its balance, the newest first. In the account of a team, "
        "plain members see their own uses."
    )
    async def ledger(
        self, info: Info, first: First = None, after: After = None
    ) -> LedgerEntryConnection:
        context = info.context
        handle = self._handle(context)
        before = None if after is None else number_of(after)
        page = await page_of(self.state.id, size=page_size(first), before=before, handle=handle)
        later = after is not None
        return LedgerEntryConnection.of(page.items, context.book, more=page.more, later=later)

    @strawberry.field(description="The packs it bought, the newest first.")
    async def purchases(
        self, info: Info, first: First = None, after: After = None
    ) -> PurchaseConnection:
        context = info.context
        self._require_all(context)
        page = await context.services.purchases.page(
            self.state.id,
            size=page_size(first),
            before=None if after is None else purchase_place(after),
        )
        later = after is not None
        return PurchaseConnection.of(page.items, context.book, more=page.more, later=later)

    @strawberry.field(
        description=(
            "Reserved tokens: the open holds, oldest first, then the last closed holds (at most "
            "100), newest first."
        ),
    )
    async def holds(self, info: Info, status: OfStatus = None) -> list[Hold]:
        context = info.context
        self._require_all(context)
        return [
            Hold(account_id=self.state.id, hold=one.hold, book=context.book, status=one.status)
            for one in await holds_of(self.state, status)
        ]

    @strawberry.field(
        description="The present subscription, or the last one. Null if there never was one."
    )
    async def subscription(self, info: Info) -> PlanSubscription | None:
        context = info.context
        self._require_all(context)
        found = await context.subscriptions.load(self.state.id)
        policy = context.services.subscriptions.policy
        return None if found is None else PlanSubscription.of(found, context.book, policy)

    @strawberry.field(description="The account in the layout of the first billing system.")
    def user_billing(self, info: Info) -> UserBilling:
        context = info.context
        self._require_known(context)
        return UserBilling.of(self.state, context.book, context.now())

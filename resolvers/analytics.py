"""Translates the owner's figures from the values of services to the API's types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.catalog.price_book import PriceBook
from billing.days import midnight
from schema.analytics import (
    Analytics,
    AnalyticsDay,
    Churn,
    Cohort,
    Consumption,
    Conversion,
    DayRevenue,
    FreeUse,
    Lapse,
    Outstanding,
    RetentionMonth,
    Revenue,
    RevenueKind,
    UnitConsumption,
)
from schema.enums import TokenSource, UsageTier, UsageUnit
from schema.money import Money
from schema.scalars import BigInt
from services.analytics import figures as figures_of

FirstDay = Annotated[
    datetime | None,
    strawberry.argument(
        name="from",
        description="The first day is the day (UTC) of this instant. Default: 30 days.",
    ),
]
EndDay = Annotated[
    datetime | None,
    strawberry.argument(
        description="The end of the range. The day (UTC) that contains this instant is included. "
        "Default: through today. At most 1,830 days."
    ),
]


def shown(figures: figures_of.Figures, book: PriceBook, as_of: datetime) -> Analytics:
    """Return the figures as the API shows them."""
    granted, lapsed = figures.allowance_granted, figures.allowance_lapsed
    return Analytics(
        from_=midnight(figures.days.first),
        to=midnight(figures.days.end),
        as_of=as_of,
        free_use=_free_use(figures),
        consumption=_consumption(figures, book),
        details=_details(figures, book),
        unpriced=_unpriced(figures, book),
        conversion=_conversion(figures.conversion),
        revenue=[_revenue(one, figures) for one in figures.revenue],
        active_accounts=_rate(figures.active_account_days, figures.days_so_far),
        retention=[_cohort(one) for one in figures.cohorts],
        churn=_churn(figures.churn),
        outstanding=[_outstanding(one) for one in figures.outstanding],
        lapse=Lapse(granted=BigInt(granted), lapsed=BigInt(lapsed), rate=_rate(lapsed, granted)),
        series=[_day(one) for one in figures.series],
    )


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _free_use(figures: figures_of.Figures) -> FreeUse:
    requests = sum(one.requests for one in figures.series)
    free = sum(one.free_requests for one in figures.series)
    return FreeUse(
        requests=BigInt(requests), free_requests=BigInt(free), rate=_rate(free, requests)
    )


def _consumption(figures: figures_of.Figures, book: PriceBook) -> list[Consumption]:
    return [
        Consumption(
            model=one.model,
            provider=book.described(one.model).provider or None,
            plan=one.plan or None,
            tier=UsageTier(one.tier),
            requests=BigInt(one.requests),
            tokens=BigInt(one.tokens),
            cost=BigInt(one.cost),
        )
        for one in figures.consumption
    ]


def _details(figures: figures_of.Figures, book: PriceBook) -> list[UnitConsumption]:
    used = sorted(figures.detailed, key=lambda one: (-one.uses, one.model, one.unit))
    return [_unit(book, one.model, one.unit, one.uses, one.quantity) for one in used]


def _unpriced(figures: figures_of.Figures, book: PriceBook) -> list[UnitConsumption]:
    return [
        _unit(book, one.model, one.unit, one.unpriced_uses, one.unpriced_quantity)
        for one in figures.detailed
        if one.unpriced_uses
    ]


def _unit(book: PriceBook, model: str, unit: str, uses: int, quantity: int) -> UnitConsumption:
    return UnitConsumption(
        model=model,
        provider=book.described(model).provider or None,
        unit=UsageUnit(unit),
        uses=BigInt(uses),
        quantity=BigInt(quantity),
    )


def _conversion(one: figures_of.Conversion) -> Conversion:
    return Conversion(
        opened=BigInt(one.opened),
        bought_pack=BigInt(one.bought_pack),
        subscribed=BigInt(one.subscribed),
        pack_rate=_rate(one.bought_pack, one.opened),
        subscription_rate=_rate(one.subscribed, one.opened),
    )


def _money(amount: int, currency: str) -> Money:
    return Money(amount=BigInt(amount), currency=currency)


def _shared(amount: int, among: int, currency: str) -> Money | None:
    """Round to the nearest minor unit, halves up."""
    return _money((2 * amount + among) // (2 * among), currency) if among else None


def _revenue(one: figures_of.Revenue, figures: figures_of.Figures) -> Revenue:
    net = one.total.net
    return Revenue(
        currency=one.currency,
        gross=_money(one.total.gross, one.currency),
        returned=_money(one.total.returned, one.currency),
        net=_money(net, one.currency),
        packs=_kind(one, "PACK"),
        subscriptions=_kind(one, "SUBSCRIPTION"),
        payers=BigInt(one.payers),
        per_payer=_shared(net, one.payers, one.currency),
        per_user=_shared(net * figures.days_so_far, figures.active_account_days, one.currency),
    )


def _kind(one: figures_of.Revenue, kind: str) -> RevenueKind:
    takings = one.by_kind.get(kind) or figures_of.Takings()
    return RevenueKind(
        gross=_money(takings.gross, one.currency),
        returned=_money(takings.returned, one.currency),
        net=_money(takings.net, one.currency),
    )


def _cohort(one: figures_of.Cohort) -> Cohort:
    return Cohort(
        month=midnight(one.month),
        accounts=BigInt(one.accounts),
        months=[
            RetentionMonth(
                month=midnight(month), active=BigInt(active), rate=_rate(active, one.accounts)
            )
            for month, active in one.active.items()
        ],
    )


def _churn(one: figures_of.Churn) -> Churn:
    return Churn(
        subscribers_at_start=BigInt(one.subscribers_at_start),
        joined=BigInt(one.joined),
        left=BigInt(one.left),
        rate=_rate(one.left, one.subscribers_at_start),
    )


def _outstanding(one: figures_of.Outstanding) -> Outstanding:
    liability = Money.of(one.liability) if one.liability else None
    return Outstanding(
        source=TokenSource(one.source), tokens=BigInt(one.tokens), liability=liability
    )


def _day(one: figures_of.Day) -> AnalyticsDay:
    return AnalyticsDay(
        day=midnight(one.day),
        requests=BigInt(one.requests),
        free_requests=BigInt(one.free_requests),
        imported_requests=BigInt(one.imported_requests),
        cost=BigInt(one.cost),
        opened=BigInt(one.opened),
        subscribers=BigInt(one.subscribers),
        revenue=[
            DayRevenue(currency=name, net=_money(net, name))
            for name, net in sorted(one.revenue.items())
        ],
    )

"""Catalogs with packs and plans, and days of use, for tests of advice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from billing.catalog.catalog import (
    FREE_PLAN,
    Allowance,
    Catalog,
    Model,
    Money,
    Pack,
    Plan,
    QuotaPeriod,
)
from billing.catalog.price_book import PriceBook, price_book
from billing.insights.advice import Suggestion, suggesting
from billing.insights.savings import Used
from billing.insights.uses import DayUse
from tests.support.ledger.factories import MONTHLY, NOW, catalog


def pack(*, name: str = "small", tokens: int = 100, price: int = 10, currency: str = "USD") -> Pack:
    return Pack(name, name.title(), "", tokens, Money(price, currency))


def paid_plan(
    *, name: str = "PREMIUM", price: int = 1_000, tokens: int = 300, period: str = "DAY"
) -> Plan:
    allowance = Allowance(tokens, QuotaPeriod(period))
    return Plan(name, name.title(), "", Money(price, "USD"), (allowance,))


def offering(
    *,
    packs: Iterable[Pack] = (),
    plans: Iterable[Plan] = (),
    allowance: Allowance = MONTHLY,
    models: Iterable[Model] | None = None,
) -> Catalog:
    """Return a catalog with the plan FREE, which has `allowance`, then `plans`."""
    plain = catalog(models=models, allowances=[allowance])
    sold = {plan.name: plan for plan in (plain.plans[FREE_PLAN], *plans)}
    return replace(plain, packs={one.name: one for one in packs}, plans=sold)


def selling(
    *,
    packs: Iterable[Pack] = (),
    plans: Iterable[Plan] = (),
    allowance: Allowance = MONTHLY,
    models: Iterable[Model] | None = None,
) -> PriceBook:
    return price_book([offering(packs=packs, plans=plans, allowance=allowance, models=models)])


def day_use(
    *,
    model: str = "paid",
    ago: int = 1,
    requests: int = 1,
    input_tokens: int = 10,
    output_tokens: int = 0,
    cost: int = 80,
    month: datetime = NOW,
    early: bool = False,
) -> DayUse:
    day = (NOW - timedelta(days=ago)).date()
    used = Used(requests, input_tokens, output_tokens)
    return DayUse(model, day, used, cost, month, early)


def suggestions(
    uses: Sequence[DayUse], plan: str, book: PriceBook, now: datetime, **given: Any
) -> tuple[Suggestion, ...]:
    """Return what is suggested, after all pieces of work."""
    return tuple(one for one in suggesting(uses, plan, book, now, **given) if one is not None)

"""The discount of a plan after a change, with an oracle that counts in fractions and month by
month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billing.catalog.catalog import Money
from billing.catalog.currencies import least_charge, least_step
from billing.catalog.discounts import WHOLE, percent_text
from billing.discounts.deciding import Discount, DiscountKind
from billing.payments.discounting import (
    CouponAct,
    DiscountStep,
    Span,
    on_other_seats,
    span_of,
    step_to,
    waits,
)
from billing.payments.plan_discount import PlanDiscount, fixed_amount, percentage_of
from billing.window import add_months
from tests.support.payments.money import plan_subscription

OFFS = st.integers(1, WHOLE - 1)
PRICES = st.integers(50, 500_000)
BEGINS = st.integers(0, 3 * 366 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def discount(off: int = 5_000, **given: object) -> PlanDiscount:
    whole = {
        "name": "EDU",
        "reason": f"Education: {percent_text(off)} off",
        "off": off,
        "until": None,
        "ends": None,
        "fixed": None,
    }
    return PlanDiscount(**{**whole, **given})  # type: ignore[arg-type]  # a test's shorthand


def price_of(listed: Money, off: int) -> int:
    """Return the price by the rule of the documents: rounded half up, not below the least
    charge."""
    step = least_step(listed.currency)
    exact = Fraction(listed.amount * (WHOLE - off), WHOLE * step) + Fraction(1, 2)
    rounded = exact.numerator // exact.denominator * step
    return min(listed.amount, max(rounded, least_charge(listed.currency)))


@given(PRICES, st.integers(1, 500), OFFS, st.sampled_from(["USD", "JPY", "KWD", "ISK"]))
def test_a_month_costs_what_was_decided_for_any_seats(
    each: int, seats: int, off: int, currency: str
) -> None:
    listed = Money(each * seats, currency)
    made = on_other_seats(discount(off), listed)
    price = price_of(listed, off)
    assert (0 if made is None else made.amount(listed.amount)) == listed.amount - price
    if made is not None and made.fixed is None:
        assert Fraction(listed.amount * off, WHOLE) == listed.amount - price, "whole cents"


@given(OFFS, PRICES)
def test_a_percentage_is_read_from_the_reason_of_an_older_order(off: int, amount: int) -> None:
    reason = f"Company 50% off: {percent_text(off)} off"
    assert percentage_of(Discount(DiscountKind.PROGRAMME, "EDU", reason, amount)) == off
    assert percentage_of(Discount(DiscountKind.PROGRAMME, "EDU", reason, amount, 77)) == 77
    assert percentage_of(Discount(DiscountKind.PROGRAMME, "EDU", "none", amount)) == 0


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, list[datetime]]:
    """Return the time of a change, and the renewals after it."""
    begin, month = draw(BEGINS), draw(st.integers(0, 30))
    start, through = add_months(begin, month), add_months(begin, month + 1)
    seconds = int((through - start).total_seconds())
    now = start + timedelta(seconds=draw(st.integers(1, seconds - 1)))
    present = plan_subscription()
    facts = replace(present.facts, started_at=int(begin.timestamp()))
    at_once = draw(st.booleans())
    span = span_of(replace(present, facts=facts), through, now, at_once=at_once)
    return span, [add_months(begin, month + 1 + number) for number in range(40)]


@given(spans(), st.integers(0, 30), st.booleans())
def test_a_new_coupon_covers_every_month_before_the_end_of_the_programme(
    timed: tuple[Span, list[datetime]], months: int, exactly: bool
) -> None:
    span, renewals = timed
    ends = renewals[months] if exactly else renewals[months] + timedelta(hours=1)
    step = step_to(discount(until=ends, ends=ends), None, span)
    meant = [at for at in renewals if at < ends]
    if not meant:
        assert step == DiscountStep(), "no month of it is left"
        return
    assert (step.act, step.discount is not None) == (CouponAct.NEW, True)
    assert step.discount is not None
    assert step.months is not None
    over = add_months(span.asked_at, step.months)
    covered = [at for at in renewals if at < over]
    assert covered == [at for at in renewals if step.discount.lasts(at)], "shown as charged"
    assert covered[: len(meant)] == meant
    assert len(covered) - len(meant) <= 1
    if span.anchor.day <= 28 and span.asked_at.day <= 28:
        assert covered == meant
    assert step.discount.ends in renewals


@given(spans(), OFFS)
def test_what_is_there_already_stays_with_its_end(
    timed: tuple[Span, list[datetime]], off: int
) -> None:
    span, renewals = timed
    there = discount(off, until=renewals[3], ends=renewals[4])
    assert step_to(replace(there, ends=there.until), there, span) == DiscountStep(there)
    forever = step_to(discount(off), there, span)
    assert forever == DiscountStep(discount(off), CouponAct.NEW)
    assert step_to(None, there, span) == DiscountStep(None, CouponAct.TAKEN_OFF)
    assert step_to(None, None, span) == DiscountStep()


@given(spans())
def test_only_a_discount_that_stays_and_ends_with_the_period_changes_in_its_last_month(
    timed: tuple[Span, list[datetime]],
) -> None:
    span, _ = timed
    assume(span.at_once)
    last = discount(until=span.through, ends=span.through)
    inner, stays = replace(last, aligned=False), DiscountStep(last)
    assert not waits(stays, last, last, span)
    assert not waits(DiscountStep(None, CouponAct.TAKEN_OFF), last, last, span)
    assert waits(DiscountStep(last, CouponAct.NEW, 1), last, last, span)
    assert waits(DiscountStep(inner), inner, inner, span)
    assert waits(DiscountStep(), None, last, span), "it was taken off for the next period"
    longer = replace(last, ends=add_months(span.through, 1), aligned=False)
    assert not waits(DiscountStep(longer), longer, longer, span)
    assert not waits(stays, last, last, span._replace(starts=span.through))


@pytest.mark.parametrize(("listed", "off", "fixed"), [(1_000, 5_000, None), (999, 1_500, 150)])
def test_only_whole_cents_are_a_percentage_at_the_provider(
    listed: int, off: int, fixed: int | None
) -> None:
    assert fixed_amount(Money(listed, "USD"), off) == fixed

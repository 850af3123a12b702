"""The decision on a price: an exact oracle, and examples in money."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Allowance, Money, Pack, Plan, QuotaPeriod
from billing.catalog.currencies import least_charge, least_step
from billing.catalog.discounts import WHOLE, BulkStep, Programme
from billing.discounts.deciding import (
    DecidedPrice,
    Discount,
    DiscountKind,
    Enrolment,
    pack_price,
    plan_price,
)
from tests.billing.discounts.offers import enrolments, packs, plans
from tests.support.clocks import NOW

quantities = st.integers(1, 100)
EDU = Programme("EDU", "Education", packs_off=3_000, plans_off=5_000)
PARTNER = Programme("PARTNER", "Partners", packs_off=1_500, with_bulk=True)
STARTER = Pack("starter", "Starter", "", 200_000, Money(500, "USD"), (BulkStep(10, 1_000),))


def exact_total(pack: Pack, quantity: int, enrolled: Enrolment | None) -> Fraction:
    """Return the total before rounding, as the rule says it in one sentence."""
    total = Fraction(pack.price.amount * quantity)
    steps = [step.off for step in pack.bulk if step.start <= quantity]
    if steps and (enrolled is None or enrolled.programme.with_bulk):
        total *= 1 - Fraction(max(steps), WHOLE)
    if enrolled is not None:
        total *= 1 - Fraction(enrolled.programme.packs_off, WHOLE)
    return total


@given(packs(), quantities, enrolments)
def test_list_price_minus_discounts_is_the_price(
    pack: Pack, quantity: int, enrolled: list[Enrolment]
) -> None:
    decided = pack_price(pack, quantity, enrolled, NOW)
    assert decided.listed == Money(pack.price.amount * quantity, pack.price.currency)
    assert all(one.amount > 0 for one in decided.discounts)
    taken = sum(one.amount for one in decided.discounts)
    assert decided.listed.amount - taken == decided.price.amount
    kinds = [one.kind for one in decided.discounts]
    assert kinds in ([], ["BULK"], ["PROGRAMME"], ["BULK", "PROGRAMME"])
    named = {one.name for one in decided.discounts if one.kind is DiscountKind.PROGRAMME}
    assert named == ({decided.enrolment.programme.name} if decided.enrolment else set())


@given(packs(), quantities, enrolments)
def test_the_price_is_the_cheapest_possibility_rounded_once_half_up(
    pack: Pack, quantity: int, enrolled: list[Enrolment]
) -> None:
    """Budgets are left out; the next test has them."""
    currency, listed = pack.price.currency, pack.price.amount * quantity
    step = least_step(currency)
    free = [Enrolment(one.programme, one.until, one.code_id) for one in enrolled]
    live = [one for one in free if one.until is None or one.until > NOW]
    totals = [exact_total(pack, quantity, one) for one in (None, *live)]
    rounded = [int(total / step + Fraction(1, 2)) * step for total in totals]
    least = min(listed, least_charge(currency))
    assert pack_price(pack, quantity, free, NOW).price.amount == max(least, min(rounded))


@given(packs(), quantities, enrolments)
def test_no_budget_is_exceeded_and_other_enrolments_still_count(
    pack: Pack, quantity: int, enrolled: list[Enrolment]
) -> None:
    decided = pack_price(pack, quantity, enrolled, NOW)
    chosen = decided.enrolment
    if chosen and chosen.left:
        (taken,) = [one.amount for one in decided.discounts if one.kind is DiscountKind.PROGRAMME]
        assert chosen.left.currency == decided.listed.currency
        assert taken <= chosen.left.amount
    unlimited = [one for one in enrolled if one.left is None]
    assert decided.price.amount <= pack_price(pack, quantity, unlimited, NOW).price.amount


@given(packs(), quantities, enrolments, st.randoms())
def test_the_order_of_enrolments_does_not_change_the_price(
    pack: Pack, quantity: int, enrolled: list[Enrolment], random: Random
) -> None:
    before = pack_price(pack, quantity, enrolled, NOW).price
    shuffled = random.sample(enrolled, len(enrolled))
    assert pack_price(pack, quantity, shuffled, NOW).price == before


@given(packs(), st.integers(1, 99), enrolments)
def test_more_packs_never_make_a_pack_dearer(
    pack: Pack, quantity: int, enrolled: list[Enrolment]
) -> None:
    """Up to the rounding and the least charge: a single cent cannot be halved. In total, more cost
    at least as much, unless a new step begins."""
    free = [Enrolment(one.programme, one.until) for one in enrolled]
    some, more = (pack_price(pack, n, free, NOW).price for n in (quantity, quantity + 1))
    step = least_step(pack.price.currency)
    assert Fraction(more.amount - step, quantity + 1) <= Fraction(some.amount + step, quantity)
    if quantity + 1 not in {one.start for one in pack.bulk}:
        assert some.amount <= more.amount


@given(plans(), enrolments)
def test_a_month_of_a_plan_has_at_most_one_programme_without_a_budget(
    plan: Plan, enrolled: list[Enrolment]
) -> None:
    decided = plan_price(plan, enrolled, NOW)
    live = [one for one in enrolled if one.until is None or one.until > NOW]
    offs = [one.programme.plans_off for one in live if one.left is None]
    exact = Fraction(plan.price.amount * (WHOLE - max(offs, default=0)), WHOLE)
    step = least_step(plan.price.currency)
    rounded = int(exact / step + Fraction(1, 2)) * step
    least = min(plan.price.amount, least_charge(plan.price.currency))
    assert decided.price.amount == max(rounded, least)
    assert len(decided.discounts) <= 1


def told(decided: DecidedPrice) -> list[tuple[str, int]]:
    return [(one.reason, one.amount) for one in decided.discounts]


@pytest.mark.parametrize(
    ("quantity", "programmes", "price", "reasons"),
    [
        (1, [], 500, []),
        (9, [], 4_500, []),
        (10, [], 4_500, [("10% off from 10 packs", 500)]),
        (1, [EDU], 350, [("Education: 30% off", 150)]),
        # Instead of the step, because it takes off more.
        (10, [EDU], 3_500, [("Education: 30% off", 1_500)]),
        (10, [PARTNER], 3_825, [("10% off from 10 packs", 500), ("Partners: 15% off", 675)]),
        (10, [PARTNER, EDU], 3_500, [("Education: 30% off", 1_500)]),
        (1, [PARTNER], 425, [("Partners: 15% off", 75)]),
    ],
)
def test_prices_in_dollars(
    quantity: int, programmes: list[Programme], price: int, reasons: list[tuple[str, int]]
) -> None:
    decided = pack_price(STARTER, quantity, [Enrolment(one) for one in programmes], NOW)
    assert (decided.price, told(decided)) == (Money(price, "USD"), reasons)


@pytest.mark.parametrize(
    ("listed", "off", "price"),
    [
        (Money(999, "USD"), 5_000, 500),
        (Money(997, "USD"), 5_000, 499),
        (Money(100, "USD"), 9_900, 50),
        (Money(30, "USD"), 5_000, 30),
        (Money(0, "USD"), 5_000, 0),
        (Money(1_001, "JPY"), 5_000, 501),
        (Money(60, "JPY"), 5_000, 50),
        (Money(1_230, "KWD"), 5_000, 620),
        (Money(10, "KWD"), 9_999, 10),
        (Money(33_333, "USD"), 1_250, 29_166),
    ],
)
def test_rounding_and_the_least_charge(listed: Money, off: int, price: int) -> None:
    plan = Plan("P", "P", "", listed, (Allowance(1, QuotaPeriod.DAY),))
    enrolled = [Enrolment(Programme("X", "X", plans_off=off))]
    assert plan_price(plan, enrolled, NOW).price.amount == price


def test_a_programme_ends_at_its_instant() -> None:
    enrolled = [Enrolment(EDU, until=NOW)]
    assert pack_price(STARTER, 1, enrolled, NOW - timedelta(microseconds=1)).price.amount == 350
    assert pack_price(STARTER, 1, enrolled, NOW).price.amount == 500


def test_a_budget_is_used_to_its_last_cent_and_not_beyond() -> None:
    enough, short = Money(75, "USD"), Money(74, "USD")
    assert pack_price(STARTER, 1, [Enrolment(PARTNER, left=enough)], NOW).price.amount == 425
    assert pack_price(STARTER, 1, [Enrolment(PARTNER, left=short)], NOW).price.amount == 500
    other = Enrolment(PARTNER, left=Money(10**6, "EUR"))
    assert pack_price(STARTER, 1, [other], NOW).price.amount == 500


def test_where_prices_are_equal_no_budget_is_used() -> None:
    rich = Enrolment(PARTNER, code_id="code", left=Money(10**6, "USD"))
    found = pack_price(STARTER, 1, [rich, Enrolment(PARTNER)], NOW).enrolment
    assert found is not None
    assert found.left is None


def test_a_discount_names_its_programme() -> None:
    (one,) = pack_price(STARTER, 1, [Enrolment(EDU)], NOW).discounts
    assert one == Discount(DiscountKind.PROGRAMME, "EDU", "Education: 30% off", 150, 3_000)

"""Packs, plans and enrolments with any discounts, for properties."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from billing.catalog.catalog import Allowance, Money, Pack, Plan, QuotaPeriod
from billing.catalog.currencies import least_step
from billing.catalog.discounts import WHOLE, BulkStep, Programme, ProgrammeJoining
from billing.discounts.deciding import Enrolment
from tests.support.clocks import NOW

CURRENCIES = ["USD", "JPY", "KWD", "HUF", "ISK", "BRL"]
"""With 0, 2 and 3 decimals, and with and without a known least charge."""

offs = st.integers(1, WHOLE - 1)
currencies = st.sampled_from(CURRENCIES)


def money(currency: str) -> st.SearchStrategy[Money]:
    step = least_step(currency)
    amounts = st.one_of(st.integers(0, 200), st.integers(0, 10**9))
    return amounts.map(lambda amount: Money(amount * step, currency))


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    starts = sorted(draw(st.sets(st.integers(2, 100), max_size=4)))
    taken = sorted(draw(st.sets(offs, min_size=len(starts), max_size=len(starts))))
    bulk = tuple(BulkStep(start, off) for start, off in zip(starts, taken, strict=True))
    return Pack("pack", "Pack", "", 1_000, draw(money(draw(currencies))), bulk)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    price = draw(money(draw(currencies)))
    return Plan("PLAN", "Plan", "", price, (Allowance(1, QuotaPeriod.DAY),))


programmes = st.builds(
    Programme,
    name=st.sampled_from(["A", "B", "C"]),
    display_name=st.just("Somebody"),
    packs_off=offs,
    plans_off=offs | st.just(0),
    with_bulk=st.booleans(),
    joining=st.just(ProgrammeJoining.OPERATOR),
)
ends = st.sampled_from([None, NOW, NOW - timedelta(microseconds=1), NOW + timedelta(days=1)])
enrolments = st.lists(
    st.builds(
        Enrolment,
        programme=programmes,
        until=ends,
        code_id=st.none() | st.just("code"),
        left=st.none() | currencies.flatmap(money),
    ),
    max_size=4,
)

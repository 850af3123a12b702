from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.grant import Grant, burn, in_burn_order
from tests.support.ledger.factories import NOW, grant

DAY = timedelta(days=1)


@st.composite
def grants(draw: st.DrawFn) -> tuple[Grant, ...]:
    """Return grants in burn order, none of them empty. Many expire at the same time."""
    days = draw(st.lists(st.none() | st.integers(1, 4), max_size=8))
    return in_burn_order(
        grant(
            number=number,
            amount=100,
            remaining=draw(st.integers(1, 100)),
            expires_at=None if day is None else NOW + day * DAY,
        )
        for number, day in enumerate(days, 1)
    )


def left(held: tuple[Grant, ...]) -> int:
    return sum(one.remaining for one in held)


@st.composite
def spending(draw: st.DrawFn) -> tuple[tuple[Grant, ...], int]:
    held = draw(grants())
    return held, draw(st.integers(0, left(held)))


def test_what_expires_first_is_spent_first_then_what_was_granted_first() -> None:
    forever = grant(number=1)
    later = grant(number=2, expires_at=NOW + 2 * DAY)
    younger = grant(number=4, expires_at=NOW + DAY)
    older = grant(number=3, expires_at=NOW + DAY)
    also_forever = grant(number=5)
    mixed = (also_forever, younger, forever, later, older)
    assert in_burn_order(mixed) == (older, younger, later, forever, also_forever)


@given(spending())
def test_burning_conserves(case: tuple[tuple[Grant, ...], int]) -> None:
    held, tokens = case
    after, charges = burn(held, tokens)
    assert sum(charge.tokens for charge in charges) == tokens
    assert left(after) == left(held) - tokens
    paid = {charge.number: charge.tokens for charge in charges}
    remaining = {one.number: one.remaining for one in after}
    assert len(paid) == len(charges)
    for one in held:
        assert remaining.get(one.number, 0) == one.remaining - paid.get(one.number, 0)


@given(spending())
def test_a_grant_is_touched_only_when_all_before_it_are_used_up(
    case: tuple[tuple[Grant, ...], int],
) -> None:
    held, tokens = case
    after, charges = burn(held, tokens)
    assert [c.number for c in charges] == [g.number for g in held[: len(charges)]]
    assert [c.tokens for c in charges[:-1]] == [g.remaining for g in held[: len(charges)][:-1]]
    assert all(charge.tokens > 0 for charge in charges)
    assert after == in_burn_order(after)
    assert all(one.remaining > 0 for one in after)


@given(spending())
def test_charges_name_the_source_that_paid(case: tuple[tuple[Grant, ...], int]) -> None:
    held, tokens = case
    sources = {one.number: one.source for one in held}
    assert all(charge.source is sources[charge.number] for charge in burn(held, tokens)[1])


@given(grants(), st.data())
def test_burning_in_two_steps_is_burning_at_once(
    held: tuple[Grant, ...], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, left(held)))
    second = data.draw(st.integers(0, left(held) - first))
    assert burn(burn(held, first)[0], second)[0] == burn(held, first + second)[0]

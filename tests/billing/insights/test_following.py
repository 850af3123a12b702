"""The arithmetic of what people follow."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from billing.insights.following import (
    NEUTRAL,
    NOBODY,
    PEOPLE_MIN,
    STRENGTH,
    Followed,
    Learned,
    has_followed,
    weight_of,
)
from tests.support.ledger.factories import free_model, premium_model

GIFT, PAID = free_model(name="gift"), premium_model(name="paid")


@st.composite
def counts(draw: st.DrawFn, least: int = 0) -> Followed:
    shown = draw(st.integers(least, 10**9))
    return Followed(shown, draw(st.integers(0, shown)))


@given(counts(PEOPLE_MIN), counts(PEOPLE_MIN))
def test_the_weight_lies_between_the_pair_s_share_and_that_of_all(
    pair: Followed, everything: Followed
) -> None:
    own = Fraction(pair.followed, pair.shown)
    others = Fraction(everything.followed + 1, everything.shown + 10)
    exact = (pair.followed + STRENGTH * others) / (pair.shown + STRENGTH)
    weight = weight_of(pair, everything)
    assert min(own, others) <= exact <= max(own, others)
    assert weight == max(1, exact * NEUTRAL // 1)


@given(counts(PEOPLE_MIN), counts())
def test_one_more_who_followed_never_lowers_a_weight(pair: Followed, everything: Followed) -> None:
    more = weight_of(pair + Followed(1, 1), everything)
    less = weight_of(pair + Followed(1, 0), everything)
    assert less <= weight_of(pair, everything) <= more


@given(st.integers(0, PEOPLE_MIN - 1).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_what_few_people_did_is_seen_nowhere(seen: tuple[int, int]) -> None:
    few = Followed(*seen)
    pairs = {("paid", "gift"): few}
    known = Learned(pairs, everything=few)
    assert known.weight(PAID, GIFT) == Learned().weight(PAID, GIFT)
    assert known.percent(PAID, GIFT) is None


@given(counts(PEOPLE_MIN), st.booleans())
def test_a_weight_is_never_nothing_and_halves_for_who_did_not_follow(
    pair: Followed, ignored: bool
) -> None:
    known = ("paid", "gift")
    one = Learned({known: pair}, frozenset({known} if ignored else ()), pair)
    whole = weight_of(pair, pair)
    assert one.weight(PAID, GIFT) == (max(1, whole // 2) if ignored else whole) >= 1
    percent = one.percent(PAID, GIFT)
    assert percent is not None
    assert percent <= Fraction(100 * pair.followed, pair.shown) < percent + 1


uses = st.dictionaries(st.sampled_from(["paid", "gift", "other"]), st.integers(0, 3))


@given(uses, uses)
def test_following_is_more_of_the_one_and_less_of_the_other(
    before: dict[str, int], after: dict[str, int]
) -> None:
    change = {name: after.get(name, 0) - before.get(name, 0) for name in ("paid", "gift")}
    expected = change["gift"] > 0 > change["paid"]
    assert has_followed(("paid", "gift"), before, after) is expected


def test_nobody_is_the_sum_of_nothing() -> None:
    assert sum([], NOBODY) == Followed(0, 0)

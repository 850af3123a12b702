"""A repair reverses the effects of a wrong clock: the account is as if its clock had been right.
The audit replays every step. Decision 0022."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier
from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.past import Past
from billing.ledger.repair import repair
from billing.ledger.rules import decide_adjustment
from tests.support.ledger.factories import adjustment
from tests.support.ledger.repaired import Repaired, left, use
from tests.support.payments.money import (
    FREE_TOKENS,
    GOLD,
    NOW,
    PAID,
    PLANS,
    PREMIUM,
    PREMIUM_TOKENS,
    SILVER,
    TOKENS,
)

HOUR, DAY = 3_600, 86_400
JUMPS = [40, 365]
days = pytest.mark.parametrize("days", JUMPS)


@pytest.fixture
def keeper() -> Repaired:
    return Repaired()


@days
def test_a_free_user_has_what_is_left_of_the_month(keeper: Repaired, days: int) -> None:
    use(keeper, 800)
    keeper.jump(days)
    use(keeper, 1_600)
    keeper.back(NOW + timedelta(hours=1))
    assert left(keeper) == FREE_TOKENS - 2_400
    keeper.wait(DAY)
    assert left(keeper) == FREE_TOKENS - 2_400


@days
def test_a_subscriber_has_the_plan_and_the_day(keeper: Repaired, days: int) -> None:
    until = NOW + timedelta(days=33)
    keeper.turn(PREMIUM, until=until)
    use(keeper, 800)
    keeper.jump(days)
    assert keeper.account.plan == FREE_PLAN
    use(keeper, 1_600)
    keeper.back(NOW + timedelta(hours=1))
    assert (keeper.account.plan, keeper.account.plan_until) == (PREMIUM, until)
    assert left(keeper) == PREMIUM_TOKENS - 2_400
    keeper.wait(DAY)
    assert left(keeper) == PREMIUM_TOKENS
    keeper.wait(33 * DAY)
    assert keeper.account.plan == FREE_PLAN
    keeper.check()


@days
def test_windows_that_the_wrong_clock_opened_open_again_in_their_time(
    keeper: Repaired, days: int
) -> None:
    keeper.turn(SILVER)
    keeper.jump(days)
    use(keeper, 80_000)
    keeper.back(NOW + timedelta(hours=1))
    keeper.wait(days * DAY)
    assert left(keeper) == 140_000
    keeper.check()


@days
def test_what_was_spent_ahead_takes_no_pack_and_makes_no_debt(keeper: Repaired, days: int) -> None:
    use(keeper, 8_000)
    keeper.jump(days)
    keeper.hear(PAID)
    use(keeper, 16_000)
    keeper.back(NOW + timedelta(hours=1))
    assert left(keeper) == 0
    assert left(keeper, GrantSource.PACK) == TOKENS - 6_000
    assert keeper.account.debt == 0
    use(keeper, 8)
    keeper.check()
    assert left(keeper, GrantSource.PACK) == TOKENS - 6_008


@days
def test_a_pack_bought_before_stays(keeper: Repaired, days: int) -> None:
    keeper.hear(PAID)
    keeper.jump(days)
    keeper.back(NOW + timedelta(hours=1))
    assert left(keeper, GrantSource.PACK) == TOKENS
    assert left(keeper) == FREE_TOKENS


@days
@pytest.mark.parametrize("model", ["gift", "calls"])
def test_a_quota_counts_what_was_used_before_and_meanwhile(
    keeper: Repaired, days: int, model: str
) -> None:
    flex = details_of([], ServiceTier.FLEX)
    keeper.use(model=model, input_tokens=1)
    keeper.jump(days)
    keeper.use(model=model, input_tokens=1, details=flex)
    keeper.back(NOW + timedelta(hours=1))
    assert keeper.used(model) == 2
    keeper.use(model=model, input_tokens=1)
    keeper.check()
    assert keeper.used(model) == 3


@days
def test_an_open_hold_gives_its_tokens_back_and_can_still_be_settled(
    keeper: Repaired, days: int
) -> None:
    first = keeper.place(input_tokens=100)
    keeper.jump(days)
    second = keeper.place(input_tokens=200)
    keeper.back(NOW + timedelta(minutes=1))
    assert keeper.figures == (FREE_TOKENS, 0, 0)
    keeper.settle(second, input_tokens=200)
    keeper.settle(first, input_tokens=100)
    assert keeper.figures == (FREE_TOKENS - 2_400, 0, 0)
    keeper.check()


@days
def test_an_operators_grant_comes_back_unless_it_expired(keeper: Repaired, days: int) -> None:
    for expiry in (timedelta(hours=1), timedelta(days=9)):
        given = adjustment(tokens=500, expires_at=NOW + expiry)
        keeper.keep([decide_adjustment(keeper.account, given, NOW)])  # type: ignore[list-item]
    keeper.jump(days)
    keeper.back(NOW + timedelta(hours=2))
    assert left(keeper, GrantSource.ADJUSTMENT) == 500
    keeper.wait(9 * DAY)
    assert left(keeper, GrantSource.ADJUSTMENT) == 0
    keeper.check()


@days
def test_the_rest_of_a_plan_that_is_away_still_returns_with_it(keeper: Repaired, days: int) -> None:
    use(keeper, 800)
    keeper.turn(PREMIUM, until=NOW + timedelta(days=31))
    keeper.jump(days)
    keeper.back(NOW + timedelta(hours=1))
    keeper.turn(FREE_PLAN)
    assert left(keeper) == FREE_TOKENS - 800
    keeper.check()


@days
def test_a_subscription_of_the_wrong_time_stays(keeper: Repaired, days: int) -> None:
    keeper.jump(days)
    until = keeper.now + timedelta(days=31)
    keeper.turn(GOLD, until=until)
    keeper.back(NOW + timedelta(hours=1))
    assert (keeper.account.plan, keeper.account.plan_until) == (GOLD, until)


def test_a_plan_that_has_ended_since_has_ended(keeper: Repaired) -> None:
    keeper.turn(PREMIUM, until=NOW + timedelta(days=5))
    keeper.jump(40)
    keeper.back(NOW + timedelta(days=6))
    assert (keeper.account.plan, keeper.account.plan_until) == (FREE_PLAN, None)


def test_debt_is_paid_from_what_returns(keeper: Repaired) -> None:
    keeper.jump(40)
    number = keeper.place(input_tokens=100)
    keeper.settle(number, input_tokens=2_000)
    keeper.back(NOW + timedelta(hours=1))
    assert keeper.figures == (0, 0, 0)


def test_an_account_that_was_opened_ahead(keeper: Repaired) -> None:
    keeper = Repaired(opened_at=NOW + timedelta(days=40))
    use(keeper, 800)
    keeper.back(NOW)
    assert left(keeper) == FREE_TOKENS - 800
    keeper.wait(41 * DAY)
    keeper.check()


def test_an_account_that_is_not_ahead_is_left_alone(keeper: Repaired) -> None:
    assert repair(keeper.account, keeper.entries, keeper.grants, plans=PLANS, now=NOW) == ()


def test_it_says_what_the_clock_had_said(keeper: Repaired) -> None:
    keeper.jump(40)
    keeper.back(NOW + timedelta(hours=1))
    told = [entry.reason for entry in keeper.entries if entry.kind is EntryKind.ADJUSTMENT]
    assert told == ["the clock was wrong: it said 2027-01-02T12:00:00+00:00"]


def test_the_past_needs_grants_that_are_there(keeper: Repaired) -> None:
    with pytest.raises(LookupError):
        Past(keeper.entries, {}, NOW, opened_at=NOW)

"""Random lives of a subscription, from events in the formats of all API versions, compared with a
small oracle that knows the real state. Billing rules 3 and 9."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN
from billing.payments.plan_state import standing
from billing.payments.subscription import SubscriptionFacts
from tests.support.examples import scaled
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PREMIUM
from tests.support.payments.plan_states import POLICY, TERMS
from tests.support.payments.plan_stories import (
    DAY,
    HOUR,
    MONTH,
    REFUNDS,
    TOLD_BY_EVENTS,
    Story,
    stories,
)

ACTS = stories(TOLD_BY_EVENTS + REFUNDS)


def merged(told: list[SubscriptionFacts]) -> SubscriptionFacts:
    return reduce(SubscriptionFacts.merge, told, SubscriptionFacts())


def until(told: list[SubscriptionFacts]) -> datetime | None:
    return standing(merged(told), TERMS, POLICY).until


@settings(max_examples=scaled(150), deadline=None)
@given(ACTS, st.randoms(use_true_random=False))
def test_every_order_of_a_life_s_events_ends_where_it_truly_stands(
    acts: list[tuple[str, str]], chance: Random
) -> None:
    """Events may be late and repeated."""
    story = Story()
    for what, version in acts:
        story.act(what, version)
    told = [*story.told, *story.told[::2]]
    chance.shuffle(told)
    assert until(told) == story.until
    assert merged(told) == merged(story.told)


@settings(max_examples=scaled(100), deadline=None)
@given(
    ACTS,
    st.lists(st.sampled_from([HOUR, 9 * HOUR, 2 * DAY, MONTH]), max_size=14),
)
def test_the_plan_is_in_force_while_it_is_paid_and_no_window_is_lost(
    acts: list[tuple[str, str]], pauses: list[timedelta]
) -> None:
    """`Keeper` checks after every step that the ledger and its replay agree."""
    story, keeper = Story(), Keeper()
    for number, (what, version) in enumerate(acts):
        story.act(what, version)
        keeper.wait((story.now - keeper.now).total_seconds())
        end = until(story.told)
        lasts = end is not None and end > story.now
        keeper.turn(PREMIUM if lasts else FREE_PLAN, until=end if lasts else None)
        keeper.use(input_tokens=100)
        keeper.check()
        truly = story.until
        assert (keeper.account.plan == PREMIUM) == (truly is not None and truly > story.now)
        if number < len(pauses):
            story.now += pauses[number]
            keeper.wait(pauses[number].total_seconds())
            assert (keeper.account.plan == PREMIUM) == (truly is not None and truly > story.now)
            keeper.check()

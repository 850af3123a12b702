"""Random histories of packs, plans and holds. `Keeper` checks every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.hold import Outcome
from billing.payments.packs import DisputeState, RefundState
from tests.support.examples import scaled
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import GOLD, NOW, PAID, PREMIUM, PRICE, SILVER, dispute, refund

HOUR, DAY = 3_600, 86_400
Step = Callable[[Keeper], None]

# At 8 premium tokens each: from less than an allowance to two whole packs.
COUNTS = st.integers(1, 26_250) | st.just(52_500)
MODELS = st.sampled_from(["paid", "paid", "paid", "fine", "gift"])
CENTS = st.sampled_from([1, 250, PRICE, PRICE])
PACKS = st.sampled_from(["one", "one", "two"])
NAMES = st.sampled_from(["a", "b", "c", "d"])
PAID_PLANS = [PREMIUM, GOLD, SILVER]
DAYS = st.integers(1, 9)
LATER = st.sampled_from([1, 600, HOUR, 12 * HOUR, DAY, 31 * DAY])


def wait(seconds: float, keeper: Keeper) -> None:
    keeper.wait(seconds)


def use(model: str, count: int, keeper: Keeper) -> None:
    keeper.use(model=model, input_tokens=count)


def give(tokens: int, keeper: Keeper) -> None:
    keeper.give(tokens)


def place(model: str, count: int, ttl: int, keeper: Keeper) -> None:
    keeper.place(
        model=model,
        input_tokens=1,
        max_output_tokens=count,
        allow_partial=True,
        ttl_seconds=ttl,
    )


def settle(nth: int, count: int, outcome: Outcome, keeper: Keeper) -> None:
    """Settle a hold that is open or has expired."""
    closable = sorted(keeper.placed.keys() - keeper.settled)
    if closable:
        number = closable[nth % len(closable)]
        keeper.settle(number, input_tokens=count, outcome=outcome)


def release(nth: int, keeper: Keeper) -> None:
    if keeper.account.holds:
        keeper.release(keeper.account.holds[nth % len(keeper.account.holds)].number)


def pay(pack: str, keeper: Keeper) -> None:
    keeper.hear(PAID, pack=pack)


def send_back(pack: str, name: str, cents: int, state: RefundState, keeper: Keeper) -> None:
    keeper.hear(refund(name, cents, state), pack=pack)


def contest(pack: str, name: str, cents: int, state: DisputeState, keeper: Keeper) -> None:
    keeper.hear(dispute(name, cents, state), pack=pack)


def turn(plan: str, days: int, keeper: Keeper) -> None:
    until = None if plan == FREE_PLAN else keeper.now + timedelta(days=days)
    keeper.turn(plan, until=until)


def steps_of_packs_and_holds() -> st.SearchStrategy[list[Step]]:
    nth = st.integers(0, 5)
    closing = [
        st.builds(partial, st.just(settle), nth, COUNTS, st.sampled_from(Outcome)),
        st.builds(partial, st.just(release), nth),
    ]
    paying = [
        st.builds(partial, st.just(send_back), PACKS, NAMES, CENTS, st.sampled_from(RefundState)),
        st.builds(partial, st.just(contest), PACKS, NAMES, CENTS, st.sampled_from(DisputeState)),
    ]
    ttls = st.sampled_from([600, DAY])
    placing = st.builds(partial, st.just(place), MODELS, COUNTS, ttls)
    other = [
        st.builds(partial, st.just(pay), PACKS),
        st.builds(partial, st.just(wait), LATER),
        st.builds(partial, st.just(use), MODELS, COUNTS),
        st.builds(partial, st.just(give), st.integers(1, 90_000)),
        st.builds(partial, st.just(turn), st.sampled_from([FREE_PLAN, *PAID_PLANS]), DAYS),
    ]
    one = st.one_of(*[placing, *closing, *paying] * 2, *other)
    return st.lists(one, min_size=15, max_size=40)


@settings(max_examples=scaled(200))
@given(steps_of_packs_and_holds(), st.sampled_from([0, 12]))
def test_whatever_happens_to_packs_plans_and_holds_the_ledger_stays_sound(
    steps: list[Step], hour: int
) -> None:
    """`hour` is when the account was opened. At midnight, days and months end together."""
    keeper = Keeper(opened_at=NOW.replace(hour=hour))
    pay("one", keeper)
    for step in steps:
        step(keeper)
        keeper.check()

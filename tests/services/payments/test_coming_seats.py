"""Nobody joins a team above the seats that it will have. Billing rule 13."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.teams.membership import TeamKind
from billing.ledger.teams.refusals import TeamFull
from billing.payments.plan_had import Had
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import PaymentUnavailable, SeatsNotPossible
from services.payments.orders import Ordered
from services.teams.teams import Answered
from tests.services.payments.test_plan_changes import cut_off
from tests.support.payments.money import subscribe_command
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop
from tests.support.payments.subscribing import DAY, END, subscribed
from tests.support.payments.teaming import (
    PERIOD_END,
    asking,
    changed,
    had,
    invited,
    joined,
    joining,
    new_team,
    refused,
    with_plan,
)

pytestmark = pytest.mark.slow


async def members(store: Shop, team: str) -> int:
    state = (await store.account(team)).team
    assert state is not None
    return state.members


async def assert_barred(store: Shop, team: str, seats: int) -> None:
    """Nobody may join, because the team will have so many seats."""
    before = await members(store, team)
    refusal = await joining(store, await invited(store, team), "late")
    assert refusal == TeamFull(team, seats, waits=True), refusal
    assert f"will have {seats} seats" in refusal.message
    assert await members(store, team) == before


async def renewed(store: Shop, provider: Provider) -> None:
    store.clock.now = END
    await store.hear(*await provider.news())


async def club(store: Shop, provider: Provider, *, seats: int, size: int) -> PlanSubscription:
    """Return the subscription of a team with so many seats and members."""
    made = await with_plan(store, provider, seats=seats)
    for number in range(1, size):
        await joined(store, made.account_id, f"m{number}")
    return made


async def test_fewer_seats_that_wait_count_until_they_are_taken_back(
    store: Shop, provider: Provider
) -> None:
    made = await club(store, provider, seats=6, size=3)
    await changed(store, made, "TEAM", 3, when=PERIOD_END)
    await assert_barred(store, made.account_id, 3)
    await store.changes.cancel(made.account_id)
    await joined(store, made.account_id, "bob")
    await changed(store, made, "TEAM", 4, when=PERIOD_END)
    await renewed(store, provider)
    assert (await had(made))[0] == Had("TEAM", 4)
    assert await members(store, made.account_id) == 4


async def test_more_seats_that_wait_are_not_there_yet(store: Shop, provider: Provider) -> None:
    made = await club(store, provider, seats=3, size=3)
    await changed(store, made, "TEAM", 5, when=PERIOD_END)
    refusal = await joining(store, await invited(store, made.account_id), "late")
    assert refusal == TeamFull(made.account_id, 3)
    await renewed(store, provider)
    await joined(store, made.account_id, "late")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("asked", [{"seats": 3, "when": PERIOD_END}, {"plan": "FAMILY"}])
async def test_a_change_that_was_cut_off_counts(
    store: Shop,
    provider: Provider,
    asked: dict[str, Any],
    after: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seats = asked.get("seats", 6)
    made = await club(store, provider, seats=9, size=seats)
    cut_off(store, "change_item", after=after, monkeypatch=monkeypatch)
    change = asking(made.account_id, **{"plan": "TEAM", **asked})
    assert await store.changes.change(change) == PaymentUnavailable()
    monkeypatch.undo()
    await assert_barred(store, made.account_id, seats)
    await store.changes.change(change)
    await renewed(store, provider)
    assert await members(store, made.account_id) == seats


@pytest.mark.parametrize("by", ["cancel", "change"])
async def test_a_plan_that_ends_leaves_the_seats_of_a_team_without_one(
    store: Shop, provider: Provider, by: str
) -> None:
    team = await new_team(store, kind=TeamKind.FAMILY)
    made = await subscribed(store, provider, account_id=team, plan="TEAM", seats=8)
    for number in range(1, 6):
        await joined(store, team, f"m{number}")
    if by == "cancel":
        await store.subscriptions.cancel(team, at_period_end=True)
    else:
        await changed(store, made, FREE_PLAN, when=PERIOD_END)
    await assert_barred(store, team, 6)
    await store.subscriptions.resume(team)
    await joined(store, team, "bob")
    await store.subscriptions.cancel(team, at_period_end=True)
    await renewed(store, provider)
    assert await members(store, team) == 7, "an end takes nobody out"


async def test_a_plan_that_comes_to_the_team_counts(store: Shop, provider: Provider) -> None:
    made = await subscribed(store, provider)
    team = await new_team(store)
    for name in ("bob", "carol"):
        await joined(store, team, name)
    await changed(store, made, "TEAM", 3, when=PERIOD_END, team_id=team, taker=team)
    await assert_barred(store, team, 3)


async def test_an_open_first_checkout_counts_as_long_as_it_can_be_paid(
    store: Shop, provider: Provider
) -> None:
    team = await new_team(store)
    for name in ("bob", "carol"):
        await joined(store, team, name)
    made = await store.subscribe(account_id=team, plan="TEAM", seats=3)
    await assert_barred(store, team, 3)
    more = await store.subscribe(account_id=team, plan="TEAM", seats=5, idempotency_key="more")
    await joined(store, team, "dave")
    await provider.press(more.checkout_url or "")
    await store.hear(*await provider.news())
    assert (await had(more))[0] == Had("TEAM", 5)
    await joined(store, team, "erin")
    refusal = await joining(store, await invited(store, team), "late")
    assert refusal == TeamFull(team, 5)
    assert made.quantity == 3


async def test_a_checkout_that_is_over_bars_nobody_and_opens_for_no_more_than_fit(
    store: Shop, provider: Provider
) -> None:
    team = await new_team(store)
    for name in ("bob", "carol"):
        await joined(store, team, name)
    await store.subscribe(account_id=team, plan="TEAM", seats=3, idempotency_key="club")
    store.clock.now += 3 * DAY
    await store.hear(*await provider.news())
    await joined(store, team, "dave")
    again = await store.subscriptions.start(
        subscribe_command(account_id=team, plan="TEAM", seats=3, idempotency_key="club")
    )
    assert isinstance(again, SeatsNotPossible), again


async def test_joins_and_a_first_order_at_once_never_leave_too_many(
    store: Shop, provider: Provider
) -> None:
    team = await new_team(store)
    await joined(store, team, "bob")
    codes = [await invited(store, team) for _ in range(3)]
    ordered, *_ = await asyncio.gather(
        store.subscriptions.start(subscribe_command(account_id=team, plan="TEAM", seats=3)),
        *(joining(store, code, f"m{number}") for number, code in enumerate(codes)),
    )
    if isinstance(ordered, SeatsNotPossible):
        return
    assert isinstance(ordered, Ordered), ordered
    await provider.press(ordered.order.checkout_url or "")
    await store.hear(*await provider.news())
    assert await members(store, team) <= 3


async def test_fewer_seats_than_members_are_refused_and_nobody_is_removed(
    store: Shop, provider: Provider
) -> None:
    made = await club(store, provider, seats=6, size=4)
    assert isinstance(await refused(store, made, "TEAM", 3, when=PERIOD_END), SeatsNotPossible)
    assert await members(store, made.account_id) == 4


async def test_joins_and_a_reduction_at_once_never_leave_too_many(
    store: Shop, provider: Provider
) -> None:
    made = await club(store, provider, seats=6, size=2)
    codes = [await invited(store, made.account_id) for _ in range(3)]
    fewer = asking(made.account_id, "TEAM", 3, when=PERIOD_END)
    answers = await asyncio.gather(
        joining(store, codes[0], "a"),
        store.changes.change(fewer),
        joining(store, codes[1], "b"),
        joining(store, codes[2], "c"),
    )
    assert any(isinstance(one, Answered | TeamFull) for one in answers)
    await renewed(store, provider)
    now, _ = await had(made)
    assert await members(store, made.account_id) <= now.quantity

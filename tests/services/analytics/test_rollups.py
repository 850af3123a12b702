"""The rollups on both databases equal a recount of the entries: after any history, folded in any
parts, by any number of processes."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import services.analytics.folding
import services.analytics.rollups
from billing.ledger.commands import Touch
from db import models
from db.commit.journal import read_accounts
from services.analytics.folding import fold
from services.analytics.rollups import Rollups
from services.commit.changed import Changed
from tests.billing.ledger.test_hold_histories import Step, pay, steps_of_packs_and_holds
from tests.services.analytics.keeping import kept
from tests.services.commit.committing import commit_batch
from tests.support.analytics.folding import TODAY, faults, fold_all, record, rolled, usage
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, book, use
from tests.support.ledger.histories import Batch, histories, renamed
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PAID, PREMIUM, PRICE, refund

_examples = count(1)
of_a_database = settings(
    max_examples=scaled(15), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
pytestmark = pytest.mark.usefixtures("database")


@of_a_database
@given(steps_of_packs_and_holds(), st.integers(1, 40), st.sampled_from([0, 12]))
async def test_packs_plans_and_holds_are_folded_as_they_are_counted(
    steps: list[Step], cut: int, hour: int
) -> None:
    """Fold in two parts, with any end of the first one."""
    keeper = Keeper(opened_at=NOW.replace(hour=hour))
    pay("one", keeper)
    for step in steps:
        step(keeper)
    name = await kept(keeper, upto=min(cut, keeper.account.revision))
    await fold_all(name)
    await kept(keeper, account_id=name)
    await fold_all(name)
    assert await rolled(name) == keeper.account.revision
    assert await faults() == []


@of_a_database
@given(history=histories(accounts=["alice", "bob", "carol"]))
async def test_what_is_outstanding_is_what_all_accounts_have(history: list[Batch]) -> None:
    for batch in renamed(history, next(_examples)):
        await commit_batch(batch.commands, book=book(), clock=Clock(now=batch.at))
    await Rollups(Changed().taker(), Clock()).sweep()
    assert await faults() == []
    rows = await models.TokenDay.all().values()
    left = sum(row["granted"] - row["spent"] - row["lapsed"] - row["reversed"] for row in rows)
    accounts = await read_accounts([row[0] for row in await models.Account.all().values_list("id")])
    assert left == sum(one.available + one.held - one.debt for one in accounts.values())


async def test_uses_count_by_day_of_occurrence_model_plan_and_tier() -> None:
    yesterday = NOW - timedelta(days=1)
    await record(
        Touch("alice", may_open=True),
        use(model="paid", input_tokens=5),
        use(model="paid", input_tokens=7, occurred_at=yesterday),
        use(model="gift", input_tokens=9),
    )
    await record(Touch("bob", may_open=True), use(account_id="bob", model="paid", input_tokens=1))
    await fold_all("alice", "bob")
    assert await usage() == [
        (TODAY - timedelta(days=1), "paid", "FREE", "PREMIUM", 1, 7, 56),
        (TODAY, "gift", "FREE", "FREE", 1, 9, 0),
        (TODAY, "paid", "FREE", "PREMIUM", 2, 6, 48),
    ]


async def test_a_use_counts_for_the_plan_of_its_moment() -> None:
    keeper = Keeper()
    keeper.use(input_tokens=1)
    keeper.turn(PREMIUM, until=keeper.now + timedelta(days=3))
    keeper.use(input_tokens=2)
    name = await kept(keeper)
    await fold_all(name)
    keeper.use(input_tokens=3)
    keeper.wait(9 * 86_400)
    keeper.use(model="gift", input_tokens=4)
    await kept(keeper, account_id=name)
    await fold_all(name)
    by_plan: dict[object, int] = {}
    for row in await usage():
        by_plan[row[2]] = by_plan.get(row[2], 0) + int(str(row[5]))
    assert by_plan == {"FREE": 5, "PREMIUM": 5}


@pytest.mark.parametrize("used", [None, 10_000])
async def test_what_a_closed_hold_pays_of_debt_is_known_though_it_was_placed_before(
    used: int | None,
) -> None:
    """All tokens are held and the pack is refunded. Then the hold is released, or settled for a
    part."""
    keeper = Keeper()
    keeper.hear(PAID)
    number = keeper.place(input_tokens=26_250)
    name = await kept(keeper)
    await fold_all(name)
    keeper.hear(refund("r", PRICE))
    if used is None:
        keeper.release(number)
    else:
        keeper.settle(number, input_tokens=used)
    await kept(keeper, account_id=name)
    await fold_all(name)
    assert await faults() == []
    [debt] = await models.TokenDay.filter(source="DEBT").values("granted", "spent")
    assert debt["spent"] - debt["granted"] == keeper.account.debt
    assert debt["granted"] > 0


async def test_a_use_beyond_what_was_held_is_owed() -> None:
    keeper = Keeper()
    number = keeper.place(input_tokens=10)
    keeper.settle(number, input_tokens=2_000)
    await fold_all(await kept(keeper))
    rows = await models.TokenDay.all().order_by("source").values_list("source", "spent")
    assert rows == [("ALLOWANCE", 10_000), ("DEBT", 6_000)]


async def test_a_second_pack_is_no_first_one() -> None:
    keeper = Keeper()
    keeper.hear(PAID)
    name = await kept(keeper)
    await fold_all(name)
    keeper.hear(PAID, pack="pur_2")
    keeper.turn(PREMIUM, until=keeper.now + timedelta(days=1))
    await kept(keeper, account_id=name)
    await fold_all(name)
    keeper.turn("FREE")
    keeper.turn(PREMIUM, until=keeper.now + timedelta(days=1))
    await kept(keeper, account_id=name)
    await fold_all(name)
    counts = dict(await models.EventDay.all().values_list("event", "number"))
    assert counts["FIRST_PACK"] == counts["FIRST_SUBSCRIPTION"] == 1
    assert (counts["SUBSCRIBED"], counts["UNSUBSCRIBED"]) == (2, 1)


async def test_a_month_in_which_an_account_did_anything_counts_once() -> None:
    for days in (0, 1, 40):
        now = NOW + timedelta(days=days)
        await record(Touch("alice", may_open=True), use(), now=now)
        await fold_all("alice")
    assert await models.CohortMonth.all().order_by("month").values_list() == [
        (date(2026, 11, 1), date(2026, 11, 1), 1),
        (date(2026, 11, 1), date(2027, 1, 1), 1),
    ]
    assert await faults() == []


async def test_folding_again_changes_nothing() -> None:
    await record(Touch("alice", may_open=True), use())
    await fold_all("alice")
    before = await usage()
    assert await fold(["alice", "nobody"]) == set()
    assert await usage() == before


async def test_a_fold_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    await record(Touch("alice", may_open=True), use())
    with monkeypatch.context() as patch:
        patch.setattr(services.analytics.folding.db, "set_rolled", broken)
        with pytest.raises(RuntimeError):
            await fold(["alice"])
    assert await usage() == []
    await fold_all("alice")
    assert len(await usage()) == 1
    assert await faults() == []


async def test_many_folding_at_once_count_everything_once() -> None:
    names = [f"account-{n}" for n in range(12)]
    for _ in range(3):
        touches = [Touch(name, may_open=True) for name in names]
        await record(*touches, *(use(account_id=name) for name in names))
        await asyncio.gather(*(fold(names) for _ in range(6)))
    assert sum(int(str(row[4])) for row in await usage()) == 36
    assert await faults() == []


async def test_a_long_account_is_folded_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    few = dict.fromkeys(services.analytics.folding.ENTRIES_MAX, 3)
    monkeypatch.setattr(services.analytics.folding, "ENTRIES_MAX", few)
    await record(Touch("alice", may_open=True), *(use() for _ in range(6)))
    await record(Touch("bob", may_open=True))
    assert await fold(["alice", "bob"]) == {"alice", "bob"}
    assert await rolled("alice") == 3
    rollups = Rollups(Changed().taker(), Clock())
    assert await rollups.sweep() == 2
    assert (await rolled("alice"), await rolled("bob")) == (7, 1)
    assert await faults() == []

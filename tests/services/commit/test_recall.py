"""Batches decided on remembered accounts: one round trip where it is right, and a read wherever a
stale memory could be wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import Command, SetSpendCap, Touch
from billing.ledger.refusals import CapReached, HoldNotFound, IdempotencyConflict
from db import models
from db.commit.journal import read_accounts
from db.commit.writer import Changes
from db.privacy import erasure
from services.commit import recall as module
from services.commit.recall import CONFIRMED, DECIDED_AGAIN, PAUSE_MAX, WRITTEN, Recall
from services.commit.remembered import Remembered
from tests.services.commit.committing import Committing, committing
from tests.services.commit.test_committer import Noting, assert_sound
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, account, adjustment, done, placing, settling, use

CAP = CapName(CapScope.API_KEY, "key-1", QuotaPeriod.DAY)


async def opened(one: Committing, *names: str) -> Noting:
    """Open accounts, and return the calls that are made from then on."""
    await one.commit(*(Touch(name, may_open=True) for name in names))
    one.writer = one.committer._writer = Noting(one.writer)
    return one.writer


async def test_a_batch_on_remembered_accounts_is_one_statement(database: str) -> None:
    names = [f"user-{number}" for number in range(50)]
    async with committing(database) as one:
        await opened(one, *names)
        with counting_statements() as statements:
            for _ in range(3):
                made = await one.commit(*(use(account_id=name) for name in names))
                assert not any(done(outcome).replayed for outcome in made)
        assert statements == ["append"] * 3
        assert one.committer.recall.counts == {WRITTEN: 3}


async def test_a_hold_is_placed_and_settled_without_a_read(database: str) -> None:
    async with committing(database) as one:
        noting = await opened(one, "alice")
        placed = done((await one.commit(placing()))[0])
        await one.commit(settling(placed.recorded.revision))
        assert noting.calls == ["append"] * 2
    await assert_sound("alice")


@pytest.mark.parametrize(
    "asked",
    [
        use(input_tokens=9_999),
        use(model="none"),
        settling(7),
        adjustment(tokens=-99_999),
        Touch("alice"),
    ],
    ids=lambda command: type(command).__name__,
)
async def test_what_is_no_success_is_answered_after_a_read(database: str, asked: Command) -> None:
    async with committing(database) as one:
        noting = await opened(one, "alice", "bob")
        (alone,) = await one.commit(asked)
        together, made = await one.commit(asked, use(account_id="bob"))
        assert type(alone) is type(together)
        assert not done(made).replayed
        assert noting.calls == ["read", "read", "append"]
        assert one.committer.recall.counts == {CONFIRMED: 2}


async def test_a_refusal_of_an_old_memory_is_no_refusal(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        noting = await opened(one, "alice")
        asked = use(input_tokens=2_000)
        await other.commit(adjustment(tokens=50_000))
        assert done((await one.commit(asked))[0]).account.available == 60_000 - 16_000
        assert noting.calls == ["read", "append"]
        assert one.committer.recall.counts == {DECIDED_AGAIN: 1}
    await assert_sound("alice")


async def test_a_success_of_an_old_memory_is_no_success(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        noting = await opened(one, "alice")
        await other.commit(SetSpendCap("alice", cap=CAP, tokens=5))
        refused = (await one.commit(use(api_key_id="key-1")))[0]
        assert isinstance(refused, CapReached)
        assert noting.calls == ["append", "read"]
        assert (one.committer.stale, one.committer.recall.counts) == (1, {DECIDED_AGAIN: 1})
    await assert_sound("alice")


async def test_what_seems_to_be_done_already_is_looked_at(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        noting = await opened(one, "alice")
        await one.commit(SetSpendCap("alice", cap=CAP, tokens=5))
        await other.commit(SetSpendCap("alice", cap=CAP, tokens=7))
        noting.calls.clear()
        again = done((await one.commit(SetSpendCap("alice", cap=CAP, tokens=5)))[0])
        assert [cap.tokens for cap in again.account.caps] == [5]
        assert again.account.revision == 4
        assert noting.calls == ["read", "append"]
    await assert_sound("alice")


async def test_a_refusal_beside_a_success_is_looked_up_by_its_key(database: str) -> None:
    dear = use(key="dear", input_tokens=1_000)
    async with committing(database) as one, committing(database) as other:
        await opened(one, "alice")
        first = done((await other.commit(dear))[0])
        await other.commit(adjustment(tokens=-1_500))
        # So the state is right, but the key is not known.
        one.committer._remembered.keep((await read_accounts(["alice"])).values())
        again, made = await one.commit(dear, use())
        assert (done(again).entry, done(again).replayed) == (first.entry, True)
        assert not done(made).replayed
    await assert_sound("alice")


async def test_a_key_that_anybody_used_is_found_though_nothing_is_read_first(
    database: str,
) -> None:
    async with committing(database) as one, committing(database) as other:
        await opened(one, "alice", "bob")
        mine = done((await one.commit(use(key="mine")))[0])
        again, conflict = await one.commit(use(key="mine"), use(key="mine", output_tokens=5))
        assert (done(again).entry, done(again).replayed) == (mine.entry, True)
        assert conflict == IdempotencyConflict("mine")
        theirs = done((await other.commit(use(key="theirs", account_id="bob")))[0])
        (again,) = await one.commit(use(key="theirs", account_id="bob"))
        assert (done(again).entry, done(again).replayed) == (theirs.entry, True)
    await assert_sound("alice")


async def test_a_hold_that_another_closed_is_not_closed_again(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        await opened(one, "alice")
        number = done((await one.commit(placing()))[0]).recorded.revision
        await other.commit(settling(number))
        (late,) = await one.commit(settling(number, output_tokens=1))
        assert done(late).replayed
        (late,) = await one.commit(settling(number + 40))
        assert isinstance(late, HoldNotFound)
    await assert_sound("alice")


async def _erased(row: dict[str, Any]) -> None:
    async with erasure.erasing(row["id"], "erased:pseudonym-1") as journal:
        await journal.lock()
        await journal.rename(bytes(range(16)))


async def _lost_by_a_failover(row: dict[str, Any]) -> None:
    """Let the database be as it was when the account had this row."""
    name = row.pop("id")
    await models.Erasing.create(account_id=name)
    await models.Entry.filter(account_id=name, revision__gt=row["revision"]).delete()
    await models.Erasing.filter(account_id=name).delete()
    await models.Account.filter(id=name).update(**row)


@pytest.mark.parametrize("change", [_erased, _lost_by_a_failover])
async def test_a_memory_that_is_ahead_of_the_database_writes_nothing(
    database: str, change: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    async with committing(database) as one:
        await opened(one, "alice")
        row = (await models.Account.filter(id="alice").values())[0]
        await one.commit(use())
        await change(row)
        before = await read_accounts(["alice"])
        await one.commit(use())
        assert one.committer.recall.counts == {WRITTEN: 1, DECIDED_AGAIN: 1}
        after = await read_accounts(["alice"])
        assert after.keys() == before.keys()
        assert all(one.revision == before[name].revision + 1 for name, one in after.items())


async def test_the_price_and_the_time_are_those_of_the_decision(database: str) -> None:
    async with committing(database) as one:
        await opened(one, "alice")
        one.clock = lambda: NOW + timedelta(days=40)
        made = done((await one.commit(use()))[0])
        # Two entries for the window that turned, one for the use.
        assert (made.account.revision, made.account.available) == (4, 10_000 - 8)
        assert one.committer.recall.counts == {WRITTEN: 1}


async def test_an_attempt_with_an_unknown_outcome_is_followed_by_a_read(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with committing(database) as one:
        noting = await opened(one, "alice")
        asked = [use(key="a"), use(key="b")]

        async def answer_lost(changes: Changes) -> None:
            await Noting.append(noting, changes)
            raise ConnectionResetError

        with monkeypatch.context() as patch:
            patch.setattr(noting, "append", answer_lost)
            with pytest.raises(ConnectionResetError):
                await one.committer(asked)
        assert dict(one.committer.recall._remembered) == {}
        outcomes = [done(outcome) for outcome in await one.committer(asked)]
        assert [outcome.replayed for outcome in outcomes] == [False, False]
        assert noting.calls == ["append", "read"]
    await assert_sound("alice")


async def test_batches_read_first_for_longer_the_more_often_the_memory_was_wrong() -> None:
    remembered = Remembered()
    recall = Recall(remembered)
    paused = []
    for _ in range(9):
        remembered.keep([account()])
        while recall.accounts([use()], {"alice"}) is None:
            paused[-1] += 1
        recall.wrong({"alice"})
        paused.append(0)
    assert paused[:-1] == [1, 3, 7, 15, 31, 63, PAUSE_MAX, PAUSE_MAX]
    for _ in range(PAUSE_MAX):
        recall.right(module.WRITTEN)
    recall.wrong({"alice"})
    assert recall._left == 1

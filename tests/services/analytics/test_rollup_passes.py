"""Passes of the folding in a running process: they continue after errors, and miss nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

import services.analytics.folding
import services.analytics.rollups
from billing.ledger.commands import Touch
from db import models
from db.analytics.recount import empty_rollups
from db.analytics.rollups import MARGIN
from services.analytics.folding import fold
from services.analytics.rollups import SHARED, WHOLE, Rollups
from services.commit.changed import Changed
from tests.support.analytics.folding import record, rolled
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, use

pytestmark = pytest.mark.usefixtures("database")


async def test_what_this_process_changed_is_folded_and_said_to_be() -> None:
    news, clock = Changed(), Clock()
    rollups = Rollups(news.taker(), clock)
    await record(Touch("alice", may_open=True), use())
    news.note(["alice"])
    clock.advance(seconds=7)
    assert (rollups.as_of, rollups.lag_seconds, rollups.waiting) == (NOW, 7.0, 1)
    await rollups.catch_up()
    assert (rollups.as_of, rollups.lag_seconds, rollups.waiting) == (clock.now, 0.0, 0)
    assert await rolled("alice") == 2


async def test_a_pass_ends_though_accounts_change_all_the_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    news = Changed()
    rollups = Rollups(news.taker(), Clock())
    await record(Touch("alice", may_open=True))
    news.note(["alice"])
    folds: list[list[str]] = []

    async def while_it_changes(ids: list[str], _: object) -> set[str]:
        folds.append(ids)
        assert len(folds) == 1
        left = await fold(ids)
        await record(use())
        news.note(["alice"])
        return left

    monkeypatch.setattr(services.analytics.rollups, "fold", while_it_changes)
    await rollups.catch_up()
    assert (rollups.waiting, await rolled("alice")) == (1, 1)


async def test_a_second_pass_folds_what_came_during_the_first_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    news, second = Changed(), []
    rollups = Rollups(news.taker(), Clock())
    await record(Touch("alice", may_open=True))
    news.note(["alice"])

    async def with_another_pass(ids: list[str], _: object) -> set[str]:
        left = await fold(ids)
        if not second:
            await record(use())
            news.note(["alice"])
            second.append(asyncio.create_task(rollups.catch_up()))
            await asyncio.sleep(0)
        return left

    monkeypatch.setattr(services.analytics.rollups, "fold", with_another_pass)
    await asyncio.gather(*(rollups.catch_up() for _ in range(2)))
    await second[0]
    assert (rollups.waiting, await rolled("alice")) == (0, 2)


async def test_an_error_keeps_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    news = Changed()
    rollups = Rollups(news.taker(), Clock())
    await record(Touch("alice", may_open=True))
    news.note(["alice"])

    async def away(*_: object) -> set[str]:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(services.analytics.rollups, "fold", away)
        with pytest.raises(OSError):
            await rollups.catch_up()
    assert rollups.waiting == 1
    await rollups.catch_up()
    assert await rolled("alice") == 1


async def test_an_account_that_can_not_be_folded_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def unless_bob(ids: list[str], _: object) -> set[str]:
        if "bob" in ids:
            raise ValueError("odd")
        return await fold(ids)

    news = Changed()
    rollups = Rollups(news.taker(), Clock())
    names = ["alice", "bob", "carol"]
    await record(*(Touch(name, may_open=True) for name in names))
    news.note(names)
    monkeypatch.setattr(services.analytics.rollups, "fold", unless_bob)
    await rollups.catch_up()
    assert (await rolled("alice"), await rolled("carol"), rollups.waiting) == (1, 1, 0)
    assert "ALERT account bob can't be folded: ValueError('odd')" in caplog.text


async def test_a_database_that_is_away_does_not_end_the_folding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services.analytics.rollups, "PASS_SECONDS", 0)
    tries = asyncio.Queue[None]()

    async def away(*_: object, **__: object) -> list[str]:
        tries.put_nowait(None)
        raise OSError

    monkeypatch.setattr(services.analytics.rollups, "behind", away)
    task = asyncio.create_task(Rollups(Changed().taker(), Clock()).run())
    async with asyncio.timeout(180):
        for _ in range(3):
            await tries.get()
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_there_was_no_room_to_note_is_swept_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.analytics.rollups, "PASS_SECONDS", 0)
    news = Changed()
    task = asyncio.create_task(Rollups(news.taker(waiting_max=1), Clock()).run())
    await record(Touch("alice", may_open=True), Touch("bob", may_open=True))
    news.note(["alice", "bob"])
    async with asyncio.timeout(180):
        while await models.Rolled.filter(revision=1).count() < 2:
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [await rolled(name) for name in ("alice", "bob")] == [1, 1]


class TestSweeps:
    async def test_a_later_one_reads_only_what_was_written_since(self) -> None:
        rollups = Rollups(Changed().taker(), Clock())
        earlier = NOW - timedelta(hours=1)
        await record(Touch("alice", may_open=True), Touch("bob", may_open=True), now=earlier)
        assert await rollups.sweep() == 2
        # Nothing new tells of alice, so only a reading of all accounts could find her.
        await models.Rolled.filter(account_id="alice").update(revision=0)
        await record(Touch("carol", may_open=True))
        assert await rollups.sweep() == 1
        assert (await rolled("alice"), await rolled("carol")) == (0, 1)
        assert await Rollups(Changed().taker(), Clock()).sweep() == 1

    async def test_what_another_process_wrote_is_found_whichever_time_its_clock_shows(self) -> None:
        clock = Clock()
        rollups = Rollups(Changed().taker(), clock)
        assert await rollups.sweep() == 0
        await record(Touch("alice", may_open=True), now=NOW - MARGIN)
        assert await rollups.sweep() == 1
        clock.now = NOW + timedelta(days=1)
        assert await rollups.sweep() == 0
        await record(use(), now=clock.now - MARGIN)
        assert await rollups.sweep() == 1
        assert await rolled("alice") == 2

    async def test_one_that_fails_is_repeated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rollups = Rollups(Changed().taker(), Clock())
        await rollups.sweep()
        await record(Touch("alice", may_open=True))

        async def away(*_: object) -> set[str]:
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(services.analytics.rollups, "fold", away)
            with pytest.raises(OSError):
                await rollups.sweep()
        assert await rollups.sweep() == 1

    async def test_an_account_that_could_not_be_folded_is_found_again_however_old_its_entries_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = Clock()
        rollups = Rollups(Changed().taker(), clock)

        async def odd(*_: object) -> set[str]:
            raise ValueError("odd")

        assert await rollups.sweep() == 0
        with monkeypatch.context() as patch:
            patch.setattr(services.analytics.rollups, "fold", odd)
            await record(Touch("alice", may_open=True))
            assert await rollups.sweep() == 1
            clock.now += WHOLE / 2
            await rollups.sweep()
        clock.now = NOW + WHOLE
        assert await rollups.sweep() == 1
        assert await rolled("alice") == 1

    async def test_each_hour_one_makes_up_for_a_rebuild_that_was_interrupted(self) -> None:
        clock = Clock()
        rollups = Rollups(Changed().taker(), clock)
        earlier = NOW - timedelta(days=9)
        await record(Touch("alice", may_open=True), now=earlier)
        assert await rollups.sweep() == 1
        clock.now += WHOLE / 2
        assert await rollups.sweep() == 0
        await empty_rollups()
        clock.now = NOW + WHOLE
        assert await rollups.sweep() == 1
        assert await rolled("alice") == 1
        # The hour counts from the one that read all accounts.
        await empty_rollups()
        clock.now = NOW + WHOLE * 2 - timedelta(microseconds=1)
        assert await rollups.sweep() == 0
        clock.now = NOW + WHOLE * 2
        assert await rollups.sweep() == 1


class TestSharedSweeps:
    """Each object is as of one process."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def one(self, clock: Clock) -> Rollups:
        return Rollups(Changed().taker(), clock)

    @pytest.fixture
    def another(self, clock: Clock) -> Rollups:
        return Rollups(Changed().taker(), clock)

    async def test_one_process_does_each(
        self, one: Rollups, another: Rollups, clock: Clock
    ) -> None:
        await record(Touch("alice", may_open=True))
        assert await one.share_sweep() == 1
        await record(Touch("bob", may_open=True))
        assert await another.share_sweep() == 0
        clock.now += SHARED - timedelta(microseconds=1)
        assert await another.share_sweep() == 0
        clock.now += timedelta(microseconds=1)
        assert await another.share_sweep() == 1
        assert await rolled("bob") == 1
        assert await one.share_sweep() == 0

    async def test_it_begins_where_that_of_another_process_came_to(
        self, one: Rollups, another: Rollups, clock: Clock
    ) -> None:
        earlier = NOW - timedelta(hours=1)
        await record(Touch("alice", may_open=True), now=earlier)
        assert await one.share_sweep() == 1
        # Nothing new tells of alice, so only a reading of all accounts could find her.
        await models.Rolled.filter(account_id="alice").update(revision=0)
        clock.now += SHARED
        await record(Touch("bob", may_open=True), now=clock.now)
        assert await another.share_sweep() == 1
        assert (await rolled("alice"), await rolled("bob")) == (0, 1)
        clock.now = NOW + WHOLE
        assert await one.share_sweep() == 1
        assert await rolled("alice") == 1

    async def test_what_a_process_left_that_ended_in_the_middle_is_found_by_the_next(
        self, one: Rollups, another: Rollups, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert await one.share_sweep() == 0
        clock.now += SHARED
        await record(Touch("alice", may_open=True), now=clock.now)

        async def killed(*_: object) -> set[str]:
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(services.analytics.rollups, "fold", killed)
            with pytest.raises(OSError):
                await one.share_sweep()
        clock.now += WHOLE / 2
        assert await another.share_sweep() == 1
        assert await rolled("alice") == 1

    async def test_who_has_to_sweeps_at_once(self, one: Rollups, another: Rollups) -> None:
        assert await one.share_sweep() == 0
        await record(Touch("alice", may_open=True))
        assert await another.share_sweep(always=True) == 1

    async def test_after_a_rebuild_all_accounts_are_read(
        self, one: Rollups, another: Rollups, clock: Clock
    ) -> None:
        await record(Touch("alice", may_open=True), now=NOW - timedelta(days=9))
        assert await one.share_sweep() == 1
        await empty_rollups()
        assert await another.share_sweep() == 1

    async def test_a_clock_that_was_ahead_keeps_nobody_from_sweeping(
        self, one: Rollups, another: Rollups, clock: Clock
    ) -> None:
        clock.now = NOW + timedelta(days=1)
        assert await one.share_sweep() == 0
        clock.now = NOW
        await record(Touch("alice", may_open=True))
        assert await another.share_sweep() == 1

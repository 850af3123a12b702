"""If another session keeps accounts locked, only their commands wait, and get an error."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from billing.ledger.commands import Command, Touch
from billing.ledger.teams.membership import PayFrom
from db.commit import postgres_sql, sqlite_writer
from db.commit.writer import Changes, Writer
from db.engine.config import connect, disconnect
from db.errors import Locked, is_transient
from services.commit import batcher as batcher_module
from services.commit import committer as module
from services.commit import locked as locked_module
from services.commit.batcher import Batcher
from services.commit.locked import LockedAccounts
from services.commit.unavailable import Unavailable
from tests.services.commit.committing import Committing, committing
from tests.services.commit.test_committer import Noting
from tests.services.commit.test_unknown_outcomes import (
    assert_sound,
    batching,
    locked,
    postgres,
    side_door,
    uses_of,
    waiting,
)
from tests.services.teams.asking import asking
from tests.support.audit.tampering import faults, open_ledger
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, done, use

__all__ = ["postgres"]

OTHERS = [f"user-{number:02}" for number in range(20)]


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[str]:
    await connect(sqlite_url)
    yield sqlite_url
    await disconnect()


@asynccontextmanager
async def opened(url: str, *names: str) -> AsyncIterator[tuple[Noting, Committing, Batcher]]:
    async with committing(url) as base:
        noting = Noting(base.writer)
        one = Committing(noting)
        # The catalog that the audit compares with.
        one.book = (await open_ledger())._catalog.book
        await one.commit(*(Touch(name, may_open=True) for name in names))
        noting.calls.clear()
        async with batching(one) as batcher:
            yield noting, one, batcher


def uses(key: str) -> list[Command]:
    return [use(account_id=name, key=key) for name in (*OTHERS, "alice")]


def names_of(outcomes: Sequence[object]) -> list[str]:
    """Return the accounts whose commands are unavailable."""
    pairs = zip((*OTHERS, "alice"), outcomes, strict=True)
    return [name for name, outcome in pairs if isinstance(outcome, Unavailable)]


@pytest.mark.parametrize("under_locks", [False, True])
async def test_an_account_that_somebody_keeps_locked_is_unavailable_alone(
    postgres: str, under_locks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if under_locks:
        monkeypatch.setattr(module, "TRIES", 0)
    async with opened(postgres, "alice", *OTHERS) as (noting, _, batcher):
        async with locked(postgres, "alice") as lock:
            first = await batcher.submit_all(uses("first"))
            assert names_of(first) == ["alice"]
            assert isinstance(first[-1], Unavailable)
            assert first[-1].retry_after_seconds == module.LOCKED_RETRY_SECONDS
            noting.calls.clear()
            assert names_of(await batcher.submit_all(uses("second"))) == ["alice"]
            # Nobody waited for the lock again.
            assert noting.calls == ["locked"] + ["read", "append"] * (not under_locks)
            await lock.rollback()
        for replayed in (False, True):
            again = await batcher.submit_all(uses("first"))
            assert done(again[-1]).replayed is replayed
            assert all(done(outcome).replayed for outcome in again[:-1])
        assert await uses_of("alice") == ["first"]
        assert await uses_of(OTHERS[0]) == ["first", "second"]
        noting.calls.clear()
        await batcher.submit(use(key="third"))
        assert "locked" not in noting.calls
    assert await faults() == []


async def test_a_batch_waits_for_a_lock_that_ends_soon(postgres: str) -> None:
    async with (
        opened(postgres, "alice", *OTHERS) as (noting, _, batcher),
        side_door(postgres) as door,
        locked(postgres, "alice") as lock,
    ):
        asked = asyncio.create_task(batcher.submit_all(uses("k")))
        await waiting(door, 1)
        await lock.rollback()
        assert not any(done(outcome).replayed for outcome in await asked)
        assert noting.calls == ["append"]


async def test_an_account_that_somebody_is_opening_without_end_is_unavailable(
    postgres: str,
) -> None:
    async with opened(postgres, "bob") as (_, one, batcher), side_door(postgres) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(
            'INSERT INTO account SELECT (jsonb_populate_record(a, \'{"id": "alice"}\')).* '
            "FROM account a WHERE id = 'bob'"
        )
        asked = [use(may_open=True, key="k"), use(account_id="bob", key="k")]
        alice, bob = await batcher.submit_all(asked)
        assert isinstance(alice, Unavailable)
        assert not done(bob).replayed
        await transaction.rollback()
        assert not done((await one.commit(*asked))[0]).replayed
    await assert_sound("alice")


async def test_what_a_lost_answer_left_is_told_as_first_though_another_account_is_locked(
    database: str,
) -> None:
    """The first attempt was committed but its answer was lost. Then alice's row is locked."""

    class Losing(Noting):
        async def append(self, changes: Changes) -> None:
            await super().append(changes)
            if len(self.calls) == 2:
                raise ConnectionResetError

        async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
            return {"alice": "somebody"}

    async with committing(database) as base:
        await base.commit(Touch("alice", may_open=True), Touch("bob", may_open=True))
        one = Committing(Losing(base.writer))
        one.committer._locked._holders["alice"] = "somebody else"
        asked = [use(key="k"), use(account_id="bob", key="k")]
        with pytest.raises(ConnectionResetError):
            await one.committer(asked)
        one.committer._locked._holders["alice"] = "somebody"
        alice, bob = await one.committer(asked)
        assert isinstance(alice, Unavailable)
        assert not done(bob).replayed
        assert one.published == [("bob", 2)]
    await assert_sound("alice")


class Looks(Noting):
    """A writer that times out on locks, and finds these holders, one after the other."""

    def __init__(self, writer: Writer, *looks: dict[str, str | None]) -> None:
        super().__init__(writer)
        self._looks = list(looks)

    async def append(self, changes: Changes) -> None:
        if self._looks:
            raise Locked
        await super().append(changes)

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        return self._looks.pop(0)


async def test_an_account_that_one_after_the_other_locks_is_not_refused(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locked_module, "LOOK_SECONDS", 0)
    async with committing(database) as base:
        await base.commit(Touch("alice", may_open=True))
        one = Committing(Looks(base.writer, {"alice": "1"}, {"alice": "2"}, {}, {"alice": "3"}))
        assert not done((await one.commit(use(key="k")))[0]).replayed
    await assert_sound("alice")


async def test_a_lock_whose_holder_is_never_found_is_tried_again_as_what_passes(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locked_module, "LOOK_SECONDS", 0)
    async with committing(database) as base:
        await base.commit(Touch("alice", may_open=True))
        one = Committing(Looks(base.writer, *[{}] * 5))
        with pytest.raises(Locked) as raised:
            await one.commit(use(key="k"))
        assert is_transient(raised.value)


async def test_what_is_found_has_a_bound(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked_module, "LOOK_SECONDS", 0)
    monkeypatch.setattr(locked_module, "FOUND_MAX", 2)
    async with committing(sqlite_url) as base:
        looks = [{str(number): "1"} for number in range(9) for _ in range(2)]
        found = LockedAccounts(Looks(base.writer, *looks))
        for number in range(9):
            assert await found.find([str(number)], absent=False) == {str(number)}
        assert len(found._holders) <= 3


def test_a_deadlock_is_noticed_before_a_lock_is_given_up() -> None:
    assert postgres_sql.LOCK_MILLISECONDS > 1_000


async def test_a_file_that_another_process_keeps_locked_is_unavailable_and_written_once_later(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "BUSY_MILLISECONDS", 20)
    monkeypatch.setattr(batcher_module, "PAUSE_SECONDS", 0)
    async with opened(sqlite, "alice") as (_, _, batcher):
        other = sqlite3.connect(urlsplit(sqlite).path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await batcher.submit(use(key="k"))
        other.execute("ROLLBACK")
        other.close()
        for replayed in (False, True):
            assert done(await batcher.submit(use(key="k"))).replayed is replayed
        await batcher.submit(adjustment())
    assert await faults() == []


@pytest.mark.parametrize("under_locks", [False, True])
async def test_members_of_a_team_that_somebody_keeps_locked_are_unavailable_alone(
    postgres: str, under_locks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if under_locks:
        monkeypatch.setattr(module, "TRIES", 0)
    async with (
        asking(postgres, Clock()) as asker,
        opened(postgres, "alice", *OTHERS) as (_, _, batcher),
    ):
        team = await asker.team("alice")
        await asker.change(team, "alice", "alice", pay_from=PayFrom.TEAM_FIRST)
        await batcher.submit_all([adjustment(account_id=team, tokens=1_000)])
        async with locked(postgres, team) as lock:
            assert names_of(await batcher.submit_all(uses("first"))) == ["alice"]
            assert names_of(await batcher.submit_all(uses("second"))) == ["alice"]
            await lock.rollback()
        outcomes = await batcher.submit_all(uses("first"))
        assert names_of(outcomes) == []
        assert [done(one).replayed for one in outcomes] == [True] * len(OTHERS) + [False]
    assert await faults() == []


async def test_a_wrong_memory_does_not_forget_which_team_is_locked(postgres: str) -> None:
    async with (
        asking(postgres, Clock()) as asker,
        opened(postgres, "alice", "bob") as (noting, _, batcher),
        committing(postgres) as other,
    ):
        team = await asker.team("alice")
        await asker.change(team, "alice", "alice", pay_from=PayFrom.TEAM_FIRST)
        await batcher.submit_all([adjustment(account_id=team, tokens=1_000), use(key="known")])
        await other.commit(use(key="unknown"))
        noting.calls.clear()
        async with locked(postgres, team) as lock:
            # What changes nothing is read first, and alice is found in another state.
            outcomes = await batcher.submit_all([use(key="waits"), Touch("bob")])
            assert isinstance(outcomes[0], Unavailable)
            done(outcomes[1])
            await lock.rollback()
        # Others waited for the lock once.
        assert noting.calls == ["read", "append", "locked", "locked", "read"]
    assert await faults() == []

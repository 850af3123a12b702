"""Two batches never wait for each other in a circle, also while accounts are opened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import asyncpg
import pytest

from billing.ledger.account import Account
from db.commit import postgres_sql
from db.commit.journal import Journal
from tests.services.commit.committing import commit_batch
from tests.services.commit.test_unknown_outcomes import (
    WAITING,
    postgres,
    side_door,
    uses_of,
    waiting,
)
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, done, use

__all__ = ["postgres"]

OPEN = (
    "INSERT INTO account SELECT (jsonb_populate_record(a, jsonb_build_object('id', $1::text))).* "
    "FROM account a WHERE id = 'carol' ON CONFLICT DO NOTHING"
)
LOCK = "SELECT 1 FROM account WHERE id = 'bob' FOR NO KEY UPDATE"


class Other:
    """Another batch on the same two accounts: it opens bob; then it locks him and opens alice."""

    def __init__(self, connection: asyncpg.Connection, door: asyncpg.Connection) -> None:
        self._connection = connection
        self._door = door
        self._first: Any = None
        self.opening: asyncio.Task[Any] | None = None

    async def open_bob(self) -> None:
        self._first = self._connection.transaction()
        await self._first.start()
        await self._connection.execute(OPEN, "bob")

    async def commit_bob(self) -> None:
        await waiting(self._door, 1)
        await self._first.commit()

    async def lock_bob_and_open_alice(self) -> None:
        """Return when alice is open and all is committed, or somebody is waited for."""

        async def both() -> None:
            async with self._connection.transaction():
                await self._connection.execute(LOCK)
                await self._connection.execute(OPEN, "alice")

        self.opening = asyncio.create_task(both())
        while not self.opening.done() and await self._door.fetchval(WAITING) == 0:
            await asyncio.sleep(0)


async def test_accounts_that_two_batches_open_make_no_circle(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch opens alice, and waits for bob, whom another opens. Once bob exists, he has to be
    locked: not while alice is open, for whom the other waits with bob's lock."""
    lock, calls = Journal.lock, 0
    async with side_door(postgres) as connection, side_door(postgres) as door:
        await commit_batch([use(account_id="carol", may_open=True)], book=book(), clock=Clock())
        other = Other(connection, door)

        async def locked(
            self: Journal, ids: Iterable[str], *, briefly: bool = False
        ) -> dict[str, Account]:
            nonlocal calls
            calls += 1
            if calls == 2:
                await other.lock_bob_and_open_alice()
            return await lock(self, ids, briefly=briefly)

        monkeypatch.setattr(Journal, "lock", locked)
        # On a busy machine, the batch may wait longer than it is allowed to.
        monkeypatch.setattr(postgres_sql, "LOCK_BRIEFLY", postgres_sql.LOCK)
        await other.open_bob()
        asked = [use(account_id=name, key="k", may_open=True) for name in ("alice", "bob")]
        batch = asyncio.create_task(commit_batch(asked, book=book(), clock=Clock()))
        await other.commit_bob()
        outcomes = (await batch)[0]
        assert other.opening is not None
        await other.opening
    assert not any(done(outcome).replayed for outcome in outcomes)
    assert calls == 2
    monkeypatch.undo()
    for name in ("alice", "bob"):
        assert await uses_of(name) == ["k"]

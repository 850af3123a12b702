"""Commits at once: changes by other processes, remembered accounts, and the use of locks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import pytest

from billing.ledger.account import Account
from billing.ledger.commands import Touch
from billing.ledger.refusals import IdempotencyConflict, InsufficientTokens
from db.commit.journal import Key, read_accounts
from db.commit.writer import BatchRead, Changes, Writer
from db.ledger.history import read_entries
from services.commit import committer as module
from services.commit import remembered
from tests.services.commit.committing import Committing, committing
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, adjustment, done, use


class Noting:
    """A writer that notes its calls."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.calls: list[str] = []
        self.remembered: list[list[str]] = []

    async def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> BatchRead:
        self.calls.append("read")
        self.remembered.append(list(remembered))
        return await self._writer.read(ids, keys, remembered)

    async def append(self, changes: Changes) -> None:
        self.calls.append("append")
        await self._writer.append(changes)

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        self.calls.append("locked")
        return await self._writer.locked(ids)

    async def close(self) -> None:
        await self._writer.close()


class Interrupted(Noting):
    """A writer that calls a function of the test before its first write."""

    def __init__(self, writer: Writer, interrupt: Callable[[], Awaitable[object]]) -> None:
        super().__init__(writer)
        self._interrupt = interrupt
        self._interrupted = False

    async def append(self, changes: Changes) -> None:
        if not self._interrupted:
            self._interrupted = True
            await self._interrupt()
        await super().append(changes)


async def test_a_batch_takes_at_most_one_read_and_one_write_whatever_its_size(
    database: str,
) -> None:
    async with committing(database) as one:
        noting = Noting(one.writer)
        many = Committing(noting)
        names = [f"user-{number}" for number in range(700)]
        with counting_statements() as statements:
            for _ in range(2):
                outcomes = await many.commit(
                    *(use(account_id=name, may_open=True) for name in names),
                    *(adjustment(account_id=name) for name in names),
                )
                assert all(done(outcome).entry for outcome in outcomes)
        assert noting.calls == ["read", "append", "append"]
        assert statements == noting.calls


async def test_what_changes_nothing_writes_nothing_and_tells_nobody(database: str) -> None:
    async with committing(database) as one:
        await one.commit(Touch("alice", may_open=True))
        noting = Noting(one.writer)
        reading = Committing(noting)
        outcomes = await reading.commit(Touch("alice"), use(input_tokens=9_999), Touch("bob"))
        assert isinstance(outcomes[1], InsufficientTokens)
        assert (noting.calls, reading.published) == (["read"], [])


async def test_every_account_that_changed_is_told_once_with_its_revision(database: str) -> None:
    async with committing(database) as one:
        await one.commit(use(may_open=True), use(account_id="bob", may_open=True), use())
        assert sorted(one.published) == [("alice", 3), ("bob", 2)]


@pytest.mark.parametrize("key", ["theirs", "mine"])
async def test_what_others_wrote_since_the_read_is_never_overwritten(
    database: str, key: str
) -> None:
    async with committing(database) as one, committing(database) as other:
        await other.commit(Touch("alice", may_open=True))
        theirs = use(key=key, input_tokens=1_000)
        late = Committing(Interrupted(one.writer, lambda: other.commit(theirs)))
        refused, made = await late.commit(
            use(key="mine", input_tokens=1_000), adjustment(tokens=-2_000)
        )
        if key == "mine":
            assert done(refused).replayed
        else:
            assert isinstance(refused, InsufficientTokens)
        assert done(made).account.available == 0
        assert late.published == [("alice", 3)]
    await assert_sound("alice")


async def test_an_account_that_another_opened_since_the_read_is_not_opened_again(
    database: str,
) -> None:
    async with committing(database) as one, committing(database) as other:
        other.clock = Clock(now=NOW - timedelta(days=1))
        touch = Touch("alice", may_open=True)
        late = Committing(Interrupted(one.writer, lambda: other.commit(touch)))
        outcome = done((await late.commit(use(may_open=True)))[0])
        assert outcome.account.opened_at == NOW - timedelta(days=1)
    await assert_sound("alice")


async def test_locks_are_taken_for_a_while_after_a_batch_came_too_late(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRIES", 1)
    monkeypatch.setattr(module, "LOCKED_BATCHES", 3)
    async with committing(database) as one, committing(database) as other:
        await other.commit(Touch("alice", may_open=True))
        noting = Interrupted(one.writer, lambda: other.commit(use()))
        late = Committing(noting)
        for _ in range(4):
            await late.commit(use())
        # The first batch tried, two more took locks at once, and the fourth tries again.
        assert noting.calls == ["read", "append", "append"]
    await assert_sound("alice")


async def test_a_batch_that_came_too_late_once_needs_no_locks(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        await other.commit(Touch("alice", may_open=True))
        noting = Interrupted(one.writer, lambda: other.commit(use()))
        late = Committing(noting)
        for _ in range(2):
            assert not done((await late.commit(use()))[0]).replayed
        assert noting.calls == ["read", "append"] * 2 + ["append"]
    await assert_sound("alice")


async def assert_sound(name: str) -> None:
    account = (await read_accounts([name]))[name]
    entries = await read_entries(name, limit=99)
    assert account.available == sum(entry.tokens for entry in entries)
    assert [entry.revision for entry in entries] == [*range(account.revision, 0, -1)]


async def test_a_remembered_account_that_others_changed_is_read_again(database: str) -> None:
    async with committing(database) as one, committing(database) as other:
        await one.commit(Touch("alice", may_open=True))
        await other.commit(adjustment(tokens=500))
        outcome = done((await one.commit(use()))[0])
        assert (outcome.account.available, outcome.account.revision) == (10_492, 3)


async def test_a_key_that_another_wrote_is_a_replay_or_a_conflict(database: str) -> None:
    asked = use(key="k")
    async with committing(database) as one, committing(database) as other:
        await one.commit(Touch("alice", may_open=True))
        first = done((await other.commit(asked))[0])
        again, conflict = await one.commit(asked, use(key="k", output_tokens=1))
        assert (done(again).entry, done(again).replayed) == (first.entry, True)
        assert conflict == IdempotencyConflict("k")


async def test_as_many_accounts_are_remembered_as_allowed_the_last_used_ones(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED_MAX", 2)
    async with committing(database) as one:
        noting = Noting(one.writer)
        small = Committing(noting)
        for name in ("alice", "bob", "alice", "carol"):
            await small.commit(Touch(name, may_open=True))
        await small.commit(Touch("alice"))
        assert noting.remembered[-1] == ["alice", "carol"]


async def test_an_attempt_that_failed_is_not_remembered(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with committing(database) as one:
        await one.commit(Touch("alice", may_open=True))

        async def broken(changes: Changes) -> None:
            raise ConnectionResetError

        with monkeypatch.context() as patch:
            patch.setattr(one.writer, "append", broken)
            with pytest.raises(ConnectionResetError):
                await one.commit(use())
        assert done((await one.commit(use()))[0]).account.available == 10_000 - 8


async def test_the_same_list_once_more_after_its_commit_is_a_replay(database: str) -> None:
    asked = [use(may_open=True)]
    async with committing(database) as one:
        first, again = [done((await one.committer(asked))[0]) for _ in range(2)]
    assert (first.replayed, again.replayed) == (False, True)

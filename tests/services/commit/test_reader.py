"""Simultaneous reads of accounts share one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from billing.ledger.account import Account
from billing.ledger.commands import Touch
from db.commit.journal import Key
from db.commit.writer import BatchRead, Writer
from db.commit.writers import open_writer
from db.errors import is_transient
from services.commit import reader as module
from services.commit.reader import AccountReader
from services.commit.remembered import Remembered
from tests.services.commit.committing import committing
from tests.support.ledger.factories import account, done, use


class Connection:
    """A connection that notes its calls, answers when allowed, and fails as often as told."""

    def __init__(self, *names: str, failures: Sequence[Exception] = ()) -> None:
        self.accounts = {name: account(account_id=name) for name in names}
        self.failures = list(failures)
        self.asked: list[list[str]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> BatchRead:
        self.asked.append(list(ids))
        await self.may_answer.wait()
        if self.failures:
            raise self.failures.pop(0)
        return BatchRead({name: self.accounts[name] for name in ids if name in self.accounts}, {})

    async def append(self, changes: object) -> None:
        raise AssertionError("a reader writes nothing")

    async def close(self) -> None:
        return


def reader(connection: Writer) -> AccountReader:
    return AccountReader(connection, Remembered(), is_transient)


async def test_all_that_ask_at_the_same_moment_share_a_read() -> None:
    connection = Connection("alice", "bob")
    asking = reader(connection)
    asks = [["alice"], ["bob", "alice"], ["nobody"], ["alice"]]
    found = await asyncio.gather(*(asking.read(ids) for ids in asks))
    assert connection.asked == [["alice", "bob", "nobody"]]
    assert [list(one) for one in found] == [["alice"], ["bob", "alice"], [], ["alice"]]


async def test_who_asks_during_a_read_gets_one_that_begins_later() -> None:
    connection = Connection("alice")
    asking = reader(connection)
    connection.may_answer.clear()
    first = asyncio.create_task(asking.read(["alice"]))
    while not connection.asked:
        await asyncio.sleep(0)
    later = [asyncio.create_task(asking.read(["alice"])) for _ in range(3)]
    await asyncio.sleep(0)
    newer = connection.accounts["alice"] = account(account_id="alice", debt=7)
    connection.may_answer.set()
    await first
    assert [(await one)["alice"] for one in later] == [newer] * 3
    assert connection.asked == [["alice"], ["alice"]]


async def test_a_read_is_cut_to_what_a_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_MAX", 2)
    names = [f"a{number}" for number in range(5)]
    connection = Connection(*names)
    assert list(await reader(connection).read(names)) == names
    assert connection.asked == [names[:2], names[2:4], names[4:]]


async def test_a_lost_connection_is_tried_once_more() -> None:
    connection = Connection("alice", failures=[ConnectionResetError()])
    assert list(await reader(connection).read(["alice"])) == ["alice"]


@pytest.mark.parametrize(
    "failures", [[ConnectionResetError(), ConnectionResetError()], [ValueError()]]
)
async def test_all_callers_hear_an_error_and_the_next_read_works(
    failures: list[Exception],
) -> None:
    connection = Connection("alice", failures=failures)
    asking = reader(connection)
    found = await asyncio.gather(
        *(asking.read(["alice"]) for _ in range(3)), return_exceptions=True
    )
    assert [type(one) for one in found] == [type(failures[-1] if failures else found[0])] * 3
    assert list(await asking.read(["alice"])) == ["alice"]


async def test_a_caller_who_goes_away_takes_the_answer_from_nobody() -> None:
    connection = Connection("alice")
    asking = reader(connection)
    connection.may_answer.clear()
    gone, stays = (asyncio.create_task(asking.read(["alice"])) for _ in range(2))
    while not connection.asked:
        await asyncio.sleep(0)
    gone.cancel()
    connection.may_answer.set()
    assert list(await stays) == ["alice"]


async def test_what_was_committed_before_is_read(database: str) -> None:
    async with committing(database) as one:
        asking = AccountReader(open_writer(database), Remembered(), is_transient)
        await one.commit(Touch("alice", may_open=True))
        for number in range(1, 4):
            written = done((await one.commit(use(key=f"k{number}")))[0]).account
            assert (await asking.read(["alice", "nobody"])) == {"alice": written}
        await asking.close()

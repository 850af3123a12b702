"""The present state of accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from billing.ledger.commands import Command, Touch
from db.commit.journal import read_accounts
from db.errors import is_transient
from db.ledger.history import read_entries
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome
from services.commit.unavailable import Unavailable
from services.ledger.accounts import Accounts
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, adjustment, book, use

pytestmark = pytest.mark.usefixtures("database")


class Service:
    """Accounts with a real batcher. `batches` are the commands that went through it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.batches: list[list[Command]] = []
        self.batcher = Batcher(self._commit, is_transient)
        self.accounts = Accounts(self.batcher, self.clock)

    async def _commit(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        self.batches.append(list(commands))
        return (await commit_batch(commands, book=book(), clock=self.clock))[0]


@pytest.fixture
async def service(database: str) -> AsyncIterator[Service]:
    one = Service()
    one.batcher.start()
    yield one
    await one.batcher.close()


async def test_opening_is_idempotent(service: Service) -> None:
    first, is_new = await service.accounts.open("alice")
    assert is_new
    service.clock.advance(days=1)
    again, is_new = await service.accounts.open("alice")
    assert not is_new
    assert (again.opened_at, again.available, again.revision) == (NOW, 10_000, 1)
    assert again == first


async def test_present_accounts_are_read_in_one_statement_and_none_is_touched(
    service: Service,
) -> None:
    for name in ("alice", "bob"):
        await service.accounts.open(name)
    service.batches.clear()
    with counting_statements() as statements:
        found = await service.accounts.present(["alice", "bob"])
    assert found == await read_accounts(["alice", "bob"])
    assert (len(statements), service.batches) == (1, [])


async def test_who_does_not_exist_is_left_out(service: Service) -> None:
    await service.accounts.open("alice")
    assert (await service.accounts.present(["nobody", "alice"])).keys() == {"alice"}
    assert await service.accounts.present(["nobody"]) == {}
    assert await service.accounts.present([]) == {}
    assert service.batches == [[Touch("alice", may_open=True)]]


async def test_only_who_may_be_opened_is(service: Service) -> None:
    found = await service.accounts.present(["alice", "bob"], may_open=["bob"])
    assert found.keys() == {"bob"}
    assert found["bob"].available == 10_000
    assert (await read_accounts(["alice", "bob"])).keys() == {"bob"}


async def test_the_first_read_after_a_windows_end_opens_the_new_one(service: Service) -> None:
    await service.accounts.open("alice")
    await service.batcher.submit(use(input_tokens=1_000))
    end = (await service.accounts.present(["alice"]))["alice"].next_reset
    service.clock.now = end - timedelta(microseconds=1)
    assert (await service.accounts.present(["alice"]))["alice"].available == 2_000
    service.clock.now = end
    renewed = (await service.accounts.present(["alice"]))["alice"]
    assert (renewed.available, renewed.revision) == (10_000, 4)
    assert len(await read_entries("alice", limit=9)) == 4


async def test_only_those_whose_window_ended_are_touched_in_one_batch(service: Service) -> None:
    for name in ("alice", "bob", "carol"):
        await service.accounts.open(name)
        service.clock.advance(days=10)
    service.clock.now = NOW + timedelta(days=45)
    service.batches.clear()
    found = await service.accounts.present(["alice", "bob", "carol"])
    assert service.batches == [[Touch("alice"), Touch("bob")]]
    assert all(account.next_reset > service.clock() for account in found.values())


async def test_given_tokens_that_expire_are_gone_at_the_next_read(service: Service) -> None:
    await service.accounts.open("alice")
    ends = NOW + timedelta(hours=1)
    await service.batcher.submit(adjustment(tokens=500, expires_at=ends))
    service.clock.now = ends
    assert (await service.accounts.present(["alice"]))["alice"].available == 10_000


async def test_a_touch_that_cannot_be_made_is_raised(service: Service) -> None:
    await service.accounts.open("alice")
    service.clock.advance(days=60)
    await service.batcher.close()
    with pytest.raises(Unavailable):
        await service.accounts.present(["alice"])

"""A batch under locks: its number of statements, and that it is committed entirely or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from billing.ledger.commands import Command, Touch
from db.commit.journal import Journal, read_accounts
from db.ledger.history import read_entries
from services.commit.decisions import CommandOutcome
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, adjustment, book, done, use

pytestmark = pytest.mark.usefixtures("database")

DAY = timedelta(days=1)


async def commit(*commands: Command, clock: Clock | None = None) -> list[CommandOutcome]:
    return (await commit_batch(commands, book=book(), clock=clock or Clock()))[0]


async def opened(*names: str) -> None:
    await commit(*(Touch(name, may_open=True) for name in names))


@pytest.mark.parametrize("size", [1, 40, 400])
async def test_a_batch_takes_the_same_few_statements_whatever_its_size(size: int) -> None:
    names = [f"user-{number}" for number in range(size)]
    await opened(*names)
    clock = Clock(now=NOW + 40 * DAY)
    with counting_statements() as statements:
        # Each account renews, spends tokens and gets tokens.
        outcomes = await commit(
            *(use(account_id=name) for name in names),
            *(adjustment(account_id=name) for name in names),
            clock=clock,
        )
    assert all(done(outcome).entry for outcome in outcomes)
    assert len(statements) == 5


async def test_opening_takes_two_statements_more() -> None:
    with counting_statements() as statements:
        await commit(*(use(account_id=f"user-{n}", may_open=True) for n in range(32)))
    assert len(statements) == 7


async def test_a_batch_that_fails_at_its_end_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await opened("alice")
    before = await read_accounts(["alice"])
    write = Journal.write

    async def written_twice(self: Journal, *rows: Any) -> None:
        await write(self, *rows)
        await write(self, *rows)

    monkeypatch.setattr(Journal, "write", written_twice)
    with pytest.raises(IntegrityError):
        await commit(use(), use(account_id="bob", may_open=True))
    assert await read_accounts(["alice", "bob"]) == before
    assert len(await read_entries("alice", limit=9)) == 1
    assert await read_entries("bob", limit=9) == []

"""Whole batches are written to both databases and read back."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from tortoise import connections
from tortoise.exceptions import IntegrityError

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account, open_account
from billing.ledger.entry import key_hash
from db import models
from db.commit.journal import journal, read_accounts, read_revisions
from db.ledger.history import read_entries
from db.ledger.rows import grant_from
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, use
from tests.support.ledger.histories import Batch, Folded, fold, histories, renamed

_examples = count(1)


def opened(name: str) -> Account:
    return open_account(name, plan=FREE_PLAN, now=NOW)


async def write(folded: Folded) -> None:
    async with journal() as ledger:
        await ledger.open([opened(name) for name in folded.accounts])
        await ledger.lock(folded.accounts)
        await ledger.write(list(folded.accounts.values()), folded.entries, folded.grants)


async def rows_in(table: str) -> int:
    _, rows = await connections.get("default").execute_query(f"SELECT count(*) AS n FROM {table}")
    return int(rows[0]["n"])


@pytest.mark.usefixtures("database")
class TestOnBothDatabases:
    @settings(max_examples=scaled(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(history=histories(accounts=["alice", "böb", "😀"]))
    async def test_what_was_written_is_read_exactly(self, history: list[Batch]) -> None:
        folded = fold(renamed(history, next(_examples)))
        await write(folded)
        assert await read_accounts(list(folded.accounts)) == folded.accounts
        for name in folded.accounts:
            own = [entry for entry in folded.entries if entry.account_id == name]
            assert await read_entries(name, limit=1_000) == own[::-1]
            rows = await models.TokenGrant.filter(account_id=name).order_by("number").values()
            assert [(name, grant_from(row)) for row in rows] == [
                (owner, grant) for owner, grant in folded.grants if owner == name
            ]

    async def test_an_account_that_is_there_is_not_opened_again(self) -> None:
        async with journal() as ledger:
            await ledger.open([opened("alice")._replace(debt=5)])
        async with journal() as ledger:
            await ledger.open([opened("alice"), opened("bob")])
            assert (await ledger.lock(["alice"]))["alice"].debt == 5
        assert (await read_accounts(["alice", "bob"])).keys() == {"alice", "bob"}

    async def test_locking_finds_those_that_exist_each_once(self) -> None:
        async with journal() as ledger:
            await ledger.open([opened("alice"), opened("bob")])
            assert list(await ledger.lock(["bob", "nobody", "alice", "bob"])) == ["alice", "bob"]

    async def test_keys_are_found_by_account(self) -> None:
        folded = _two_with_one_key()
        await write(folded)
        key = key_hash("same")
        async with journal() as ledger:
            assert await ledger.find([]) == {}
            asked = [("alice", key), ("alice", key_hash("other")), ("alice", key), ("carol", key)]
            found = await ledger.find(asked)
        assert list(found) == [("alice", key)]
        assert found["alice", key] == folded.entries[1]

    async def test_a_transaction_that_raises_leaves_nothing(self) -> None:
        folded = _two_with_one_key()
        with pytest.raises(RuntimeError):
            async with journal() as ledger:
                await ledger.open([opened(name) for name in folded.accounts])
                await ledger.write(list(folded.accounts.values()), folded.entries, folded.grants)
                raise RuntimeError("on purpose")
        assert [await rows_in(t) for t in ("account", "entry", "token_grant")] == [0, 0, 0]

    async def test_a_row_that_the_database_refuses_takes_the_whole_batch_with_it(self) -> None:
        folded = _two_with_one_key()
        folded.entries.append(folded.entries[-1]._replace(revision=99))
        with pytest.raises(IntegrityError):
            await write(folded)
        assert [await rows_in(t) for t in ("account", "entry", "token_grant")] == [0, 0, 0]

    async def test_revisions_are_read_for_those_that_exist(self) -> None:
        await write(_two_with_one_key())
        assert sorted(await read_revisions(["bob", "nobody", "alice"])) == [
            ("alice", 2),
            ("bob", 2),
        ]
        assert await read_revisions([]) == []

    async def test_revisions_are_one_statement_per_thousand(self) -> None:
        await write(_two_with_one_key())
        names = [*(f"nobody-{number}" for number in range(1_500)), "bob"]
        with counting_statements() as statements:
            assert await read_revisions(names) == [("bob", 2)]
        assert len(statements) == 2

    async def test_accounts_are_read_in_one_statement(self) -> None:
        await write(_two_with_one_key())
        with counting_statements() as statements:
            assert (await read_accounts(["bob", "nobody", "alice"])).keys() == {"alice", "bob"}
        assert len(statements) == 1


def _two_with_one_key() -> Folded:
    """Return two accounts that each have a use with the key "same"."""
    uses = [use(account_id=name, key="same") for name in ("alice", "bob")]
    return fold([Batch(NOW, list(uses))])

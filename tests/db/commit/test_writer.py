"""Batches through separate connections to both databases: read without locks, written once."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from tortoise import connections

from billing.ledger.entry import key_hash
from db import models
from db.commit.journal import journal, read_accounts
from db.commit.writer import Changes, Writer
from db.commit.writers import open_writer
from db.errors import Stale, is_transient
from db.ledger.history import read_entries
from db.ledger.rows import grant_from
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, use
from tests.support.ledger.histories import Batch, Folded, fold, histories, renamed

_examples = count(1)


@pytest.fixture
async def writer(database: str) -> AsyncIterator[Writer]:
    one = open_writer(database)
    yield one
    await one.close()


def opening(folded: Folded) -> Changes:
    return Changes([], [], list(folded.accounts.values()), folded.entries, folded.grants)


def folded_uses(*names: str) -> Folded:
    """Return accounts that are opened and have one use with the key "same" each."""
    return fold([Batch(NOW, [use(account_id=name, key="same") for name in names])])


def continued(folded: Folded) -> Changes:
    """Return one more entry for each account. Its content does not matter here."""
    accounts = [
        a._replace(revision=a.revision + 1, digest=a.digest[::-1]) for a in folded.accounts.values()
    ]
    last = {entry.account_id: entry for entry in folded.entries}
    entries = [
        last[a.id]._replace(revision=a.revision, idempotency_key=f"more-{a.revision}")
        for a in accounts
    ]
    before = [account.digest for account in folded.accounts.values()]
    return Changes(accounts, before, [], entries, [])


async def rows_in(table: str) -> int:
    _, rows = await connections.get("default").execute_query(f"SELECT count(*) AS n FROM {table}")
    return int(rows[0]["n"])


@settings(max_examples=scaled(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(accounts=["alice", "böb", '😀"\\']))
async def test_what_was_written_is_read_exactly(writer: Writer, history: list[Batch]) -> None:
    folded = fold(renamed(history, next(_examples)))
    await writer.append(opening(folded))
    keys = [
        (entry.account_id, key_hash(entry.idempotency_key))
        for entry in folded.entries
        if entry.idempotency_key is not None
    ]
    read = await writer.read([*folded.accounts], keys, {})
    assert read.accounts == folded.accounts
    assert read.known == dict(
        zip(keys, [e for e in folded.entries if e.idempotency_key is not None], strict=True)
    )
    assert await read_accounts([*folded.accounts]) == folded.accounts
    for name in folded.accounts:
        own = [entry for entry in folded.entries if entry.account_id == name]
        assert await read_entries(name, limit=1_000) == own[::-1]
        rows = await models.TokenGrant.filter(account_id=name).order_by("number").values()
        assert [(name, grant_from(row)) for row in rows] == [
            (owner, grant) for owner, grant in folded.grants if owner == name
        ]


async def test_who_is_not_there_is_not_read(writer: Writer) -> None:
    await writer.append(opening(folded_uses("alice")))
    key = key_hash("same")
    asked = [("alice", key_hash("other")), ("alice", key), ("bob", key)]
    read = await writer.read(["alice", "bob"], asked, {})
    assert (list(read.accounts), list(read.known)) == (["alice"], [("alice", key)])
    assert await writer.read([], [], {}) == ({}, {})


async def test_a_remembered_account_is_taken_as_it_is_until_its_digest_differs(
    writer: Writer,
) -> None:
    folded = folded_uses("alice", "bob")
    await writer.append(opening(folded))
    alice, bob = (folded.accounts[name] for name in ("alice", "bob"))
    remembered = {"alice": alice, "bob": bob._replace(digest=bytes(16)), "carol": alice}
    read = await writer.read(["alice", "bob"], [], remembered)
    assert read.accounts == {"alice": alice, "bob": bob}
    assert read.accounts["alice"] is alice


@pytest.mark.parametrize("others", [[], ["carol"]])
async def test_an_account_that_is_forgotten_during_the_read_is_still_read(
    writer: Writer, others: list[str]
) -> None:
    folded = folded_uses("alice", *others)
    await writer.append(opening(folded))
    remembered = {"alice": folded.accounts["alice"]}
    reading = asyncio.create_task(writer.read(["alice", *others], [], remembered))
    await asyncio.sleep(0)
    remembered.clear()
    assert (await reading).accounts == folded.accounts


async def test_hundreds_of_accounts_and_entries_are_written_and_read(writer: Writer) -> None:
    names = [f"user-{number:04}" for number in range(1_100)]
    folded = folded_uses(*names)
    await writer.append(opening(folded))
    changes = continued(folded)
    await writer.append(changes)
    read = await writer.read(names, [(name, key_hash("same")) for name in names], {})
    assert read.accounts == {account.id: account for account in changes.updated}
    assert len(read.known) == len(names)


@pytest.mark.parametrize(
    "change", ["revision", "digest", "key", "account", "opened again", "erased"]
)
async def test_what_came_too_late_is_stale_and_leaves_nothing(writer: Writer, change: str) -> None:
    folded = folded_uses("alice", "bob")
    await writer.append(opening(folded))
    late = continued(folded)
    *others, last = late.entries
    if change == "revision":
        late = late._replace(entries=[*others, last._replace(revision=1)])
    elif change == "digest":
        late = late._replace(before=[late.before[0], bytes(16)])
    elif change == "key":
        late = late._replace(entries=[*others, last._replace(idempotency_key="same")])
    elif change == "opened again":
        alice, bob = late.updated
        later = alice._replace(opened_at=alice.opened_at + timedelta(microseconds=1))
        late = late._replace(updated=[later, bob])
    elif change == "erased":
        carol = late.updated[0]._replace(id="carol")
        updated, before = [*late.updated, carol], [*late.before, late.before[0]]
        late = late._replace(updated=updated, before=before)
    else:
        (alice, bob), (_, before) = late.updated, late.before
        late = late._replace(updated=[bob], before=[before], opened=[alice])
    with pytest.raises(Stale):
        await writer.append(late)
    assert await read_accounts(["alice", "bob"]) == folded.accounts
    assert await rows_in("entry") == len(folded.entries)
    await writer.append(continued(folded))


async def test_what_the_database_refuses_is_not_stale_and_leaves_nothing(writer: Writer) -> None:
    folded = folded_uses("alice", "bob")
    *others, last = folded.entries
    bad = opening(folded)._replace(entries=[*others, last._replace(tokens=1)])
    with pytest.raises((asyncpg.CheckViolationError, sqlite3.IntegrityError)) as caught:
        await writer.append(bad)
    assert not is_transient(caught.value)
    assert [await rows_in(table) for table in ("account", "entry", "token_grant")] == [0, 0, 0]
    await writer.append(opening(folded))


async def test_the_models_read_on_while_their_transaction_keeps_the_writer_waiting(
    writer: Writer,
) -> None:
    folded = folded_uses("alice")
    await writer.append(opening(folded))
    async with asyncio.timeout(180):
        async with journal() as ledger:
            account = (await ledger.lock(["alice"]))["alice"]
            late = asyncio.create_task(writer.append(continued(folded)))
            await asyncio.sleep(0)
            changes = continued(folded)
            await ledger.write(changes.updated, changes.entries, [])
            assert account == folded.accounts["alice"]
        with pytest.raises(Stale):
            await late
    assert (await read_accounts(["alice"]))["alice"].revision == 3


async def test_one_that_was_never_used_closes(database_url: str) -> None:
    before = threading.enumerate()
    await open_writer(database_url).close()
    assert threading.enumerate() == before
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    writer = open_writer(f"sqlite://{path}")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await writer.read(["alice"], [], {})
    await writer.close()
    assert not path.exists()


async def test_the_sqlite_connection_is_durable_and_guarded(sqlite_url: str) -> None:
    writer = open_writer(sqlite_url)
    await writer.append(opening(folded_uses("alice")))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await writer._hop(
            lambda: writer._connected().execute("INSERT OR REPLACE INTO entry SELECT * FROM entry")
        )
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    values = [
        await writer._hop(lambda n=name: writer._connected().execute(f"PRAGMA {n}").fetchone()[0])
        for name in pragmas
    ]
    assert values == ["wal", 2, 1, 3_000]
    await writer.close()


async def test_a_column_that_a_later_version_adds_does_no_harm(postgres_url: str) -> None:
    writer = open_writer(postgres_url)
    await writer.append(opening(folded_uses("alice")))
    other = await asyncpg.connect(postgres_url)
    for table in ("account", "entry", "token_grant"):
        await other.execute(f"ALTER TABLE {table} ADD COLUMN later text DEFAULT 'x'")
    await writer.append(opening(folded_uses("bob")))
    await writer.append(opening(folded_uses("carol")))
    assert await other.fetchval("SELECT count(*) FROM entry WHERE kind = 'USAGE'") == 3
    await other.close()
    await writer.close()

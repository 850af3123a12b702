import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from db.engine.config import connect, disconnect
from db.engine.sql import rows
from db.errors import AlreadyExists
from db.identity import KeyReader, StoredKey, find_keys, insert_key, list_keys, revoke_key
from db.migrate import downgrade, upgrade

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
PATIENCE = 180  # seconds that a test waits for what must happen


def make_key(*, key_id: str = "a", **changes) -> StoredKey:
    fields = {
        "name": "gateway",
        "secret_hash": bytes(range(224, 256)),
        "scopes": frozenset({"usage:write", "admin"}),
        "created_at": NOW,
    }
    return StoredKey(key_id, **{**fields, **changes})


async def test_a_key_comes_back_as_it_went_in(database) -> None:
    key = make_key(name="Zoë 🦊", revoked_at=NOW)
    await insert_key(key)
    assert await find_keys(["a", "b"]) == {"a": key}


async def test_a_keys_limits_come_back_as_they_went_in(database) -> None:
    key = make_key(
        expires_at=NOW + timedelta(days=1),
        last_used_at=NOW,
        models=frozenset({"gpt-4o", "a b"}),
        account_prefixes=("school:", '"', "ä 🦊"),
    )
    await insert_key(key)
    assert await find_keys(["a"]) == {"a": key}


async def test_the_migration_of_their_limits_leaves_keys_of_before_as_they_are(
    database_url: str,
) -> None:
    await downgrade(database_url, 6)
    async with connected(database_url):
        blob = {"sqlite": "x'6b6579'", "postgres": "'key'::bytea"}
        await rows(OLD_KEY, table=blob)
    old = make_key(secret_hash=b"key", scopes=frozenset({"admin"}), created_at=DAY)
    for _ in range(2):
        await upgrade(database_url)
        async with connected(database_url):
            assert await list_keys() == [old]
        await downgrade(database_url, 6)
    await upgrade(database_url)


DAY = datetime(2026, 3, 1, tzinfo=UTC)
OLD_KEY = """INSERT INTO api_key (id, name, secret_hash, scopes, created_at)
    VALUES ('a', 'gateway', {given}, 'admin', '2026-03-01 00:00:00+00:00')"""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[None]:
    await connect(url)
    try:
        yield
    finally:
        await disconnect()


async def test_keys_are_listed_oldest_first(database) -> None:
    for key_id, age in (("a", 1), ("c", 3), ("b", 2)):
        await insert_key(make_key(key_id=key_id, created_at=NOW - timedelta(days=age)))
    assert [key.id for key in await list_keys()] == ["c", "b", "a"]


async def test_an_id_is_taken_once(database) -> None:
    await insert_key(make_key())
    with pytest.raises(AlreadyExists):
        await insert_key(make_key(name="other"))


async def test_the_first_revocation_stands(database) -> None:
    await insert_key(make_key())
    await revoke_key("a", NOW)
    again = await revoke_key("a", NOW + timedelta(days=1))
    assert again == make_key(revoked_at=NOW)
    assert (await find_keys(["a"]))["a"] == again


async def test_nothing_is_revoked_where_there_is_nothing(database) -> None:
    await insert_key(make_key())
    assert await revoke_key("b", NOW) is None
    assert await find_keys(["a"]) == {"a": make_key()}


class SlowTable:
    """A table whose reads begin on request, and which can change meanwhile."""

    def __init__(self) -> None:
        self.keys: dict[str, StoredKey] = {}
        self.reads: list[set[str]] = []
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def read(self, ids) -> dict[str, StoredKey]:
        seen = {key_id: self.keys[key_id] for key_id in ids if key_id in self.keys}
        self.reads.append(set(ids))
        self.begun.set()
        await self.go.wait()
        if "broken" in ids:
            raise ConnectionError("broken")
        return seen


async def start(reader: KeyReader, *ids: str) -> list[asyncio.Task[StoredKey | None]]:
    """Start the calls. Each task has asked when it first waits."""
    calls = [asyncio.create_task(reader.get(key_id)) for key_id in ids]
    await asyncio.sleep(0)
    return calls


async def finish(*calls: asyncio.Task[StoredKey | None]) -> list[StoredKey | BaseException | None]:
    return await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), PATIENCE)


async def test_calls_that_come_while_a_read_runs_share_the_next_one() -> None:
    table = SlowTable()
    table.keys = {"a": make_key(), "b": make_key(key_id="b")}
    reader = KeyReader(table.read)
    first = await start(reader, "a")
    await asyncio.wait_for(table.begun.wait(), PATIENCE)
    rest = await start(reader, "a", "b")
    for _ in range(5):  # turns in which a read that does not wait would begin
        await asyncio.sleep(0)
    rest += await start(reader, "c", "a")
    table.go.set()
    found = await finish(*first, *rest)
    assert [key and key.id for key in found] == ["a", "a", "b", None, "a"]
    assert table.reads == [{"a"}, {"a", "b", "c"}]


async def test_a_call_never_gets_what_was_read_before_it_asked() -> None:
    table = SlowTable()
    table.keys["a"] = make_key()
    reader = KeyReader(table.read)
    before = await start(reader, "a")
    await asyncio.wait_for(table.begun.wait(), PATIENCE)
    table.keys["a"] = make_key(revoked_at=NOW)
    after = await start(reader, "a")
    table.go.set()
    assert await finish(*before, *after) == [make_key(), make_key(revoked_at=NOW)]


async def test_a_caller_who_leaves_takes_nobodys_answer_along() -> None:
    table = SlowTable()
    table.keys["a"] = make_key()
    leaver, stayer = await start(KeyReader(table.read), "a", "a")
    leaver.cancel()
    table.go.set()
    assert await finish(stayer) == [make_key()]


async def test_a_read_that_fails_fails_its_callers_and_no_later_one() -> None:
    table = SlowTable()
    table.keys["a"] = make_key()
    reader = KeyReader(table.read)
    broken = await start(reader, "broken", "a")
    await asyncio.wait_for(table.begun.wait(), PATIENCE)
    later = await start(reader, "a")
    table.go.set()
    one, two, three = await finish(*broken, *later)
    assert isinstance(one, ConnectionError)
    assert isinstance(two, ConnectionError)
    assert three == make_key()


async def test_many_calls_at_once_get_each_its_own_key(database) -> None:
    for number in range(20):
        await insert_key(make_key(key_id=str(number)))
    reader = KeyReader()
    found = await asyncio.gather(*(reader.get(str(number % 25)) for number in range(200)))
    assert [key and key.id for key in found] == [
        str(number % 25) if number % 25 < 20 else None for number in range(200)
    ]

"""A database of any older release is correct right after `migrate`, and old keys replay."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from click.testing import CliRunner
from tortoise import connections

from db.engine.config import connect, disconnect
from server.cli.commands import commands
from tests.server.releases.databases import RELEASES, restore
from tests.server.releases.life import ACCOUNT, BATCH, BUY, PLACE, RECORD, SETTLE, USES, People
from tests.support.server.server_process import server_process

pytestmark = pytest.mark.heavy

EVERYBODY = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def old_url(release: str, empty_database_url: str) -> Iterator[str]:
    restore(release, empty_database_url)
    yield empty_database_url


def command(url: str, *words: str) -> str:
    """Return the last line of the command's output. Raises AssertionError if it fails."""
    done = CliRunner().invoke(commands, words, env={"DATABASE_URL": url})
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[-1]


def test_audit_and_rollups_are_clean_at_once(old_url: str) -> None:
    command(old_url, "migrate")
    assert command(old_url, "audit").endswith("0 faults")
    assert command(old_url, "rollups", "--check").endswith("0 differences")


def test_a_change_of_an_older_state_is_found(old_url: str) -> None:
    command(old_url, "migrate")
    asyncio.run(execute(old_url, CHANGED))
    done = CliRunner().invoke(commands, ["audit"], env={"DATABASE_URL": old_url})
    assert done.exit_code == 1
    assert "account alice, revision 6: quotas is" in done.output


CHANGED = """UPDATE account SET state = replace(state, '5700]', '1]') WHERE id = 'alice'"""


async def execute(database_url: str, statement: str) -> None:
    await connect(database_url)
    try:
        await connections.get("default").execute_query(statement)
    finally:
        await disconnect()


def test_money_of_before_is_booked_once(old_url: str) -> None:
    command(old_url, "migrate")
    command(old_url, "migrate")
    command(old_url, "rollups", "--rebuild")
    assert command(old_url, "rollups", "--check").endswith("0 differences")


def test_old_keys_replay_and_life_goes_on(old_url: str, release: str) -> None:
    with server_process(old_url) as server:
        asyncio.run(go_on(server.address, has_holds=release != RELEASES[0]))
    assert command(old_url, "audit").endswith("0 faults")
    assert command(old_url, "rollups", "--check").endswith("0 differences")


async def go_on(address: str, *, has_holds: bool) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=180) as http:
        people = People(http)
        again = await people.admin(BATCH, USES)
        assert [one["replayed"] for one in again] == [True] * len(USES), again
        bought = await people.act("dave", BUY, pack="starter", idempotencyKey="pack-1")
        assert bought["replayed"]
        other = await people.ask("dave", BUY, input={"pack": "pro", "idempotencyKey": "pack-1"})
        assert other["data"]["purchasePack"]["code"] == "IDEMPOTENCY_CONFLICT"
        if has_holds:
            await close_holds_again(people)
        for who in EVERYBODY:
            use = {"model": "qwen-turbo", "inputTokens": 10, "outputTokens": 10}
            assert not (await people.act(who, RECORD, **use, idempotencyKey="new"))["replayed"]
            assert (await people.ask(who, ACCOUNT))["data"]["account"]["balance"]["revision"] > 1


async def close_holds_again(people: People) -> None:
    """Close two holds: a settled one is a replay, and an open one is settled now."""
    hold = {"model": "gpt-4o", "inputTokens": 100, "maxOutputTokens": 200}
    for key, settled in (("hold-1", True), ("hold-3", False)):
        placed = await people.act("dave", PLACE, **hold, **terms(key), idempotencyKey=key)
        assert placed["replayed"]
        spent = {"holdId": placed["hold"]["id"], "inputTokens": 100, "outputTokens": 90}
        assert (await people.act("dave", SETTLE, **spent))["replayed"] is settled


def terms(key: str) -> dict[str, int]:
    return {"ttlSeconds": 86_400} if key == "hold-3" else {}

"""Erasing an account that other processes remember and sockets follow; and the command for it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.resolvers.test_privacy import erase, log
from tests.support.server.api import Api, served_app
from tests.support.server.documents import LIVE_BALANCE
from tests.support.server.server_process import run_command
from tests.support.server.websocket import websocket

CATALOG = Path(__file__).parents[2] / "catalog.yaml"


@pytest.fixture
def command(database_url: str) -> Callable[..., str]:
    """Return a function that runs `python -m server …` on the database and gives its output."""

    def run(*arguments: str) -> str:
        done = run_command(*arguments, DATABASE_URL=database_url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


async def test_a_socket_ends_with_the_account_and_sees_a_new_one_afterwards(
    served_anywhere: Api,
) -> None:
    alice = served_anywhere.user()
    await alice.record()
    async with websocket(served_anywhere.address, alice.token) as socket:
        following = await socket.subscribe(LIVE_BALANCE)
        assert (await socket.next(following))["balance"]["revision"] == 2
        await erase(served_anywhere.admin, "alice")
        assert (await socket.message(following))["type"] == "complete"
        again = await socket.subscribe(LIVE_BALANCE)
        assert (await socket.next(again))["balance"]["revision"] == 1
        await alice.record()
        assert (await socket.next(again))["balance"]["revision"] == 2


async def test_another_process_forgets_the_account(
    database_url: str, command: Callable[..., str]
) -> None:
    async with served_app(database_url) as api:
        alice = api.user()
        await alice.record()
        async with websocket(api.address, alice.token) as socket:
            following = await socket.subscribe(LIVE_BALANCE)
            await socket.next(following)
            printed = await asyncio.to_thread(command, "account", "erase", "alice", "--yes")
            assert printed.startswith("erased:")
            assert (await socket.message(following))["type"] == "complete"
        used = await alice.record()
        assert used["balance"]["revision"] == 2
        assert (await alice.balance())["revision"] == 2
        [action] = await log(api, action="ERASE_ACCOUNT")
        assert action["actor"].startswith("cli:")


async def test_commands_read_an_account_out(
    database_url: str, command: Callable[..., str], tmp_path: Path
) -> None:
    async with served_app(database_url) as api:
        await api.user().record(metadata={"a": "é"})
    document = json.loads(command("account", "export", "alice"))
    assert len(document["entry"]) == 2
    assert [one["action"] for one in document["admin_action"]] == ["EXPORT_ACCOUNT"]
    rows = list(csv.DictReader(io.StringIO(command("export", "ledger", "--account", "alice"))))
    assert [row["kind"] for row in rows] == ["ALLOWANCE", "USAGE"]
    file = tmp_path / "usage.jsonl"
    command("export", "usage", "--account", "alice", "--format", "jsonl", "-o", str(file))
    assert json.loads(file.read_text("utf-8"))["metadata"] == {"a": "é"}


def test_commands_say_what_is_wrong(database_url: str) -> None:
    for arguments, message in [
        (("account", "erase", "nobody", "--yes"), "There is no account 'nobody'"),
        (("account", "export", "nobody"), "there is no account 'nobody'"),
        (("export", "usage", "--account", "a", "--from", "yesterday"), "RFC 3339"),
        (("export", "usage", "--account", "a\x7f"), "control characters"),
    ]:
        done = run_command(*arguments, DATABASE_URL=database_url)
        assert done.returncode != 0
        assert message in done.stderr
        assert "Traceback" not in done.stderr


async def test_only_what_took_effect_is_logged(
    database_url: str, command: Callable[..., str], tmp_path: Path
) -> None:
    command("catalog", "apply", str(CATALOG))
    command("catalog", "apply", str(CATALOG))
    unwritable = tmp_path / "none" / "account.json"
    async with served_app(database_url) as api:
        await api.user("alice").record()
        before = await log(api)
    for refused in [
        ("catalog", "revert", "9"),
        ("catalog", "revert", "1"),
        ("account", "export", "alice", "--output", str(unwritable)),
    ]:
        run_command(*refused, DATABASE_URL=database_url)
    async with served_app(database_url) as api:
        assert await log(api) == before
    assert [one["kind"] for one in before] == ["APPLY_CATALOG"]


async def test_commands_with_power_are_logged(
    database_url: str, command: Callable[..., str]
) -> None:
    command("key", "create", "--name", "gateway", "--scope", "usage:write")
    key_id = command("key", "list").split()[0]
    command("key", "revoke", key_id)
    command("catalog", "apply", str(CATALOG))
    async with served_app(database_url) as api:
        actions = await log(api)
    assert [one["kind"] for one in actions] == ["APPLY_CATALOG", "REVOKE_KEY", "CREATE_KEY"]
    assert {one["actor"].partition(":")[0] for one in actions} == {"cli"}
    assert actions[2]["details"] == {"key": key_id, "name": "gateway", "scopes": "usage:write"}

"""`key create`, `key list` and `key revoke`: expiry, restrictions, the table and the JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result

from db.engine.config import connect, disconnect
from db.identity import StoredKey, insert_key
from db.privacy.actions import read_actions
from server.cli.commands import commands
from tests.support.server.api import real_clock

Command = Callable[..., Result]
ResultT = TypeVar("ResultT")
CREATE = ("create", "--name", "gateway", "--scope", "usage:write")


@pytest.fixture
def command(database_url: str) -> Command:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands, ["key", *arguments], env={"DATABASE_URL": database_url})

    return run


def listed(command: Command) -> list[dict[str, object]]:
    keys: list[dict[str, object]] = json.loads(command("list", "--json").stdout)
    return keys


def seconds_left(command: Command) -> float:
    [key] = listed(command)
    expires_at = datetime.fromisoformat(str(key["expiresAt"]))
    return (expires_at - datetime.fromisoformat(str(key["createdAt"]))).total_seconds()


def test_a_key_without_options_never_expires_and_is_not_restricted(command: Command) -> None:
    created = command(*CREATE)
    assert created.stdout.count("\n") == 1
    [key] = listed(command)
    created_at = datetime.fromisoformat(str(key.pop("createdAt")))
    assert abs(real_clock() - created_at) < timedelta(minutes=5)
    assert key == {
        "id": created.stdout.split("_")[1],
        "name": "gateway",
        "state": "in use",
        "scopes": ["usage:write"],
        "expiresAt": None,
        "lastUsedAt": None,
        "revokedAt": None,
        "models": None,
        "accountPrefixes": None,
    }


@pytest.mark.parametrize(
    ("ttl", "seconds"), [("3600", 3600), ("90m", 5400), ("1w2d", 777_600), ("1s", 1)]
)
def test_a_key_may_live_for_a_time(command: Command, ttl: str, seconds: int) -> None:
    assert command(*CREATE, "--ttl", ttl).exit_code == 0
    assert seconds_left(command) == pytest.approx(seconds, abs=5)


def test_a_key_may_live_until_a_time(command: Command) -> None:
    assert command(*CREATE, "--expires", "2099-01-01T01:00:00+01:00").exit_code == 0
    [key] = listed(command)
    assert key["expiresAt"] == "2099-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "options",
    [
        ("--ttl", "0"),
        ("--ttl", "-1"),
        ("--ttl", "soon"),
        ("--ttl", "1.5"),
        ("--ttl", "5300w"),
        ("--expires", "2020-01-01T00:00:00Z"),
        ("--expires", "tomorrow"),
        ("--ttl", "1d", "--expires", "2099-01-01T00:00:00Z"),
        ("--account-prefix", ""),
        ("--account-prefix", "a\n"),
        ("--model", "a" * 256),
        ("--model", ""),
        ("--model", " , "),
    ],
)
def test_limits_that_mean_nothing_create_no_key(command: Command, options: tuple[str, ...]) -> None:
    refused = command(*CREATE, *options)
    assert refused.exit_code != 0
    assert "yk_" not in refused.output
    assert listed(command) == []


def test_a_key_may_be_restricted(command: Command) -> None:
    models = ("--model", "gpt-4o", "--model", "gpt-4,qwen-max")
    prefixes = ("--account-prefix", "school:", "--account-prefix", "a b,")
    command(*CREATE, *models, *prefixes)
    [key] = listed(command)
    assert key["models"] == ["gpt-4", "gpt-4o", "qwen-max"]
    assert key["accountPrefixes"] == ["a b,", "school:"]
    [row] = command("list").stdout.splitlines()
    assert row.endswith("usage:write  gpt-4 gpt-4o qwen-max  a b,* school:*")


def test_the_table_is_aligned_and_its_header_is_not_part_of_the_result(command: Command) -> None:
    command(*CREATE)
    command("create", "--name", "a longer name", "--scope", "admin", "--ttl", "1d")
    answer = command("list")
    header = answer.stderr.splitlines()[0]
    for name, cells in (("name", ("gateway", "a longer name")), ("last used", ("never", "never"))):
        place = header.index(name)
        rows = answer.stdout.splitlines()
        assert all(row[place:].startswith(cell) for row, cell in zip(rows, cells, strict=True))


def test_the_list_says_which_keys_are_still_in_use(command: Command, database_url: str) -> None:
    past = StoredKey(
        "0" * 16,
        "past \x1b[2J",
        bytes(32),
        frozenset({"admin"}),
        real_clock(),
        expires_at=datetime(2026, 1, 1, tzinfo=UTC),
        last_used_at=datetime(2025, 12, 31, 23, tzinfo=UTC),
    )
    in_database(database_url, insert_key(past))
    created = command(*CREATE).stdout.split("_")[1]
    assert "  revoked 20" in command("revoke", created).stdout
    assert {key["id"]: key["state"] for key in listed(command)} == {
        past.id: "expired",
        created: "revoked",
    }
    [row] = [row for row in command("list").stdout.splitlines() if row.startswith(past.id)]
    assert "  expired " in row
    assert "  2026-01-01 00:00  2025-12-31 23:00  past \\x1b[2J  admin" in row


def test_a_name_that_no_model_has_is_told(command: Command) -> None:
    created = command(*CREATE, "--model", "gpt-4o,gpt-4oo,openai/gpt-4o-2024-08-06,nobody")
    assert created.exit_code == 0
    first, second = created.stderr.splitlines()
    assert first.startswith("note: the catalog has no model 'gpt-4oo'; like it: gpt-4o")
    assert second.startswith("note: the catalog has no model 'nobody'")
    assert created.stdout.count("\n") == 1
    assert command(*CREATE, "--model", "gpt-4o").stderr == ""


def test_the_log_of_actions_has_what_the_key_is_restricted_to(
    command: Command, database_url: str
) -> None:
    command(*CREATE, "--expires", "2099-01-01T00:00:00Z", "--model", "a,b", "--prefix", "x:")
    key_id = str(listed(command)[0]["id"])
    command("revoke", key_id)
    revoked, created = in_database(
        database_url,
        read_actions(limit=5, before=None, account_id=None, kind=None, start=None, end=None),
    )
    assert (revoked.kind, revoked.details) == ("REVOKE_KEY", {"key": key_id, "name": "gateway"})
    assert (created.kind, created.details) == (
        "CREATE_KEY",
        {
            "key": key_id,
            "name": "gateway",
            "scopes": "usage:write",
            "expiresAt": "2099-01-01T00:00:00Z",
            "models": "a b",
            "accountPrefixes": "x:",
        },
    )


def in_database(url: str, work: Coroutine[Any, Any, ResultT]) -> ResultT:
    async def run() -> ResultT:
        await connect(url)
        try:
            return await work
        finally:
            await disconnect()

    return asyncio.run(run())


def test_a_key_that_opens_accounts_is_listed_as_one(command: Command) -> None:
    command(*CREATE, "--open-accounts")
    command("create", "--name", "same", "--scope", "usage:write accounts:open")
    keys = listed(command)
    assert [key["scopes"] for key in keys] == [["accounts:open", "usage:write"]] * 2
    assert command("list").stdout.count("accounts:open usage:write") == 2

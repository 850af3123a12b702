"""`cap set`, `cap list` and `cap remove`: what they store, print and log, and what they refuse."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.limits import cap_uses
from billing.ledger.commands import RecordUsage, SetSpendCap
from billing.ledger.hold_commands import PlaceHold
from billing.ledger.refusals import CapReached
from billing.privacy.actions import AdminAction
from db.commit.journal import read_revisions
from db.engine.config import connect, disconnect
from db.privacy.actions import read_actions
from server.cli.account import actor
from server.cli.commands import commands
from services.commit.decisions import Done
from tests.support.imports.importing import service
from tests.support.server.api import real_clock
from tests.support.server.noon import at_noon

Command = Callable[..., Result]
DAY = ("--account", "alice", "--period", "day")
OF_MODEL = ("--account", "alice", "--period", "month", "--model")


async def opened(url: str) -> None:
    await at_noon(url)
    async with service(url, real_clock) as services:
        await services.accounts.open("alice")


@pytest.fixture
def command(database_url: str) -> Command:
    asyncio.run(opened(database_url))

    def run(*arguments: str, group: str = "cap") -> Result:
        return CliRunner().invoke(commands, [group, *arguments], env={"DATABASE_URL": database_url})

    return run


def record(url: str, model: str, key: str) -> Any:
    """Record a use of 50 premium tokens, or of fewer where the model is cheaper."""

    async def recorded() -> Any:
        use = RecordUsage(
            account_id="alice",
            model=model,
            input_tokens=5,
            output_tokens=5,
            idempotency_key=key,
        )
        async with service(url, real_clock) as services:
            return await services.batcher.submit(use)

    return asyncio.run(recorded())


def listed(command: Command) -> list[dict[str, Any]]:
    caps: list[dict[str, Any]] = json.loads(command("list", "--account", "alice", "--json").stdout)
    return caps


async def logged(url: str) -> list[AdminAction]:
    await connect(url)
    try:
        return await read_actions(
            limit=99, before=None, account_id="alice", kind=None, start=None, end=None
        )
    finally:
        await disconnect()


def test_a_cap_is_set_counts_refuses_and_is_removed(command: Command, database_url: str) -> None:
    assert command("set", *DAY, "--tokens", "80").exit_code == 0
    assert isinstance(record(database_url, "gpt-4o", "first"), Done)
    [cap] = listed(command)
    ends_at = cap.pop("resetsAt")
    assert ends_at.endswith("T00:00:00Z")
    assert cap == {
        "scope": "ACCOUNT",
        "model": None,
        "apiKeyId": None,
        "tokens": 80,
        "period": "DAY",
        "used": 50,
        "held": 0,
        "remaining": 30,
    }
    assert isinstance(record(database_url, "gpt-4o", "second"), CapReached)
    printed = command("list", "--account", "alice")
    assert printed.stdout.split() == ["ACCOUNT", "all", "DAY", "80", "50", "0", "30", ends_at]
    assert command("set", *DAY, "--tokens", "100").stdout.split()[3:7] == ["100", "50", "0", "50"]
    assert isinstance(record(database_url, "gpt-4o", "second"), Done)
    assert command("remove", *DAY).stdout == "removed\n"
    assert command("remove", *DAY).stdout == "there was no such cap\n"
    assert listed(command) == []
    assert isinstance(record(database_url, "gpt-4o", "third"), Done)


def test_a_cap_of_a_model_has_the_catalogs_name_and_is_removed_by_any(command: Command) -> None:
    assert command("set", *OF_MODEL, "openai/gpt-4o", "--tokens", "0").exit_code == 0
    [cap] = listed(command)
    assert (cap["scope"], cap["model"], cap["period"]) == ("MODEL", "gpt-4o", "MONTH")
    assert command("remove", *OF_MODEL, "gpt-4").stdout == "there was no such cap\n"
    assert command("remove", *OF_MODEL, "gpt-4o-2024-08-06").stdout == "removed\n"


def test_a_cap_of_a_key_takes_its_id_or_its_subject(command: Command) -> None:
    made = command("create", "--name", "gateway", "--scope", "usage:write", group="key")
    key = made.stdout.split("_")[1]
    of_key = ("--account", "alice", "--period", "day", "--api-key")
    assert command("set", *of_key, key, "--tokens", "7").exit_code == 0
    assert [(one["scope"], one["apiKeyId"]) for one in listed(command)] == [("API_KEY", key)]
    # A revoked key can record nothing, so it gets no cap, and its cap can be removed.
    command("revoke", key, group="key")
    refused = command("set", *of_key, key, "--tokens", "8")
    assert (refused.exit_code, listed(command)[0]["tokens"]) == (1, 7)
    assert command("remove", *of_key, f"key:{key}").stdout == "removed\n"


def test_requests_and_outcomes_are_in_the_log_of_actions(
    command: Command, database_url: str
) -> None:
    for _ in range(2):
        command("set", *DAY, "--tokens", "5")
    command("remove", *DAY)
    found = asyncio.run(logged(database_url))
    assert {one.actor for one in found} == {actor()}
    asked = [one for one in reversed(found) if one.outcome is None]
    assert [(one.kind, one.details.get("tokens")) for one in asked] == [
        ("SET_SPEND_CAP", 5),
        ("SET_SPEND_CAP", 5),
        ("REMOVE_SPEND_CAP", None),
    ]
    done = [(one.outcome, one.details["changed"]) for one in reversed(found) if one.outcome]
    assert done == [("SpendCapSet", True), ("SpendCapSet", False), ("SpendCapRemoved", True)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list", "--account", "bob"), "there is no account 'bob'"),
        (("set", "--account", "bob", "--period", "day", "--tokens", "1"), "bob"),
        (("remove", "--account", "bob", "--period", "day"), "bob"),
        (("set", *OF_MODEL, "no-such-model", "--tokens", "1"), "no-such-model"),
        (("set", *DAY, "--api-key", "0123456789abcdef", "--tokens", "1"), "0123456789abcdef"),
        (("set", *DAY, "--tokens", "-1"), "tokens"),
        (("set", *DAY, "--model", "gpt-4o", "--api-key", "k", "--tokens", "1"), "not both"),
        (("set", *DAY), "--tokens"),
        (("set", "--account", "alice", "--period", "week", "--tokens", "1"), "week"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    command: Command, database_url: str, arguments: tuple[str, ...], told: str
) -> None:
    refused = command(*arguments)
    said = refused.stderr or repr(refused.exception)
    assert refused.exit_code != 0
    assert told in said
    assert refused.stdout == ""
    assert listed(command) == []


async def held_an_hour_ago(url: str) -> int:
    """Place a hold of carol's that has expired; return her revision."""
    name = CapName(CapScope.ACCOUNT, "", QuotaPeriod.MONTH)
    hold = PlaceHold(
        account_id="carol",
        model="gpt-4o",
        input_tokens=5,
        max_output_tokens=5,
        idempotency_key="hold",
    )
    async with service(url, lambda: real_clock() - timedelta(hours=1)) as services:
        await services.accounts.open("carol")
        await services.batcher.submit(SetSpendCap("carol", cap=name, tokens=80))
        placed = await services.batcher.submit(hold)
    assert isinstance(placed, Done)
    [use] = cap_uses(placed.account, placed.account.touched_at)
    assert use.held == 50
    return placed.account.revision


async def revision(url: str) -> int:
    await connect(url)
    try:
        return dict(await read_revisions(["carol"]))["carol"]
    finally:
        await disconnect()


def test_an_expired_hold_reserves_nothing_and_listing_writes_nothing(
    command: Command, database_url: str
) -> None:
    before = asyncio.run(held_an_hour_ago(database_url))
    [cap] = json.loads(command("list", "--account", "carol", "--json").stdout)
    assert (cap["held"], cap["remaining"]) == (0, 80)
    assert asyncio.run(revision(database_url)) == before

"""`python -m server rollups`, as an operator runs it."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner
from tortoise import connections

import server.cli.rollups
from billing.ledger.commands import Touch
from db import models
from db.engine.config import connect, disconnect
from server.cli.commands import commands
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, use


def rollups(url: str, *options: str) -> tuple[int, list[str]]:
    """Return the exit status and the printed lines."""
    done = CliRunner().invoke(commands, ["rollups", *options], env={"DATABASE_URL": url})
    return done.exit_code, done.output.splitlines()


@pytest.fixture(autouse=True)
def history(database_url: str) -> None:
    """Record one use of two accounts."""

    async def record() -> None:
        await connect(database_url)
        opened = [Touch(name, may_open=True) for name in ("alice", "bob")]
        await commit_batch([*opened, use()], book=book(), clock=Clock())
        await disconnect()

    asyncio.run(record())


def execute(database_url: str, statement: str) -> None:
    async def work() -> None:
        await connect(database_url)
        await connections.get("default").execute_query(statement)
        await disconnect()

    asyncio.run(work())


async def requests(database_url: str) -> int:
    await connect(database_url)
    try:
        return sum(row.requests for row in await models.UsageDay.all())
    finally:
        await disconnect()


def test_it_folds_what_is_behind_and_checks(database_url: str) -> None:
    assert rollups(database_url) == (0, ["rollups: 2 accounts folded"])
    checked = rollups(database_url, "--check")
    assert checked == (0, ["rollups: 0 accounts folded, 0 differences"])


def test_what_differs_is_told_and_mended_by_rebuilding(database_url: str) -> None:
    rollups(database_url)
    execute(database_url, "UPDATE usage_day SET requests = 7")
    status, lines = rollups(database_url, "--check")
    assert status == 1
    assert lines[0].startswith("usage_day 2026-11-23 paid FREE PREMIUM is (7, ")
    assert lines[-1] == "rollups: 0 accounts folded, 1 differences"
    rebuilt = rollups(database_url, "--rebuild", "--check")
    assert rebuilt == (0, ["rollups: 2 accounts folded, 0 differences"])
    assert asyncio.run(requests(database_url)) == 1


def test_past_uses_stay_when_all_is_rebuilt(database_url: str) -> None:
    execute(
        database_url,
        "INSERT INTO past_use (account_id, id, model, tokens, used_at) "
        "VALUES ('bob', '1', 'old', 90, '2020-01-02 00:00:00+00:00')",
    )
    assert rollups(database_url, "--check")[0] == 1
    assert rollups(database_url, "--rebuild", "--check")[0] == 0
    assert asyncio.run(requests(database_url)) == 2


def test_of_very_many_differences_the_rest_is_counted(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.cli.rollups, "PRINTED_MAX", 1)
    rollups(database_url)
    execute(database_url, "DELETE FROM event_day")
    execute(database_url, "DELETE FROM token_day")
    assert rollups(database_url, "--check")[1][1] == "… and 1 more"

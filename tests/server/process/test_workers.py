"""Workers of one service share the commands of a few accounts, while one of them is killed or
restarts: every use is recorded exactly once."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable
from itertools import count

import httpx
import pytest

from tests.server.process.test_crash import give, ledger
from tests.support.server.api import Api
from tests.support.server.documents import RECORD
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process

pytestmark = pytest.mark.heavy

WORKERS = 2
CLIENTS = 8
ACCOUNTS = 3
ENOUGH = 150
"""The uses before and after the event."""


class Load:
    """Clients that record one use after the other. They repeat a request that breaks, with the same
    key, on a new connection."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._numbers = count(1)
        self.recorded: dict[str, int] = {}
        """The account's number, by the keys of the recorded uses."""
        self.replayed: set[str] = set()
        self.broken: set[str] = set()
        self._changed = asyncio.Event()
        self._ends = False

    async def run(self) -> None:
        await asyncio.gather(*(self._record() for _ in range(CLIENTS)))

    async def more(self, number: int) -> None:
        """Wait for so many more uses."""
        wanted = len(self.recorded) + number
        while len(self.recorded) < wanted:
            self._changed.clear()
            await self._changed.wait()

    def end(self) -> None:
        self._ends = True

    async def _record(self) -> None:
        while not self._ends:
            number = next(self._numbers)
            await self._until_recorded(f"use-{number}", number % ACCOUNTS)

    async def _until_recorded(self, key: str, account: int) -> None:
        given = {"model": "gpt-4o", "inputTokens": 1, "outputTokens": 1, "idempotencyKey": key}
        while True:
            try:
                async with api_of(self._server) as api:
                    found = await api.user(f"user-{account}").data(RECORD, input=given)
            except httpx.TransportError:
                self.broken.add(key)
                continue
            recorded = found["recordUsage"]
            assert recorded["__typename"] == "UsageRecorded", recorded
            self.recorded[key] = account
            if recorded["replayed"]:
                self.replayed.add(key)
            self._changed.set()
            return


async def loaded(server: ServerProcess, event: Callable[[Load], Awaitable[None]]) -> Load:
    """Let something happen under load."""
    async with asyncio.timeout(180):
        async with api_of(server) as api:
            await give(api)
        load = Load(server)
        # A client that fails ends the waiting for more.
        async with asyncio.TaskGroup() as group:
            group.create_task(load.run())
            await load.more(ENOUGH)
            await event(load)
            await load.more(ENOUGH)
            load.end()
    return load


async def check(server: ServerProcess, load: Load) -> None:
    """Check that every use is in its ledger once, and that only repeated requests were replays."""
    async with api_of(server) as api:
        for number in range(ACCOUNTS):
            user = api.user(f"user-{number}")
            entries = await ledger(user)
            keys = [one["usage"]["idempotencyKey"] for one in entries if one["usage"]]
            assert sorted(keys) == sorted(
                key for key, owner in load.recorded.items() if owner == number
            )
            balance = await user.balance()
            assert balance["available"] == sum(entry["tokens"] for entry in entries)
            assert [one["revision"] for one in entries] == list(range(len(entries), 0, -1))
    assert load.replayed <= load.broken


def audited(database_url: str) -> None:
    result = run_command("audit", DATABASE_URL=database_url)
    assert result.returncode == 0, result.stdout + result.stderr


async def counts(api: Api) -> dict[str, float]:
    """Return the commands that the workers shared, by outcome, and their stale batches."""
    text = (await api.http.get("/metrics")).text
    found: dict[str, float] = {"stale": 0, "owned": 0}
    for outcome, value in re.findall(
        r'billing_commands_shared_total\{worker="\d+",outcome="(\w+)"\} (\S+)', text
    ):
        found[outcome] = found.get(outcome, 0) + float(value)
    for name, value in re.findall(
        r"billing_batches_(stale)_total\{[^}]+\} (\S+)", text
    ) + re.findall(r"billing_buckets_(owned)\{[^}]+\} (\S+)", text):
        found[name] += float(value)
    return found


async def shared(server: ServerProcess) -> dict[str, float]:
    async with api_of(server) as api:
        return await counts(api)


@pytest.fixture
def served(postgres_url: str):
    with server_process(postgres_url, workers=WORKERS) as server:
        yield server


async def test_a_killed_owner_loses_and_doubles_nothing(
    served: ServerProcess, postgres_url: str
) -> None:
    async def kill(load: Load) -> None:
        os.kill(min(served.worker_pids), signal.SIGKILL)
        new = ("Application startup complete", WORKERS + 1)
        await asyncio.to_thread(served.wait_for, *new)
        # The count of the killed one is gone, so these are commands of the new one.
        while not (await shared(served)).get("taken"):
            await load.more(1)

    load = await loaded(served, kill)
    await check(served, load)
    audited(postgres_url)


async def test_an_owner_that_restarts_loses_and_doubles_nothing(
    served: ServerProcess, postgres_url: str
) -> None:
    owner = min(served.worker_pids)

    async def restart(_: Load) -> None:
        os.kill(owner, signal.SIGTERM)
        await asyncio.to_thread(served.wait_for, f"Finished server process [{owner}]")

    load = await loaded(served, restart)
    await check(served, load)
    audited(postgres_url)


async def test_one_worker_has_no_sockets_and_shares_nothing(database_url: str) -> None:
    with server_process(database_url) as server:
        found = await shared(server)
        assert found == {"stale": 0, "owned": 0}

"""The server is killed under load: every acknowledged use is recorded exactly once."""

from __future__ import annotations

import asyncio
from itertools import count

import httpx

from tests.support.server.api import Api, Client
from tests.support.server.documents import LEDGER, RECORD
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process

CLIENTS = 8
ACKNOWLEDGED_MIN = 200
GIVEN = 1_000_000


class Load:
    """Clients that record one use after the other, each with a unique key, until it breaks."""

    def __init__(self, api: Api) -> None:
        self._clients = [api.user(f"user-{number}") for number in range(3)]
        self._numbers = count(1)
        self.sent: list[tuple[Client, dict[str, object]]] = []
        self.acknowledged: set[str] = set()
        self.enough = asyncio.Event()

    async def run(self) -> None:
        await asyncio.gather(*(self._record() for _ in range(CLIENTS)))

    async def _record(self) -> None:
        while True:
            number = next(self._numbers)
            client = self._clients[number % len(self._clients)]
            given = {
                "model": "gpt-4o",
                "inputTokens": number % 7 + 1,
                "outputTokens": 1,
                "idempotencyKey": f"use-{number}",
            }
            self.sent.append((client, given))
            try:
                recorded = (await client.data(RECORD, input=given))["recordUsage"]
            except httpx.TransportError:
                return
            assert recorded["__typename"] == "UsageRecorded", recorded
            self.acknowledged.add(f"use-{number}")
            if len(self.acknowledged) >= ACKNOWLEDGED_MIN:
                self.enough.set()


async def give(api: Api) -> None:
    for number in range(3):
        await api.user(f"user-{number}").balance()
        await api.admin.adjust(f"user-{number}", GIVEN)


async def run_until_killed(server: ServerProcess) -> Load:
    async with api_of(server) as api:
        await give(api)
        load = Load(api)
        async with asyncio.timeout(180):
            running = asyncio.create_task(load.run())
            await load.enough.wait()
            server.process.kill()
            await running
    return load


async def ledger(client: Client) -> list[dict]:
    """Return every entry of the caller's account."""
    entries: list[dict] = []
    after = None
    while True:
        page = (await client.data(LEDGER, first=500, after=after))["account"]["ledger"]
        entries += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return entries


async def test_after_kill_9_every_acknowledged_use_is_there_exactly_once(database_url: str) -> None:
    with server_process(database_url) as server:
        load = await run_until_killed(server)
    with server_process(database_url) as server:
        async with api_of(server) as api:
            entries = {n: await ledger(api.user(f"user-{n}")) for n in range(3)}
            keys = [
                entry["usage"]["idempotencyKey"]
                for found in entries.values()
                for entry in found
                if entry["usage"]
            ]
            assert len(keys) == len(set(keys))
            assert load.acknowledged <= set(keys)
            assert set(keys) <= {given["idempotencyKey"] for _, given in load.sent}
            for number, found in entries.items():
                balance = await api.user(f"user-{number}").balance()
                assert balance["available"] == sum(entry["tokens"] for entry in found)
                assert [entry["revision"] for entry in found] == list(range(len(found), 0, -1))
            await repeat(api, load, known=set(keys))
    audited = run_command("audit", DATABASE_URL=database_url)
    assert audited.returncode == 0, audited.stdout + audited.stderr


async def repeat(api: Api, load: Load, *, known: set[str]) -> None:
    """Repeat unanswered requests: recorded ones are replayed, the others are recorded now."""
    for client, given in load.sent:
        key = str(given["idempotencyKey"])
        if key not in load.acknowledged or key.endswith("0"):
            again = await api.bearing(client.token).record(**given)
            assert again["replayed"] == (key in known)

"""A spend cap with several real servers on one database: they never let more than it through.
Billing rule 12."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import pytest

from tests.support.server.api import Api, Client
from tests.support.server.documents import PLACE, RECORD, RECORD_BATCH, SET_CAP
from tests.support.server.noon import at_noon
from tests.support.server.server_process import api_of, run_command, server_process

SERVERS = 3
RACERS = 9
ROUNDS = 4
COST = 50
ROOM = 20
CAP = {"scope": "ACCOUNT", "tokens": ROOM * COST, "period": "MONTH"}
CAPS = "{ account { spendCaps { used held remaining } } }"


async def answer(client: Client, query: str, given: Any) -> Any:
    """Return the only root field. As a client does, ask again while the service is not
    available."""
    while True:
        told = await client.execute(query, input=given)
        if "errors" not in told:
            [value] = told["data"].values()
            return value
        assert [one["extensions"]["code"] for one in told["errors"]] == ["UNAVAILABLE"], told


async def ask(client: Client, key: str, kind: int) -> list[str]:
    """Ask for a use, for two in a batch, or for a hold, of COST each; return how each ended."""
    given = {"model": "gpt-4o", "inputTokens": 5, "idempotencyKey": key}
    if kind == 0:
        found = [await answer(client, RECORD, given | {"outputTokens": 5})]
    elif kind == 1:
        uses = [given | {"outputTokens": 5, "idempotencyKey": f"{key}-{n}"} for n in range(2)]
        found = await answer(client, RECORD_BATCH, uses)
    else:
        found = [await answer(client, PLACE, given | {"maxOutputTokens": 5})]
    return [one["__typename"] for one in found]


async def race(apis: Sequence[Api]) -> Counter[str]:
    """Let racers of all servers spend from one account, one request after the other."""

    async def run(lane: int) -> list[str]:
        client = apis[lane % len(apis)].user("alice")
        kinds = [(lane + number) % 3 for number in range(ROUNDS)]
        told = [await ask(client, f"{lane}-{n}", kind) for n, kind in enumerate(kinds)]
        return [one for part in told for one in part]

    lanes = await asyncio.gather(*(run(lane) for lane in range(RACERS)))
    return Counter(kind for lane in lanes for kind in lane)


@pytest.mark.heavy
async def test_three_servers_let_exactly_a_cap_through(postgres_url: str) -> None:
    await at_noon(postgres_url)
    async with AsyncExitStack() as stack:
        with ExitStack() as servers:
            apis = []
            for _ in range(SERVERS):
                one = servers.enter_context(server_process(postgres_url))
                apis.append(await stack.enter_async_context(api_of(one)))
            await apis[0].admin.adjust("alice", 10 * ROOM * COST)
            await apis[0].user("alice").data(SET_CAP, input=CAP)
            ended = await race(apis)
            assert set(ended) == {"UsageRecorded", "HoldPlaced", "CapReached"}
            assert ended["UsageRecorded"] + ended["HoldPlaced"] == ROOM
            for api in apis:
                [cap] = (await api.user("alice").data(CAPS))["account"]["spendCaps"]
                assert cap == {
                    "used": ended["UsageRecorded"] * COST,
                    "held": ended["HoldPlaced"] * COST,
                    "remaining": 0,
                }
    done = run_command("audit", DATABASE_URL=postgres_url)
    assert done.returncode == 0, done.stdout + done.stderr

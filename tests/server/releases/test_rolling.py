"""A rolling deployment: the previous release and this one serve on the migrated database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.server.releases.databases import unpack_previous
from tests.server.releases.life import RECORD, SETTLE, SUBSCRIBE, People, live
from tests.server.releases.record import serving
from tests.server.releases.test_upgrade import EVERYBODY, command
from tests.support.server.server_process import server_process

pytestmark = pytest.mark.heavy

EVERYTHING = """{ account { plan { name } balance { available held debt revision
    grants { source remaining } }
  quotas { used } holds { id status tokens } subscription { status }
  usage(first: 100) { nodes { id cost charges { tokens } } }
  ledger(first: 100) { nodes { kind tokens } }
  purchases(first: 100) { nodes { id status refundedTokens } } forecast { source } } }"""


def test_the_previous_release_serves_what_this_one_writes(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    url = empty_postgres_url
    source = unpack_previous(tmp_path)
    # The previous release starts first, on a database in its own form.
    with serving(source, url, tmp_path) as previous, server_process(url) as server:
        asyncio.run(deploy(previous, server.address))
    assert command(url, "audit").endswith("0 faults")
    assert command(url, "rollups", "--check").endswith("0 differences")


async def deploy(previous: str, present: str) -> None:
    await live(present)
    async with (
        httpx.AsyncClient(base_url=previous, timeout=180) as old,
        httpx.AsyncClient(base_url=present, timeout=180) as new,
    ):
        await come_back(People(new))
        for who in EVERYBODY:
            told = [await read(People(http), who) for http in (old, new)]
            assert told[0] == told[1]
        await settle_what_the_other_placed(People(new), People(old))
        for number in range(2):
            for people in (People(old), People(new)):
                await everybody_uses(people, f"{people.http.base_url}-{number}")
        for who in EVERYBODY:
            told = [await read(People(http), who) for http in (old, new)]
            assert told[0] == told[1]


async def come_back(people: People) -> None:
    """Leave a plan and buy it again on the same day: its window opens a second time."""
    use = {"model": "gpt-4o", "inputTokens": 100, "outputTokens": 100}
    await people.act("heidi", RECORD, **use, idempotencyKey="between-plans")
    started = await people.act("heidi", SUBSCRIBE, idempotencyKey="plan-heidi-again")
    await people.http.post(f"{started['checkoutUrl']}/pay")
    await people.until("heidi", lambda one: one["plan"]["name"] == "PREMIUM")
    await people.act("heidi", RECORD, **use, idempotencyKey="plan-again")


async def read(people: People, who: str) -> object:
    answer = await people.ask(who, EVERYTHING)
    assert "errors" not in answer, answer
    return answer["data"]


async def everybody_uses(people: People, key: str) -> None:
    """Use premium tokens and a native limit. A refusal for lack of tokens is accepted too."""
    for who in EVERYBODY:
        for model in ("gpt-4o", "qwen-plus"):
            use = {"model": model, "inputTokens": 10, "outputTokens": 10}
            given = use | {"idempotencyKey": f"{key}-{model}"}
            answer = await people.ask(who, RECORD, input=given)
            assert "errors" not in answer, answer


async def settle_what_the_other_placed(new: People, old: People) -> None:
    found = await old.ask("dave", "{ account { holds(status: OPEN) { id } } }")
    [hold] = found["data"]["account"]["holds"]
    spent = {"holdId": hold["id"], "inputTokens": 50, "outputTokens": 20}
    assert not (await old.act("dave", SETTLE, **spent))["replayed"]
    assert (await new.act("dave", SETTLE, **spent))["replayed"]

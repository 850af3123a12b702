"""Accounts that subscribe to PREMIUM and pay in the sandbox."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from bench import documents
from bench.children import MeasurementFailed
from bench.servers import Server

AT_ONCE = 8
PLAN = "PREMIUM"
WAIT_SECONDS = 240
POLL_SECONDS = 0.1


async def subscribe_all(server: Server, token: str, accounts: int) -> None:
    """Subscribe the first `accounts` accounts, which must be open. `token` may write to any
    account.

    Raises MeasurementFailed.
    """
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{server.port}",
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=WAIT_SECONDS,
    ) as http:
        names = [f"bench-{number:05d}" for number in range(accounts)]
        for start in range(0, accounts, AT_ONCE):
            await asyncio.gather(*(_subscribe(http, one) for one in names[start : start + AT_ONCE]))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                for name in names:
                    await _until_paid(http, name)
        except TimeoutError as error:
            raise MeasurementFailed("a paid subscription did not start") from error


async def _subscribe(http: httpx.AsyncClient, account: str) -> None:
    given = {"accountId": account, "plan": PLAN, "idempotencyKey": "bench-plan"}
    started = await _ask(http, documents.SUBSCRIBE, input=given)
    await http.post(f"{started['subscribe']['checkoutUrl']}/pay")


async def _until_paid(http: httpx.AsyncClient, account: str) -> None:
    while (await _ask(http, documents.PLAN, id=account))["account"]["plan"]["name"] != PLAN:  # noqa: ASYNC110 - another process says so
        await asyncio.sleep(POLL_SECONDS)


async def _ask(http: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    reply = await http.post("/graphql", json={"query": query, "variables": variables})
    if "errors" in (answer := reply.json()):
        raise MeasurementFailed(str(answer["errors"]))
    return answer["data"]

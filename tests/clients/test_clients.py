"""Apollo, urql, Relay and graphql-ws come back by themselves, with the settings of the guide."""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest

from gateways.identity.jwt_verifier import issue_token
from server.production import DEVELOPMENT_SECRET
from tests.clients.driver import HERE, NAMES, Driver, blocks, driver, missing, run_node
from tests.support.server.server_process import ROOT, ServerProcess, api_of, server_process

# If the tests are required, they fail instead of being skipped.
REQUIRED = os.environ.get("CLIENT_TESTS") == "required"
needs_node = pytest.mark.skipif(not REQUIRED and missing() is not None, reason=str(missing()))
pytestmark = pytest.mark.slow

SHORT_SECONDS = 3
USES = 4
GONE = {"kill": 1006, "stop": 1012}
"""How the connection closes when the server is killed, and when it stops."""


def token(ttl: int = 600, account: str = "alice") -> str:
    now = datetime.now(UTC)
    return issue_token(DEVELOPMENT_SECRET, account=account, ttl=ttl, now=now)


@asynccontextmanager
async def clients(server: ServerProcess, *tokens: str) -> AsyncIterator[list[Driver]]:
    async with AsyncExitStack() as stack:
        opened = [driver(name, server.address, *tokens) for name in NAMES]
        yield [await stack.enter_async_context(one) for one in opened]


async def use(server: ServerProcess, times: int) -> int:
    """Use some tokens; return the revision of the balance afterwards."""
    async with api_of(server) as api:
        alice = api.user()
        for _ in range(times):
            await alice.record()
        revision: int = (await alice.balance())["revision"]
        return revision


@needs_node
@pytest.mark.parametrize(
    ("end", "code"),
    [(ServerProcess.kill, GONE["kill"]), (ServerProcess.stop, GONE["stop"])],
    ids=GONE,
)
async def test_a_client_receives_the_newest_balance_when_the_server_is_back(
    sqlite_url: str, end: Callable[[ServerProcess], object], code: int
) -> None:
    async with AsyncExitStack() as stack:
        first = stack.enter_context(server_process(sqlite_url))
        opened = await stack.enter_async_context(clients(first, token()))
        revision = await use(first, 2)
        for one in opened:
            await one.shows(revision)
        end(first)
        assert await opened[-1].told("closed") == code
        for one in opened:
            one.send("read")
        again = stack.enter_context(server_process(sqlite_url, port=first.port))
        revision = await use(again, 3)
        for one in opened:
            await one.shows(revision)
            assert one.shown == sorted(set(one.shown)), f"{one.name} shows no balance twice"


@needs_node
async def test_every_client_reads_and_changes(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        revision = await use(server, 1)
        async with clients(server, token()) as opened:
            for one in opened:
                one.send("read")
                assert (await one.told("read"))["revision"] == revision
                one.send(f"use {one.name}-1")
                revision += 1
                assert (await one.told("use"))["revision"] == revision
            for one in opened:
                await one.shows(revision)


@needs_node
async def test_a_request_waits_for_the_server(sqlite_url: str) -> None:
    with server_process(sqlite_url) as first:
        revision = await use(first, 1)
        async with clients(first, token()) as opened:
            for one in opened:
                await one.shows(revision)
            first.kill()
            for one in opened:
                one.send(f"use {one.name}-1")
            with server_process(sqlite_url, port=first.port) as again:
                for one in opened:
                    assert (await one.told("use"))["revision"] > revision
                assert await use(again, 0) == revision + len(opened), "each use counts once"


@needs_node
async def test_a_client_that_sends_too_much_waits_and_loses_nothing(sqlite_url: str) -> None:
    with server_process(sqlite_url, RATE_PER_USER="5", RATE_BURST_SECONDS="1") as server:
        async with clients(server, token()) as opened:
            for one in opened:
                for number in range(USES):
                    one.send(f"use {one.name}-{number}")
            left = [(await one.told("use"))["available"] for one in opened for _ in range(USES)]
        async with api_of(server) as api:
            metrics = (await api.get("/metrics")).text
    assert min(left) == 10_000 - 100 * len(opened) * USES
    refused = re.findall(r"^billing_rate_limited_total.* ([0-9.]+)$", metrics, re.MULTILINE)
    assert sum(map(float, refused)) > 0


@needs_node
async def test_a_refused_token_is_not_sent_again(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with clients(server, token(SHORT_SECONDS)) as opened:
            for one in opened:
                assert "The token was refused." in await one.told("error")
                assert await one.ended() == 0, "nothing is tried again"


@needs_node
async def test_a_client_goes_on_with_a_new_token(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        await use(server, 0)
        async with clients(server, token(SHORT_SECONDS), token()) as opened:
            assert await opened[-1].told("closed") == 4403
            revision = await use(server, 1)
            for one in opened:
                await one.shows(revision)
                assert one.shown == sorted(set(one.shown))
                one.send("read")
                assert (await one.told("read"))["revision"] == revision


@needs_node
async def test_the_audit_of_graphql_over_http_finds_nothing_and_get_serves_urql(
    sqlite_url: str,
) -> None:
    with server_process(sqlite_url) as server:
        url = f"{server.address}/graphql"
        found = json.loads(await run_node("audit.mjs", url))
        told = json.loads(await run_node("urql-default.mjs", url))
    assert found.keys() == {"ok"}, {**found, "ok": []}
    assert len(found["ok"]) > 50
    assert told["method"] == "GET"
    assert told["data"]["packs"]


def test_the_guide_shows_the_code_that_is_run() -> None:
    shown = blocks((ROOT / "docs" / "clients.md").read_text())
    run = {path.name: path.read_text() for path in (HERE / "guide").glob("*.mjs")}
    assert sorted(shown) == sorted(run.values())
    assert len(run) == len(NAMES) + 1

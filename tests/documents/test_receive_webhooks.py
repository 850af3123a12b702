"""The receiver of the guide "Receive webhooks" takes requests of the service, and no others."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bench.postgres import free_port
from tests.support.server.api import Client
from tests.support.server.server_process import api_of, server_process
from tests.support.snippets import ROOT, snippets

GUIDE = ROOT / "docs" / "guides" / "receive-webhooks.md"
CREATE = """mutation($url: String!) { createWebhookEndpoint(input: {url: $url}) {
  ... on WebhookEndpointCreated { secret endpoint { id } } ... on Refusal { message } } }"""
TEST = """mutation($id: ID!) { sendTestEvent(input: {endpointId: $id}) {
  ... on TestEventSent { delivery { id } } } }"""
REPLAY = """mutation($id: ID!) { replayWebhookDelivery(input: {deliveryId: $id}) {
  ... on WebhookDeliveryReplayed { delivery { id } } } }"""
DELIVERIES = """{ webhookEndpoints { deliveries(first: 10) { nodes { id status attempts } } } }"""
TIMEOUT_SECONDS = 180


@asynccontextmanager
async def receiver(port: int, secret: str) -> AsyncIterator[asyncio.StreamReader]:
    """Run the guide's receiver; yield what it prints."""
    [snippet] = snippets(GUIDE, "python")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        snippet.text,
        env={**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.wait()


async def delivered(admin: Client) -> None:
    """Wait until the only delivery has arrived."""
    while True:
        [endpoint] = (await admin.data(DELIVERIES))["webhookEndpoints"]
        [delivery] = endpoint["deliveries"]["nodes"]
        if delivery["status"] == "DELIVERED":
            return


async def test_the_receiver_of_the_guide(sqlite_url: str) -> None:
    """The service repeats until the receiver has started. What it replays is not done again."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/hook"
    with server_process(sqlite_url) as server:
        async with api_of(server) as api, asyncio.timeout(TIMEOUT_SECONDS):
            admin = api.admin
            created = (await admin.data(CREATE, url=address))["createWebhookEndpoint"]
            endpoint = created["endpoint"]["id"]
            async with receiver(port, created["secret"]) as printed:
                sent = await admin.data(TEST, id=endpoint)
                assert (await printed.readline()).startswith(b"webhook.test ")
                await delivered(admin)
                await admin.data(REPLAY, id=sent["sendTestEvent"]["delivery"]["id"])
                await delivered(admin)
                await api.user("alice").balance()
                await admin.adjust("alice", -10_000)
                told = await printed.readline()
                assert told.startswith(b"balance.depleted "), "the replay was not done again"
                assert b"'accountId': 'alice'" in told
                async with httpx.AsyncClient() as stranger:
                    forged = {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "x"}
                    answer = await stranger.post(address, content=b"{}", headers=forged)
                    assert answer.status_code == 400

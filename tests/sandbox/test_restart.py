"""A sandbox keeps its data after its process ends, and several processes can share it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox import Sandbox
from tests.sandbox.stage import KEY, SECRET, HandClock, staged

ROOT = Path(__file__).parents[2]
BEARER = {"authorization": f"Bearer {KEY}"}
SERVER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
import uvicorn
from sandbox import Sandbox

async def main(path, hook, port):
    sandbox = Sandbox(Path(path), webhook_url=hook, webhook_secret=sys.argv[4],
        public_url=f"http://127.0.0.1:{port}", clock=lambda: datetime.now(UTC))
    background = asyncio.create_task(sandbox.run())
    config = uvicorn.Config(sandbox.app, fd=int(port), log_level="warning", ws="none")
    await uvicorn.Server(config).serve()

asyncio.run(main(*sys.argv[1:4]))
"""


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    path, clock = tmp_path / "s.db", HandClock()
    async with staged(path, clock=clock) as stage:
        subscription = await stage.subscribed()
        await stage.control("webhooks", duplicate=1)
        await stage.control("make_next_renewal_fail", subscription=subscription.id)
        await stage.advance(days=10)
        before = stage.objects()
    async with staged(path, clock=clock) as stage:
        assert stage.objects() == before
        now = (await stage.web.get("/_control/state")).json()
        assert now["now"] == clock.stamp + 10 * 86_400
        assert now["webhooks"]["duplicate"] == 1
        await stage.advance(days=21)
        assert (await stage.subscription(subscription.id)).latest_invoice.attempt_count >= 1
        types = await stage.flush()
        assert {"customer.subscription.created", "invoice.payment_failed"} <= set(types)


async def test_time_that_passed_meanwhile_is_caught_up(tmp_path: Path) -> None:
    path, clock = tmp_path / "s.db", HandClock()
    async with staged(path, clock=clock) as stage:
        subscription = await stage.subscribed()
    clock.move(seconds=70 * 86_400)
    async with staged(path, clock=clock) as stage:
        listed = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id})
        assert len(listed.data) == 3


async def test_killed_in_the_middle_it_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    listener = socket.create_server(("127.0.0.1", 0))
    port, process = listener.getsockname()[1], started(path, listener)
    # Only the other process listens now, so its end is an error at once.
    listener.close()
    acknowledged: list[str] = []
    try:
        await post_until_killed(port, process, acknowledged)
    finally:
        process.kill()
        process.wait()
    assert len(acknowledged) >= 30
    async with staged(path) as stage:
        found = {made["id"] for made in stage.objects() if made["object"] == "customer"}
        assert set(acknowledged) <= found
        told = [made for made in stage.objects() if made["object"] == "event"]
        assert {event["data"]["object"]["id"] for event in told} == found


def started(path: Path, listener: socket.socket) -> subprocess.Popen[bytes]:
    descriptor = listener.fileno()
    hook = "http://127.0.0.1:9/hook"
    command = [sys.executable, "-c", SERVER, str(path), hook, str(descriptor), SECRET]
    return subprocess.Popen(command, cwd=ROOT, pass_fds=[descriptor])


async def post_until_killed(
    port: int, process: subprocess.Popen[bytes], acknowledged: list[str]
) -> None:
    url = f"http://127.0.0.1:{port}/v1/customers"
    async with httpx.AsyncClient(headers=BEARER, timeout=180, verify=False) as client:

        async def post() -> None:
            while True:
                acknowledged.append((await client.post(url)).json()["id"])
                if len(acknowledged) == 30:
                    os.kill(process.pid, signal.SIGKILL)

        await asyncio.gather(*(post() for _ in range(4)), return_exceptions=True)


async def test_two_sandboxes_on_one_file_deliver_each_event_once(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    async with staged(path) as stage:
        other = Sandbox(
            path,
            webhook_url=f"{stage.url}/hook",
            webhook_secret=SECRET,
            public_url=f"{stage.url}/sandbox",
            clock=stage.clock,
        )
        create = stage.sdk.v1.customers.create_async
        await asyncio.gather(*(create({"name": str(at)}) for at in range(12)))
        await asyncio.gather(stage.control("flush"), other._courier.flush())
        names = [one["name"] for one in stage.endpoint.of("customer.created")]
        assert sorted(names, key=int) == [str(at) for at in range(12)]
        other.close()


@pytest.mark.parametrize("missing", ["webhook_secret", "api_key"])
def test_without_a_secret_or_a_key_there_is_no_sandbox(tmp_path: Path, missing: str) -> None:
    given = {"webhook_secret": SECRET, "api_key": KEY, missing: ""}
    with pytest.raises(ValueError, match="needs"):
        Sandbox(
            tmp_path / "s.db",
            webhook_url="http://127.0.0.1/hook",
            public_url="http://127.0.0.1",
            clock=HandClock(),
            **given,
        )

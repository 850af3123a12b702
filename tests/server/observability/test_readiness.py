"""/healthz and /readyz: a process that cannot serve, or that is stopping, is not ready."""

from __future__ import annotations

import asyncio
import signal

import httpx
import pytest
from tortoise import connections

import server.observability.patience
from server.observability.draining import Draining
from tests.support.engine.relay import relay_to
from tests.support.server.api import Api, running_app
from tests.support.server.server_process import ServerProcess, api_of, server_process

NO_ANSWER = "the database does not answer"


async def readiness(api: Api) -> tuple[int, str]:
    response = await api.get("/readyz")
    return response.status_code, response.json()["status"]


@pytest.fixture
async def api(database_url: str):
    async with running_app(database_url) as running:
        yield running


async def test_who_serves_is_ready(api: Api) -> None:
    assert await readiness(api) == (200, "ok")
    assert await readiness(api) == (200, "ok")


async def test_a_database_of_an_older_version_is_not_ready(api: Api) -> None:
    execute = connections.get("default").execute_query
    newest = (await execute("SELECT max(version) AS name FROM aerich"))[1][0]["name"]
    await execute(f"DELETE FROM aerich WHERE version = '{newest}'")
    assert await readiness(api) == (503, f"migrations are missing: {newest}")


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
async def test_a_database_that_hangs_keeps_no_probe_and_no_scrape_waiting(
    postgres_url: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with relay_to(postgres_url) as relay, running_app(relay.url) as api:
        assert await readiness(api) == (200, "ok")
        monkeypatch.setattr(server.observability.patience, "ANSWER_SECONDS", 0.01)
        relay.freeze()
        async with asyncio.timeout(180):
            answer = await api.get(path)
        if path == "/readyz":
            assert (answer.status_code, answer.json()["status"]) == (503, NO_ANSWER)
        else:
            assert "billing_queue_depth" in answer.text
        monkeypatch.setattr(server.observability.patience, "ANSWER_SECONDS", 20)
        relay.thaw()
        assert await readiness(api) == (200, "ok")


async def test_without_its_batcher_it_is_not_ready(api: Api) -> None:
    assert api.app is not None
    await api.app.endpoints.process.services.batcher.close()
    assert await readiness(api) == (503, "the batcher has stopped")
    assert (await api.get("/healthz")).status_code == 200


@pytest.mark.parametrize("name", ["catalog", "webhooks", "audit"])
async def test_without_one_of_its_tasks_it_is_not_ready(api: Api, name: str) -> None:
    assert api.app is not None
    [task] = [one for one in api.app.endpoints.process.background if one.get_name() == name]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await readiness(api) == (503, f"a background task has ended: {name}")


async def until_stopping(server: ServerProcess, workers: int) -> None:
    """Wait until every worker answers that it is stopping."""
    said: list[str] = []
    async with asyncio.timeout(180), httpx.AsyncClient() as http:
        while said[-20 * workers :].count("stopping") < 20 * workers:
            response = await http.get(f"{server.address}/readyz", headers={"connection": "close"})
            said.append(response.json()["status"])


async def test_who_is_told_to_stop_says_so_and_serves_until_the_drain_is_over(
    database_url: str,
) -> None:
    with server_process(database_url, DRAIN_SECONDS="600") as server:
        server.process.send_signal(signal.SIGTERM)
        await until_stopping(server, 1)
        async with api_of(server) as api:
            assert (await api.user().record())["__typename"] == "UsageRecorded"
        # The second signal ends the drain.
        assert await asyncio.to_thread(server.stop) in {0, -signal.SIGTERM}
    assert "draining for 600 seconds" in server.output
    assert "Traceback" not in server.output


async def test_a_drain_ends_by_itself(sqlite_url: str) -> None:
    with server_process(sqlite_url, DRAIN_SECONDS="1") as server:
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, 30) in {0, -signal.SIGTERM}


async def test_every_worker_drains(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2, DRAIN_SECONDS="2") as server:
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, 30) in {0, -signal.SIGTERM}
    assert server.output.count("draining for 2 seconds") == 2


async def test_without_a_drain_the_first_signal_stops() -> None:
    draining, stopped = Draining(), asyncio.Event()
    previous = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        draining.listen()
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(stopped.wait(), 180)
        assert draining.begun
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGTERM, previous)
        signal.signal(signal.SIGINT, signal.default_int_handler)

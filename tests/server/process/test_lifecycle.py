"""Starting, stopping, starting again, and several workers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.server.process.test_crash import ledger
from tests.support.engine.databases import Databases
from tests.support.server.api import use
from tests.support.server.documents import LIVE_BALANCE, RECORD
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process
from tests.support.server.websocket import websocket

GRACEFUL = {0, -signal.SIGTERM}
"""The exit codes of a clean stop. One of them names the signal that ended the server."""


async def test_an_empty_database_is_migrated_and_the_next_start_keeps_its_data(
    empty_database_url: str,
) -> None:
    with server_process(empty_database_url, from_scratch=True) as server:
        assert "applied migration" in server.output
        assert "applied the catalog" in server.output
        async with api_of(server) as api:
            await api.user().record(idempotencyKey="before")
            before = await api.user().balance()
    with server_process(empty_database_url) as server:
        assert "applied" not in server.output
        async with api_of(server) as api:
            assert await api.user().balance() == before
            again = await api.user().record(idempotencyKey="before")
            assert again["replayed"] is True


async def test_a_request_under_way_is_finished_when_the_server_is_told_to_stop(
    database_url: str,
) -> None:
    with server_process(database_url) as server:
        async with api_of(server) as api:
            alice = api.user()
            await alice.balance()
        given = {"query": RECORD, "variables": {"input": use(idempotencyKey="late")}}
        body = json.dumps(given).encode()
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=180)) as wire:
            wire.sendall(head(alice.token, len(body)) + body[:20])
            # The answer on another connection shows that the server has read this one's head.
            assert httpx.get(f"{server.address}/healthz").status_code == 200
            server.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.wait_for, "Shutting down")
            wire.sendall(body[20:])
            answer = await asyncio.to_thread(read_all, wire)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"UsageRecorded"' in answer
        assert server.stop() in GRACEFUL
    with server_process(database_url) as server:
        async with api_of(server) as api:
            again = await api.user().record(**given["variables"]["input"])
            assert again["replayed"] is True


def head(token: str, length: int) -> bytes:
    lines = [
        "POST /graphql HTTP/1.1",
        "host: localhost",
        f"authorization: Bearer {token}",
        "content-type: application/json",
        f"content-length: {length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_all(wire: socket.socket) -> bytes:
    parts = []
    while part := wire.recv(65_536):
        parts.append(part)
    return b"".join(parts)


async def test_stopping_under_load_loses_nothing_and_the_rest_can_be_repeated(
    database_url: str,
) -> None:
    sent: list[str] = []
    acknowledged: list[str] = []
    enough = asyncio.Event()
    with server_process(database_url) as server:
        async with api_of(server) as api:
            alice = api.user()
            await alice.balance()

            async def load(name: int) -> None:
                for number in range(10_000):
                    given = use(model="qwen-turbo", idempotencyKey=f"{name}-{number}")
                    sent.append(given["idempotencyKey"])
                    try:
                        answer = await alice.execute(RECORD, input=given)
                    except httpx.TransportError:
                        return
                    if "errors" in answer:
                        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
                        return
                    acknowledged.append(given["idempotencyKey"])
                    if len(acknowledged) > 60:
                        enough.set()

            loads = asyncio.gather(*(load(name) for name in range(6)))
            await enough.wait()
            code = await asyncio.to_thread(server.stop)
            await loads
    assert code in GRACEFUL
    assert "Traceback" not in server.output
    with server_process(database_url) as server:
        async with api_of(server) as api:
            before = await ledger(api.user())
            kept = [entry["usage"]["idempotencyKey"] for entry in before if entry["usage"]]
            assert len(kept) == len(set(kept))
            assert set(acknowledged) <= set(kept) <= set(sent)
            for key in sent:
                again = await api.user().record(model="qwen-turbo", idempotencyKey=key)
                assert again["__typename"] == "UsageRecorded"
                assert again["replayed"] == (key in kept)
    audited = run_command("audit", DATABASE_URL=database_url)
    assert audited.returncode == 0, audited.stdout + audited.stderr


async def test_open_websockets_do_not_keep_a_server_from_stopping(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api, websocket(server.address, api.user().token) as wire:
            await wire.next(await wire.subscribe(LIVE_BALANCE))
            code = await asyncio.to_thread(server.stop)
            assert await wire.close_code() in {1001, 1012}
    assert code in GRACEFUL
    assert "Traceback" not in server.output


@pytest.fixture(scope="module")
def two_workers(postgres_databases: Databases) -> Iterator[ServerProcess]:
    """Yield a server for tests with accounts of their own."""
    url = postgres_databases.take()
    with server_process(url, workers=2) as server:
        yield server
    postgres_databases.give_back(url)


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Stop the process during the block, so that only the other worker answers."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_both_workers_serve_and_push_what_the_other_changed(
    two_workers: ServerProcess,
) -> None:
    one, two = two_workers.worker_pids
    async with api_of(two_workers) as api:
        token = api.user().token
        await api.user().balance()
    with paused(one):
        async with websocket(two_workers.address, token) as wire:
            following = await wire.subscribe(LIVE_BALANCE)
            await wire.next(following)
            os.kill(one, signal.SIGCONT)
            with paused(two):
                async with api_of(two_workers) as api:
                    recorded = await api.bearing(token).record()
            pushed = (await wire.next(following))["balance"]
    assert pushed == recorded["balance"]


async def test_workers_share_the_last_tokens(two_workers: ServerProcess) -> None:
    async with api_of(two_workers) as api:
        bob = api.user("bob")
        results = await asyncio.gather(
            *(bob.record(inputTokens=200, outputTokens=0) for _ in range(30))
        )
        kinds = [result["__typename"] for result in results]
        assert kinds.count("UsageRecorded") == 10
        assert (await bob.balance())["available"] == 0


def test_workers_stop_together(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2) as server:
        assert server.stop() in GRACEFUL
    for pid in server.worker_pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_change_by_another_process_is_pushed(database_url: str) -> None:
    with server_process(database_url) as one, server_process(database_url) as two:
        async with api_of(one) as api, api_of(two) as other:
            alice = api.user()
            await alice.balance()
            async with websocket(one.address, alice.token) as wire:
                following = await wire.subscribe(LIVE_BALANCE)
                await wire.next(following)
                recorded = await other.user().record()
                assert (await wire.next(following))["balance"] == recorded["balance"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"WORKERS": "2"}, "WORKERS"),
        ({"PORT": "http"}, "PORT"),
        ({"DATABASE_URL": "mysql://root@localhost/billing"}, "DATABASE_URL"),
        ({"ENVIRONMENT": "production"}, "JWT_SECRET"),
        ({"CATALOG": "/nowhere/catalog.yaml"}, "CATALOG: "),
        ({"CATALOG": "/nowhere/catalog.yaml"}, "/nowhere/catalog.yaml"),
        ({"CATALOG": __file__}, "CATALOG: "),
        ({"DATABASE_URL": "sqlite:///nowhere/billing.db"}, "/nowhere"),
        ({"HOST": "192.0.2.1"}, "HOST: "),
        ({"HOST": "nowhere.invalid"}, "HOST: "),
        ({"HOST": "a" * 70 + ".example"}, "HOST: "),
        ({"SANDBOX_PATH": "/nowhere/sandbox.db"}, "SANDBOX_PATH: /nowhere/sandbox.db"),
        ({"SANDBOX_PATH": __file__}, "SANDBOX_PATH: "),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_setting_that_cannot_work_is_told_in_a_line(
    sqlite_url: str, settings: dict[str, str], told: str
) -> None:
    result = run_command("serve", **{"DATABASE_URL": sqlite_url, "PORT": "1", **settings})
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert told in lines[-1]
    assert "Traceback" not in result.stderr
    assert len([line for line in lines if " INFO " not in line]) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path, host: str) -> None:
    path = tmp_path / "billing.db"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        result = run_command("serve", DATABASE_URL=f"sqlite://{path}", PORT=port, HOST=host)
    assert (result.returncode, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: PORT: ")
    assert port in line
    assert "address already in use" in line.lower()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_the_greeting_comes_when_requests_are_answered(postgres_url: str, workers: int) -> None:
    with server_process(postgres_url, workers=workers) as server:
        server.wait_for("Uvicorn running on")
        before, greeting, after = server.output.partition("Yumi Billing serves")
        assert greeting
        assert "Application startup complete" in before
        assert "Uvicorn running on" in after
        assert httpx.get(f"{server.address}/readyz").status_code == 200


def test_localhost_is_every_address_of_it(sqlite_url: str) -> None:
    with server_process(sqlite_url, HOST="localhost") as server:
        for family, _, _, _, address in socket.getaddrinfo("localhost", server.port):
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                assert probe.connect_ex(address) == 0

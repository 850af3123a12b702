"""Keys on a running server: a revocation by another process, expiry, restrictions, last use."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from db.engine.config import connect, disconnect
from server.live import endpoint as graphql_ws
from services.identity.api_keys import create_key, list_keys, revoke_key
from tests.support.clocks import HeldClock
from tests.support.server.api import Api, real_clock, served_app
from tests.support.server.documents import BALANCE, LIVE_BALANCE
from tests.support.server.server_process import run_command, server_process
from tests.support.server.websocket import TIMEOUT_SECONDS, raw_socket, websocket


def revoke(database_url: str, key_id: str) -> None:
    """Revoke the key in another process."""
    done = run_command("key", "revoke", key_id, DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def only_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the connections themselves check nothing."""
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 86_400)


async def code_of(api: Api, plain: str) -> str:
    error = await api.bearing(plain).error(BALANCE, id="bob")
    code: str = error["extensions"]["code"]
    return code


@pytest.mark.usefixtures("only_the_watch")
async def test_a_revocation_by_another_process_closes_every_socket_of_the_key(
    database_url: str,
) -> None:
    async with served_app(database_url) as api:
        await api.user("bob").balance()
        key, plain = await create_key("partner", ["accounts:read"], clock=real_clock)
        _, other = await create_key("other", ["accounts:read"], clock=real_clock)
        async with (
            websocket(api.address, plain) as idle,
            websocket(api.address, plain) as following,
            websocket(api.address, other) as stays,
        ):
            await following.next(await following.subscribe(LIVE_BALANCE, id="bob"))
            await asyncio.to_thread(revoke, database_url, key.id)
            for socket in (idle, following):
                assert await socket.closed() == (4403, "The key has been revoked")
            assert await code_of(api, plain) == "UNAUTHENTICATED"
            async with raw_socket(api.address) as late:
                payload = {"authorization": f"Bearer {plain}"}
                await late.send({"type": "connection_init", "payload": payload})
                assert await late.close_code() == 4403
            assert "errors" not in await stays.execute(BALANCE, id="bob")


@pytest.mark.heavy
async def test_every_worker_closes_its_sockets_of_a_revoked_key(postgres_url: str) -> None:
    await connect(postgres_url)
    key, plain = await create_key("partner", ["accounts:read"], clock=real_clock)
    await disconnect()
    with server_process(postgres_url, workers=2) as server:
        async with (
            websocket(server.address, plain) as one,
            websocket(server.address, plain) as two,
            websocket(server.address, plain) as three,
            websocket(server.address, plain) as four,
        ):
            await asyncio.to_thread(revoke, postgres_url, key.id)
            for socket in (one, two, three, four):
                assert await socket.closed() == (4403, "The key has been revoked")


@pytest.mark.usefixtures("only_the_watch")
async def test_a_key_ends_at_its_expiry_on_sockets_and_over_http(database_url: str) -> None:
    clock = HeldClock(real_clock())
    expires_at = clock.now + timedelta(seconds=1)
    async with served_app(database_url, clock=clock) as api:
        _, plain = await create_key(
            "partner", ["accounts:read"], clock=clock, expires_at=expires_at
        )
        async with websocket(api.address, plain) as socket:
            viewer = (await socket.execute("{ viewer { expiresAt } }"))["data"]["viewer"]
            assert viewer["expiresAt"] == expires_at.isoformat().replace("+00:00", "Z")
            clock.let_go()
            assert await socket.closed() == (4403, "The key has expired")
        assert await code_of(api, plain) == "UNAUTHENTICATED"


@pytest.mark.usefixtures("only_the_watch")
async def test_nothing_of_a_closed_socket_goes_on(served: Api) -> None:
    await served.user("bob").balance()
    key, plain = await create_key("partner", ["admin"], clock=real_clock)
    async with raw_socket(served.address) as socket:
        await socket.initialise(plain)
        await socket.next(await socket.subscribe(LIVE_BALANCE, id="bob"))
        assert served.app is not None
        endpoint = served.app.endpoints.websocket
        assert endpoint.subscriptions == 1
        await revoke_key(key.id, clock=real_clock)
        # The client has not answered the close message yet.
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while endpoint.subscriptions:
                await asyncio.sleep(0.01)


async def test_a_restricted_keys_streams_and_exports_do_not_know_other_accounts(
    served_anywhere: Api,
) -> None:
    api = served_anywhere
    for account in ("school:alice", "other:bob"):
        await api.user(account).record()
    _, plain = await create_key(
        "partner", ["accounts:read"], clock=real_clock, account_prefixes=["school:"]
    )
    headers = {"authorization": f"Bearer {plain}"}
    async with websocket(api.address, plain) as socket:
        await socket.next(await socket.subscribe(LIVE_BALANCE, id="school:alice"))
        for account in ("other:bob", "other:nobody"):
            [error] = (await socket.execute(LIVE_BALANCE, id=account))["errors"]
            assert error["extensions"]["code"] == "NOT_FOUND"
            for export in ("usage.csv", "ledger.jsonl", "account.json"):
                path = f"/export/{export}?accountId={account}"
                assert (await api.http.get(path, headers=headers)).status_code == 404
    known = await api.http.get("/export/usage.csv?accountId=school:alice", headers=headers)
    assert known.status_code == 200


async def test_the_last_use_is_stored_soon(served_anywhere: Api) -> None:
    _, plain = await create_key("gateway", ["accounts:read"], clock=real_clock)
    await served_anywhere.bearing(plain).data(BALANCE, id="bob")
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (key := (await list_keys())[0]).last_used_at is None:
            await asyncio.sleep(0.01)
    assert key.created_at <= key.last_used_at <= real_clock()

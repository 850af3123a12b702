"""Credentials, on HTTP and on websockets alike."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import jwt
import pytest
from tortoise import connections
from websockets.exceptions import InvalidStatus

from server.live import endpoint as graphql_ws
from server.production import DEVELOPMENT_SECRET
from services.identity.api_keys import create_key, revoke_key
from tests.support.server.api import Api, Client, real_clock, running_app, served_app, use
from tests.support.server.documents import BALANCE, LIVE_BALANCE, RECORD
from tests.support.server.websocket import TIMEOUT_SECONDS, raw_socket, websocket

CLAIMS = {"sub": "alice", "exp": real_clock() + timedelta(days=1)}


def signed(secret: str = DEVELOPMENT_SECRET, algorithm: str = "HS256", **claims: object) -> str:
    given = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return f"Bearer {jwt.encode(given, secret, algorithm)}"


BAD = {
    "rubbish": "Bearer x",
    "no scheme": signed().removeprefix("Bearer "),
    "another scheme": signed().replace("Bearer", "Basic"),
    "empty": "",
    "no token": "Bearer ",
    "another secret": signed("another secret of thirty-two bytes and more"),
    "expired": signed(exp=real_clock() - timedelta(seconds=1)),
    "no expiry": signed(exp=None),
    "no subject": signed(sub=None),
    "unsigned": f"Bearer {jwt.encode(CLAIMS, None, 'none')}",
    "not yet": signed(nbf=real_clock() + timedelta(hours=1)),
    "cut": signed()[:-2],
    "no such key": "Bearer yk_0123456789abcdef_" + "A" * 43,
    "rubbish key": "Bearer yk_",
    "very long": "Bearer " + "a" * 20_000,
}


@pytest.mark.parametrize("authorization", BAD.values(), ids=BAD)
async def test_bad_credentials_are_refused_and_never_anonymous(api: Api, authorization) -> None:
    client = Client(api.http, authorization or " ")
    for query in (BALANCE, "{ models { name } }"):
        response = await client.post({"query": query})
        assert response.status_code in {200, 401}
        [error] = response.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert not response.json().get("data")


async def test_refused_credentials_are_401_for_clients_that_go_by_status(api: Api) -> None:
    client = Client(api.http, BAD["expired"])
    response = await client.post({"query": BALANCE}, accept="application/graphql-response+json")
    assert response.status_code == 401


async def test_all_bad_credentials_are_answered_alike(api: Api) -> None:
    answers = {
        (await Client(api.http, bad or " ").post({"query": BALANCE})).text for bad in BAD.values()
    }
    assert len(answers) == 1


async def test_the_scheme_is_read_in_any_case(api: Api) -> None:
    for scheme in ("bearer", "BEARER"):
        assert await Client(api.http, signed().replace("Bearer", scheme)).balance()


async def test_a_revoked_key_stops_at_once(database_url: str) -> None:
    async with served_app(database_url) as api:
        await api.user("bob").balance()
        key, plain = await create_key("gateway", ["accounts:read"], clock=real_clock)
        client = api.bearing(plain)
        await client.balance("bob")
        await revoke_key(key.id, clock=real_clock)
        assert (await client.error(BALANCE, id="bob"))["extensions"]["code"] == "UNAUTHENTICATED"
        async with raw_socket(api.address) as socket:
            await socket.send({"type": "connection_init", "payload": header(client.authorization)})
            assert await socket.close_code() == 4403


def header(authorization: object) -> dict[str, object]:
    return {"authorization": authorization}


@pytest.mark.parametrize(
    "authorization",
    [*BAD.values(), 5, True, [], {}],
    ids=[*BAD, "number", "true", "list", "object"],
)
async def test_a_websocket_with_bad_credentials_is_closed(served: Api, authorization) -> None:
    async with raw_socket(served.address) as socket:
        await socket.send({"type": "connection_init", "payload": header(authorization)})
        assert await socket.close_code() == 4403


@pytest.mark.parametrize("name", ["Authorization", "AUTHORIZATION", "aUTHORIZATION"])
async def test_a_websockets_credentials_may_be_named_in_any_letter_case(
    served: Api, name: str
) -> None:
    async with raw_socket(served.address) as socket:
        await socket.send(init({name: served.user().authorization}))
        assert (await socket.receive())["type"] == "connection_ack"
        viewer = (await socket.execute("{ viewer { subject } }"))["data"]["viewer"]
    assert viewer == {"subject": "alice"}
    for bad in (BAD["no token"], "", 5, [], False):
        async with raw_socket(served.address) as socket:
            await socket.send(init({name: bad}))
            assert await socket.close_code() == 4403


@pytest.mark.parametrize("headers", ["headers", "Headers"])
async def test_a_websockets_credentials_may_be_among_headers(served: Api, headers: str) -> None:
    alice, bob = served.user().authorization, served.user("bob").authorization
    for good in (
        {headers: init_of(alice)},
        {headers: {"x": 1} | header(alice), "authorization": alice},
        {headers: init_of(None)} | header(alice),
        {headers: "Authorization"} | header(alice),
    ):
        async with raw_socket(served.address) as socket:
            await socket.send(init(good))
            assert (await socket.receive())["type"] == "connection_ack"
            viewer = (await socket.execute("{ viewer { subject } }"))["data"]["viewer"]
        assert viewer == {"subject": "alice"}
    for bad in (
        {headers: init_of(BAD["no token"])},
        {headers: init_of(alice)} | header(bob),
        {headers: header(alice) | init_of(bob)},
    ):
        async with raw_socket(served.address) as socket:
            await socket.send(init(bad))
            assert await socket.close_code() == 4403


async def test_two_credentials_that_differ_are_refused_and_two_alike_are_one(served: Api) -> None:
    alice, bob = served.user().authorization, served.user("bob").authorization
    for both in (
        {"authorization": alice, "Authorization": bob},
        {"authorization": 0} | init_of(alice),
    ):
        async with raw_socket(served.address) as socket:
            await socket.send(init(both))
            assert await socket.close_code() == 4403
    for one in (
        {"authorization": alice} | init_of(alice),
        {"authorization": None} | init_of(alice),
    ):
        async with raw_socket(served.address) as socket:
            await socket.send(init(one))
            assert (await socket.receive())["type"] == "connection_ack"
            viewer = (await socket.execute("{ viewer { subject } }"))["data"]["viewer"]
        assert viewer == {"subject": "alice"}


def init(payload: dict[str, object]) -> dict[str, object]:
    return {"type": "connection_init", "payload": payload}


def init_of(authorization: str | None) -> dict[str, object]:
    return {"Authorization": authorization}


async def test_an_identity_providers_ordinary_token_reads_and_writes_the_own_account(
    served: Api,
) -> None:
    for scope in ("openid profile email", ["openid", "profile"]):
        client = Client(served.http, signed(scope=scope))
        assert (await client.record())["__typename"] == "UsageRecorded"
        viewer = (await client.data("{ viewer { scopes account { id } } }"))["viewer"]
        assert viewer == {
            "scopes": ["account:read", "account:write"],
            "account": {"id": "alice"},
        }


async def test_a_stricter_setting_takes_what_such_a_token_has(sqlite_url: str) -> None:
    async with running_app(sqlite_url, JWT_PLAIN_SCOPES="account:read") as api:
        client = Client(api.http, signed(scope="openid"))
        assert (await client.balance())["available"] == 10_000
        error = await client.error(RECORD, input=use())
        assert error["extensions"]["code"] == "FORBIDDEN"


async def test_a_websocket_carries_every_operation_of_its_caller(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        answer = await socket.execute("{ viewer { subject } }")
        assert answer["data"]["viewer"]["subject"] == "alice"
        answer = await socket.execute(BALANCE, id="bob")
        assert answer["data"]["account"] is None


async def test_a_websocket_without_token_is_anonymous(served: Api) -> None:
    async with websocket(served.address) as socket:
        assert (await socket.execute("{ packs { name } }"))["data"]["packs"]
        for query in (BALANCE, LIVE_BALANCE):
            [error] = (await socket.execute(query))["errors"]
            assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_websocket_is_closed_when_its_token_expires(
    served: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No other check may be due before.
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 86_400)
    async with websocket(served.address, served.user(ttl=2).token) as socket:
        await socket.next(await socket.subscribe(LIVE_BALANCE))
        assert await socket.closed() == (4403, "The token has expired")


async def test_a_key_follows_the_accounts_it_may_read(served: Api) -> None:
    bob = served.user("bob")
    await bob.balance()
    _, plain = await create_key("partner", ["accounts:read"], clock=real_clock)
    async with websocket(served.address, plain) as socket:
        following = await socket.subscribe(LIVE_BALANCE, id="bob")
        await socket.next(following)
        recorded = await bob.record()
        assert (await socket.next(following))["balance"] == recorded["balance"]


async def test_pages_of_other_origins_are_refused(served: Api) -> None:
    for origin in ("https://evil.example", "null", served.address + ".evil.example"):
        with pytest.raises(InvalidStatus) as refused:
            async with raw_socket(served.address, origin=origin):
                pass
        assert refused.value.response.status_code == 403
    preflight = await options(served, "https://evil.example")
    assert "access-control-allow-origin" not in preflight.headers


async def test_pages_of_our_own_origin_are_served(served: Api) -> None:
    async with raw_socket(served.address, origin=served.address) as socket:
        await socket.initialise()
        assert (await socket.execute("{ __typename }"))["data"] == {"__typename": "Query"}


async def test_allowed_origins_are_served_on_http_and_websocket(sqlite_url: str) -> None:
    allowed = "https://app.example, https://other.example"
    async with served_app(sqlite_url, ALLOWED_ORIGINS=allowed) as api:
        async with raw_socket(api.address, origin="https://app.example") as socket:
            await socket.initialise()
        answer = await options(api, "https://other.example")
        assert answer.headers["access-control-allow-origin"] == "https://other.example"
        assert "authorization" in answer.headers["access-control-allow-headers"].lower()
        answer = await options(api, "https://evil.example")
        assert "access-control-allow-origin" not in answer.headers
        with pytest.raises(InvalidStatus):
            async with raw_socket(api.address, origin="https://evil.example"):
                pass


async def options(api: Api, origin: str) -> httpx.Response:
    asked = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    return await api.http.options("/graphql", headers=asked)


async def test_a_revoked_key_loses_its_websocket_even_after_checks_that_failed(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 0.05)
    async with served_app(database_url) as api:
        key, plain = await create_key("partner", ["accounts:read"], clock=real_clock)
        async with websocket(api.address, plain) as socket:
            database = connections.get("default")
            await database.execute_query("ALTER TABLE api_key RENAME TO api_key_away")
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while "could not be checked" not in caplog.text:
                    await asyncio.sleep(0.02)
            await database.execute_query("ALTER TABLE api_key_away RENAME TO api_key")
            assert (await socket.execute("{ packs { name } }"))["data"]["packs"], "still open"
            await revoke_key(key.id, clock=real_clock)
            assert await socket.closed() == (4403, "The key has been revoked")

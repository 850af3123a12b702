"""An error inside the service gives callers a reference and nothing else."""

from __future__ import annotations

import logging
import re

import pytest
from tortoise import connections

from services.identity.api_keys import create_key
from tests.support.engine.relay import relay_to
from tests.support.server.api import Api, running_app, served_app, use
from tests.support.server.documents import BALANCE, LIVE_BALANCE, RECORD
from tests.support.server.websocket import websocket

STRICT = "application/graphql-response+json"
SECRETS = ("account", "table", "relation", "sqlite", "select", "postgres", "Traceback", ".py")


async def break_database() -> None:
    await connections.get("default").execute_query("ALTER TABLE account RENAME TO elsewhere")


def check(answer: dict, log: str) -> None:
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"].keys() <= {"code", "reference"}
    reference = error["extensions"]["reference"]
    assert reference in error["message"]
    assert not [word for word in SECRETS if word.lower() in error["message"].lower()]
    assert re.search(rf"{reference}.*\n(.*\n)*.*(no such table|does not exist)", log)
    assert not any((answer["data"] or {}).values())


async def test_an_internal_error_shows_a_reference_and_nothing_else(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_app(database_url) as api:
        alice = api.user()
        await alice.balance()
        await break_database()
        check(await alice.execute(BALANCE), caplog.text)
        check(await alice.execute(RECORD, input=use()), caplog.text)


async def test_a_subscription_tells_an_internal_error_in_the_same_way(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served_app(sqlite_url) as api:
        await api.user().balance()
        await break_database()
        async with websocket(api.address, api.user().token) as socket:
            message = await socket.message(await socket.subscribe(LIVE_BALANCE))
    payload = message["payload"]
    check({"errors": payload, "data": None} if isinstance(payload, list) else payload, caplog.text)


NULLS = {
    "include": "query ($x: Boolean = true) { models { name ...F @include(if: $x) } } "
    "fragment F on Model { isFree }",
    "argument": 'query ($x: String = "gpt-4") { model(name: $x) { name } }',
}


@pytest.mark.parametrize("query", NULLS.values(), ids=NULLS)
async def test_a_variable_that_is_null_where_none_may_be_is_the_callers_mistake(
    api: Api, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    for client in (api.user(), api.anonymous):
        error = await client.error(query, x=None)
        assert error["extensions"]["code"] == "BAD_INPUT"
    assert "internal error" not in caplog.text


async def test_whoever_calls_while_the_database_is_away_hears_so(postgres_url: str) -> None:
    async with relay_to(postgres_url) as relay, running_app(relay.url) as api:
        _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
        gateway = api.bearing(plain)
        await api.user().balance()
        assert (await gateway.execute(RECORD, input=use(accountId="alice")))["data"]
        await relay.cut()
        error = await gateway.error(RECORD, input=use(accountId="alice"))
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert error["extensions"]["retryAfterSeconds"] >= 1
        response = await gateway.post({"query": "{ viewer { subject } }"}, accept=STRICT)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) >= 1
        await relay.restore()


async def test_clients_that_go_by_status_see_whose_fault_it_is(sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
        await connections.get("default").execute_query("ALTER TABLE api_key RENAME TO elsewhere")
        response = await api.bearing(plain).post({"query": "{ packs { name } }"}, accept=STRICT)
        assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
        assert response.status_code == 500


async def test_callers_mistakes_are_not_logged_as_our_errors(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    await api.user().execute(RECORD, input=use(inputTokens=-1))
    await api.user().execute(RECORD, input=use(inputTokens="x"))
    await api.anonymous.execute(BALANCE)
    await api.user().execute("{ nonsense }")
    await api.user().post({"query": "{"})
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_while_the_database_is_away_callers_are_asked_to_come_again(
    postgres_url: str,
) -> None:
    async with relay_to(postgres_url) as relay, running_app(relay.url) as api:
        alice = api.user()
        before = await alice.balance()
        await relay.cut()
        for query, variables in [(BALANCE, {}), (RECORD, {"input": use()})]:
            error = await alice.error(query, **variables)
            assert error["extensions"]["code"] == "UNAVAILABLE"
        assert (await api.get("/readyz")).status_code == 503
        assert (await api.get("/healthz")).status_code == 200
        await relay.restore()
        assert await alice.balance() == before
        assert (await alice.record())["__typename"] == "UsageRecorded"
        assert (await api.get("/readyz")).status_code == 200


async def test_what_was_meant_is_not_searched_for_in_long_text(api: Api) -> None:
    """To compare 100,000 letters with every name takes too long."""
    near = use(inputTokenz=1)
    [error] = (await api.user().execute(RECORD, input=near))["errors"]
    assert "Did you mean" in error["message"]
    for long in ({"metadata": ["x" * 300]}, {"metadata": {"x" * 300: 1}}, {"y" * 300: 1}):
        answer = await api.user().execute(RECORD, input=near | long)
        assert answer["errors"]
        assert "Did you mean" not in str(answer)


async def test_long_metadata_is_refused_by_its_length(api: Api) -> None:
    for text in ("x" * 20_000, "\x00" * 20_000):
        error = await api.user().error(RECORD, input=use(metadata=text))
        assert "at most 16384 characters" in error["message"]
    error = await api.user().error(RECORD, input=use(metadata="\x00"))
    assert "NUL" in error["message"]

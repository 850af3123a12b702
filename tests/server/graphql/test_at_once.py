"""An answer that is written at once is the answer that goes by ASGI's messages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from services.ledger.accounts import Accounts
from tests.support.server.api import Api, served_app

pytestmark = pytest.mark.slow

BALANCE = "{ account { balance { available } } }"
STRICT = "application/graphql-response+json"
REQUESTS: dict[str, dict[str, Any]] = {
    "a balance": {"json": {"query": BALANCE}},
    "errors": {"json": {"query": "{ nothing }"}},
    "errors with their own status": {"json": {"query": "{ nothing }"}, "accept": STRICT},
    "no JSON": {"content": b"{"},
    "another type": {"content": b"{}", "content-type": "text/plain"},
    "wrong credentials": {"json": {"query": BALANCE}, "authorization": "Bearer none"},
    "wrong credentials, with a status": {
        "json": {"query": BALANCE},
        "authorization": "Bearer none",
        "accept": STRICT,
    },
    "the last of the connection": {"json": {"query": BALANCE}, "connection": "close"},
}
OWN = {"date", "ratelimit", "vary"}
"""Headers that differ from one request to the next, or that CORS adds."""


async def told(api: Api, given: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    body = {name: given[name] for name in ("json", "content") if name in given}
    headers = {name: text for name, text in given.items() if name not in body}
    known = {"content-type": "application/json", "x-request-id": "the-same"}
    if "authorization" not in given:
        known["authorization"] = f"Bearer {api.user().token}"
    answer = await api.http.post("/graphql", headers={**known, **headers}, **body)
    kept = {name: text for name, text in answer.headers.items() if name not in OWN}
    return answer.status_code, kept, answer.content


async def test_both_ways_answer_the_same(sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api:
        at_once = {name: await told(api, given) for name, given in REQUESTS.items()}
    # With other origins, CORS is between the endpoint and the server.
    async with served_app(sqlite_url, ALLOWED_ORIGINS="https://app.example") as api:
        by_messages = {name: await told(api, given) for name, given in REQUESTS.items()}
    for name in REQUESTS:
        assert at_once[name] == by_messages[name], name
    assert at_once["the last of the connection"][1]["connection"] == "close"


async def test_browsers_of_an_allowed_origin_get_its_permission(sqlite_url: str) -> None:
    origin = "https://app.example"
    async with served_app(sqlite_url, ALLOWED_ORIGINS=origin) as api:
        headers = {"origin": origin, "content-type": "application/json"}
        answer = await api.http.post("/graphql", headers=headers, json={"query": "{ __typename }"})
        assert answer.headers["access-control-allow-origin"] == origin


async def test_a_client_that_has_gone_gets_no_answer_and_hurts_nobody(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    began, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    usual = Accounts.present

    async def slow(self: Accounts, *given: Any, **named: Any) -> Any:
        began.set()
        await go_on.wait()
        ended.set()
        return await usual(self, *given, **named)

    async with served_app(sqlite_url) as api:
        with monkeypatch.context() as patched:
            patched.setattr(Accounts, "present", slow)
            asking = asyncio.create_task(
                api.http.post(
                    "/graphql",
                    headers={"authorization": f"Bearer {api.user().token}"},
                    json={"query": BALANCE},
                )
            )
            await began.wait()
            # It closes the connection.
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            go_on.set()
            await ended.wait()
        assert (await told(api, REQUESTS["a balance"]))[0] == 200
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []

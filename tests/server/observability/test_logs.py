"""The service's log: one line per record, with the request's id and without secrets."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from resolvers.request import background_task, begin_request, operation_name, request_id
from server.observability.logs import FORMAT, JsonFormatter, TextFormatter, without_secrets
from tests.server.graphql.test_failures import break_database
from tests.support.server.api import Api
from tests.support.server.server_process import api_of, server_process
from tests.support.server.websocket import websocket

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def no_request() -> Iterator[None]:
    request, operation = request_id.set(None), operation_name.set(None)
    yield
    request_id.reset(request)
    operation_name.reset(operation)


def record(message: str, *arguments: object, error: bool = False) -> logging.LogRecord:
    info = sys.exc_info() if error else None
    return logging.LogRecord("billing", logging.WARNING, "x.py", 1, message, arguments, info)


def test_a_record_is_one_line_of_json() -> None:
    line = JsonFormatter().format(record("two\nlines of %s", "text"))
    said = json.loads(line)
    assert "\n" not in line
    assert said["message"] == "two\nlines of text"
    assert (said["level"], said["logger"]) == ("WARNING", "billing")
    assert abs(datetime.fromisoformat(said["time"]) - datetime.now(UTC)).total_seconds() < 60
    assert said.keys() == {"time", "level", "logger", "message", "process"}


def test_an_error_s_traceback_stays_in_its_line() -> None:
    try:
        raise ValueError("of old")
    except ValueError:
        line = JsonFormatter().format(record("broken", error=True))
    assert "\n" not in line
    assert "ValueError: of old" in json.loads(line)["error"]


def test_what_is_no_text_is_logged_all_the_same() -> None:
    said = json.loads(JsonFormatter().format(record("lone %s", "\ud800")))
    assert said["message"] == r"lone \ud800"


def test_a_request_is_named_in_every_record_of_its() -> None:
    begin_request(b"call-7")
    assert json.loads(JsonFormatter().format(record("x")))["request"] == "call-7"
    assert TextFormatter(FORMAT).format(record("x")).endswith("WARNING billing: x [request call-7]")


def test_an_operation_is_named_in_every_record_of_its_request() -> None:
    begin_request(b"call-7")
    operation_name.set("recordUsage")
    said = json.loads(JsonFormatter().format(record("x")))
    assert (said["request"], said["operation"]) == ("call-7", "recordUsage")
    assert TextFormatter(FORMAT).format(record("x")).endswith(" x [request call-7 recordUsage]")


async def test_a_background_task_is_named_in_the_records_of_what_it_starts() -> None:
    async def work() -> str:
        return await asyncio.create_task(told())

    async def told() -> str:
        return JsonFormatter().format(record("x"))

    async def named() -> str:
        background_task.set("alerts")
        return await work()

    assert json.loads(await asyncio.create_task(named()))["task"] == "alerts"
    assert "task" not in json.loads(JsonFormatter().format(record("x")))


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Yield the lines of a server that logs in JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


BALANCE = "query Hostile { account { balance { available } } }"


@pytest.mark.parametrize("way", ["http", "websocket", "subscription"])
async def test_an_internal_error_is_found_by_its_reference_with_what_was_asked(
    served: Api, lines: io.StringIO, way: str
) -> None:
    alice = served.user()
    await alice.balance()
    await break_database()
    if way == "http":
        answer = await alice.execute(BALANCE)
    else:
        query = BALANCE if way == "websocket" else "subscription { balance { available } }"
        async with websocket(served.address, alice.token) as socket:
            answer = await socket.execute(query)
    [error] = answer["errors"]
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    [found] = [one for one in told if one.get("request") == error["extensions"]["reference"]]
    assert found["operation"] == ("account" if way != "subscription" else "balance")


@pytest.mark.parametrize(
    "secret",
    [
        f"authorization: Bearer {JWT}",
        f"token {JWT}",
        "bearer yk_0123456789abcdef_AbC-dEf_123",
        "key yk_0123456789abcdef_AbC-dEf_123",
        "key sk_live_0123456789abc",
        "secret whsec_0123456789abc",
        "postgres://billing:0123456789@db:5432/billing",
        "redis://:0123456789@cache:6379",
    ],
)
def test_secrets_are_taken_out(secret: str) -> None:
    for form in (JsonFormatter(), TextFormatter(FORMAT)):
        line = form.format(record("said: %s", secret))
        assert "***" in line
        assert not re.search(r"eyJ|AbC|0123456789", line)


def test_what_is_no_secret_stays() -> None:
    text = (
        "applied 3_20261126000000_operations.py; account alice:7 at http://127.0.0.1:8000/graphql"
    )
    assert without_secrets(text) == text


async def test_a_caller_s_request_id_is_echoed_and_is_the_reference_of_an_error(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    alice = api.user()
    await alice.balance()
    await break_database()
    query = {"query": "{ account { balance { available } } }"}
    response = await alice.post(query, **{"x-request-id": "gateway/7:a"})
    assert response.headers["x-request-id"] == "gateway/7:a"
    [error] = response.json()["errors"]
    assert error["extensions"]["reference"] == "gateway/7:a"
    assert "internal error gateway/7:a" in caplog.text


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, '"}', "-dash", "a\x7f"])
async def test_an_id_that_is_unfit_for_a_log_is_replaced_by_one_of_ours(
    api: Api, given: str | None
) -> None:
    headers = {} if given is None else {"x-request-id": given}
    ids = {
        (await api.user().post({"query": "{ models { name } }"}, **headers)).headers["x-request-id"]
        for _ in range(3)
    }
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", one) for one in ids)


async def test_a_server_in_json_says_nothing_else(sqlite_url: str) -> None:
    with server_process(sqlite_url, LOG_FORMAT="json", LOG_LEVEL="debug") as server:
        async with api_of(server) as api:
            token = api.user().token
            await api.user().balance()
    greeting, lines = [], []
    for line in server.output.splitlines():
        (lines if line.startswith("{") else greeting).append(line)
    messages = [json.loads(line)["message"] for line in lines]
    assert "Application startup complete." in messages
    assert not [line for line in greeting if " INFO " in line or "Traceback" in line]
    assert token not in "".join(lines)


async def test_the_level_says_what_is_left_out(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        assert " INFO uvicorn.error: " in server.output
    assert " DEBUG " not in server.output

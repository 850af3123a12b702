"""Bad input gets an error with the field at fault in each form, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from schema.ids import purchase_cursor
from tests.support.clocks import Clock
from tests.support.server.api import Api, served_app, use
from tests.support.server.documents import BALANCE, PLACE, RECORD, SETTLE
from tests.support.server.websocket import websocket

HUGE = 10**400
NUL, HALF = "a\x00b", "\ud800"

# (field, value, code). Business refusals are types of the result instead.
BAD = [
    ("inputTokens", -1),
    ("inputTokens", 1.5),
    ("inputTokens", 2**53),
    ("inputTokens", HUGE),
    ("inputTokens", -(2**53)),
    ("inputTokens", True),
    ("inputTokens", None),
    ("inputTokens", ""),
    ("inputTokens", "1.0"),
    ("inputTokens", "1e3"),
    ("inputTokens", "٣"),
    ("inputTokens", [1]),
    ("inputTokens", {"value": 1}),
    ("inputTokens", "9" * 10_000),
    ("outputTokens", -1),
    ("outputTokens", 0.1),
    ("outputTokens", False),
    ("outputTokens", "NaN"),
    ("cachedInputTokens", 13),
    ("cachedInputTokens", -1),
    ("cachedInputTokens", "x"),
    ("idempotencyKey", ""),
    ("idempotencyKey", "k" * 256),
    ("idempotencyKey", NUL),
    ("idempotencyKey", HALF),
    ("idempotencyKey", None),
    ("idempotencyKey", 7),
    ("idempotencyKey", ["k"]),
    ("model", ""),
    ("model", NUL),
    ("model", HALF),
    ("model", 4),
    ("model", None),
    ("model", "m" * 100_000),
    ("accountId", ""),
    ("accountId", NUL),
    ("accountId", HALF),
    ("accountId", "a" * 256),
    ("accountId", True),
    ("occurredAt", "2026-02-03T11:59:59Z"),
    ("occurredAt", "2026-03-10T12:05:00.000001Z"),
    ("occurredAt", "0001-01-01T00:00:00Z"),
    ("occurredAt", "9999-12-31T23:59:59Z"),
    ("occurredAt", "2026-03-10T12:00:00"),
    ("occurredAt", "2026-03-10"),
    ("occurredAt", "2026-02-30T12:00:00Z"),
    ("occurredAt", "2026-03-10T24:01:00Z"),
    ("occurredAt", "0001-01-01T00:00:00+23:59"),
    ("occurredAt", "yesterday"),
    ("occurredAt", ""),
    ("occurredAt", 1_773_144_000),
    ("occurredAt", NUL),
    ("metadata", {"a": NUL}),
    ("metadata", {NUL: 1}),
    ("metadata", {"a": HALF}),
    ("metadata", "m" * 20_000),
]
ONLY_AS_VARIABLE = [
    ("inputTokens", float("nan")),
    ("inputTokens", float("inf")),
    ("inputTokens", float("-inf")),
    ("metadata", float("nan")),
    ("metadata", [float("-inf")]),
]


def name(case: tuple[str, Any]) -> str:
    return f"{case[0]}={case[1]!r}"[:40]


def literal(value: object) -> str:
    """Return GraphQL's literal for a JSON value. Its string escapes are those of JSON."""
    if isinstance(value, dict):
        members = ", ".join(f"{key}: {literal(one)}" for key, one in value.items())
        return f"{{{members}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def inline(given: dict[str, Any]) -> str:
    return f"mutation {{ recordUsage(input: {literal(given)}) {{ __typename }} }}"


def check(answer: dict[str, Any], field: str) -> None:
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT", error
    found = error["extensions"].get("field", "")
    # In a literal, a missing field has no position of its own.
    assert found.rpartition(".")[2] == field, error
    assert not answer.get("data"), answer


@pytest.mark.parametrize("case", BAD + ONLY_AS_VARIABLE, ids=name)
async def test_a_bad_value_in_a_variable_is_refused_by_its_field(sqlite_api: Api, case) -> None:
    field, value = case
    alice = sqlite_api.user()
    before = await alice.balance()
    check(await alice.execute(RECORD, input=use(**{field: value})), field)
    assert await alice.balance() == before


@pytest.mark.parametrize("case", BAD, ids=name)
async def test_a_bad_value_in_the_document_is_refused_by_its_field(sqlite_api: Api, case) -> None:
    field, value = case
    alice = sqlite_api.user()
    before = await alice.balance()
    answer = await alice.execute(inline(use(**{field: value})))
    if value in ({NUL: 1}, ["k"]) or HALF in json.dumps(value, ensure_ascii=False):
        # Such a name, and half a character, are not valid GraphQL. And GraphQL does not say where
        # it found a list instead of a string.
        assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    else:
        check(answer, field)
    assert await alice.balance() == before


async def test_a_use_of_nothing_is_refused(sqlite_api: Api) -> None:
    answer = await sqlite_api.user().execute(RECORD, input=use(inputTokens=0, outputTokens=0))
    check(answer, "inputTokens")


@pytest.mark.parametrize("field", ["model", "inputTokens", "outputTokens", "idempotencyKey"])
async def test_a_missing_field_is_named(sqlite_api: Api, field: str) -> None:
    given = use()
    del given[field]
    [error] = (await sqlite_api.user().execute(RECORD, input=given))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert field in error["message"]


async def test_a_field_that_does_not_exist_is_told(sqlite_api: Api) -> None:
    [error] = (await sqlite_api.user().execute(RECORD, input=use(tokens=5)))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "tokens" in error["message"]


@pytest.mark.parametrize("given", [None, [], "x", 5, [[]]], ids=repr)
async def test_an_input_of_another_shape_is_refused(sqlite_api: Api, given) -> None:
    [error] = (await sqlite_api.user().execute(RECORD, input=given))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_metadata_that_is_very_deep_is_refused(sqlite_api: Api) -> None:
    alice = sqlite_api.user()
    before = await alice.balance()
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    answer = await alice.execute(RECORD, input=use(metadata=deep))
    for error in answer.get("errors", []):
        assert error["extensions"]["code"] in {"BAD_INPUT", "LIMIT_EXCEEDED"}
    if "errors" in answer:
        assert await alice.balance() == before


async def test_metadata_of_every_kind_comes_back_as_it_went(api: Api) -> None:
    for given in ({"é": ["\\u0000", 1.5, None, True, -(2**53)]}, [], "", 0, False, "😀"):
        assert (await api.user().record(metadata=given))["usage"]["metadata"] == given


@pytest.mark.parametrize("at", ["2026-02-03T12:00:00Z", "2026-03-10T12:05:00Z"])
async def test_the_first_and_last_allowed_times_are_taken(api: Api, at: str) -> None:
    assert (await api.user().record(occurredAt=at))["usage"]["occurredAt"] == at


async def test_long_names_are_measured_in_characters(api: Api) -> None:
    recorded = await api.user("ü" * 255).record(idempotencyKey="😀" * 255)
    assert recorded["usage"]["idempotencyKey"] == "😀" * 255


# These include the errors of a use, for the fields that a hold has too.
BAD_HOLDS = [
    *((f, v) for f, v in BAD if f in {"inputTokens", "idempotencyKey", "model", "accountId"}),
    *(("maxOutputTokens", v) for f, v in BAD if f == "inputTokens"),
    *(("inputTokens", v) for v in (10**10 + 1, "10000000001")),
    *(("ttlSeconds", v) for v in (0, -1, 86_401, 2**31, 2**63, 1.5, "60", True, [60])),
    *(("allowPartial", v) for v in ("true", 1, 0, [True])),
]
BAD_SETTLEMENTS = [
    *((f, v) for f, v in BAD if f in {"inputTokens", "outputTokens", "metadata"}),
    *(("cachedInputTokens", v) for v in (13, -1, "x", 0.5)),
    *(("outputTokens", v) for v in (10**10 + 1, None)),
    *(("outcome", v) for v in ("DONE", "", "completed", 1, True, ["FAILED"])),
    *(("holdId", v) for v in (None, 1.5, True, ["alice:2"], {"id": 2})),
]
HOLD = {"model": "gpt-4o", "inputTokens": 12, "maxOutputTokens": 8, "idempotencyKey": "hold"}
SETTLEMENT = {"holdId": "alice:2", "inputTokens": 12, "outputTokens": 8}


@pytest.mark.parametrize("case", BAD_HOLDS, ids=name)
async def test_a_bad_value_of_a_hold_is_refused_by_its_field(sqlite_api: Api, case) -> None:
    field, value = case
    alice = sqlite_api.user()
    before = await alice.balance()
    check(await alice.execute(PLACE, input=HOLD | {field: value}), field)
    assert await alice.balance() == before


@pytest.mark.parametrize("case", BAD_SETTLEMENTS, ids=name)
async def test_a_bad_value_of_a_settlement_is_refused_by_its_field_and_the_hold_stays_open(
    sqlite_api: Api, case
) -> None:
    field, value = case
    alice = sqlite_api.user()
    await alice.data(PLACE, input=HOLD)
    before = await alice.balance()
    assert before["held"] == 100
    check(await alice.execute(SETTLE, input=SETTLEMENT | {field: value}), field)
    assert await alice.balance() == before


async def test_a_hold_for_nothing_is_refused_but_nothing_may_have_been_used(
    sqlite_api: Api,
) -> None:
    alice = sqlite_api.user()
    nothing = {"inputTokens": 0, "maxOutputTokens": 0}
    check(await alice.execute(PLACE, input=HOLD | nothing), "inputTokens")
    await alice.data(PLACE, input=HOLD)
    used = SETTLEMENT | {"inputTokens": 0, "outputTokens": 0}
    assert (await alice.data(SETTLE, input=used))["settleHold"]["usage"]["cost"] == 0


@pytest.fixture
async def served(sqlite_url: str, clock: Clock) -> AsyncIterator[Api]:
    async with served_app(sqlite_url, clock=clock) as running:
        yield running


@pytest.mark.parametrize("name", ["x" * 41, "", "a\0"])
async def test_a_cursor_that_no_page_has_is_refused(api: Api, name: str) -> None:
    given = purchase_cursor(Clock()(), name)
    for client, query in (
        (api.user(), "query ($c: String) { account { purchases(after: $c) { nodes { id } } } }"),
        (api.admin, "query ($c: String) { auditLog(after: $c) { nodes { id } } }"),
    ):
        error = await client.error(query, c=given)
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "after"}


async def test_bad_values_are_refused_alike_over_a_websocket(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        before = await socket.execute(BALANCE)
        for field, value in BAD + ONLY_AS_VARIABLE:
            answer = await socket.execute(RECORD, input=use(**{field: value}))
            check(answer, field)
        assert await socket.execute(BALANCE) == before

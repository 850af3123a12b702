"""Which operations are admitted if there are few places."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from billing.catalog.catalog import Priority
from schema.ids import item_id
from server.admission.gate import ELSEWHERE, Gate
from server.admission.lines import Admission
from server.graphql.schema import build_schema
from services.commit.batcher import Batcher
from services.identity.caller import SCOPES, USER_SCOPES, Caller, CallerKind, Scope
from tests.server.observability.test_metrics import figures
from tests.support.server.api import Api, running_app, served_app, use
from tests.support.server.documents import BALANCE, RECORD
from tests.support.server.waiting import eventually
from tests.support.server.websocket import websocket

PRIORITY, STANDARD = Priority.PRIORITY, Priority.STANDARD
STRICT = "application/graphql-response+json"
PREMIUM = {"premium", "p:1"}
NOBODY = {STANDARD: 0, PRIORITY: 0}


def priority_of(account_id: str) -> Priority:
    return PRIORITY if account_id in PREMIUM else STANDARD


async def never(*_: Any) -> Any:
    raise AssertionError("nothing is committed here")


def caller(account: str | None = "alice", *scopes: str) -> Caller:
    return Caller("one", CallerKind.USER, account, frozenset(scopes or USER_SCOPES), None)


PARTNER = caller(None, Scope.USAGE_WRITE)


@pytest.mark.parametrize(
    ("one", "variables", "expected"),
    [
        (None, {"input": {"accountId": "premium"}}, STANDARD),
        (caller("alice"), None, STANDARD),
        (caller("alice"), {}, STANDARD),
        (caller("premium"), None, PRIORITY),
        (caller("premium"), {"input": {"model": "gpt-4o"}}, PRIORITY),
        (caller("premium"), {"input": {"accountId": "alice"}}, STANDARD),
        (caller("alice"), {"input": {"accountId": "premium"}}, STANDARD),
        (caller("alice"), {"id": "premium"}, STANDARD),
        (caller(None), None, STANDARD),
        (PARTNER, {"input": {"accountId": "premium"}}, PRIORITY),
        (PARTNER, {"any": {"accountId": "premium"}}, PRIORITY),
        (PARTNER, {"input": {"accountId": "alice"}}, STANDARD),
        (PARTNER, {"input": {"holdId": item_id("p:1", 7)}}, PRIORITY),
        (PARTNER, {"input": {"holdId": "premium"}}, STANDARD),
        (PARTNER, {"input": [{"accountId": "alice"}, {"accountId": "premium"}]}, PRIORITY),
        (PARTNER, {"input": [None, 7, {"accountId": 7}, {"accountId": None}, {}]}, STANDARD),
        (caller(None, Scope.ACCOUNTS_READ), {"id": "premium"}, PRIORITY),
        (caller("root", *SCOPES), None, PRIORITY),
    ],
)
def test_an_operation_has_the_priority_of_the_accounts_that_it_may_be_about(
    one: Caller | None, variables: Any, expected: Priority
) -> None:
    batcher = Batcher(never, lambda _: False, priority_of=priority_of)
    assert Gate(batcher).priority(one, variables) is expected


def test_what_waits_for_the_provider_is_there() -> None:
    mutation = build_schema()._schema.mutation_type
    assert mutation is not None
    assert mutation.fields.keys() >= ELSEWHERE


@asynccontextmanager
async def full(api: Api, *lines: Priority, waiting: int = 1) -> AsyncIterator[Gate]:
    """Yield a gate whose places are all taken by STANDARD, with so many waiting in full lines."""
    gate: Gate = api.app.endpoints.gate  # type: ignore[union-attr]  # there is one
    api.app.endpoints.process.services.batcher.priority_of = priority_of  # type: ignore[union-attr]
    usual, gate.admission = gate.admission, Admission(1, waiting)
    assert await gate.enter(STANDARD)
    others = [asyncio.create_task(gate.enter(one)) for one in lines for _ in range(waiting)]
    await eventually(lambda: sum(gate.admission.waiting.values()) == len(others))
    try:
        yield gate
    finally:
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        gate.leave(STANDARD)
        # The test's own operation may still have been waiting.
        await eventually(lambda: gate.admission._free == 1)
        gate.admission = usual


class ForPriority(Admission):
    """An admission that never admits STANDARD, and PRIORITY at once."""

    def is_full(self, priority: Priority) -> bool:
        return priority is STANDARD

    async def enter(self, priority: Priority) -> bool:
        return not self.is_full(priority) and await super().enter(priority)


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with running_app(sqlite_url) as running:
        yield running


async def test_standard_is_refused_with_a_time_and_nothing_is_done(api: Api) -> None:
    alice, asked = api.user(), use()
    before = await alice.balance()
    async with full(api, STANDARD) as gate:
        error = await alice.error(RECORD, input=asked)
        assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfterSeconds": 1}
        assert "path" not in error
        response = await alice.post({"query": RECORD, "variables": {"input": asked}})
        assert (response.status_code, response.headers["retry-after"]) == (200, "1")
        response = await alice.post({"query": BALANCE}, accept=STRICT)
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert gate.refused == {STANDARD: 3, PRIORITY: 0}
    assert await alice.balance() == before
    assert (await alice.record(**asked))["replayed"] is False


async def test_priority_waits_where_standard_may_not_and_is_first(api: Api) -> None:
    asked = use(accountId="premium")
    partner = api.user("gateway", "usage:write accounts:write")
    await api.user("premium").balance()
    async with full(api, STANDARD) as gate:
        recording = asyncio.create_task(partner.data(RECORD, input=asked))
        await eventually(lambda: gate.admission.waiting[PRIORITY] == 1)
        stranger = api.user("mallory")
        refused = await stranger.error(RECORD, input=asked)
        assert refused["extensions"]["code"] == "UNAVAILABLE"
        gate.leave(STANDARD)
        assert (await recording)["recordUsage"]["__typename"] == "UsageRecorded"
        # Everybody in STANDARD's line came after it.
        assert gate.admission.waiting == NOBODY
        assert gate.admission.inside == {STANDARD: 1, PRIORITY: 0}


async def test_where_priority_fills_everything_standard_waits(api: Api) -> None:
    async with full(api, PRIORITY) as gate:
        error = await api.user("premium").error(BALANCE)
        assert error["extensions"]["code"] == "UNAVAILABLE"
        recording = asyncio.create_task(api.user().record())
        await eventually(lambda: gate.admission.waiting[STANDARD] == 1)
    assert (await recording)["__typename"] == "UsageRecorded"


async def test_probes_payments_and_operators_are_let_in(api: Api) -> None:
    buy = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) { __typename } }"""
    wanted = {"pack": "starter", "idempotencyKey": "k"}
    async with full(api, STANDARD):
        assert (await api.get("/healthz")).status_code == 200
        assert (await api.get("/readyz")).status_code == 200
        assert (await api.user().data(buy, input=wanted))["purchasePack"]
        both = buy.replace("{ purchasePack", "{ openAccount(input: {}) { id } purchasePack")
        error = await api.user().error(both, input=wanted)
        assert error["extensions"]["code"] == "UNAVAILABLE"
        adjusting = asyncio.create_task(api.admin.adjust("nobody", 5))
    assert (await adjusting)["__typename"] == "AccountNotFound"


async def test_room_is_given_back_whatever_became_of_the_operation(api: Api) -> None:
    alice, gate = api.user(), api.app.endpoints.gate  # type: ignore[union-attr]  # there is one
    await alice.record()
    await alice.execute(RECORD, input=use(inputTokens=-1))
    await alice.execute("{ nonsense }")
    await alice.execute("{ __schema { types { name } } }")
    await api.anonymous.execute(BALANCE)
    assert gate.admission.inside == NOBODY


async def test_what_is_refused_and_under_way_is_told_by_priority(api: Api) -> None:
    async with full(api, STANDARD, PRIORITY, waiting=3):
        await api.user().error(RECORD, input=use())
        found = await figures(api)
    assert found['billing_refused_total{priority="STANDARD"}'] == 1
    assert found['billing_refused_total{priority="PRIORITY"}'] == 0
    assert found['billing_operations{priority="STANDARD"}'] == 1
    assert found['billing_operations{priority="PRIORITY"}'] == 0
    assert found['billing_operations_waiting{priority="STANDARD"}'] == 3
    assert found['billing_operations_waiting{priority="PRIORITY"}'] == 3
    assert found['billing_commands_waiting{priority="STANDARD"}'] == 0
    assert found['billing_commands_refused_total{priority="STANDARD"}'] == 0


async def test_operations_on_a_websocket_pass_the_same_gate(sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api, websocket(api.address, api.user().token) as socket:
        balance = await socket.subscribe("subscription { balance { revision } }")
        await socket.next(balance)
        async with full(api, STANDARD):
            message = await socket.message(await socket.subscribe(RECORD, input=use()))
            assert message["type"] == "error"
            [error] = message["payload"]
            assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfterSeconds": 1}
            again = await socket.subscribe("subscription { balance { revision } }")
            await socket.next(again)
        recorded = await socket.next(await socket.subscribe(RECORD, input=use()))
        assert recorded["recordUsage"]["__typename"] == "UsageRecorded"
        assert api.app.endpoints.gate.admission.inside == NOBODY  # type: ignore[union-attr]  # there is one

"""Both engines give the same answer to any valid operation over the real schema, to the byte.

A mutation is executed once before. With the same keys it is a replay for both engines.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from graphql import OperationType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.context import Context
from server.graphql.schema import build_schema
from server.operations import Operations, inputs, run
from server.operations.inputs import OBJECTS_AT_ONCE
from services.identity.caller import SCOPES, Caller, CallerKind
from tests.server.operations.generator import Sent, operations
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.server.api import NOON, Api, running_app, use
from tests.support.server.both_engines import by_graphql_core, execute_alone, response
from tests.support.server.compiled import compiled

pytestmark = pytest.mark.slow

SCHEMA = build_schema()
OPERATIONS = Operations(SCHEMA)
CALLER = Caller("alice", CallerKind.USER, "alice", SCOPES, None)
names = st.sampled_from(["gpt-4o", "qwen-turbo", "none", ""])
accounts = st.sampled_from(["alice", "bob", "nobody", ""])
counts = st.integers(0, 60) | st.integers(0, 60).map(str) | st.just(10**9)
times = st.sampled_from(
    ["2026-03-10T11:00:00Z", "2026-03-01T00:00:00+02:00", "2030-01-01T00:00:00Z"]
)
LEAVES = {
    "Int": st.integers(1, 5) | st.integers(-2, 200),
    "String": names,
    "ID": accounts,
    "BigInt": counts,
    "DateTime": times,
    "Boolean": st.booleans(),
    "Float": st.floats(0, 9),
    "JSON": st.dictionaries(st.sampled_from("ab"), st.integers(0, 3) | st.none()),
    "AdjustBalanceInput.tokens": st.integers(-100, 100),
    "RecordUsageInput.idempotencyKey": st.sampled_from([f"key {n}" for n in range(30)]),
    "AdjustBalanceInput.idempotencyKey": st.sampled_from([f"adjust {n}" for n in range(30)]),
}
CHANGES = frozenset({"openAccount", "recordUsage", "recordUsageBatch", "adjustBalance"})
generated = settings(
    max_examples=scaled(60), suppress_health_check=[*HealthCheck], report_multiple_bugs=False
)


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with running_app(sqlite_url, clock=Clock(NOON)) as running:
        alice, bob = running.user("alice"), running.user("bob")
        for model in ("gpt-4o", "qwen-turbo", "gpt-4o"):
            await alice.record(model=model, metadata={"for": "é"})
        await bob.record()
        await running.admin.adjust("alice", 500)
        assert running.app is not None
        # Otherwise the owner's figures would change between the two answers.
        await running.app.endpoints.process.services.rollups.catch_up()
        yield running


async def check(api: Api, sent: Sent, *, times: int = 1) -> None:
    operation = compiled(OPERATIONS, sent.query)
    assert operation is not None, sent.query
    assert api.app is not None
    context = Context(api.app.endpoints.process.services, CALLER)
    for _ in range(times):
        mine = await execute_alone(operation, None, context, sent.variables)
    theirs = await by_graphql_core(operation, None, context, sent.variables)
    assert response(mine) == response(theirs), sent


@generated
@given(operations(SCHEMA._schema, LEAVES, depth=5))
async def test_any_query_is_answered_the_same(api: Api, sent: Sent) -> None:
    await check(api, sent)


@pytest.fixture(params=[OBJECTS_AT_ONCE, 0], ids=["at once", "beside the event loop"])
def coercing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables with more objects are coerced beside the event loop."""
    monkeypatch.setattr(inputs, "OBJECTS_AT_ONCE", request.param)
    monkeypatch.setattr(run, "VALUES_AT_ONCE", request.param)


@pytest.mark.usefixtures("coercing")
@generated
@given(operations(SCHEMA._schema, LEAVES, kind=OperationType.MUTATION, only=CHANGES, depth=5))
async def test_any_change_is_answered_the_same(api: Api, sent: Sent) -> None:
    await check(api, sent, times=2)


RECORD = """
mutation R($uses: [RecordUsageInput!]!, $one: RecordUsageInput!, $model: String!, $key: String!) {
  recordUsageBatch(input: $uses) { ...Result }
  recordUsage(input: $one) { ...Result }
  again: recordUsage(input: $one) { ...Result }
  other: recordUsage(
    input: {model: $model, inputTokens: 3, outputTokens: "4", idempotencyKey: $key}
  ) { ...Result }
}
fragment Result on RecordUsageResult {
  __typename ... on Refusal { code message }
  ... on UsageRecorded { replayed usage { id cost metadata charges { tokens } } quota { used } }
}
"""


async def test_inputs_from_variables_and_literals_are_answered_the_same(api: Api) -> None:
    uses = [use(metadata=[1, {"a": None}]), use(model="none"), use(inputTokens="5", accountId=None)]
    one = use(model="gpt-4o", inputTokens=10**7, occurredAt="2026-03-10T10:00:00+01:00")
    variables = {"uses": uses, "one": one, "model": "qwen-turbo", "key": "literal"}
    await check(api, Sent(RECORD, variables), times=2)

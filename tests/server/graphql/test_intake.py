"""The bytes and values of a request are bounded before anything is made of them."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.errors import LimitExceeded
from server.graphql.intake import (
    check_marks,
    check_request,
    marks_in,
    marks_outside_strings,
    number_of_values,
)
from tests.support.server.api import Api, use
from tests.support.server.compiled import BUDGETS
from tests.support.server.documents import RECORD_BATCH
from tests.support.server.websocket import raw_socket, websocket

SMALL = replace(BUDGETS.user, values=10, document_length=100)
json_values = st.recursive(
    st.none() | st.integers() | st.text(',[{"\\\\', max_size=3),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner),
)


@given(json_values)
def test_there_are_at_most_as_many_values_as_marks(value: Any) -> None:
    assert number_of_values(value) <= marks_in(json.dumps(value).encode())


@given(st.dictionaries(st.text(max_size=2), json_values))
def test_requests_are_refused_by_their_number_of_values(variables: dict[str, Any]) -> None:
    marks = marks_in(json.dumps(variables).encode())
    number = number_of_values(variables)
    if number <= SMALL.values:
        check_request("{ a }", variables, marks, SMALL)
    else:
        with pytest.raises(LimitExceeded, match=f"have {number:,} values .* at most 10"):
            check_request("{ a }", variables, marks, SMALL)


@given(json_values)
def test_marks_inside_of_strings_are_told_apart(value: Any) -> None:
    text = json.dumps(value).encode()
    outside = marks_in(json.dumps(without_marks(value)).encode())
    assert marks_outside_strings(text, most=1_000_000) == outside


@given(json_values, st.integers(0, 5))
def test_a_text_is_never_said_to_have_more_marks_than_it_has(value: Any, most: int) -> None:
    text = json.dumps(value).encode()
    found, outside = (marks_outside_strings(text, each) for each in (most, 1_000_000))
    assert found == outside or most < found < outside


def without_marks(value: Any) -> Any:
    """Return the value with numbers as its texts and names."""
    if isinstance(value, dict):
        return {str(number): without_marks(one) for number, one in enumerate(value.values())}
    if isinstance(value, list):
        return [without_marks(one) for one in value]
    return 0


@pytest.mark.parametrize("item", [b"1", b'""', b"[]", rb'"\""'])
def test_a_text_with_far_too_many_marks_is_not_parsed(item: bytes) -> None:
    for number, refused in [(10, False), (200, True)]:
        text = b"[" + b",".join([item] * number)
        with pytest.raises(LimitExceeded) if refused else nullcontext():
            check_marks(text, marks_in(text), SMALL)


async def test_a_batch_may_have_long_texts_with_many_commas(served: Api) -> None:
    text = "a, b, " * 2_700
    uses = [use(model="nope", metadata={"prompt": text, "next": '"{[,'}) for _ in range(50)]
    query = RECORD_BATCH.split("{")[0] + LEAN
    assert (await served.user().execute(query, input=uses))["data"]["recordUsageBatch"]
    async with websocket(served.address, served.user().token) as socket:
        assert (await socket.execute(query, input=uses))["data"]["recordUsageBatch"]


async def test_who_calls_is_known_before_a_body_is_read(api: Api) -> None:
    body = json.dumps({"query": "{ packs { name } }" + " " * 100_000}).encode()
    assert (await api.anonymous.post(body)).status_code == 413
    assert (await api.bearing("nobody").post(body)).json()["errors"][0]["extensions"] == {
        "code": "UNAUTHENTICATED"
    }
    answer = (await api.user("gate", "usage:write").post(body)).json()
    assert answer["data"]["packs"]


async def test_a_batch_is_bounded_by_the_rights_of_its_sender(api: Api) -> None:
    uses = [use(model="qwen-turbo", accountId="alice") for _ in range(1_000)]
    for count, scope, served in [
        (100, None, True),
        (101, None, False),
        (1_000, "usage:write", True),
        (1_001, "usage:write", False),
    ]:
        given = (uses * 2)[:count]
        who = api.user("alice", scope)
        answer = await who.execute(RECORD_BATCH.split("{")[0] + LEAN, input=given)
        assert ("errors" not in answer) is served, (count, scope, answer)
        if not served:
            assert answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


LEAN = "{ recordUsageBatch(input: $input) { __typename } }"


async def test_a_websocket_has_the_same_budgets(served: Api) -> None:
    many = "query ($m: [String!]) { account { quotas(models: $m) { used } } }"
    async with websocket(served.address, served.user().token) as socket:
        answer = await socket.execute(many, m=["qwen-turbo"] * 10_001)
        assert answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert (await socket.execute("{ packs { name } }"))["data"]["packs"], "it goes on"
    async with raw_socket(served.address) as socket:
        await socket.send(" " * (BUDGETS.anonymous.body_bytes + 1))
        code, reason = await socket.closed()
        assert (code, "131,073 bytes; at most 131,072" in reason) == (1009, True)

"""Documents of unknown clients: bounded in time and memory, and refused with a code."""

from __future__ import annotations

import pytest

from resolvers.budgets import ERRORS_MAX
from tests.support.server.api import Api
from tests.support.server.websocket import raw_socket, websocket


async def test_a_document_with_many_faults_tells_only_the_first(api: Api) -> None:
    unknown = " ".join(f"x{number}" for number in range(40))
    errors = (await api.anonymous.execute("{ " + unknown + " }"))["errors"]
    # graphql-core's last one says that it stopped.
    assert len(errors) == ERRORS_MAX
    assert {error["extensions"]["code"] for error in errors} == {"BAD_INPUT"}


async def test_a_document_too_long_to_be_parsed_is_refused(api: Api) -> None:
    response = await api.anonymous.post({"query": "{ packs { name } } #" + "x" * 500_000})
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    "payload",
    [
        {"query": "{ models { "},
        {"query": "subscription {"},
        {"query": "{" + "a{" * 3_000 + "b" + "}" * 3_001},
        {"query": "fragment F on Model { name }"},
        {"query": "{ packs { name } }", "operationName": "unknown"},
        {"query": "query A { packs { name } } query B { packs { name } }", "operationName": ""},
    ],
    ids=["syntax", "half", "deep", "fragments alone", "unknown name", "no name"],
)
async def test_a_websocket_answers_what_cannot_run_with_an_error(
    served: Api, payload: dict[str, str]
) -> None:
    async with websocket(served.address) as socket:
        await socket.send({"id": "bad", "type": "subscribe", "payload": payload})
        answer = await socket.message("bad")
        assert answer["type"] in {"error", "next"}
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        assert errors[0]["extensions"]["code"] in {"BAD_INPUT", "LIMIT_EXCEEDED"}
        assert (await socket.execute("{ packs { name } }"))["data"]["packs"], "it goes on"


async def test_a_websocket_is_closed_for_a_blank_query(served: Api) -> None:
    async with raw_socket(served.address) as socket:
        await socket.initialise()
        await socket.send({"id": "1", "type": "subscribe", "payload": {"query": " "}})
        assert await socket.close_code() == 4400


async def test_a_missing_or_unknown_member_of_an_input_is_named(api: Api) -> None:
    query = "query Q($i: QuoteInput!) { quote(input: $i) { cost } }"
    errors = (await api.user().execute(query, i={"modl": 1}))["errors"]
    named = {error["extensions"]["field"] for error in errors}
    assert named == {"model", "inputTokens", "outputTokens", "modl"}
    errors = (await api.user().execute("{ quote(input: {modl: 1}) { cost } }"))["errors"]
    assert {error["extensions"]["field"] for error in errors} == named
    batch = "mutation B($i: [RecordUsageInput!]!) { recordUsageBatch(input: $i) { __typename } }"
    errors = (await api.user().execute(batch, i=[{"model": 3}]))["errors"]
    assert "i[0].model" in {error["extensions"]["field"] for error in errors}

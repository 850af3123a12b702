"""An answer has few errors, each of bounded length, and says how many there were."""

from __future__ import annotations

from graphql import GraphQLError

from resolvers.budgets import ERRORS_MAX
from resolvers.errors import MESSAGE_LENGTH_MAX, all_shown
from tests.support.server.api import Api, served_app
from tests.support.server.websocket import websocket

FAILING = "{ " + "\n".join(f"a{number}: account {{ id }}" for number in range(50)) + " }"


def check(errors: list[dict[str, object]]) -> None:
    assert len(errors) == ERRORS_MAX
    assert errors[-1]["message"] == "There are 41 more errors, which are not listed."
    for number, error in enumerate(errors[:-1]):
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        assert error["path"] == [f"a{number}"]
        assert error["locations"] == [{"line": number + 1, "column": 1 if number else 3}]


async def test_fifty_errors_are_told_as_ten(sqlite_api: Api) -> None:
    check((await sqlite_api.anonymous.execute(FAILING))["errors"])


async def test_a_websocket_tells_as_few(sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api, websocket(api.address) as socket:
        check((await socket.execute(FAILING))["errors"])


def test_exactly_ten_errors_are_all_told() -> None:
    errors = [GraphQLError(str(number)) for number in range(ERRORS_MAX)]
    assert [error.message for error in all_shown(errors)] == [str(n) for n in range(ERRORS_MAX)]


def test_a_long_message_is_cut() -> None:
    [error] = all_shown([GraphQLError("x" * 100_000)])
    assert len(error.message) == MESSAGE_LENGTH_MAX + 1


async def test_a_long_name_of_an_operation_is_cut_too(sqlite_api: Api) -> None:
    request = {"query": "{ packs { name } }", "operationName": "x" * 100_000}
    [error] = (await sqlite_api.anonymous.post(request)).json()["errors"]
    assert error["message"].startswith('Unknown operation named "xxx')
    assert len(error["message"]) == MESSAGE_LENGTH_MAX + 1
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "operationName"}


async def test_the_field_at_fault_is_found_in_every_place(sqlite_api: Api) -> None:
    for query, field in {
        "{ quote(input: {model: 7}) { cost } }": "model",
        '{ account { quotas(models: ["a", [], {b: 1}, 7]) { used } } }': "models",
        "query ($n: [Int!]! = [1, true]) { account { usage(first: $n) { nodes { id } } } }": "n",
    }.items():
        errors = (await sqlite_api.user().execute(query))["errors"]
        assert field in {error["extensions"].get("field") for error in errors}, errors

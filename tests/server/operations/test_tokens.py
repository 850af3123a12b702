"""A document with many unknown names is refused before it is parsed; all others are parsed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from graphql import GraphQLSchema, GraphQLSyntaxError, TokenKind, parse
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from

from server.graphql.schema import build_schema
from server.operations import operations as module
from server.operations.tokens import UNKNOWN_NAMES_MAX, number_of_tokens, too_many_unknown
from tests.support.server.api import Api
from tests.support.server.websocket import websocket

SCHEMA: GraphQLSchema = build_schema()._schema
MANY = UNKNOWN_NAMES_MAX + 1
USE = (
    '{accountId: "alice", model: "gpt-4o", inputTokens: 1, outputTokens: 2, '
    'idempotencyKey: "k%d", metadata: {made_up: "nope nope nope"}}'
)


def many(text: str, number: int = MANY) -> str:
    return " ".join(text.replace("#", str(each)) for each in range(number))


UNKNOWN = {
    "fields": f"{{ {many('f#')} }}",
    "one field": f"{{ {many('nope')} }}",
    "behind aliases": f"{{ {many('a#: nope')} }}",
    "spreads": f"{{ {many('...F#')} }}",
    "types": f"query ({many('$a#: T#')}) {{ packs {{ name }} }}",
    "directives": f"{{ packs {many('@d#')} {{ name }} }}",
    "values": f"{{ {many('a#: recommendations(audience: X#) { audience }')} }}",
    "after a string": f'{{ a: model(name: "\\" {{") {{ name }} {many("nope")} }}',
    "after a block": f'{{ a: model(name: """ \\""" " """) {{ name }} {many("nope")} }}',
    "after a comment": f'{{ # """\n {many("nope")} }}',
}
KNOWN = {
    "fields": f"{{ {many('packs')} }}",
    "aliases": f"{{ {many('a# : packs { name }')} }}",
    "aliases, apart": f"{{ {many('a#,  : packs {{ name }}')} }}",
    "variables": f"query ({many('$v#: ID')}) {{ {many('a#: account(id: $v#) { id }')} }}",
    "strings": f"{{ {many('a#: model(name: @nope nope@) { name }').replace('@', chr(34))} }}",
    "a block": f'{{ model(name: """ {many("nope")} \\""" {many("nope")} """) {{ name }} }}',
    "a comment": f"{{ packs {{ name }} }} # {many('nope')}",
    "its fragments": f"{{ {many('...F')} }} fragment F on Query {{ packs {{ name }} }}",
    "numbers": f"{{ {many('a#: models(tier: FREE, first: 1e5, -1.5E+5) { name }')} }}",
    "values": f"{{ {many('a#: models(tier: PREMIUM) { tier }')} }}",
    "a batch": f"mutation {{ recordUsageBatch(input: [{many(USE, 1_000)}]) {{ __typename }} }}",
    "introspection": many("query Q { __schema { types { name kind } } __typename }", 300),
    "as many as may be": f"{{ {many('f#', UNKNOWN_NAMES_MAX)} }}",
}


@pytest.mark.parametrize("query", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_names_too_much_that_is_not_there_is_known(query: str) -> None:
    assert too_many_unknown(SCHEMA, query)


@pytest.mark.parametrize("query", KNOWN.values(), ids=KNOWN.keys())
def test_what_a_document_gives_its_own_name_is_not_counted(query: str) -> None:
    assert too_many_unknown(SCHEMA, query) is None


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object, **__: object) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(module, "parsed", parse)


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("longer", [0, module.CACHED_LENGTH_MAX])
async def test_it_is_refused_without_being_read(api: Api, longer: int) -> None:
    query = UNKNOWN["fields"] + " " * longer
    for _ in range(2):
        [error] = (await api.anonymous.execute(query))["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT"
        assert "'f0'" in error["message"]


async def test_a_websocket_refuses_it_too(served: Api) -> None:
    async with websocket(served.address) as socket:
        [error] = (await socket.execute(UNKNOWN["fields"]))["errors"]
        assert "'f0'" in error["message"]


async def test_a_long_document_tells_its_first_mistake(api: Api) -> None:
    literal = f"{{ quote(input: {{ {many('a#: 1', 5_000)} }}) {{ cost }} }}"
    errors = (await api.user("gate", "usage:write").execute(literal))["errors"]
    assert len(errors) <= 2
    assert errors[0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("query", KNOWN.values(), ids=KNOWN.keys())
def test_tokens_are_counted_as_the_parser_does(query: str) -> None:
    with suppress(GraphQLSyntaxError):
        token, number = parse(query).loc.start_token, -2
        while token is not None:
            token, number = token.next, number + (token.kind is not TokenKind.COMMENT)
        assert number_of_tokens(query) == number


@settings(max_examples=30)
@given(lists(sampled_from(['"""', '\\"""', '"', "\\", "\n", "a", "#", "$", ":", "1", ".", " "])))
def test_looking_takes_time_that_grows_with_the_length_alone(parts: list[str]) -> None:
    """A search with backtracking would take minutes."""
    text = "".join(parts)
    long = text * (200_000 // (len(text) or 1))
    # Its only name is `a`, repeated, and a token has at least one character.
    assert too_many_unknown(SCHEMA, long) is None or "a" in parts
    assert number_of_tokens(long) <= len(long)

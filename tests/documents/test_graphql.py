"""The GraphQL in documents is valid, and is answered without errors. A refusal is an answer.

Ids in documents are examples: those of earlier answers take their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    InlineFragmentNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    build_schema,
    parse,
    print_ast,
    validate,
    visit,
)

from tests.support.server.api import Client, running_app
from tests.support.snippets import ROOT, Snippet, snippets
from tests.test_documents import documents

SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
WRONG = {"MODEL_NOT_FOUND", "PACK_NOT_FOUND", "PLAN_NOT_FOUND", "PROGRAMME_NOT_FOUND"}
"""Refusals of names that a document has from the shipped catalog."""
SAMPLES = {"after": None, "search": None}
"""Values of the variables in documents."""


def blocks() -> list[Snippet]:
    found = (one for document in documents() for one in snippets(document, "graphql"))
    return [one for one in found if not one.left_out]


def operations(snippet: Snippet) -> list[OperationDefinitionNode]:
    parsed = parse(snippet.text)
    assert all(isinstance(one, OperationDefinitionNode) for one in parsed.definitions), snippet
    return [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]


class Filled(Visitor):
    """Asks for the name of each type and the code of each refusal, and puts known ids in the place
    of examples."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self._known = known

    def leave(self, node: Any, *_: Any) -> Any:
        if isinstance(node, ArgumentNode | ObjectFieldNode) and _is_example(node.value):
            known = self._value(node.name.value, node.value.value)
            return replace(node, value=StringValueNode(value=known, block=False))
        if isinstance(node, FieldNode) and node.selection_set and _has_members(node):
            asked = parse("{ __typename ... on Refusal { code } }").definitions[0]
            assert isinstance(asked, OperationDefinitionNode)
            selections = (*node.selection_set.selections, *asked.selection_set.selections)
            return replace(node, selection_set=SelectionSetNode(selections=selections))
        return None

    def _value(self, name: str, example: str) -> str:
        if example.startswith("team:"):
            return self._known.get("team", example)
        return self._known.get(name, example)


def _is_example(value: Any) -> bool:
    if not isinstance(value, StringValueNode):
        return False
    return "…" in value.value or value.value in {"alice:7", "ABCDE-FGHJK-MNPQR-STVWX"}


def _has_members(node: FieldNode) -> bool:
    assert node.selection_set is not None
    return any(isinstance(one, InlineFragmentNode) for one in node.selection_set.selections)


def learned(answer: Any, into: dict[str, str], within: str = "") -> None:
    """Note the ids of an answer by the names of the arguments that take them."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and name == "id":
                into[within] = into[f"{within}Id"] = value
            elif isinstance(value, str) and name in {"asOf", "code"} and "__typename" in answer:
                into[name] = value
            learned(value, into, name)
    elif isinstance(answer, list):
        for value in answer:
            learned(value, into, within)


def codes(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        if isinstance(answer.get("code"), str):
            yield answer["code"]
        for value in answer.values():
            yield from codes(value)


@pytest.mark.parametrize("snippet", blocks(), ids=str)
def test_it_is_valid(snippet: Snippet) -> None:
    for one in operations(snippet):
        faults = validate(SCHEMA, DocumentNode(definitions=(one,)))
        assert [fault.message for fault in faults] == [], print_ast(one)


@pytest.mark.parametrize("snippet", blocks(), ids=str)
async def test_it_is_answered(snippet: Snippet, sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        await assert_answered(snippet, api.user("alice", "admin"))


async def assert_answered(snippet: Snippet, caller: Client) -> None:
    """Execute the operations of a document in their order."""
    known: dict[str, str] = {"asOf": "2026-03-10T12:00:00Z"}
    team = (
        'mutation { createTeam(input: {name: "First", kind: TEAM, idempotencyKey: "0"}) {'
        " __typename ... on TeamCreated { team { id } } } }"
    )
    if "team:…" in snippet.text and "createTeam" not in snippet.text:
        learned(await caller.data(team), known)
    for one in operations(snippet):
        if one.operation is OperationType.SUBSCRIPTION:
            continue
        filled = visit(DocumentNode(definitions=(one,)), Filled(known))
        named = {each.variable.name.value for each in one.variable_definitions or ()}
        values = {name: value for name, value in SAMPLES.items() if name in named}
        answer = await caller.data(print_ast(filled), **values)
        assert WRONG.isdisjoint(codes(answer)), answer
        learned(answer, known)


def test_a_wrong_name_is_seen() -> None:
    [one] = parse("{ account { balance { avaliable } } }").definitions
    [fault] = validate(SCHEMA, DocumentNode(definitions=(one,)))
    assert "avaliable" in fault.message
    assert WRONG & set(codes({"data": {"purchasePack": {"code": "PACK_NOT_FOUND"}}}))

"""The API reference has everything that the SDL has, and its links lead somewhere."""

from __future__ import annotations

import re

from graphql import build_schema
from graphql.type import is_introspection_type, is_specified_scalar_type

from docsite.changes import changes
from docsite.reference import reference
from tests.support.snippets import ROOT

SDL = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
PAGES = reference(SDL)
BEFORE = """
type Query { use(id: ID): Use old: Int }
type Use { id: ID! cost: Int }
enum Kind { A B }
"""
AFTER = """
type Query { use(id: ID, key: String): Use old: Int @deprecated(reason: "use `use`") }
type Use { id: ID! cost: Int! model: String }
enum Kind { A C }
input Asked { id: ID! }
"""


def anchors(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r"^## (.+)$", text, re.MULTILINE)}


def test_each_type_and_operation_has_a_heading() -> None:
    schema = build_schema(SDL)
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    types = {
        one.name
        for one in schema.type_map.values()
        if one not in roots and not is_introspection_type(one) and not is_specified_scalar_type(one)
    }
    operations = {name for root in roots if root for name in root.fields}
    found = set().union(*(anchors(text) for text in PAGES.values()))
    assert found == {name.lower() for name in types | operations}


def test_links_lead_to_headings() -> None:
    for page, text in PAGES.items():
        for target, anchor in re.findall(r"\]\((\w*)(?:\.md)?#(\w+)\)", text):
            assert anchor in anchors(PAGES[target or page]), (page, target, anchor)


def test_a_cell_is_one_line() -> None:
    pages = reference('type Query { "One" a("The first" x: [Int!] = [1, 2]): Int }')
    assert "| `x` | `[Int!]` = `[1, 2]` | The first |" in pages["queries"]
    fields = reference(
        'type Query { a: T } type T { "One | two" b: Int @deprecated(reason: "old") }'
    )
    assert "| `b` | `Int` | One \\| two **Deprecated:** old |" in fields["objects"]


def test_changes_are_told_by_kind() -> None:
    text = changes(BEFORE, AFTER)
    parts = dict(re.findall(r"^## (.+)\n\n((?:- .+\n)+)", text, re.MULTILINE))
    assert "C was added" in parts["Worth a look"]
    assert "B was removed" in parts["Breaking"]
    assert {"- `Query.use(key)`", "- `Use.model`", "- Type `Asked`"} <= set(
        parts["New"].splitlines()
    )
    assert parts["Deprecated"] == "- `Query.old`: use `use`\n"


def test_no_change_is_told_too() -> None:
    assert "Nothing has changed" in changes(BEFORE, BEFORE)

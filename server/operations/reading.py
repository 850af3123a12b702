"""Reads the facts of a document that the compiler needs first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails


class Reading(NamedTuple):
    """`conditions` are the variables of `@skip` and `@include`, `reused` the variables that are
    used several times, `roots` the names of all root fields, including skipped ones. `unusual`
    is a directive that only graphql-core knows, if there is one."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    declared: frozenset[str]
    conditions: tuple[str, ...]
    reused: frozenset[str]
    roots: tuple[str, ...]
    unusual: str | None


class _Uses(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.variables: Counter[str] = Counter()
        self.conditions: dict[str, None] = {}
        self.unusual: str | None = None

    def enter_variable_definition(self, *_: Any) -> Any:
        return self.SKIP

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables[node.name.value] += 1

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value not in {"skip", "include"}:
            self.unusual = node.name.value
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.conditions[argument.value.name.value] = None


def read(document: DocumentNode, operation: OperationDefinitionNode) -> Reading:
    """Read one operation of a document."""
    fragments: dict[str, FragmentDetails] = {}
    for one in document.definitions:
        if isinstance(one, FragmentDefinitionNode):
            fragments[one.name.value] = FragmentDetails(one)
    uses = _Uses()
    for node in (operation, *(details.definition for details in fragments.values())):
        visit(node, uses)
    known = frozenset(_name(one) for one in operation.variable_definitions or ())
    return Reading(
        operation,
        fragments,
        known,
        tuple(name for name in uses.conditions if name in known),
        frozenset(name for name, count in uses.variables.items() if count > 1),
        tuple(dict.fromkeys(_roots(operation.selection_set, fragments, set()))),
        uses.unusual,
    )


def _name(definition: VariableDefinitionNode) -> str:
    return definition.variable.name.value


def _roots(
    selected: SelectionSetNode, fragments: dict[str, FragmentDetails], seen: set[str]
) -> Iterator[str]:
    """Yield the names of root fields. Each fragment is read once: otherwise a short document
    could take exponential time."""
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one.name.value
        elif isinstance(one, InlineFragmentNode):
            yield from _roots(one.selection_set, fragments, seen)
        elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
            seen.add(one.name.value)
            inner = fragments[one.name.value].definition
            yield from _roots(inner.selection_set, fragments, seen)

"""Limits on the cost of a document, checked before it is validated: a kilobyte can ask for
gigabytes.

The check itself is bounded: it stops after STEPS_MAX fields of any document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    is_list_type,
)

TOKENS_MAX = 60_000
"""Enough for a batch of a thousand uses without variables."""
FIELDS_MAX = 50_000
"""The maximum number of fields of a response, estimated from the document with ITEMS and
PAGE_MAX."""
COMPARISONS_MAX = 200_000
"""The maximum number of pairs of fields with the same name that validation compares for
conflicts."""
ITEMS = 10
"""The assumed length of a list that no argument limits."""
PAGE_MAX = 500
"""The assumed length of a list whose `first` is a variable."""
INTROSPECTION_ITEMS = 3
"""The assumed length of a list in an introspection query, because tools request lists of lists of
the schema. Production refuses introspection."""
STEPS_MAX = 100_000
"""The maximum number of fields and fragments that are examined. A document with more is too
large."""
LIVE_FIELDS_MAX = 1_000
"""The maximum number of fields of a subscription's response, which is created again at every
change."""


class Cost(NamedTuple):
    """The cost of a selection set. `fields` counts as FIELDS_MAX does, `size` ignores lists."""

    fields: int
    size: int
    comparisons: int


NOTHING = Cost(0, 0, 0)


class _TooLarge(Exception):
    """The document has more fields and fragments than STEPS_MAX."""


def too_much(schema: GraphQLSchema, document: DocumentNode) -> GraphQLError | None:
    """Return why the document is not validated, or None. Raises RecursionError if it is nested too
    deeply."""
    costs = _Costs(schema, document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        most = FIELDS_MAX
        if operation.operation is OperationType.SUBSCRIPTION:
            most = LIVE_FIELDS_MAX
        try:
            cost = costs.of(operation.selection_set, schema.get_root_type(operation.operation))
        except _TooLarge:
            return _refused("Ask for less at once.")
        if cost.fields > most:
            return _refused(f"It asks for more than {most} fields: ask for less at once.")
        if cost.comparisons > COMPARISONS_MAX:
            return _refused("It asks for the same fields too often.")
    return None


def _refused(message: str) -> GraphQLError:
    text = f"The document is too large. {message}"
    return GraphQLError(text, extensions={"code": "LIMIT_EXCEEDED"})


class _Costs:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._steps = 0
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def of(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Cost:
        fields = size = comparisons = 0
        # For each response name: the sum of the sizes, and the sum of their squares.
        names: dict[str, tuple[int, int]] = {}
        for node, within in self._flat(selected, parent, set()):
            one = self._field(node, within)
            fields, size = fields + one.fields, size + one.size
            comparisons += one.comparisons
            key = (node.alias or node.name).value
            total, squares = names.get(key, (0, 0))
            names[key] = (total + one.size, squares + one.size**2)
        pairs = sum((total**2 - squares) // 2 for total, squares in names.values())
        return Cost(fields, size, comparisons + pairs)

    def _flat(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None, seen: set[str]
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        """Yield the fields of a set and of its fragments, each fragment once, as execution does."""
        for one in selected.selections if selected else ():
            self._steps += 1
            if self._steps > STEPS_MAX:
                raise _TooLarge
            if isinstance(one, FieldNode):
                yield one, parent
            elif isinstance(one, InlineFragmentNode):
                yield from self._flat(one.selection_set, self._condition(one, parent), seen)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                inner = self._fragments.get(one.name.value)
                if inner is not None:
                    yield from self._flat(inner.selection_set, self._condition(inner, None), seen)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Cost:
        definition = None
        if parent is not None and is_composite_type(parent):
            definition = self._schema.get_field(parent, node.name.value)
        type_ = definition.type if definition else None
        inner = NOTHING
        if node.selection_set is not None:
            inner = self.of(node.selection_set, get_named_type(type_) if type_ else None)
        items = _items(node, type_) if type_ else 1
        return Cost(1 + inner.fields * items, 1 + inner.size, inner.comparisons)

    def _condition(
        self, node: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        named = node.type_condition
        return self._schema.get_type(named.name.value) if named else parent


def _items(node: FieldNode, type_: GraphQLOutputType) -> int:
    if not any(is_list_type(one) for one in _unwrapped(type_)):
        return _page(node)
    return INTROSPECTION_ITEMS if get_named_type(type_).name.startswith("__") else ITEMS


def _unwrapped(type_: GraphQLOutputType) -> tuple[GraphQLOutputType, ...]:
    return (type_, type_.of_type) if isinstance(type_, GraphQLNonNull) else (type_,)


def _page(node: FieldNode) -> int:
    """Return the factor for a connection: `first` edges, where its list already counts as ITEMS."""
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            first = int(value.value[:9]) if isinstance(value, IntValueNode) else PAGE_MAX
            return max(1, min(first, PAGE_MAX) // ITEMS)
    return 1

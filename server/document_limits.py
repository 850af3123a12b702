"""What a document may cost, told before it is validated: a kilobyte can ask for gigabytes.

Fragments are counted once and added up, so that telling it takes time by the document's length,
however large what it asks for is.
"""

from __future__ import annotations

from collections import Counter
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
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    is_list_type,
)

TOKENS_MAX = 60_000
"""A batch of a thousand uses, written out in the document, fits."""
FIELDS_MAX = 50_000
"""Fields of the response, as far as the document tells how many items a list has."""
COMPARISONS_MAX = 200_000
"""Pairs of fields with one name that validation compares, lest they contradict each other."""
ITEMS = 25
"""Of a list that no argument bounds."""
PAGE_MAX = 500
"""Of one whose `first` a variable says."""
INTROSPECTION_ITEMS = 3
"""Tools ask for lists of lists of the schema; production answers none of that."""
CAP = 10**12
"""Nothing is counted above: numbers stay small."""


class Cost(NamedTuple):
    """Of a selection set. `size`: its fields without regard to lists, those in `names` by their
    response names; `squares` likewise of each one's size squared. `compared`: within its fields."""

    fields: int
    size: int
    compared: int
    names: Counter[str]
    squares: Counter[str]

    @property
    def comparisons(self) -> int:
        """With those between its own fields of one name."""
        pairs = ((size**2 - self.squares[name]) // 2 for name, size in self.names.items())
        return min(CAP, self.compared + sum(pairs))


NOTHING = Cost(0, 0, 0, Counter(), Counter())


def too_much(schema: GraphQLSchema, document: DocumentNode) -> GraphQLError | None:
    """Why the document isn't even validated. Raises RecursionError for one nested too deeply."""
    costs = _Costs(schema, document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        cost = costs.of(operation.selection_set, schema.get_root_type(operation.operation))
        if cost.fields > FIELDS_MAX:
            return _refused(f"It asks for more than {FIELDS_MAX} fields: ask for less at once.")
        if cost.comparisons > COMPARISONS_MAX:
            return _refused("It asks for the same fields too often.")
    return None


def _refused(message: str) -> GraphQLError:
    return GraphQLError(f"The document is too large. {message}", extensions={"code": CODE})


CODE = "LIMIT_EXCEEDED"


class _Costs:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, Cost] = {}

    def of(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Cost:
        fields = size = compared = 0
        names: Counter[str] = Counter()
        squares: Counter[str] = Counter()
        for part in self._parts(selected, parent):
            fields, size = min(CAP, fields + part.fields), min(CAP, size + part.size)
            compared = min(CAP, compared + part.compared)
            names.update(part.names)
            squares.update(part.squares)
        return Cost(fields, size, compared, names, squares)

    def _parts(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> Iterator[Cost]:
        for one in selected.selections if selected else ():
            if isinstance(one, FieldNode):
                yield self._field(one, parent)
            elif isinstance(one, InlineFragmentNode):
                yield self.of(one.selection_set, self._condition(one, parent))
            elif isinstance(one, FragmentSpreadNode):
                yield self._fragment(one.name.value)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Cost:
        definition = None
        if parent is not None and is_composite_type(parent):
            definition = self._schema.get_field(parent, node.name.value)
        type_ = definition.type if definition else None
        inner = self.of(node.selection_set, get_named_type(type_) if type_ else None)
        fields = min(CAP, 1 + inner.fields * (_items(node, type_) if type_ else 1))
        size, key = 1 + inner.size, (node.alias or node.name).value
        return Cost(fields, size, inner.comparisons, Counter({key: size}), Counter({key: size**2}))

    def _fragment(self, name: str) -> Cost:
        known = self._known.get(name)
        if known is None:
            # One that contains itself is refused by validation: here it must only end.
            self._known[name] = NOTHING
            node = self._fragments.get(name)
            if node is not None:
                known = self.of(node.selection_set, self._condition(node, None))
                self._known[name] = known
        return known or NOTHING

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
    """A connection has as many edges as `first` says, and counts them itself as a list."""
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            first = int(value.value[:9]) if isinstance(value, IntValueNode) else PAGE_MAX
            return max(1, min(first, PAGE_MAX) // ITEMS)
    return 1

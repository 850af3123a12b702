"""Measures the operations of a document before it is validated: a kilobyte can ask for gigabytes.

One walk counts everything that a budget bounds. It stops soon after a budget is spent, however
large the document is after its fragments are expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_composite_type,
)

from resolvers.budgets import Budget
from server.operations.prices import PLAIN, Prices

COMPARISONS_MAX = 10_000
"""The most pairs of fields with the same name that validation has to compare for conflicts."""
MIXED_MAX = 2_000
"""The most that introspection may cost beside other fields: alone, it is answered beside the
event loop."""
TOKENS_PER_FIELD = 20
"""How many tokens of a document that is kept count as much as a field: the rest of a document takes
memory too, such as long literals and other operations. Usual documents have 2 to 6."""
ROOTS = frozenset({"__schema", "__type"})


class Measures(NamedTuple):
    """The measures of one operation. The members up to `introspection` are those of a Budget."""

    tokens: int
    selections: int
    aliases: int
    root_fields: int
    values: int
    cost: int
    introspection: int
    comparisons: int
    is_live: bool
    is_mixed: bool
    """Whether it asks for the schema beside other fields."""

    @property
    def live_size(self) -> int:
        """How many fields a subscription counts for as long as it is open."""
        return max(self.selections, self.tokens // TOKENS_PER_FIELD)


class _Cost(NamedTuple):
    """The cost of a selection set. `size` is the number of its fields, without regard to lists."""

    fields: int
    introspection: int
    size: int
    comparisons: int


class TooMuch(Exception):
    """A budget is spent: the measures so far."""

    def __init__(self, what: str, actual: str, most: int) -> None:
        super().__init__(f"The document {what.format(actual)}; at most {most:,} are taken.")


TOLD = {
    "tokens": "has {} tokens",
    "selections": "selects {} fields and fragments, those in fragments included",
    "aliases": "has {} fields with an alias",
    "root_fields": "has {} fields at its root",
    "values": "has {} values in lists and objects",
    "cost": "costs {} units by the fields that it asks for",
    "introspection": "costs {} units by what it asks of the schema",
}


def refusal(message: str) -> GraphQLError:
    """Return the error of a request that is above a budget."""
    return GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})


def too_much(measures: Measures, budget: Budget) -> GraphQLError | None:
    """Return why an operation is not executed for a caller with this budget, or None."""
    try:
        check(measures, budget)
    except TooMuch as error:
        return refusal(str(error))
    return None


def check(measures: Measures, budget: Budget) -> None:
    """Raises TooMuch."""
    for name, what in TOLD.items():
        actual, most = getattr(measures, name), getattr(budget, name)
        if actual > most:
            raise TooMuch(what, f"{actual:,}", most)
    if measures.is_live and measures.cost > budget.live_fields:
        raise TooMuch("costs {} units at every change", f"{measures.cost:,}", budget.live_fields)
    if measures.is_mixed and measures.introspection > MIXED_MAX:
        what = "asks for the schema beside other fields, for {} units"
        raise TooMuch(what, f"{measures.introspection:,}", MIXED_MAX)
    if measures.comparisons > COMPARISONS_MAX:
        what = "asks for fields of the same name {} times in pairs"
        raise TooMuch(what, f"{measures.comparisons:,}", COMPARISONS_MAX)


def measured(
    schema: GraphQLSchema, document: DocumentNode, *, tokens: int, budget: Budget
) -> dict[str | None, Measures]:
    """Return the measures of each operation, by its name.

    Raises TooMuch if one is above the budget, or if all together have too many selections:
    validation looks at a fragment again for each operation.
    """
    found = {}
    walk = _Walk(schema, document, budget)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            measures = walk.measures(operation, tokens)
            check(measures, budget)
            found[operation.name.value if operation.name else None] = measures
    return found


class _Walk:
    """The walk of all operations of a document, one after the other."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, budget: Budget) -> None:
        self._schema, self._budget = schema, budget
        self._prices = Prices(schema)
        self._selections = self._aliases = self._values = 0
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def measures(self, operation: OperationDefinitionNode, tokens: int) -> Measures:
        root = self._schema.get_root_type(operation.operation)
        self._aliases = self._values = 0
        before = self._selections
        for definition in operation.variable_definitions or ():
            self._values += values_in(definition.default_value)
        roots = list(self._flat(operation.selection_set, root, set()))
        cost = self._cost(roots)
        return Measures(
            tokens=tokens,
            selections=self._selections - before,
            aliases=self._aliases,
            root_fields=len(roots),
            values=self._values,
            cost=cost.fields,
            introspection=cost.introspection,
            comparisons=cost.comparisons,
            is_live=operation.operation is OperationType.SUBSCRIPTION,
            is_mixed=not (ROOTS | {"__typename"}).issuperset(node.name.value for node, _ in roots),
        )

    def _cost(self, fields: list[tuple[FieldNode, GraphQLNamedType | None]]) -> _Cost:
        cost = introspection = size = comparisons = 0
        # For each response name: the sum of the sizes, and the sum of their squares.
        names: dict[str, tuple[int, int]] = {}
        for node, within in fields:
            one = self._field(node, within)
            cost, introspection = cost + one.fields, introspection + one.introspection
            size, comparisons = size + one.size, comparisons + one.comparisons
            key = (node.alias or node.name).value
            total, squares = names.get(key, (0, 0))
            names[key] = (total + one.size, squares + one.size**2)
        pairs = sum((total**2 - squares) // 2 for total, squares in names.values())
        return _Cost(cost, introspection, size, comparisons + pairs)

    def _flat(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None, seen: set[str]
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        """Yield the fields of a set and of its fragments, each fragment once, as execution does."""
        for one in selected.selections if selected else ():
            self._selections += 1
            if self._selections > self._budget.selections:
                most = self._budget.selections
                raise TooMuch(TOLD["selections"], f"more than {most:,}", most)
            if isinstance(one, FieldNode):
                yield one, parent
            elif isinstance(one, InlineFragmentNode):
                yield from self._flat(one.selection_set, self._condition(one, parent), seen)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                inner = self._fragments.get(one.name.value)
                if inner is not None:
                    yield from self._flat(inner.selection_set, self._condition(inner, None), seen)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> _Cost:
        self._aliases += node.alias is not None
        for argument in node.arguments or ():
            self._values += values_in(argument.value)
        definition = None
        if parent is not None and is_composite_type(parent):
            definition = self._schema.get_field(parent, node.name.value)
        inner = _Cost(0, 0, 0, 0)
        if node.selection_set is not None:
            type_ = get_named_type(definition.type) if definition else None
            inner = self._cost(list(self._flat(node.selection_set, type_, set())))
        return self._priced(node, parent, definition, inner)

    def _priced(
        self,
        node: FieldNode,
        parent: GraphQLNamedType | None,
        definition: GraphQLField | None,
        inner: _Cost,
    ) -> _Cost:
        price: int = PLAIN
        length: int | Fraction = 1
        if parent is not None and definition is not None:
            price = self._prices.price(parent, node, definition)
            length = self._prices.length(parent, node, definition)
        size = inner.size + 1
        fields, introspection = int(inner.fields * length), int(inner.introspection * length)
        if node.name.value in ROOTS or (parent is not None and parent.name.startswith("__")):
            return _Cost(fields, introspection + price, size, inner.comparisons)
        return _Cost(fields + price, introspection, size, inner.comparisons)

    def _condition(
        self, node: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        named = node.type_condition
        return self._schema.get_type(named.name.value) if named else parent


def values_in(value: ValueNode | None) -> int:
    """Return the number of items of lists and members of objects that are written out."""
    if isinstance(value, ListValueNode):
        return len(value.values) + sum(map(values_in, value.values))
    if isinstance(value, ObjectValueNode):
        return len(value.fields) + sum(values_in(member.value) for member in value.fields)
    return 0

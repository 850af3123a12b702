"""The cost of a field, read from the schema: a resolver that waits reads from the database.

A unit is about the work of one plain field: some microseconds of CPU time.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    IntValueNode,
    get_named_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

from resolvers.ledger.pages import PAGE_SIZE, PAGE_SIZE_MAX
from server.operations.run import definition_of

PLAIN = 1
READS = 10
"""The price of a field whose resolver is async."""
PRICES = {
    "Account.usage": 100,
    "Account.ledger": 100,
    "Account.purchases": 100,
    "Account.holds": 100,
    "Account.usageSummary": 2_000,
    "Account.forecast": 2_000,
    "Account.savings": 2_000,
    "Account.suggestions": 2_000,
    "Team.members": 200,
    "Team.invitations": 100,
    "Query.analytics": 10_000,
    "Query.programmeRequests": 500,
    "Mutation.applyCode": 10_000,
    "Mutation.joinTeam": 10_000,
    "Mutation.revokeInvitation": 10_000,
    "Query.auditLog": 100,
    "Query.models": 100,
    "Query.modelCount": 100,
    "Query.modelPrices": 500,
}
"""The prices of fields that read many rows, or compute much. The price of a code is high so that
nobody tries many."""

ITEMS = 10
"""The assumed length of a list that neither an argument nor LENGTHS bounds."""
LENGTHS = {
    "Query.models": 100,
    "Account.quotas": 50,
    "Account.holds": 600,
    "Account.usageSummary": 500,
    "UsageSummary.details": 2,
    "UsageSummary.unpriced": 1,
    "Usage.charges": 2,
    "Model.variants": 1,
    "Rates.units": 1,
    "Usage.details": 2,
    "Usage.unpriced": 1,
    "Hold.details": 2,
    "Quote.unpriced": 1,
    "LedgerEntry.charges": 2,
    "Purchase.discounts": 1,
    "Pack.discounts": 1,
    "Pack.bulk": 3,
    "Team.invitations": 20,
}
"""The assumed lengths of other lists. An account has at most 500 open holds, and shows 100 closed
ones. A summary may have the hours of some weeks. Few uses are paid by more than two grants, or have
more than two details. Few models have tiers or thresholds. Hardly a purchase has more than one
discount."""


RATE_UNIT = 100
"""How much of these prices is one unit of the rate limits: about a small request."""
USE = 10
"""The price of one use of a batch, beside its answer."""


def rate_units(cost: int, uses: int = 0) -> int:
    """Return what an operation takes of the rate limits, at least one unit. `cost` counts the
    results of a batch as ITEMS; a batch has so many `uses`."""
    if uses:
        cost = max(cost, cost * uses // ITEMS) + USE * uses
    return max(1, cost // RATE_UNIT)


def reading_units(length: int) -> int:
    """Return what reading a document of so many characters takes of the rate limits: to parse,
    measure and validate it takes about a microsecond for each."""
    return length // RATE_UNIT


class Prices:
    """The prices and the lengths of lists of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._introspection = _introspection_lengths(schema)

    def price(self, parent: GraphQLNamedType, node: FieldNode, field: GraphQLField) -> int:
        """Return the cost of a field itself, without its selection."""
        known = PRICES.get(f"{parent.name}.{node.name.value}")
        if known is not None:
            return known
        return READS if getattr(definition_of(field), "is_async", False) else PLAIN

    def length(
        self, parent: GraphQLNamedType, node: FieldNode, field: GraphQLField
    ) -> int | Fraction:
        """Return how often the field's selection is expected to be executed."""
        type_ = field.type
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        name = f"{parent.name}.{node.name.value}"
        if "first" in field.args:
            size = _page(node, LENGTHS.get(name, PAGE_SIZE))
            # The list of a connection already counts as ITEMS.
            return size if is_list_type(type_) else max(1, _average(size, ITEMS))
        if not is_list_type(type_):
            return 1
        if get_named_type(type_).name.startswith("__"):
            return self._introspection.get(name, 1)
        return LENGTHS.get(name, ITEMS)


def _page(node: FieldNode, default: int) -> int:
    """Return the length of a page. A variable `first` counts as the longest page."""
    first = default
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            first = int(value.value[:9]) if isinstance(value, IntValueNode) else PAGE_SIZE_MAX
    return max(1, min(first, PAGE_SIZE_MAX))


@cache
def _introspection_lengths(schema: GraphQLSchema) -> dict[str, Fraction]:
    """Return the exact mean lengths of introspection's lists in this schema. If they were rounded,
    one more field in the schema could make the same document cost half as much again."""
    types = schema.type_map.values()
    outputs = [one.fields for one in types if is_object_type(one) or is_interface_type(one)]
    inputs = [one.fields for one in types if is_input_object_type(one)]
    fields = sum(map(len, outputs))
    arguments = sum(len(field.args) for each in outputs for field in each.values())
    return {
        "__Schema.types": Fraction(len(schema.type_map)),
        "__Schema.directives": Fraction(len(schema.directives)),
        "__Type.fields": Fraction(fields, len(schema.type_map)),
        "__Type.inputFields": Fraction(sum(map(len, inputs)), len(schema.type_map)),
        "__Field.args": Fraction(arguments, max(1, fields)),
    }


def _average(total: int, number: int) -> int:
    """Return the quotient, rounded up."""
    return -(-total // max(1, number))

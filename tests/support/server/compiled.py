"""Operations as requests find them, without a server."""

from __future__ import annotations

from resolvers.budgets import read_budgets
from server.operations import NotServed, Operation, Operations

BUDGETS = read_budgets({})


def compiled(operations: Operations, query: str, name: str | None = None) -> Operation | None:
    """Return an operation; None if graphql-core has to execute it, or if it is not served."""
    try:
        operation = operations.read(query, name, BUDGETS.gateway)
    except NotServed:
        return None
    return operation if operation.is_compiled else None

"""The operations of a schema, found by their documents.

A document is read once: measured, validated and compiled. The memory of those that are kept is
bounded, so that strangers cannot fill it.
"""

from __future__ import annotations

from functools import partial

import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    specified_rules,
)
from strawberry.schema.config import StrawberryConfig

from resolvers.budgets import ERRORS_MAX, Budget
from server.operations.beside import Turns, beside
from server.operations.cache import Cache
from server.operations.limits import TooMuch, measured, refusal
from server.operations.litter import Litter
from server.operations.operation import Operation
from server.operations.reading import read
from server.operations.run import Source
from server.operations.text import parsed, unlink
from server.operations.tokens import number_of_tokens, too_many_unknown
from server.operations.validation import Validator

CACHE_BYTES = 16 * 1024 * 1024
"""Enough for hundreds of small documents. What is kept also lengthens every full collection of
garbage, for which everything waits."""
CACHED_LENGTH_MAX = 16_384
SHORT_LENGTH_MAX = 512
"""The most characters of a document that is read within a turn of the event loop: some
milliseconds. Longer ones are read beside it."""


class NotServed(Exception):
    """The document is not executed: it is not valid, above a budget, or without the operation.

    `errors` are not yet worded for callers. `status` is the one of HTTP, and `strict_status` that
    for clients that want one for each kind of error.
    """

    def __init__(self, *errors: GraphQLError, status: int = 200, strict_status: int = 400) -> None:
        super().__init__(*errors)
        self.errors = list(errors)
        self.status = status
        self.strict_status = strict_status


class Operations:
    """The operations of one schema. Documents have to follow `more_rules` too."""

    def __init__(
        self,
        schema: strawberry.Schema,
        *more_rules: type[ASTValidationRule],
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._schema = schema
        self._validator = Validator(schema._schema, (*specified_rules, *more_rules))
        self._compiles = _understands(schema)
        self._turns = Turns()
        self._litter = Litter()
        self.cache = Cache[tuple[str, str | None], Operation](cache_bytes)

    def known(self, query: str, name: str | None) -> Operation | None:
        """Return an operation that is kept. Whether a caller may have it executed is told by
        `Operation.check`."""
        return self.cache.get((query, name))

    async def find(self, query: str, name: str | None, budget: Budget) -> Operation:
        """Return the operation of that name, or the document's only one.

        Raises NotServed, or Unavailable if too many documents wait to be read.
        """
        operation = self.known(query, name)
        if operation is None:
            async with self._turns.turn(len(query)):
                # Of many who bring the same document at once, the first one had it read.
                operation = self.known(query, name) or await self._made(query, name, budget)
        if fault := operation.refusal(budget):
            raise NotServed(fault)
        return operation

    async def _made(self, query: str, name: str | None, budget: Budget) -> Operation:
        work = partial(self.read, query, name, budget)
        operation = work() if len(query) <= SHORT_LENGTH_MAX else await beside(work)
        self._keep(query, name, operation)
        return operation

    def read(self, query: str, name: str | None, budget: Budget) -> Operation:
        """Return the operation, made anew. Raises NotServed. It may run in any thread."""
        try:
            with self._litter.made_by(len(query)):
                return self._read(query, name, budget)
        except TooMuch as error:
            raise NotServed(refusal(str(error))) from None
        except GraphQLError as error:
            raise NotServed(error) from None
        except RecursionError as error:
            raise NotServed(GraphQLError(str(error), original_error=error)) from None

    def _read(self, query: str, name: str | None, budget: Budget) -> Operation:
        core = self._schema._schema
        tokens = number_of_tokens(query)
        if tokens > budget.tokens:
            raise TooMuch("has {} tokens", f"{tokens:,}", budget.tokens)
        if refused := too_many_unknown(core, query):
            raise refused
        document = parsed(query, max_tokens=budget.tokens)
        measures = measured(core, document, tokens=tokens, budget=budget)
        # For a longer document it is one, because an error may repeat much of the document.
        most = ERRORS_MAX - 1 if len(query) <= CACHED_LENGTH_MAX else 1
        if errors := self._validator.errors(document, most=most):
            raise NotServed(*errors)
        node = _operation(document, name)
        found = measures[node.name.value if node.name else None]
        source = Source(self._schema, document, name)
        operation = Operation(source, read(document, node), found, compiles=self._compiles)
        unlink(document)
        return operation

    def _keep(self, query: str, name: str | None, operation: Operation) -> None:
        if len(query) + len(name or "") > CACHED_LENGTH_MAX:
            return
        operation.kept = partial(self._weigh, query, name)
        self.cache.put((query, name), operation, operation.bytes)

    def _weigh(self, query: str, name: str | None) -> None:
        # The operation is looked up: if it held itself, only a collection would free it.
        operation = self.known(query, name)
        if operation is not None:
            self.cache.put((query, name), operation, operation.bytes)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation of that name, or the only one. Raises NotServed."""
    found = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if name is not None:
        found = [one for one in found if one.name is not None and one.name.value == name]
        if not found:
            raise _no_such(f'Unknown operation named "{name}".')
    if not found:
        raise _no_such("The document has no operation.")
    if len(found) > 1:
        raise _no_such("operationName: is required, because the document has several operations")
    return found[0]


def _no_such(message: str) -> NotServed:
    extensions = {"code": "BAD_INPUT", "field": "operationName"}
    return NotServed(GraphQLError(message, extensions=extensions), status=400)


def _understands(schema: strawberry.Schema) -> bool:
    """Return whether the schema has no hooks between its fields and their resolvers."""
    config, converter = schema.config, schema.schema_converter
    hooks = any(extension._implements_resolve() for extension in schema.get_extensions())
    usual = config.info_class is StrawberryConfig().info_class
    return usual and not (hooks or schema.directives or converter.exception_handlers)

"""A cache of parsed and validated GraphQL documents.

The number and the length of cached documents are bounded, so that no client can fill the memory.
The cost of a document is bounded too (`server.operations.names`, `server.operations.limits`). Few
errors of a document are reported, because creating each message takes time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from server.operations.limits import TOKENS_MAX, too_much
from server.operations.names import too_many_unknown

DOCUMENTS_MAX = 512
CACHED_LENGTH_MAX = 16_384
ERRORS_MAX = 10
"""The maximum number of errors reported for a document that is cached. For a longer document only
one is reported, because an error may quote much of the document."""


_NOT_READ = parse("{ __typename }")
"""Stands for a document that is refused before it is parsed."""


class Checked(NamedTuple):
    document: DocumentNode
    errors: list[GraphQLError]


class DocumentCache:
    """The documents of one schema. The least recently used document is dropped first.

    Documents must follow `more_rules` in addition to the rules of GraphQL itself.
    """

    def __init__(self, *more_rules: type[ASTValidationRule]) -> None:
        self._known: OrderedDict[str, Checked] = OrderedDict()
        self._rules = (*specified_rules, *more_rules)

    def read(
        self, schema: GraphQLSchema, query: str, document: DocumentNode | None = None
    ) -> Checked:
        """Check a document unless it is cached. Pass `document` if it is parsed already.

        Raises GraphQLError or RecursionError if it cannot be parsed.
        """
        checked = self.get(query) if document else self.known(schema, query)
        if checked is None:
            document = document or parse(query, max_tokens=TOKENS_MAX)
            if refused := too_much(schema, document):
                errors = [refused]
            else:
                most = ERRORS_MAX if len(query) <= CACHED_LENGTH_MAX else 1
                errors = validate(schema, document, self._rules, max_errors=most)
            checked = Checked(document, errors)
            self.keep(query, checked)
        return checked

    def known(self, schema: GraphQLSchema, query: str) -> Checked | None:
        """Return the cached document, or the reason why it is not even parsed; else None."""
        checked = self.get(query)
        if checked is None and (refused := too_many_unknown(schema, query)):
            checked = Checked(_NOT_READ, [refused])
            self.keep(query, checked)
        return checked

    def get(self, query: str) -> Checked | None:
        checked = self._known.get(query)
        if checked is not None:
            self._known.move_to_end(query)
        return checked

    def keep(self, query: str, checked: Checked) -> None:
        if len(query) <= CACHED_LENGTH_MAX:
            self._known[query] = checked
            if len(self._known) > DOCUMENTS_MAX:
                self._known.popitem(last=False)


def documents_of(schema: strawberry.Schema) -> DocumentCache:
    """Return the cache of a schema, or a new one if it has none."""
    known = getattr(schema, "documents", None)
    return known if isinstance(known, DocumentCache) else DocumentCache()


class Documents(SchemaExtension):
    """Parses and validates with the cache, instead of Strawberry's own steps."""

    def __init__(self, cache: DocumentCache) -> None:
        super().__init__()
        self._cache = cache
        self._checked: Checked | None = None

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        self._checked = self._cache.known(context.schema._schema, context.query or "")
        if self._checked is not None:
            context.graphql_document = self._checked.document
        context.parse_options = {"max_tokens": TOKENS_MAX}
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        checked = self._checked or self._cache.read(
            context.schema._schema, context.query or "", context.graphql_document
        )
        context.pre_execution_errors = [*checked.errors, *_unnamed(context, checked.document)]
        yield


def _unnamed(context: ExecutionContext, document: DocumentNode) -> Iterator[GraphQLError]:
    """Yield an error if a document has several operations and the request names none.

    Strawberry would run the first one.
    """
    if context._provided_operation_name is None:
        kinds = [isinstance(one, OperationDefinitionNode) for one in document.definitions]
        if kinds.count(True) > 1:
            yield GraphQLError(
                "operationName: is required, because the document has several operations"
            )

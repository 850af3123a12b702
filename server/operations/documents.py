"""GraphQL documents: parsed and validated once, as long as they are of a size that people write.

Bounded in number and in length, so that strangers can't fill the memory, and in what they may cost
(`server.operations.names`, `server.operations.limits`); few errors of a document are told, because
each of them takes time to explain.
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
"""Of a document that is kept. Of a longer one the first is told: an error may repeat much of it."""


_NOT_READ = parse("{ __typename }")
"""In place of a document that is refused before it is parsed."""


class Checked(NamedTuple):
    document: DocumentNode
    errors: list[GraphQLError]


class DocumentCache:
    """One for a schema; the least recently used document leaves first. `more_rules`: documents
    have to keep them beside those of GraphQL itself."""

    def __init__(self, *more_rules: type[ASTValidationRule]) -> None:
        self._known: OrderedDict[str, Checked] = OrderedDict()
        self._rules = (*specified_rules, *more_rules)

    def read(
        self, schema: GraphQLSchema, query: str, document: DocumentNode | None = None
    ) -> Checked:
        """Checks a document, unless it is known. `document`: if somebody has parsed it already.

        Raises GraphQLError or RecursionError for one that can't be parsed.
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
        """What is known of a document, or why it isn't even parsed."""
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
    """The cache of a schema that has one, else a new one."""
    known = getattr(schema, "documents", None)
    return known if isinstance(known, DocumentCache) else DocumentCache()


class Documents(SchemaExtension):
    """Parses and validates in place of Strawberry, by the cache."""

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
    """A document with several operations must say which one; Strawberry would run the first."""
    if context._provided_operation_name is None:
        kinds = [isinstance(one, OperationDefinitionNode) for one in document.definitions]
        if kinds.count(True) > 1:
            yield GraphQLError("operationName: is needed, for the document has several operations")

"""The compiled operations of a schema, found by their documents."""

from __future__ import annotations

from collections import OrderedDict

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from server.operations.documents import CACHED_LENGTH_MAX, DOCUMENTS_MAX, documents_of
from server.operations.inputs import Unsupported
from server.operations.operation import Operation
from server.operations.reading import read
from server.operations.run import Source


class Operations:
    """The operations of one schema. The least recently used operation is dropped first."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self._schema = schema
        self._documents = documents_of(schema)
        self._compiles = _understands(schema)
        self._known: OrderedDict[tuple[str, str | None], Operation | None] = OrderedDict()

    def find(self, query: str, operation_name: str | None) -> Operation | None:
        """Return the operation of that name, or the document's only one; None if graphql-core
        has to execute it."""
        key = (query, operation_name)
        try:
            operation = self._known[key]
        except KeyError:
            return self._add(query, operation_name)
        self._known.move_to_end(key)
        return operation

    def known(self, query: str, operation_name: str | None) -> Operation | None:
        """Return an operation that `find` returned before. Nothing is compiled."""
        return self._known.get((query, operation_name))

    def _add(self, query: str, name: str | None) -> Operation | None:
        if not self._compiles or len(query) + len(name or "") > CACHED_LENGTH_MAX:
            return None
        operation = self._compile(query, name)
        self._known[query, name] = operation
        if len(self._known) > DOCUMENTS_MAX:
            self._known.popitem(last=False)
        return operation

    def _compile(self, query: str, name: str | None) -> Operation | None:
        try:
            checked = self._documents.read(self._schema._schema, query)
            if checked.errors:
                return None
            source = Source(self._schema, checked.document, name)
            return Operation(source, read(checked.document, name))
        except (Unsupported, GraphQLError, RecursionError):
            return None


def _understands(schema: strawberry.Schema) -> bool:
    """Return whether the schema has no hooks between its fields and their resolvers."""
    config, converter = schema.config, schema.schema_converter
    hooks = any(extension._implements_resolve() for extension in schema.get_extensions())
    usual = config.info_class is StrawberryConfig().info_class
    return usual and not (hooks or schema.directives or converter.exception_handlers)

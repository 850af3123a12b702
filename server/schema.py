"""The executable schema: nouns and verbs put together."""

from __future__ import annotations

from collections.abc import Iterator

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import (
    DisableIntrospection,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from resolvers.errors import ShowErrors
from resolvers.mutation import Mutation
from resolvers.query import Query
from resolvers.subscription import Subscription
from schema.results import (
    AccountNotFound,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
)
from schema.scalars import SCALARS

CACHED_DOCUMENTS = 512


def _parser_cache() -> SchemaExtension:
    return ParserCache(maxsize=CACHED_DOCUMENTS)


def _validation_cache() -> SchemaExtension:
    return ValidationCache(maxsize=CACHED_DOCUMENTS)


class OneOperation(SchemaExtension):
    """A document with several operations must say which one; Strawberry would run the first."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        named = context._provided_operation_name is not None
        if document is not None and not named and not context.pre_execution_errors:
            kinds = [isinstance(one, OperationDefinitionNode) for one in document.definitions]
            if kinds.count(True) > 1:
                message = "operationName: is needed, for the document has several operations"
                context.pre_execution_errors = [GraphQLError(message)]
        yield


class BillingSchema(strawberry.Schema):
    """Errors are logged where they are shown, and callers' mistakes not at all."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Strawberry's own would log every mistake of a caller as an error of ours."""


def build_schema(*, production: bool = False) -> strawberry.Schema:
    """In production the schema can't be read out: no introspection, no suggestions."""

    def show_errors() -> SchemaExtension:
        return ShowErrors(hide_suggestions=production)

    extensions = [show_errors, _parser_cache, _validation_cache, OneOperation]
    if production:
        extensions.append(DisableIntrospection)
    return BillingSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[
            AccountNotFound,
            IdempotencyConflict,
            InsufficientTokens,
            ModelNotFound,
            QuotaExceeded,
        ],
        extensions=extensions,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=production),
    )


def schema_text() -> str:
    """The SDL, as committed in schema/schema.graphql."""
    return build_schema().as_str() + "\n"

"""The executable schema: its types and their resolvers."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError, NoSchemaIntrospectionCustomRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from resolvers.errors import ShowErrors
from resolvers.live import Subscription
from resolvers.mutation import Mutation
from resolvers.query import Query
from schema.ledger.results import (
    AccountNotFound,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
)
from schema.scalars import SCALARS
from server.operations.documents import DocumentCache, Documents


class BillingSchema(strawberry.Schema):
    """The schema. Errors are logged where they are shown; mistakes of callers are not logged."""

    documents: DocumentCache

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Do nothing: Strawberry would log the mistakes of callers as errors of the service."""


def build_schema(*, production: bool = False) -> strawberry.Schema:
    """Return the schema. In production, introspection and suggestions are disabled."""

    def show_errors() -> SchemaExtension:
        return ShowErrors(hide_suggestions=production)

    cache = DocumentCache(*([NoSchemaIntrospectionCustomRule] if production else []))

    def documents() -> SchemaExtension:
        return Documents(cache)

    schema = BillingSchema(
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
        extensions=[show_errors, documents],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=production),
    )
    schema.documents = cache
    return schema


def schema_text() -> str:
    """Return the SDL, as committed in schema/schema.graphql."""
    return build_schema().as_str() + "\n"

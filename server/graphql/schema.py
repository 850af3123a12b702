"""The executable schema: its types and their resolvers."""

from __future__ import annotations

import strawberry
from graphql import ASTValidationRule, GraphQLError, NoSchemaIntrospectionCustomRule
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from resolvers.live import Subscription
from resolvers.mutation import Mutation
from resolvers.query import Query
from schema.ledger.results import (
    AccountNotFound,
    CapReached,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
)
from schema.scalars import SCALARS


class BillingSchema(strawberry.Schema):
    """The schema. Errors are logged where they are shown; mistakes of callers are not logged."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Do nothing: Strawberry would log the mistakes of callers as errors of the service."""


def build_schema() -> strawberry.Schema:
    """Return the schema."""
    return BillingSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[
            AccountNotFound,
            CapReached,
            IdempotencyConflict,
            InsufficientTokens,
            ModelNotFound,
            QuotaExceeded,
        ],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def rules(*, production: bool) -> tuple[type[ASTValidationRule], ...]:
    """Return what documents have to follow beside the rules of GraphQL: production has no
    introspection."""
    return (NoSchemaIntrospectionCustomRule,) if production else ()


def schema_text() -> str:
    """Return the SDL, as committed in schema/schema.graphql."""
    return build_schema().as_str() + "\n"

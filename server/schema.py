"""The executable schema: nouns and verbs put together."""

from __future__ import annotations

import strawberry
from strawberry.extensions import (
    DisableIntrospection,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig

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


def build_schema(*, production: bool = False) -> strawberry.Schema:
    """In production the schema can't be read out: no introspection, no suggestions."""
    extensions = [ShowErrors, _parser_cache, _validation_cache]
    if production:
        extensions.append(DisableIntrospection)
    return strawberry.Schema(
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

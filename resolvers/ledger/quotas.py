"""Quotas of models, by the names in a request."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.catalog.catalog import Model
from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.quota import nearest_quota
from resolvers.context import Context
from schema.ledger.balance import Quota

ModelNames = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Names of models with a limit: free ones, and those with a limit that all "
        "accounts share. Default: all."
    ),
]


def check_quota_names(context: Context, names: list[str] | None) -> None:
    """Raise BadInput unless every name is a free model with a native limit."""
    book = context.book
    limited = {m.name for m in _limited(context) if m.native_limit or m.pool}
    if unknown := [name for name in names or () if book.names.own_name(name) not in limited]:
        raise BadInput("models", f"no model with a limit: {unknown[0]!r}")


def quotas_of(account: Account, context: Context, names: list[str] | None) -> list[Quota]:
    """Return quotas in the order of the catalog, or of `names`. A model without a limit has
    none."""
    book, now = context.book, context.now()
    models = _limited(context)
    if names is not None:
        by_name = {model.name: model for model in models}
        wanted = dict.fromkeys(map(book.names.own_name, names))
        models = tuple(by_name[name] for name in wanted if name in by_name)
    quotas = (nearest_quota(account, model, context.pool_used, now) for model in models)
    return [Quota.of(quota) for quota in quotas if quota]


def _limited(context: Context) -> tuple[Model, ...]:
    """Return all models that may have a limit: free ones, and those of a pool."""
    book, now = context.book, context.now()
    return book.catalog.in_force(now) if book.pools else book.free_models

"""Quotas of models, by the names in a request."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Raise BadInput unless every name is that of a model with a limit."""
    for name in names or ():
        model = context.book.model(name, context.now())
        if model is None or not model.is_limited:
            raise BadInput("models", f"no model with a limit: {name!r}")


def quotas_of(account: Account, context: Context, names: list[str] | None) -> list[Quota]:
    """Return quotas in the order of the catalog, or of `names`. A model without a limit has
    none."""
    book, now = context.book, context.now()
    if names is None:
        known: Iterable[Model | None] = book.limited_models
    else:
        # A stream does this at each change, so it must not look at thousands of models.
        known = map(book.names.find, dict.fromkeys(map(book.names.own_name, names)))
    models = (model for model in known if model and model.price_at(now) is not None)
    quotas = (nearest_quota(account, model, context.pool_used, now) for model in models)
    return [Quota.of(quota) for quota in quotas if quota]

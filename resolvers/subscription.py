"""The subscriptions: the present value at once, then every change."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from billing import account as domain
from resolvers.context import Info
from resolvers.errors import NotFound
from schema.account import Balance, Quota, check_quota_names, quotas_of

AccountId = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Which account; the caller's own when left out."),
]
ModelNames = Annotated[
    list[str] | None, strawberry.argument(description="Free models, by name; all when left out.")
]


@strawberry.type(description="Live values, over the websocket protocol graphql-transport-ws.")
class Subscription:
    @strawberry.subscription(
        description="The balance at once, then at every change, in the order of `revision`. "
        "Changes that come faster than they are read are skipped; the latest always arrives."
    )
    async def balance(
        self, info: Info, account_id: AccountId = None
    ) -> AsyncGenerator[Balance, None]:
        shown = 0
        async with aclosing(_follow(info, account_id)) as states:
            async for account in states:
                if account.revision > shown:
                    shown = account.revision
                    yield Balance.of(account)

    @strawberry.subscription(
        description="The quota of every model asked for at once, one a message, then each that "
        "changed, also when its window starts anew."
    )
    async def quota(
        self, info: Info, account_id: AccountId = None, models: ModelNames = None
    ) -> AsyncGenerator[Quota, None]:
        check_quota_names(info.context, models)
        shown: dict[str, tuple[int, object, object]] = {}
        async with aclosing(_follow(info, account_id)) as states:
            async for account in states:
                for quota in quotas_of(account, info.context, models):
                    value = (quota.used, quota.limit, quota.resets_at)
                    if shown.get(quota.model.name) != value:
                        shown[quota.model.name] = value
                        yield quota


async def _follow(info: Info, account_id: str | None) -> AsyncGenerator[domain.Account, None]:
    context = info.context
    meant = context.account_meant(account_id)
    if not context.may_read(meant) or await context.account(meant) is None:
        raise NotFound(f"There is no account {meant!r}.")
    async with aclosing(context.services.live.follow(meant)) as states:
        async for account in states:
            yield account

"""The subscriptions: the present value at once, then every change."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from billing.ledger.alerts.alert import fired_since
from billing.ledger.teams.rights import role_in
from resolvers.context import AccountId, Context, Info
from resolvers.errors import NotFound
from resolvers.ledger.quotas import ModelNames, check_quota_names, quotas_of
from schema.ledger.alerts import Alert
from schema.ledger.balance import Balance, Quota
from services.ledger.alerts import firings
from services.live.guarded import Barred, follow_while
from services.live.watch import Told


@strawberry.type(description="Live values, over the websocket protocol graphql-transport-ws.")
class Subscription:
    @strawberry.subscription(
        description="The balance at once, then at every change, in the order of `revision`. "
        "If changes come faster than the client reads, older ones are skipped; the latest always "
        "arrives."
    )
    async def balance(
        self, info: Info, account_id: AccountId = None
    ) -> AsyncGenerator[Balance, None]:
        shown = 0
        async with aclosing(_follow(info.context, account_id)) as states:
            async for account, at in states:
                if account.revision > shown:
                    shown = account.revision
                    yield Balance.of(account, told_at=at)

    @strawberry.subscription(
        description=(
            "First the quota of each requested model, one per message. Then each quota that "
            "changes, also when its window starts again."
        ),
    )
    async def quota(
        self, info: Info, account_id: AccountId = None, models: ModelNames = None
    ) -> AsyncGenerator[Quota, None]:
        check_quota_names(info.context, models)
        shown: dict[str, tuple[object, ...]] = {}
        async with aclosing(_follow(info.context, account_id)) as states:
            async for account, at in states:
                for quota in quotas_of(account, info.context, models):
                    value = (quota.used, quota.held, quota.limit, quota.resets_at)
                    name = quota.model.domain_model.name
                    if shown.get(name) != value:
                        shown[name] = value
                        quota.told_at = at
                        yield quota

    @strawberry.subscription(
        description="Each alert at the moment when it is told: once per crossing. What was told "
        "before is in `Account.alerts`."
    )
    async def alerts(self, info: Info, account_id: AccountId = None) -> AsyncGenerator[Alert, None]:
        known: int | None = None
        async with aclosing(_follow(info.context, account_id)) as states:
            async for account, _ in states:
                if known is not None and fired_since(account.alerts, known):
                    for told in await firings(account.id, after=known, upto=account.revision):
                        at = told.fired_at or account.touched_at
                        yield Alert.of(account.id, told, info.context.book, at)
                known = account.revision


async def _follow(context: Context, account_id: str | None) -> AsyncGenerator[Told, None]:
    meant = context.account_meant(account_id)
    exists = False
    if await context.can_see(meant):
        async with aclosing(_states(context, meant)) as states:
            try:
                async for told in states:
                    exists = True
                    yield told
            except Barred:
                exists = False
    if not exists:
        raise NotFound(f"There is no account {meant!r}.")


def _states(context: Context, account_id: str) -> AsyncGenerator[Told, None]:
    """Return the states of an account that the caller may read now. A member sees the account of
    its team as long as it is a member."""
    live, caller = context.services.live, context.require_caller()
    own = caller.account_id
    if caller.may_read(account_id) or own is None:
        return live.follow(account_id, may_open=context.owns(account_id))
    return follow_while(live, account_id, own, lambda state: role_in(state, account_id) is not None)


def told_at(event: object) -> float | None:
    """Return when the state of an event was committed or read, in seconds of the event loop's
    clock."""
    return event.told_at if isinstance(event, Balance | Quota) else None


def account_of(event: object) -> str | None:
    """Return the account of an event's value."""
    if isinstance(event, Balance):
        return event.state.id
    return str(event.account_id) if isinstance(event, Quota | Alert) else None


def is_news(event: object) -> bool:
    """Return whether the event happened once: it replaces no other one, and who comes later does
    not get it."""
    return isinstance(event, Alert)


def topic(event: object) -> str | None:
    """Return the subject of an event. A newer event with the same subject replaces it."""
    if isinstance(event, Alert):
        return f"alert {event.fired}"
    return event.model.domain_model.name if isinstance(event, Quota) else None

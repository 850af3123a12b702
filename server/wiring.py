"""The service of one process: opens its rooms in order, and connects them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from billing.catalog.catalog import CatalogError
from billing.insights.bands import bands
from billing.ledger.account import Account
from db.engine.config import (
    COMMAND_SECONDS,
    SERVING_SECONDS,
    asyncpg_credentials,
    connect,
    disconnect,
)
from gateways.live import Broadcast, LocalBroadcast
from resolvers.context import Services
from server.background import background
from server.clock import (
    Clock,
    confirming,
    following,
    opened_clock,
    service_clock,
    utc_now,
)
from server.documents.files import UnreadableList
from server.documents.trusted import Trusted, trusted_documents
from server.settings import Settings, SettingsError, token_verifier
from server.webhooks import client_opener
from server.workers import sharing_of
from services.analytics.rollups import Rollups
from services.audit.continuous import ContinuousAudit
from services.catalog import CatalogService
from services.clock.movable import MovableClock, machine_clock, never_raising
from services.clock.moves import ClockMoves, ProviderTime
from services.commit.changed import Changed, Publish
from services.commit.opening import NO_HOOKS, Commits, Hooks, Sharing, open_commits
from services.discounts.programmes import Programmes
from services.identity.identity import Identity
from services.insights.following import Following
from services.ledger.accounts import Accounts
from services.ledger.alert_sweep import AlertSweep
from services.ledger.alerts import Alerts
from services.ledger.caps import SpendCaps
from services.ledger.holds import Holds
from services.live.accounts import Live
from services.payments.opening import PaymentServices, PaymentSettings, open_payments
from services.payments.plans.coming import coming_plans
from services.payments.top_ups import TopUps
from services.payments.webhooks import Webhooks
from services.pools.watch import PoolWatch
from services.privacy.actions import AdminLog
from services.privacy.erasure import Erasures
from services.teams.rests import Rests
from services.teams.teams import Teams
from services.webhooks.opening import WebhookServices, open_webhooks

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Process:
    """The service without its endpoints."""

    settings: Settings
    services: Services
    identity: Identity
    webhooks: Webhooks
    sending: WebhookServices
    background: Sequence[asyncio.Task[None]]
    audit: ContinuousAudit | None
    publish: Publish
    commits: Commits


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    listening: bool = True,
    hooks: Hooks = NO_HOOKS,
    provider: ProviderTime | None = None,
) -> AsyncIterator[Process]:
    """Connect to the migrated database, and start the background tasks.

    At the end, every accepted command is committed before anything closes. With `listening` False
    no background task starts. `hooks` observe the batches. The time of `provider` is moved with the
    service's. Raises SettingsError.
    """
    clock = service_clock(settings, clock)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        catalog = await enter(_connected(settings, clock, serving=listening))
        broadcast = _broadcast(settings)
        changed = Changed(broadcast.publish)
        sharing = sharing_of(settings, clock) if listening else None
        commits = await enter(_commits(settings, catalog, clock, changed, hooks, sharing=sharing))
        live = await enter(_open_live(commits, changed, broadcast, clock))
        pools = _pools(commits, catalog, live, changed, clock)
        payments = await enter(_open_payments(settings, catalog, changed, clock, commits))
        moves = ClockMoves(clock, provider)
        given = (settings, catalog, commits, live, payments)
        webhooks = _open_webhooks(settings, commits, live, changed, clock)
        services = _services(*given, webhooks=webhooks, pools=pools, changed=changed, moves=moves)
        audit = _audit(settings, changed)
        identity = _identity(settings, never_raising(machine_clock(clock)))
        working = background(services, identity, payments, webhooks, audit)
        tasks = await enter(working) if listening else ()
        handled, publish = payments.webhooks, changed.publish
        yield Process(
            settings, services, identity, handled, webhooks, tasks, audit, publish, commits
        )


def _identity(settings: Settings, clock: Clock) -> Identity:
    verifier = token_verifier(settings, clock=clock)
    return Identity(verifier, clock=clock, plain_scopes=settings.jwt_plain_scopes)


@asynccontextmanager
async def _connected(
    settings: Settings, clock: Clock, *, serving: bool
) -> AsyncIterator[CatalogService]:
    seconds = SERVING_SECONDS if serving else COMMAND_SECONDS
    await connect(settings.database_url, statement_seconds=seconds)
    try:
        await opened_clock(settings, clock)
        async with following(clock):
            catalog = CatalogService(clock=clock)
            await apply_catalog(catalog, settings)
            yield catalog
    finally:
        await disconnect()


async def apply_catalog(catalog: CatalogService, settings: Settings, *, load: bool = True) -> bool:
    """Apply the catalog file of the settings if necessary; return whether it was applied. `load` is
    as in `CatalogService.apply`. Raises SettingsError."""
    explicit = settings.catalog_is_explicit
    try:
        return await catalog.apply_at_start(settings.catalog, explicit=explicit, load=load)
    except (CatalogError, FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise SettingsError(f"CATALOG: {error}") from error


def trusted_of(settings: Settings) -> Trusted:
    """Read the list of trusted documents. Raises SettingsError, which names the file."""
    try:
        return trusted_documents(settings.trusted_documents)
    except UnreadableList as error:
        raise SettingsError(f"TRUSTED_DOCUMENTS: {error}") from error


def _commits(
    settings: Settings,
    catalog: CatalogService,
    clock: Clock,
    changed: Changed,
    hooks: Hooks,
    *,
    sharing: Sharing | None,
) -> AbstractAsyncContextManager[Commits]:
    return open_commits(
        settings.database_url,
        catalog=catalog,
        clock=clock,
        changed=changed,
        hooks=confirming(hooks, clock),
        sharing=sharing,
    )


@asynccontextmanager
async def _open_live(
    commits: Commits, changed: Changed, broadcast: Broadcast, clock: Clock
) -> AsyncIterator[Live]:
    """Start the broadcast, the batcher and its ownership, and pass every change on to the live
    accounts."""
    live = Live(Accounts(commits.batcher, clock, commits.reader.read), never_raising(clock))
    changed.listen(live.offer)
    if isinstance(clock, MovableClock):
        clock.listen(live.clock_moved)
    async with AsyncExitStack() as stack:
        await broadcast.start(live.signal)
        stack.push_async_callback(broadcast.close)
        commits.batcher.start()
        # Closed before the broadcast, so that listeners still get the batcher's last commits.
        stack.push_async_callback(commits.batcher.close)
        if commits.ownership is not None:
            await stack.enter_async_context(commits.ownership.open())
        yield live


def _pools(
    commits: Commits, catalog: CatalogService, live: Live, changed: Changed, clock: Clock
) -> PoolWatch:
    async def touch(ids: Sequence[str]) -> None:
        await live.accounts.present(ids)

    pools = PoolWatch(
        commits.leases,
        lambda: catalog.book,
        never_raising(clock),
        tell=live.tell_again,
        touch=touch,
    )
    changed.listen(pools.offer)
    return pools


def _rollups(catalog: CatalogService, changed: Changed, clock: Clock) -> Rollups:
    return Rollups(changed.taker(), clock, lambda: bands(catalog.book, clock()))


def _services(
    settings: Settings,
    catalog: CatalogService,
    commits: Commits,
    live: Live,
    payments: PaymentServices,
    *,
    webhooks: WebhookServices,
    pools: PoolWatch,
    changed: Changed,
    moves: ClockMoves,
) -> Services:
    clock = moves.clock
    teams = _teams(catalog, live, payments, changed, clock)
    return Services(
        clock=clock,
        clock_moves=moves,
        catalog=catalog,
        batcher=commits.batcher,
        holds=Holds(commits.batcher),
        spend_caps=SpendCaps(commits.batcher, AdminLog(clock), never_raising(machine_clock(clock))),
        alerts=Alerts(commits.batcher, live.accounts, lambda: catalog.book, clock),
        alert_sweep=_alert_sweep(commits, live, payments, teams, catalog=catalog, clock=clock),
        cards=payments.cards,
        top_ups=payments.top_ups,
        live=live,
        pools=pools,
        purchases=payments.purchases,
        subscriptions=payments.subscriptions,
        plan_changes=payments.plan_changes,
        plan_previews=payments.plan_previews,
        teams=teams,
        programmes=Programmes(catalog, clock, changed.publish),
        admin_log=AdminLog(clock),
        erasures=Erasures(clock, changed.publish, commits.remembered.forget, teams.depart),
        rollups=_rollups(catalog, changed, never_raising(clock)),
        following=Following(clock, is_on=settings.learn_suggestions),
        webhook_endpoints=webhooks.endpoints,
        budgets=settings.budgets,
    )


def _open_webhooks(
    settings: Settings, commits: Commits, live: Live, changed: Changed, clock: Clock
) -> WebhookServices:
    opened = open_webhooks(
        commits.outbox,
        settings.webhooks.policy,
        client_opener(settings.webhooks),
        retention=settings.webhooks.retention,
        touch=live.accounts.present,
        clock=clock,
    )
    changed.listen(opened.expiries.offer)
    return opened


def _teams(
    catalog: CatalogService, live: Live, payments: PaymentServices, changed: Changed, clock: Clock
) -> Teams:
    teams = Teams(
        live.accounts,
        plans=lambda: catalog.book.plans,
        clock=clock,
        publish=changed.publish,
        end_payments=payments.end,
        coming_plans=partial(coming_plans, policy=payments.subscriptions.policy, clock=clock),
    )
    changed.listen(partial(_offer, payments.top_ups, teams.rests))
    return teams


def _offer(top_ups: TopUps, rests: Rests, accounts: Collection[Account]) -> None:
    """Offer changed accounts to the tasks that bring tokens to accounts."""
    top_ups.offer(accounts)
    rests.offer(accounts)


def _alert_sweep(
    commits: Commits,
    live: Live,
    payments: PaymentServices,
    teams: Teams,
    *,
    catalog: CatalogService,
    clock: Clock,
) -> AlertSweep:
    return AlertSweep(
        commits.batcher,
        live.accounts.present,
        lambda: catalog.book,
        never_raising(clock),
        found=partial(_offer, payments.top_ups, teams.rests),
    )


def _audit(settings: Settings, changed: Changed) -> ContinuousAudit | None:
    if not settings.audit_accounts_per_second:
        return None
    return ContinuousAudit(changed.taker(), per_second=settings.audit_accounts_per_second)


def _open_payments(
    settings: Settings, catalog: CatalogService, changed: Changed, clock: Clock, commits: Commits
) -> AbstractAsyncContextManager[PaymentServices]:
    given = PaymentSettings(
        api_key=settings.payments_api_key,
        api_base=settings.payments_api_base,
        public_url=settings.public_url,
        webhook_secrets=settings.webhook_secrets,
        policy=settings.plan_policy,
    )
    return open_payments(given, catalog, changed.publish, clock, commits.batcher)


def _broadcast(settings: Settings) -> Broadcast:
    """Return the broadcast for these settings: Redis if it is set, else PostgreSQL if it is the
    database, else one within this process."""
    if settings.redis_url is not None:
        from gateways.live.redis import RedisBroadcast

        return RedisBroadcast(settings.redis_url)
    credentials = asyncpg_credentials(settings.database_url)
    if credentials is None:
        return LocalBroadcast()
    from gateways.live.postgres import PostgresBroadcast

    return PostgresBroadcast(credentials)

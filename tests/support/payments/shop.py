"""The payment services on a real database, with a clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

from tortoise import connections
from tortoise.backends.base.client import TransactionalDBClient

from billing.ledger.account import Account
from billing.ledger.commands import RecordUsage, Touch
from billing.ledger.entry import Entry
from billing.payments.plan_state import PlanPolicy, Standing
from billing.payments.purchase import PlanSubscription, Purchase
from db.commit.journal import read_accounts
from db.ledger.rows import entry_from
from db.models import Entry as EntryRow
from db.models import InboxEvent
from db.payments.purchases import PURCHASES, SUBSCRIPTIONS
from gateways.payments.stripe_api import Payments
from services.catalog import CatalogService
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from services.ledger.accounts import Accounts
from services.payments.desk import PaymentDesk
from services.payments.orders import Ordered
from services.payments.packs.purchases import Purchases
from services.payments.plans.changes import PlanChanges
from services.payments.plans.previews import PlanPreviews
from services.payments.strangers import Strangers
from services.payments.subscriptions import Subscriptions
from services.payments.webhooks import Webhooks
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.payments.money import (
    SECRET,
    Json,
    body,
    plan_subscription,
    purchase,
    purchase_command,
    signed,
    subscribe_command,
)
from tests.support.payments.sandboxed import Provider, sandboxed

CATALOG = Path(__file__).parents[3] / "catalog.yaml"
GRACE = timedelta(days=3)
_numbers = count(1)


class Outside:
    """The provider's client. Each call fails if it is made inside a transaction."""

    def __init__(self, payments: Payments) -> None:
        self._payments = payments
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        known = getattr(self._payments, name)
        if not callable(known):
            return known

        def call(*args: Any, **kwargs: Any) -> Any:
            assert not in_transaction(), f"{name} is called inside a transaction"
            self.calls.append(name)
            return known(*args, **kwargs)

        return call


def in_transaction() -> bool:
    """Return whether this task has a transaction open."""
    return isinstance(connections.get("default"), TransactionalDBClient)


@dataclass
class Shop:
    """The payment services. `published` are the notified accounts and their revisions."""

    clock: Clock
    catalog: CatalogService
    accounts: Accounts
    purchases: Purchases
    subscriptions: Subscriptions
    webhooks: Webhooks
    changes: PlanChanges
    previews: PlanPreviews
    outside: Outside | None = None
    published: list[tuple[str, int]] = field(default_factory=list)

    async def hear(self, *events: Json) -> None:
        """Deliver events one after the other, signed now."""
        for event in events:
            await self.webhooks.receive(body(event), signed(body(event), at=self.clock()))

    async def hear_at_once(self, *events: Json) -> None:
        await asyncio.gather(*(self.hear(event) for event in events))

    async def account(self, account_id: str = "alice") -> Account:
        """Return the account's present state."""
        return (await self.accounts.present([account_id], may_open=[account_id]))[account_id]

    async def spend(self, tokens: int, account_id: str = "alice") -> None:
        """Spend tokens by a use of gpt-4o, at 5 premium tokens per token."""
        use = RecordUsage(
            account_id=account_id,
            model="gpt-4o",
            input_tokens=tokens // 5,
            output_tokens=0,
            idempotency_key=f"spend-{next(_numbers)}",
        )
        [done], _ = await commit_batch([use], book=self.catalog.book, clock=self.clock)
        assert isinstance(done, Done), done

    async def bought(self, **changes: Any) -> Purchase:
        """Store a purchase of an open account without asking a provider."""
        made = purchase(**{"created_at": self.clock()} | changes)
        await self.account(made.account_id)
        await PURCHASES.add(made)
        return made

    async def subscribed(self, **changes: Any) -> PlanSubscription:
        made = plan_subscription(**{"created_at": self.clock()} | changes)
        await self.account(made.account_id)
        await SUBSCRIPTIONS.add(made)
        return made

    async def buy(self, **changes: Any) -> Purchase:
        """Buy a pack; return the purchase, whose checkout has begun at the provider."""
        command = purchase_command(**changes)
        await self.account(command.account_id)
        started = await self.purchases.start(command)
        assert isinstance(started, Ordered), started
        return started.order

    async def subscribe(self, **changes: Any) -> PlanSubscription:
        command = subscribe_command(**changes)
        await self.account(command.account_id)
        started = await self.subscriptions.start(command)
        assert isinstance(started, Ordered), started
        return started.order


async def available(shop: Shop, account_id: str = "alice") -> int:
    """Return the tokens that the account can spend now."""
    return (await shop.account(account_id)).available


async def stored(made: Purchase) -> Purchase:
    found = await PURCHASES.find(id=made.id)
    assert found is not None
    return found


def standing(made: PlanSubscription) -> Standing:
    """Return the subscription's standing under the shop's policy."""
    return made.standing(PlanPolicy(GRACE))


async def stored_subscription(made: PlanSubscription) -> PlanSubscription:
    found = await SUBSCRIPTIONS.find(id=made.id)
    assert found is not None
    return found


async def entries(account_id: str = "alice") -> list[Entry]:
    rows = await EntryRow.filter(account_id=account_id).order_by("revision").values()
    return [entry_from(row) for row in rows]


async def kinds(account_id: str = "alice") -> list[str]:
    return [entry.kind.value for entry in await entries(account_id)]


async def inbox() -> dict[str, tuple[str, int, str | None]]:
    """Return status, attempts and note of each event."""
    rows = await InboxEvent.all().values()
    return {row["id"]: (row["status"], row["attempts"], row["note"]) for row in rows}


async def status_of(event: Json) -> str:
    return (await inbox())[event["id"]][0]


async def conserved(account_id: str = "alice") -> bool:
    """Return whether the balance is the sum of the entries, in each entry."""
    total = 0
    for entry in await entries(account_id):
        total += entry.tokens
        if entry.balance != total:
            return False
    return (await read_accounts([account_id]))[account_id].balance == total


@asynccontextmanager
async def shop(
    *,
    clock: Clock | None = None,
    payments: Payments | None = None,
    secrets: Sequence[str] = (SECRET,),
    livemode: bool = False,
    catalog_file: Path = CATALOG,
    refund_ends: bool = True,
) -> AsyncIterator[Shop]:
    """Open a shop on the connected database. Without `payments`, the provider is unavailable."""
    chosen = clock or Clock()
    catalog = CatalogService(clock=chosen)
    await catalog.apply_at_start(catalog_file, explicit=False)
    published: list[tuple[str, int]] = []
    outside = None if payments is None else Outside(payments)
    desk = _desk(outside, catalog, published, chosen)
    purchases, subscriptions = Purchases(desk), Subscriptions(desk, PlanPolicy(GRACE, refund_ends))
    webhooks = Webhooks(
        secrets=secrets,
        livemode=livemode,
        purchases=purchases,
        subscriptions=subscriptions,
        strangers=Strangers(desk),
        clock=chosen,
    )
    async with _accounts(catalog, chosen) as accounts:
        changes = PlanChanges(desk, subscriptions)
        previews = PlanPreviews(desk, subscriptions, changes)
        yield Shop(
            chosen,
            catalog,
            accounts,
            purchases,
            subscriptions,
            webhooks,
            changes,
            previews,
            outside,
            published,
        )


def _desk(
    outside: Outside | None, catalog: CatalogService, published: list[tuple[str, int]], clock: Clock
) -> PaymentDesk:
    def publish(changes: Iterable[tuple[str, int]]) -> None:
        assert not in_transaction()
        published.extend(changes)

    provider = cast("Payments | None", outside)
    return PaymentDesk(provider, catalog, publish, clock, "https://billing.test")


@asynccontextmanager
async def _accounts(catalog: CatalogService, clock: Clock) -> AsyncIterator[Accounts]:
    batcher = Batcher(_committing(catalog, clock), lambda _: False)
    batcher.start()
    try:
        yield Accounts(batcher, clock)
    finally:
        await batcher.close()


def _committing(catalog: CatalogService, clock: Clock) -> Callable[..., Awaitable[list[Any]]]:
    async def commit(commands: Sequence[Touch]) -> list[Any]:
        return (await commit_batch(commands, book=catalog.book, clock=clock))[0]

    return commit


@asynccontextmanager
async def sandbox_shop(directory: Path, **given: Any) -> AsyncIterator[tuple[Shop, Provider]]:
    """Open a shop and the provider's sandbox, both on one clock; `given` as `shop` takes it."""
    clock = Clock()
    async with (
        sandboxed(directory, clock) as provider,
        provider.payments() as payments,
        shop(clock=clock, payments=payments, **given) as made,
    ):
        yield made, provider

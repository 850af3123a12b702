"""Random steps of one account with an automatic top-up, and the provider's sandbox. Billing rule
15."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, cast

from hypothesis import strategies as st

from billing.ledger.account import Account
from billing.ledger.commands import Command, RecordUsage
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from db.commit.journal import read_accounts
from db.payments.purchases import customer_of
from gateways.payments.stripe_api import Payments
from services.commit.batcher import Batcher
from services.payments.desk import PaymentDesk
from services.payments.packs.purchases import Purchases
from services.payments.top_ups import Cards, TopUps
from tests.services.commit.committing import commit_batch
from tests.support.payments.money import Json
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop

DAY = 86_400
Step = tuple[str, *tuple[Any, ...]]
_keys = count(1)

_TOKENS = st.sampled_from([100, 4_000, 9_000, 60_000])
_SET = st.tuples(
    st.just("set"), st.sampled_from([1, 5_000, 9_000, 50_000, 10**7]), st.integers(1, 3)
)
_BESIDE = st.one_of(_SET, st.tuples(st.just("remove")), st.tuples(st.just("use"), _TOKENS))
_STEP = st.one_of(
    *[st.tuples(st.just("use"), _TOKENS)] * 3,
    st.tuples(st.just("rush"), st.integers(2, 8)),
    *[st.tuples(st.just("meet"), st.none() | _BESIDE)] * 4,
    st.tuples(st.just("card"), st.sampled_from(["save", "save", "save-asking", "save-declined"])),
    st.tuples(st.just("no cards")),
    *[_SET] * 2,
    st.tuples(st.just("remove")),
    st.tuples(st.just("refund")),
    st.tuples(st.just("pay")),
    st.tuples(st.just("hear")),
    *[st.tuples(st.just("wait"), st.sampled_from([0, 3_600, DAY, 31 * DAY]))] * 2,
)
STEPS: st.SearchStrategy[list[Step]] = st.lists(_STEP, min_size=3, max_size=14).map(
    lambda steps: [("card", "save"), ("set", 9_000, 2), *steps]
)


class Topping:
    """The account of a story. Each time needs are met, two new processes do it at once."""

    def __init__(self, store: Shop, provider: Provider, name: str, batchers: list[Batcher]) -> None:
        self.name = name
        self._store, self._provider, self._batchers = store, provider, batchers
        self._desk = PaymentDesk(
            cast("Payments | None", store.outside),
            store.catalog,
            lambda _: None,
            store.clock,
            "https://billing.test",
        )
        self.cards = Cards(self._desk)
        self._refunded: set[str] = set()

    def process(self, lane: int) -> TopUps:
        return TopUps(self._desk, self._batchers[lane], Purchases(self._desk), self.cards)

    async def account(self) -> Account:
        return (await read_accounts([self.name]))[self.name]

    async def do(self, step: Step) -> None:
        match step:
            case ("use", int() as tokens):
                await self._submit(self._use(tokens))
            case ("rush", int() as uses):
                rush = (self._submit(self._use(1_000), lane) for lane in range(uses))
                await asyncio.gather(*rush)
            case ("meet", beside):
                await self.meet(beside)
            case ("card", str() as button):
                url = await self.cards.save(self.name, success_url=None, cancel_url=None)
                assert isinstance(url, str), url
                await self._provider.press(url, button)
            case ("no cards",):
                assert await self.cards.remove_all(self.name)
            case ("set", int() as below, int() as most):
                asked = SetAutoTopUp(self.name, pack="starter", below=below, max_per_month=most)
                await self.process(0).set(asked)
            case ("remove",):
                await self.process(1).remove(RemoveAutoTopUp(self.name))
            case ("refund",):
                await self._refund()
            case ("pay",):
                link = await self.process(0).link(await self.account())
                if link is not None:
                    # It may have ended.
                    await self._provider.http.post(f"{link}/pay")
            case ("hear",):
                await self.hear()
            case ("wait", int() as seconds):
                self._store.clock.advance(seconds=seconds)
                await self._store.account(self.name)

    async def meet(self, beside: Step | None = None) -> None:
        account = await self.account()
        processes = [self.process(lane) for lane in (0, 1)]
        for one in processes:
            one.offer([account])
        others = [] if beside is None else [self.do(beside)]
        await asyncio.gather(*(one.step() for one in processes), *others)

    async def hear(self) -> None:
        """Deliver all that the provider has to tell, at once and twice."""
        news = await self._provider.news()
        await self._store.hear_at_once(*news, *news)

    async def charges(self) -> list[Json]:
        """Return the payments of the account that succeeded, the newest first."""
        customer = await customer_of(self.name)
        found = await self._provider.get("payment_intents", customer=customer, limit=100)
        return [one for one in found["data"] if one["status"] == "succeeded"]

    async def _refund(self) -> None:
        for one in await self.charges():
            if one["id"] not in self._refunded:
                self._refunded.add(one["id"])
                await self._provider.post("refunds", payment_intent=one["id"])
                return

    def _use(self, tokens: int) -> RecordUsage:
        return RecordUsage(
            account_id=self.name,
            model="gpt-4o",
            input_tokens=tokens // 5,
            output_tokens=0,
            idempotency_key=f"use-{next(_keys)}",
        )

    async def _submit(self, command: Command, lane: int = 0) -> None:
        await self._batchers[lane % 2].submit(command)  # type: ignore[call-overload]


@asynccontextmanager
async def topping(store: Shop, provider: Provider, name: str) -> AsyncIterator[Topping]:
    """Open the account of a story, with the batchers of two processes."""

    async def locked(commands: Sequence[Command]) -> list[Any]:
        return (await commit_batch(commands, book=store.catalog.book, clock=store.clock))[0]

    batchers = [Batcher(locked, lambda _: False) for _ in range(2)]
    for one in batchers:
        one.start()
    try:
        await store.account(name)
        yield Topping(store, provider, name, batchers)
    finally:
        for one in batchers:
            await one.close()

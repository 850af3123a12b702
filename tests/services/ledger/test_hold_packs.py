"""Packs that are held while their payment is refunded or disputed, on both databases.

Billing rules 7 and 9. The rules themselves are in `tests.billing.ledger.test_hold_returns`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from billing.ledger.commands import Command
from billing.payments.purchase import Purchase
from tests.services.commit.committing import commit_batch
from tests.support.audit.tampering import faults
from tests.support.ledger.factories import done, placing, releasing
from tests.support.payments.money import (
    FREE_TOKENS,
    PRICE,
    TOKENS,
    dispute_event,
    refund_event,
    session_event,
)
from tests.support.payments.shop import Shop, conserved, entries, kinds, shop

ALL = (FREE_TOKENS + TOKENS) // 5
"""The input tokens of gpt-4o for which all premium tokens of the account pay."""


@pytest.fixture
async def open_shop(database: str) -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def do(store: Shop, command: Command) -> None:
    [outcome], _ = await commit_batch([command], book=store.catalog.book, clock=store.clock)
    done(outcome)


async def held_pack(store: Shop) -> Purchase:
    """Make entries: 1 allowance, 2 pack, 3 hold of both."""
    made = await store.bought()
    await store.hear(session_event(made))
    await do(store, placing(model="gpt-4o", input_tokens=ALL))
    return made


async def figures(store: Shop) -> tuple[int, int, int, dict[int, int]]:
    account = await store.account()
    return account.available, account.held, account.debt, dict(account.frozen)


async def test_a_refund_of_a_held_pack_is_paid_by_what_comes_back(open_shop: Shop) -> None:
    made = await held_pack(open_shop)
    await open_shop.hear(refund_event(made, "re_1", PRICE))
    assert await figures(open_shop) == (0, FREE_TOKENS + TOKENS, TOKENS, {})
    await do(open_shop, releasing(3))
    assert await figures(open_shop) == (FREE_TOKENS, 0, 0, {})
    assert (await entries())[-1].reason == f"hold 3 RELEASED, {TOKENS} to debt"
    assert await conserved()
    assert await faults() == []


@pytest.mark.parametrize(("ending", "left"), [("won", FREE_TOKENS + TOKENS), ("lost", FREE_TOKENS)])
async def test_a_dispute_of_a_held_pack_freezes_what_comes_back(
    open_shop: Shop, ending: str, left: int
) -> None:
    made = await held_pack(open_shop)
    await open_shop.hear(dispute_event(made, "needs_response"))
    assert await figures(open_shop) == (0, FREE_TOKENS + TOKENS, 0, {2: 0})
    assert await faults() == []
    open_shop.clock.advance(seconds=600)
    assert await figures(open_shop) == (FREE_TOKENS, 0, 0, {2: TOKENS})
    await open_shop.hear(dispute_event(made, ending))
    assert await figures(open_shop) == (left, 0, 0, {})
    assert (await kinds())[3:7] == ["FREEZE", "RELEASE", "FREEZE", "UNFREEZE"]
    assert await conserved()
    assert await faults() == []

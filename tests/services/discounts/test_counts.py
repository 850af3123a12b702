"""The audit compares what a code has counted and booked with the accounts and their purchases."""

from __future__ import annotations

import pytest

from billing.catalog.catalog import Money
from services.privacy.erasure import Erased, Erasures
from tests.support.audit.tampering import faults, tampering, write
from tests.support.payments.buying import paid
from tests.support.payments.enrolling import code, use
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop

pytestmark = pytest.mark.slow

CHANGES = [
    "UPDATE discount_code SET uses = uses - 1 WHERE uses = 2",
    "UPDATE discount_code SET uses = uses + 1 WHERE uses = 2",
    "UPDATE discount_code SET booked = booked - 1 WHERE uses = 2",
    "UPDATE discount_code SET booked = booked + 1 WHERE uses = 2",
    "UPDATE discount_code SET id = 'other' WHERE uses = 2",
    "DELETE FROM discount_code",
    "DELETE FROM programme_change WHERE account_id = 'bob'",
    "UPDATE programme_change SET code_id = 'other' WHERE account_id = 'bob'",
    "UPDATE purchase SET booked = booked - 1 WHERE account_id = 'alice'",
    "UPDATE purchase SET booked = booked + 1 WHERE account_id = 'alice'",
    "UPDATE purchase SET code_id = NULL, booked = 0 WHERE account_id = 'alice'",
    "UPDATE purchase SET code_id = 'other' WHERE account_id = 'alice'",
]


async def test_every_count_that_does_not_fit_is_found(store: Shop, provider: Provider) -> None:
    _, text = await code(store, budget=Money(1_000, "USD"), uses=9)
    await code(store)
    for name in ("alice", "bob"):
        await use(store, text, name=name)
        await paid(store, provider, account_id=name, idempotency_key=name)
    await store.buy(account_id="bob", idempotency_key="open")
    assert await faults() == []
    missed = []
    for change in CHANGES:
        async with tampering() as db:
            await write(db, change)
            if not any(what.startswith("code ") for what in await faults()):
                missed.append(change)
    assert missed == []


async def test_an_erasure_forgets_who_used_a_code_and_no_fault_follows(
    store: Shop, provider: Provider
) -> None:
    _, text = await code(store, budget=Money(1_000, "USD"), uses=9)
    for name in ("alice", "bob"):
        await use(store, text, name=name)
        await paid(store, provider, account_id=name, idempotency_key=name)
    done = await Erasures(store.clock, lambda _: None).erase("alice", actor="operator")
    assert isinstance(done, Erased)
    assert await faults() == []
    for change in (
        "UPDATE discount_code SET uses = uses + 1",
        "UPDATE discount_code SET uses = uses - 2",
        "UPDATE discount_code SET booked = booked + 1",
        "UPDATE discount_code SET booked = 0",
    ):
        async with tampering() as db:
            await write(db, change)
            assert any(what.startswith("code ") for what in await faults()), change

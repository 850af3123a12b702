"""Programmes in exports and erasures of an account."""

from __future__ import annotations

import pytest

from billing.catalog.catalog import Money
from db.discounts.changes import changes_of
from db.models import ProgrammeChange
from db.payments.purchases import all_purchases
from db.privacy.exports import rows_of
from services.privacy.erasure import Erased, Erasures
from tests.support.payments.buying import paid
from tests.support.payments.enrolling import code, enrol, use
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop

pytestmark = pytest.mark.slow


async def test_an_export_has_every_change(open_shop: Shop) -> None:
    await enrol(open_shop)
    _, text = await code(open_shop)
    await use(open_shop, text)
    await enrol(open_shop, name="bob")
    found = [row async for row in rows_of("programme_change", "alice", upto=1)]
    assert [(row["kind"], row["programme"]) for row in found] == [
        ("SET", "EDU"),
        ("CODE", "PARTNER"),
    ]


async def test_an_erasure_leaves_no_programme_and_the_purchases_their_discounts(
    store: Shop, provider: Provider
) -> None:
    _, text = await code(store, budget=Money(1_000, "USD"))
    await use(store, text)
    await use(store, text, name="bob")
    await paid(store, provider)
    done = await Erasures(store.clock, lambda _: None).erase("alice", actor="operator")
    assert isinstance(done, Erased)
    assert await changes_of(["alice", done.pseudonym]) == {}
    assert {row["account_id"] for row in await ProgrammeChange.all().values()} == {"bob"}
    [kept] = await all_purchases(done.pseudonym)
    assert (kept.amount, kept.listed, kept.code_id) == (425, 500, None)
    assert [one.name for one in kept.discounts] == ["PARTNER"]

"""Erasures remove all personal data, keep all sums correct, and are never partial."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.refusals import AccountNotFound
from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from billing.privacy.actions import AccountNotErasable, AdminActionKind
from billing.reserved import PSEUDONYM_MARK
from db import models
from db.commit.journal import read_accounts
from db.payments.inbox import InboxStatus
from db.payments.purchases import PURCHASES, SUBSCRIPTIONS, add_customer
from db.privacy.actions import read_actions
from services.commit.decisions import Done
from services.privacy import erasure
from services.privacy.actions import AdminLog, Asked
from services.privacy.erasure import Erased, Erasures
from tests.support.audit.tampering import faults
from tests.support.ledger.factories import placing, use
from tests.support.payments.money import charge_event, event, intent_event, session_event
from tests.support.payments.shop import Shop, shop
from tests.support.privacy.lives import ALICE, do, everything, lived, sums


@pytest.fixture
async def made(database: str) -> AsyncIterator[Shop]:
    async with shop() as running:
        yield running


@pytest.fixture
def erasures(made: Shop) -> Erasures:
    return Erasures(made.clock, made.published.extend)


async def test_nothing_personal_stays_and_everything_balances(
    made: Shop, erasures: Erasures
) -> None:
    await lived(made)
    assert await faults() == []
    before = await sums()
    assert ALICE in await everything()
    old = (await read_accounts([ALICE]))[ALICE]
    erased = await erasures.erase(ALICE, actor="root")
    assert isinstance(erased, Erased)
    assert erased.pseudonym.startswith(PSEUDONYM_MARK)
    assert erased.entries == old.revision
    left = await everything()
    assert ALICE not in left
    assert "cus_alice" not in left
    assert await faults() == []
    assert await sums() == before
    new = (await read_accounts([erased.pseudonym]))[erased.pseudonym]
    assert new._replace(id=ALICE, digest=old.digest) == old
    assert made.published[-1] == (ALICE, old.revision + 1)
    assert await models.Erasing.all().count() == 0


async def test_the_rows_of_the_pseudonym_are_all_there(made: Shop, erasures: Erasures) -> None:
    bought = await lived(made)
    erased = await erasures.erase(ALICE, actor="root")
    assert isinstance(erased, Erased)
    mine = {"account_id": erased.pseudonym}
    purchase = await models.Purchase.get(**mine)
    assert (purchase.id, purchase.status) == (bought.id, "PAID")
    assert purchase.payment_intent is not None
    assert purchase.checkout_url is None
    for model in (models.PlanSubscription, models.Rolled, models.ActiveMonth, models.MoneyEntry):
        assert await model.filter(**mine).count() >= 1, model
        assert await model.filter(account_id=ALICE).count() == 0, model
    assert await models.PastUse.filter(**mine).count() == 2
    actions = await read_actions(limit=9, account_id=erased.pseudonym)
    told = {(a.kind, a.actor, a.outcome, str(a.details)) for a in actions}
    assert told == {
        ("ERASE_ACCOUNT", "root", "AccountErased", f"{{'entries': {erased.entries}}}"),
        ("ADJUST_BALANCE", "root", "BalanceAdjusted", "{'revision': 4}"),
        ("ADJUST_BALANCE", "root", None, "{'tokens': 800}"),
    }
    assert actions[1].request == actions[2].request


async def test_the_old_id_can_be_opened_anew(made: Shop, erasures: Erasures) -> None:
    await lived(made)
    assert isinstance(await erasures.erase(ALICE, actor="root"), Erased)
    assert await read_accounts([ALICE]) == {}
    [done] = await do(made, use(account_id=ALICE, model="gpt-4o", key=f"{ALICE} 1", may_open=True))
    assert isinstance(done, Done)
    assert (done.account.revision, done.account.opened_at) == (2, made.clock())
    assert await faults() == []


async def test_a_repeated_erasure_answers_the_first_and_without_a_key_finds_nobody(
    made: Shop, erasures: Erasures
) -> None:
    await made.account(ALICE)
    first = await erasures.erase(ALICE, actor="root", key="k")
    assert isinstance(first, Erased)
    assert await erasures.erase(ALICE, actor="root", key="k") == replace(first, replayed=True)
    assert await erasures.erase(ALICE, actor="root") == AccountNotFound(ALICE)
    assert await erasures.erase("nobody", actor="root") == AccountNotFound("nobody")


async def test_an_erased_account_can_be_erased_again(made: Shop, erasures: Erasures) -> None:
    await lived(made)
    first = await erasures.erase(ALICE, actor="root")
    assert isinstance(first, Erased)
    second = await erasures.erase(first.pseudonym, actor="root")
    assert isinstance(second, Erased)
    assert second.pseudonym != first.pseudonym
    assert first.pseudonym not in await everything()
    assert await faults() == []


@pytest.mark.parametrize(
    "what", ["hold", "checkout", "subscription", "pending subscription", "event", "alert"]
)
async def test_what_is_under_way_refuses_an_erasure_and_nothing_changes(
    made: Shop, erasures: Erasures, what: str
) -> None:
    await made.account(ALICE)
    mine: dict[str, Any] = {"account_id": ALICE}
    match what:
        case "hold":
            await do(made, placing(model="gpt-4o", **mine))
        case "checkout":
            await made.bought(**mine)
        case "subscription":
            facts = SubscriptionFacts(Snapshot(status=SubscriptionStatus.PAST_DUE))
            await made.subscribed(facts=facts, external_id="sub_there", **mine)
        case "pending subscription":
            await made.subscribed(**mine)
        case "event" | "alert":
            await add_customer(ALICE, "cus_alice")
            await models.InboxEvent.create(
                id="evt_1",
                type="x",
                received_at=made.clock(),
                payload='{"customer":"cus_alice"}',
                status=(InboxStatus.PENDING if what == "event" else InboxStatus.ALERT).value,
                attempts=1,
            )
    before = await everything()
    refused = await erasures.erase(ALICE, actor="root")
    assert isinstance(refused, AccountNotErasable)
    assert await everything() == before
    assert await models.Erasing.all().count() == 0
    made.clock.advance(days=4)
    if what in {"hold", "checkout", "pending subscription"}:
        assert isinstance(await erasures.erase(ALICE, actor="root"), Erased)
        assert await faults() == []


async def test_who_asks_twice_at_once_hears_the_same(made: Shop, erasures: Erasures) -> None:
    await made.account(ALICE)
    asked = [erasures.erase(ALICE, actor="root", key="k") for _ in range(3)]
    answers = await asyncio.gather(*asked)
    assert [isinstance(one, Erased) and one.replayed for one in answers].count(False) == 1
    assert len({replace(one, replayed=True) for one in answers if isinstance(one, Erased)}) == 1


@pytest.mark.parametrize("table", [PURCHASES, SUBSCRIPTIONS], ids=["pack", "plan"])
async def test_an_old_order_with_a_fresh_checkout_may_be_paid_yet(
    made: Shop, erasures: Erasures, table: Any
) -> None:
    old: dict[str, Any] = {
        "account_id": ALICE,
        "created_at": made.clock() - timedelta(days=40),
    }
    order = await (made.bought(**old) if table is PURCHASES else made.subscribed(**old))
    await table.save(order.with_checkout("cs_fresh", "https://pay.test/fresh", made.clock()))
    assert isinstance(await erasures.erase(ALICE, actor="op"), AccountNotErasable)
    made.clock.advance(days=2)
    assert isinstance(await erasures.erase(ALICE, actor="op"), Erased)


async def test_what_an_event_that_comes_later_says_of_a_person_is_not_kept(
    made: Shop, erasures: Erasures
) -> None:
    bought = await made.bought(account_id=ALICE)
    await add_customer(ALICE, "cus_alice")
    await made.hear(session_event(bought))
    erased = await erasures.erase(ALICE, actor="root")
    assert isinstance(erased, Erased)
    refunded = charge_event(bought, 500)
    refunded["data"]["object"] |= {"customer": "cus_alice", "receipt_email": ALICE}
    gone = event("customer.deleted", {"object": "customer", "id": "cus_alice", "email": ALICE})
    await made.hear(refunded, gone)
    assert {row["status"] for row in await models.InboxEvent.all().values()} == {"HANDLED"}
    assert (await models.Purchase.get(id=bought.id)).status == "REFUNDED"
    left = await everything()
    assert ALICE not in left
    assert "cus_alice" not in left
    assert await faults() == []


async def test_an_event_that_comes_later_finds_its_purchase(made: Shop, erasures: Erasures) -> None:
    facts = PaymentFacts(PaymentState.EXPIRED)
    bought = await made.bought(account_id=ALICE, facts=facts)
    erased = await erasures.erase(ALICE, actor="root")
    assert isinstance(erased, Erased)
    await made.hear(intent_event(bought))
    purchase = await models.Purchase.get(id=bought.id)
    assert (purchase.account_id, purchase.status) == (erased.pseudonym, "PAID")
    assert await read_accounts([ALICE]) == {}
    assert await faults() == []


async def test_a_long_ledger_is_moved_in_chunks(
    made: Shop, erasures: Erasures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PIECE", 3)
    monkeypatch.setattr(erasure, "DELETED_A_PIECE", 2)
    await lived(made)
    before = await sums()
    assert isinstance(await erasures.erase(ALICE, actor="root"), Erased)
    assert await faults() == []
    assert await sums() == before


async def test_a_gap_in_a_damaged_ledger_loses_nothing_else(
    made: Shop, erasures: Erasures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PIECE", 3)
    monkeypatch.setattr(erasure, "DELETED_A_PIECE", 2)
    await made.account(ALICE)
    for _ in range(11):
        await made.spend(5, ALICE)
    await models.Erasing.create(account_id=ALICE)
    await models.Entry.filter(account_id=ALICE, revision__gt=3, revision__lt=10).delete()
    await models.Erasing.all().delete()
    assert isinstance(await erasures.erase(ALICE, actor="root"), Erased)
    left = await models.Entry.all().order_by("revision").values_list("revision", flat=True)
    assert left == [1, 2, 3, 10, 11, 12]


async def test_what_an_administrator_did_to_the_own_account_names_the_pseudonym(
    made: Shop, erasures: Erasures
) -> None:
    await made.account("root")
    log = AdminLog(made.clock)
    await log.asked(
        Asked(actor="root", kind=AdminActionKind.ADJUST_BALANCE, account_id="root", details={})
    )
    erased = await erasures.erase("root", actor="root")
    assert isinstance(erased, Erased)
    actions = await read_actions(limit=9)
    assert {action.actor for action in actions} == {erased.pseudonym}


async def test_rows_left_open_to_deletion_are_a_fault(made: Shop) -> None:
    await models.Erasing.create(account_id=ALICE)
    assert await faults() == [f"account {ALICE}: its rows are open to deletion (erasing)"]

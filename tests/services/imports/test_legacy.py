"""Imports of users from an older system into real databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from billing.ledger.entry import MIGRATION_KEY, EntryKind
from billing.ledger.grant import GrantSource
from billing.payments.subscription import SubscriptionStatus
from db.commit.journal import read_accounts
from db.models import PastUse, PaymentCustomer
from db.payments.purchases import SUBSCRIPTIONS
from tests.support.audit.tampering import faults, rows
from tests.support.clocks import Clock
from tests.support.imports.legacy_data import (
    CREATED,
    NOW,
    PERIOD_END,
    Old,
    import_old,
    old_subscriber,
    old_use,
    old_user,
)
from tests.support.payments.money import invoice_event, subscription_event
from tests.support.payments.shop import GRACE, Shop, entries, kinds, shop


@pytest.fixture
async def made(database: str) -> AsyncIterator[Shop]:
    async with shop() as opened:
        yield opened


async def test_tokens_become_one_grant_that_never_expires(database: str, tmp_path: Path) -> None:
    done = await import_old(
        Old([old_user("alice"), old_user("bob", token_balance=0)]).as_sqlite(tmp_path / "old.db")
    )
    accounts = await read_accounts(["alice", "bob"])
    (entry,) = await entries("alice")
    assert (entry.kind, entry.tokens, entry.occurred_at) == (EntryKind.MIGRATION, 500, CREATED)
    assert (entry.recorded_at, entry.reason) == (NOW, "import old")
    assert entry.idempotency_key == MIGRATION_KEY
    (grant,) = accounts["alice"].grants
    assert (grant.source, grant.remaining, grant.expires_at) == (GrantSource.LEGACY, 500, None)
    assert accounts["alice"].opened_at == CREATED
    assert accounts["bob"].grants == ()
    assert await kinds("bob") == ["MIGRATION"]
    assert done.count("users") == (2, 0, 0)
    assert done.balances
    assert await faults() == []


async def test_the_first_touch_opens_the_window_that_the_old_creation_anchors(
    made: Shop, tmp_path: Path
) -> None:
    await import_old(Old([old_user("alice"), old_subscriber("bob")]).as_sqlite(tmp_path / "o.db"))
    alice, bob = await made.account("alice"), await made.account("bob")
    assert await kinds("alice") == ["MIGRATION", "ALLOWANCE"]
    assert alice.available == 10_500
    assert alice.next_reset.day in {28, 29, 30, 31}
    assert alice.next_reset.time() == CREATED.time()
    assert await kinds("bob") == ["MIGRATION", "PLAN", "ALLOWANCE"]
    assert bob.available == 30_500
    assert await faults() == []


async def test_a_subscription_keeps_plan_period_and_ids(made: Shop, tmp_path: Path) -> None:
    done = await import_old(Old([old_subscriber("alice")]).as_sqlite(tmp_path / "old.db"))
    account = await made.account("alice")
    assert (account.plan, account.plan_until) == ("PREMIUM", PERIOD_END + GRACE)
    kept = await SUBSCRIPTIONS.find(external_id="sub_alice")
    assert kept is not None
    assert (kept.plan, kept.amount, kept.currency) == ("PREMIUM", 1000, "USD")
    assert kept.facts.snapshot.status is SubscriptionStatus.ACTIVE
    assert await PaymentCustomer.all().values_list("account_id", "customer_id") == [
        ("alice", "cus_alice")
    ]
    current = await made.subscriptions.current(["alice"])
    assert current["alice"].external_id == "sub_alice"
    assert done.counts["plan PREMIUM imported"] == 1
    assert done.balances


@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-31T23:59:59.999999Z"])
async def test_a_subscription_that_never_ends_is_kept(made: Shop, tmp_path: Path, end: str) -> None:
    users = [old_subscriber("alice", current_period_end=end), old_user("bob")]
    done = await import_old(Old(users).as_sqlite(tmp_path / "old.db"))
    assert (done.count("users"), done.balances) == ((2, 0, 0), True)
    made.clock.advance(days=4_000)
    account = await made.account("alice")
    assert (account.plan, account.available) == ("PREMIUM", 30_500)
    assert await faults() == []


async def test_later_events_find_an_imported_subscription(made: Shop, tmp_path: Path) -> None:
    await import_old(Old([old_subscriber("alice")]).as_sqlite(tmp_path / "old.db"))
    kept = await SUBSCRIPTIONS.find(external_id="sub_alice")
    assert kept is not None
    later = PERIOD_END + timedelta(days=30)
    details = {"subscription": "sub_alice", "metadata": {}}
    paid = invoice_event(kept, through=later, parent={"subscription_details": details})
    await made.hear(paid)
    assert (await made.account("alice")).plan_until == later + GRACE
    ended = subscription_event(kept, "canceled", ends=later, id="sub_alice", metadata={})
    await made.hear(ended)
    assert (await made.account("alice")).plan == "FREE"
    assert await faults() == []


async def test_an_ended_subscription_is_kept_without_its_plan(made: Shop, tmp_path: Path) -> None:
    users = [
        old_subscriber("alice", subscription_status="canceled"),
        old_subscriber("bob", current_period_end=NOW - GRACE),
        old_subscriber("carol", current_period_end=NOW - GRACE + timedelta(seconds=1)),
        old_subscriber("dave", subscription_status="unpaid"),
    ]
    done = await import_old(Old(users).as_sqlite(tmp_path / "old.db"))
    plans = {name: (await made.account(name)).plan for name in ("alice", "bob", "carol", "dave")}
    assert plans == {"alice": "FREE", "bob": "FREE", "carol": "PREMIUM", "dave": "FREE"}
    assert done.counts["plan PREMIUM over"] == 1
    assert done.counts["plan PREMIUM imported"] == 1
    assert done.counts["subscriptions imported"] == 4
    assert done.balances
    assert await faults() == []


async def test_who_is_here_already_gets_the_tokens_once_and_stays_as_old(
    made: Shop, tmp_path: Path
) -> None:
    before = await made.account("alice")
    made.clock.advance(days=1)
    source = Old([old_subscriber("alice"), old_user("bob")]).as_sqlite(tmp_path / "old.db")
    done = await import_old(source, clock=made.clock)
    again = await import_old(source, clock=made.clock)
    after = await made.account("alice")
    assert after.opened_at == before.opened_at
    assert await kinds("alice") == ["ALLOWANCE", "MIGRATION", "LAPSE", "PLAN", "ALLOWANCE"]
    assert (after.plan, after.available) == ("PREMIUM", 30_500)
    assert done.published == [("alice", after.revision)]
    assert done.counts == again.counts
    assert done.counts["users here before"] == 1
    assert done.balances
    assert again.balances
    assert await faults() == []


async def test_a_better_plan_that_is_here_stays(made: Shop, tmp_path: Path) -> None:
    subscription = await made.subscribed(external_id="sub_here")
    paid = NOW + timedelta(days=40)
    active = subscription_event(subscription, ends=paid)
    await made.hear(active, invoice_event(subscription, through=paid))
    until = (await made.account("alice")).plan_until
    done = await import_old(
        Old([old_subscriber("alice")]).as_sqlite(tmp_path / "old.db"), clock=made.clock
    )
    assert (await made.account("alice")).plan_until == until
    assert done.counts["plan PREMIUM over"] == 1
    assert done.balances


async def test_another_import_of_the_same_users_changes_nothing(
    database: str, tmp_path: Path
) -> None:
    users = [old_user("alice"), old_user("bob", token_balance="x"), old_user("carol")]
    uses = [old_use(1), old_use(2, "carol"), old_use(3, "bob")]
    await import_old(Old(users, uses).as_sqlite(tmp_path / "old.db"))
    mended = [users[0], old_user("bob", token_balance=7), old_user("carol", token_balance=501)]
    done = await import_old(Old(mended, uses).as_sqlite(tmp_path / "b.db"), name="second")
    assert done.count("users") == (1, 1, 1)
    assert done.reasons == {"carol": "came before: carol, with 500 tokens"}
    assert done.count("uses") == (1, 2, 0)
    assert done.balances
    assert await PastUse.all().count() == 3


async def test_users_that_can_not_be_are_rejected_with_reasons(
    database: str, tmp_path: Path
) -> None:
    bad = {
        "negative": {"token_balance": -1},
        "huge": {"token_balance": 2**53},
        "words": {"token_balance": "many"},
        "small": {"token_balance": 0.5},
        "gold": {"plan": "gold"},
        "odd": {"plan": "premium", "subscription_status": "odd"},
        "unpaid": {"plan": "premium", "subscription_status": None},
        "endless": {"plan": "premium", "subscription_status": "active"},
        "future": {"created_at": NOW + timedelta(seconds=1)},
        "ancient": {"created_at": "0001-01-01"},
        "untimely": {"created_at": "yesterday"},
        "contrary": {"subscription_status": "active", "stripe_subscription_id": "sub_x"},
        "a\x00b": {},
        "team:1": {},
        "erased:1": {},
        "x" * 256: {},
        "": {},
    }
    users = [old_user(name, **changes) for name, changes in bad.items()]
    subscribers = [old_subscriber("one"), old_subscriber("two", stripe_subscription_id="sub_one")]
    done = await import_old(Old([*users, *subscribers]).as_sqlite(tmp_path / "old.db"))
    codes = {key: reason.partition(":")[0] for key, reason in done.reasons.items()}
    assert codes == {
        "negative": "negative balance",
        "huge": "bad tokens",
        "words": "bad tokens",
        "small": "fraction of a token",
        "gold": "unknown plan",
        "odd": "unknown subscription status",
        "unpaid": "plan without a subscription",
        "endless": "subscription without its end",
        "future": "bad creation",
        "ancient": "bad creation",
        "untimely": "bad creation",
        "contrary": "subscription to no plan",
        "a\x00b": "bad user id",
        "team:1": "reserved user id",
        "erased:1": "reserved user id",
        "x" * 256: "bad user id",
        "": "bad user id",
        "two": "subscription of another account",
    }
    assert done.count("users") == (2, 0, len(bad))
    assert done.balances
    assert [row["id"] for row in await rows("account")] == ["one", "two"]
    assert await faults() == []


async def test_a_running_clock_is_no_obstacle_to_an_account_created_just_now(
    database: str, tmp_path: Path
) -> None:
    await import_old(Old([old_user("alice", created_at=NOW)]).as_sqlite(tmp_path / "old.db"))
    later = Clock()
    later.advance(days=60)
    async with shop(clock=later) as opened:
        assert (await opened.account("alice")).available == 10_500
    assert await faults() == []

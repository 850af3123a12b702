"""An account that has lived: all kinds of entries, with personal data wherever possible."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tortoise import connections

from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.ledger.commands import Touch
from billing.ledger.hold import Outcome
from billing.ledger.hold_commands import SettleHold
from billing.payments.purchase import Purchase
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from billing.privacy.actions import AdminActionKind
from db import models
from db.insights.following import Shown, add_shown
from db.payments.purchases import add_customer
from services.commit.decisions import Done
from services.privacy.actions import AdminLog, Asked
from tests.services.commit.committing import commit_batch
from tests.support.ledger.factories import adjustment, placing, use
from tests.support.payments.money import intent_event, session_event
from tests.support.payments.shop import Shop

ALICE = "alice@example.org"
MINE: dict[str, Any] = {"account_id": ALICE}
MODEL = "gpt-4o"
TABLES = ("account", "entry", "token_grant", "purchase", "plan_subscription", "payment_customer")
MORE_TABLES = (
    "inbox_event",
    "past_use",
    "rolled",
    "active_month",
    "money_entry",
    "admin_action",
    "suggestion_shown",
    "erasure",
)
SUMS = (
    "SELECT (SELECT sum(tokens) FROM entry) AS tokens, (SELECT count(*) FROM entry) AS entries, "
    "(SELECT sum(amount) FROM token_grant) AS granted, (SELECT sum(available) FROM account) AS "
    "available, (SELECT sum(amount) FROM money_entry) AS money, (SELECT count(*) FROM past_use) "
    "AS past, (SELECT count(*) FROM account) AS accounts"
)


async def do(made: Shop, *commands: Any) -> list[Any]:
    """Execute commands in one batch; return their outcomes."""
    outcomes, _ = await commit_batch(commands, book=made.catalog.book, clock=made.clock)
    return outcomes


async def lived(made: Shop) -> Purchase:
    """Make an account with all kinds of entries, and with personal data wherever possible. Return
    its purchase."""
    await _uses_and_adjustments(made)
    await _holds(made)
    bought = await _payments(made)
    await _past_and_rollups(made.clock())
    await _logged(AdminLog(made.clock))
    await add_shown([Shown(ALICE, (MODEL, "qwen-vl-plus"), made.clock())])
    made.clock.advance(days=40)
    await do(made, use(model=MODEL, key=f"{ALICE} 10", **MINE), Touch("bob", may_open=True))
    return bought


async def _uses_and_adjustments(made: Shop) -> None:
    mail = f'{{"mail":"{ALICE}"}}'
    soon = made.clock() + timedelta(days=3)
    await do(
        made,
        use(model=MODEL, key=f"{ALICE} 1", metadata=mail, may_open=True, **MINE),
        adjustment(tokens=800, reason=f"{ALICE} asked", key=f"{ALICE} 2", **MINE),
        adjustment(tokens=80, expires_at=soon, key=f"{ALICE} 3", **MINE),
        adjustment(tokens=-8, reason=ALICE, key=f"{ALICE} 4", **MINE),
    )


async def _holds(made: Shop) -> None:
    """Settle one hold, settle one as failed, and let one expire."""
    keys = [f"{ALICE} {number}" for number in (5, 6, 7)]
    commands = [placing(model=MODEL, key=key, ttl_seconds=60, **MINE) for key in keys]
    numbers = []
    for placed in await do(made, *commands):
        assert isinstance(placed, Done)
        numbers.append(placed.recorded.revision)
    details = details_of([(UsageUnit.SEARCHES, 4)], ServiceTier.FLEX)
    tokens: dict[str, Any] = {"input_tokens": 3, "output_tokens": 2, "details": details}
    await do(
        made,
        SettleHold(number=numbers[0], metadata=f'"{ALICE}"', **tokens, **MINE),
        SettleHold(number=numbers[1], outcome=Outcome.FAILED, **tokens, **MINE),
    )


async def _payments(made: Shop) -> Purchase:
    url = f"https://pay.test/{ALICE}"
    bought = await made.bought(checkout_url=url, idempotency_key=f"{ALICE} 8", **MINE)
    await add_customer(ALICE, "cus_alice")
    paid = session_event(bought)
    paid["data"]["object"] |= {"customer": "cus_alice", "customer_email": ALICE}
    await made.hear(paid, intent_event(bought))
    ended = SubscriptionFacts(Snapshot(status=SubscriptionStatus.CANCELED))
    await made.subscribed(idempotency_key=f"{ALICE} 9", checkout_url=url, facts=ended, **MINE)
    return bought


async def _past_and_rollups(now: datetime) -> None:
    past = {"model": "gpt-3", "tokens": 5, "used_at": now}
    await models.PastUse.create(id=ALICE, **past, **MINE)
    await models.PastUse.create(id="2", **past, **MINE)
    await models.Rolled.create(revision=3, **MINE)
    await models.ActiveMonth.create(month=now.date().replace(day=1), **MINE)
    await models.MoneyEntry.create(
        id="pi_1", kind="PACK", amount=500, currency="USD", occurred_at=now, **MINE
    )


async def _logged(log: AdminLog) -> None:
    asked = Asked(
        actor="root",
        kind=AdminActionKind.ADJUST_BALANCE,
        account_id=ALICE,
        details={"tokens": 800, "reason": f"{ALICE} asked"},
        key=f"{ALICE} 2",
    )
    await log.asked(asked)
    await log.done(asked, "BalanceAdjusted", revision=4)


async def everything() -> str:
    """Return all rows of these tables as text."""
    conn = connections.get("default")
    found = []
    for table in (*TABLES, *MORE_TABLES):
        rows = await conn.execute_query_dict(f"SELECT * FROM {table}")
        found += [str(dict(row)) for row in rows]
    return "\n".join(found)


async def sums() -> dict[str, Any]:
    """Return the sums that an erasure keeps."""
    (row,) = await connections.get("default").execute_query_dict(SUMS)
    return dict(row)

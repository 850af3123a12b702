"""Factories with keyword arguments: plans, accounts, purchases, and the provider's events."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from billing.catalog.catalog import FREE_PLAN, Allowance, Money, Plan, QuotaPeriod
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.posting import Posted, Request, post_spend
from billing.payments.packs import (
    Bought,
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
)
from billing.payments.purchase import PlanSubscription, Purchase, PurchasePack, Subscribe
from tests.support.clocks import NOW

PREMIUM, GOLD, SILVER = "PREMIUM", "GOLD", "SILVER"
SECRET = "whsec_of_a_test"
FREE_TOKENS, PREMIUM_TOKENS = 10_000, 30_000
GOLD_TOKENS, SILVER_DAY, SILVER_MONTH = 5_000_000, 40_000, 100_000
TOKENS, PRICE = 200_000, 500
"""The starter pack: premium tokens, and its price in cents."""
CREDITED = FREE_TOKENS + TOKENS
"""The tokens of a new account with a starter pack."""
MONTH_PRICE = 1_000

Json = dict[str, Any]
_numbers = count(1)


def _plan(name: str, cents: int, *allowances: Allowance) -> Plan:
    return Plan(name, name.title(), "", Money(cents, "USD"), allowances)


def a_day(tokens: int) -> Allowance:
    return Allowance(tokens, QuotaPeriod.DAY)


def a_month(tokens: int) -> Allowance:
    return Allowance(tokens, QuotaPeriod.MONTH)


PLANS = {
    FREE_PLAN: _plan(FREE_PLAN, 0, a_month(FREE_TOKENS)),
    PREMIUM: _plan(PREMIUM, MONTH_PRICE, a_day(PREMIUM_TOKENS)),
    GOLD: _plan(GOLD, 5_000, a_month(GOLD_TOKENS)),
    SILVER: _plan(SILVER, 3_000, a_day(SILVER_DAY), a_month(SILVER_MONTH)),
}


class Book:
    """An account and all its entries since it was opened."""

    def __init__(self, *, opened_at: datetime = NOW) -> None:
        self.account: Account = open_account("alice", plan=FREE_PLAN, now=opened_at)
        self.entries: list[Entry] = []
        self.renew(opened_at)

    def keep(self, posted: tuple[Posted, ...]) -> None:
        self.entries += [one.entry for one in posted]
        self.account = posted[-1].account if posted else self.account

    def renew(self, now: datetime) -> None:
        self.keep(renew(self.account, PLANS, now)[1])

    def spend(self, tokens: int, now: datetime) -> int:
        """Spend up to `tokens`; return how many were spent."""
        spent = min(tokens, self.account.available)
        if spent:
            request = Request()
            kind = EntryKind.USAGE
            self.keep(
                (post_spend(self.account, kind=kind, tokens=spent, now=now, request=request),)
            )
        return spent

    def left_of(self, number: int | None) -> int:
        return sum(g.remaining for g in self.account.grants if g.number == number)


def bought(*, tokens: int = TOKENS, amount: int = PRICE) -> Bought:
    return Bought("pur_1", tokens, amount)


PAID = PaymentFacts(PaymentState.PAID)


def refund(name: str, amount: int, state: RefundState = RefundState.SUCCEEDED) -> PaymentFacts:
    return PaymentFacts(refunds={name: (amount, state)})


def dispute(name: str, amount: int, state: DisputeState, *, said_at: int = 0) -> PaymentFacts:
    return PaymentFacts(disputes={name: Dispute(amount, state, said_at)})


def purchase_command(**changes: Any) -> PurchasePack:
    """Return a command for one starter pack for alice. It has a unique key unless changed."""
    given: Json = {
        "account_id": "alice",
        "pack": "starter",
        "quantity": 1,
        "success_url": None,
        "cancel_url": None,
        "idempotency_key": f"buy-{next(_numbers)}",
    }
    return PurchasePack(**given | changes)


def subscribe_command(**changes: Any) -> Subscribe:
    given: Json = {
        "account_id": "alice",
        "plan": PREMIUM,
        "success_url": None,
        "cancel_url": None,
        "idempotency_key": f"subscribe-{next(_numbers)}",
    }
    return Subscribe(**given | changes)


def purchase(**changes: Any) -> Purchase:
    """Return a starter pack of alice's whose checkout has begun."""
    number = next(_numbers)
    made = Purchase(
        id=f"pur_{number}",
        account_id="alice",
        idempotency_key=f"key-{number}",
        fingerprint=bytes(16),
        pack="starter",
        quantity=1,
        tokens=TOKENS,
        amount=PRICE,
        currency="USD",
        created_at=NOW,
        session_id=f"cs_{number}",
        checkout_url=f"https://pay.test/cs_{number}",
    )
    return replace(made, **changes)


def plan_subscription(**changes: Any) -> PlanSubscription:
    """Return a subscription of alice's whose checkout has begun."""
    number = next(_numbers)
    made = PlanSubscription(
        id=f"sub_{number}",
        account_id="alice",
        idempotency_key=f"key-{number}",
        fingerprint=bytes(16),
        plan=PREMIUM,
        amount=MONTH_PRICE,
        currency="USD",
        created_at=NOW,
        session_id=f"cs_{number}",
        checkout_url=f"https://pay.test/cs_{number}",
    )
    return replace(made, **changes)


def event(kind: str, thing: Json, *, at: datetime = NOW, **changes: Any) -> Json:
    """Return an event of the provider. It has a unique id unless changed."""
    return {
        "id": f"evt_{next(_numbers)}",
        "object": "event",
        "type": kind,
        "created": int(at.timestamp()),
        "livemode": False,
        "data": {"object": thing},
        **changes,
    }


def intent_of(bought: Purchase) -> str:
    return f"pi_of_{bought.id}"


def session_event(
    bought: Purchase, kind: str = "completed", *, envelope: Json | None = None, **changes: Any
) -> Json:
    """Return the event of a purchase's checkout session. `envelope` changes the event itself."""
    session = {
        "id": bought.session_id,
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": intent_of(bought),
        "amount_subtotal": bought.amount,
        "amount_total": bought.amount,
        "currency": bought.currency.lower(),
        "metadata": {"purchase_id": bought.id},
    }
    return event(f"checkout.session.{kind}", session | changes, **envelope or {})


def intent_event(bought: Purchase, kind: str = "succeeded", **changes: Any) -> Json:
    intent = {
        "id": intent_of(bought),
        "amount": bought.amount,
        "currency": bought.currency.lower(),
        "metadata": {"purchase_id": bought.id},
    }
    return event(f"payment_intent.{kind}", intent | changes)


def refund_event(bought: Purchase, name: str, amount: int, status: str = "succeeded") -> Json:
    """Return a refund's event. Like one from the provider's dashboard, it lacks our metadata."""
    thing = {"id": name, "amount": amount, "status": status, "payment_intent": intent_of(bought)}
    return event("refund.updated", thing)


def charge_event(bought: Purchase, refunded: int) -> Json:
    thing = {"id": "ch_1", "amount_refunded": refunded, "payment_intent": intent_of(bought)}
    return event("charge.refunded", thing)


def dispute_event(
    bought: Purchase,
    status: str,
    *,
    kind: str = "updated",
    at: datetime = NOW,
    amount: int | None = None,
    **changes: Any,
) -> Json:
    """Return an event about the dispute over a purchase, created at `at`."""
    thing = {
        "id": f"dp_of_{bought.id}",
        "amount": bought.amount if amount is None else amount,
        "status": status,
        "payment_intent": intent_of(bought),
    }
    return event(f"charge.dispute.{kind}", thing | changes, at=at)


def subscription_event(
    to: PlanSubscription,
    status: str = "active",
    *,
    ends: datetime,
    at: datetime = NOW,
    **changes: Any,
) -> Json:
    """Return a subscription's event.

    `ends` is the end of the current period, `at` the time of the event.
    """
    thing = {
        "id": f"sub_of_{to.id}",
        "status": status,
        "cancel_at_period_end": False,
        "items": {"data": [{"current_period_end": int(ends.timestamp())}]},
        "metadata": {"subscription_id": to.id},
    }
    return event("customer.subscription.updated", thing | changes, at=at)


def invoice_event(
    to: PlanSubscription, kind: str = "paid", *, through: datetime, **changes: Any
) -> Json:
    details = {"subscription": f"sub_of_{to.id}", "metadata": {"subscription_id": to.id}}
    thing = {
        "id": f"in_{next(_numbers)}",
        "subtotal": to.amount,
        "amount_paid": to.amount,
        "currency": to.currency.lower(),
        "parent": {"subscription_details": details},
        "lines": {"data": [{"period": {"end": int(through.timestamp())}}]},
    }
    return event(f"invoice.{kind}", thing | changes)


def signed(payload: bytes, *, secret: str = SECRET, at: datetime = NOW, scheme: str = "v1") -> str:
    """Return the signature header that the provider would send."""
    stamp = int(at.timestamp())
    mac = hmac.new(secret.encode(), b"%d." % stamp + payload, hashlib.sha256).hexdigest()
    return f"t={stamp},{scheme}={mac}"


def body(event: Json) -> bytes:
    return json.dumps(event).encode()

"""Facts of payments and subscriptions as JSON text.

A reader ignores unknown fields, and derives fields that an older writer left out. The last release
may run beside this one, so the fields that it reads keep their format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.payments.packs import (
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
)
from billing.payments.plan_lines import Article, Item, Line, Terms
from billing.payments.plan_state import known_through
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from db.payments.plan_discounts import discount_from, discount_json

Json = Mapping[str, Any]


def payment_text(facts: PaymentFacts, checkout_at: datetime | None) -> str:
    return json.dumps({**_payment_json(facts), "checkout_at": _text(checkout_at)})


def checkout_time(text: str) -> datetime | None:
    """Return the opening time of the order's checkout; None for a row of an older release."""
    return _time(json.loads(text).get("checkout_at"))


def payment_facts(text: str) -> PaymentFacts:
    return _payment_facts(json.loads(text))


def subscription_text(
    facts: SubscriptionFacts, terms: Terms, checkout_at: datetime | None, quantity: int
) -> str:
    """Encode facts. `terms` are the terms of the order: the last release reads only values derived
    from the lines. The plan was ordered `quantity` times."""
    snapshot = facts.snapshot
    return json.dumps(
        {
            "said_at": snapshot.said_at,
            "status": snapshot.status,
            "cancel_at_period_end": snapshot.cancel_at_period_end,
            "period_end": _text(snapshot.period_end),
            "ended_at": _text(snapshot.ended_at),
            "cancel_at": _text(snapshot.cancel_at),
            "trial_end": _text(snapshot.trial_end),
            "by_invoice": snapshot.by_invoice,
            "items": [
                (*item.article, _text(item.period_end), item.quantity) for item in snapshot.items
            ],
            "paid_through": _text(known_through(facts, terms)),
            "invoices": {name: _payment_json(one) for name, one in facts.invoices.items()},
            "lines": {name: _line_rows(lines) for name, lines in facts.lines.items()},
            "baskets": sorted((sorted(basket, key=repr) for basket in facts.baskets), key=repr),
            "started_at": facts.started_at,
            "on_its_way": facts.on_its_way,
            "older_paid_through": _text(facts.paid_through),
            "checkout_at": _text(checkout_at),
            "sold": facts.sold,
            "takers": facts.takers,
            "unit_amounts": facts.unit_amounts,
            "discounts": {price: discount_json(one) for price, one in facts.discounts.items()},
            "quantity": quantity,
        }
    )


def ordered_quantity(text: str) -> int:
    """Return how many times the plan was ordered; 1 for a row of an older release."""
    return int(json.loads(text).get("quantity", 1))


def subscription_facts(text: str) -> SubscriptionFacts:
    known = json.loads(text)
    # Rows from before invoices were stored have none.
    invoices = {name: _payment_facts(one) for name, one in known.get("invoices", {}).items()}
    lines = known.get("lines", {}).items()
    older = "older_paid_through" if "older_paid_through" in known else "paid_through"
    return SubscriptionFacts(
        snapshot=_snapshot(known),
        paid_through=_time(known[older]),
        invoices=invoices,
        lines={name: frozenset(_line(fields) for fields in rows) for name, rows in lines},
        baskets=frozenset(
            frozenset(Article(*article[:3]) for article in basket)
            for basket in known.get("baskets", ())
        ),
        started_at=known.get("started_at"),
        on_its_way=known.get("on_its_way", False),
        sold=known.get("sold", {}),
        takers=known.get("takers", {}),
        unit_amounts=known.get("unit_amounts", {}),
        discounts={price: discount_from(one) for price, one in known.get("discounts", {}).items()},
    )


def _snapshot(known: Json) -> Snapshot:
    return Snapshot(
        said_at=known["said_at"],
        status=SubscriptionStatus(known["status"]),
        cancel_at_period_end=known["cancel_at_period_end"],
        period_end=_time(known["period_end"]),
        ended_at=_time(known["ended_at"]),
        cancel_at=_time(known.get("cancel_at")),
        trial_end=_time(known.get("trial_end")),
        by_invoice=known.get("by_invoice", False),
        items=tuple(_item(fields) for fields in known.get("items", ())),
    )


def _item(fields: list[Any]) -> Item:
    *article, period_end = fields[:4]
    return Item(Article(*article), _time(period_end), fields[4] if len(fields) > 4 else 1)


def _line_rows(lines: frozenset[Line]) -> list[tuple[Any, ...]]:
    """Return the rows in a fixed order, so that the same facts give the same text."""
    rows = [
        (
            *one.article,
            one.currency,
            _text(one.end),
            one.is_proration,
            _text(one.start),
            one.quantity,
        )
        for one in lines
    ]
    return sorted(rows, key=repr)


def _line(fields: list[Any]) -> Line:
    product, price, amount, currency, end, is_proration = fields[:6]
    start, quantity = fields[6:8] or (None, 1)
    return Line(
        Article(product, price, amount),
        currency,
        datetime.fromisoformat(end),
        is_proration,
        _time(start),
        quantity,
    )


def _payment_json(facts: PaymentFacts) -> dict[str, Any]:
    return {
        "state": facts.state,
        "received": facts.received,
        "charged": facts.charged,
        "charge_refunded": facts.charge_refunded,
        "refunds": facts.refunds,
        # Two values each, because the last release reads only two.
        "disputes": {name: (one.amount, one.state) for name, one in facts.disputes.items()},
        "disputes_said_at": {name: one.said_at for name, one in facts.disputes.items()},
        "asked": facts.asked,
    }


def _payment_facts(known: Json) -> PaymentFacts:
    # Rows of older releases have neither.
    charged, said_at = known.get("charged", 0), known.get("disputes_said_at", {})
    return PaymentFacts(
        state=PaymentState(known["state"]),
        received=known["received"],
        charged=charged,
        charge_refunded=known["charge_refunded"],
        refunds={name: (a, RefundState(s)) for name, (a, s) in known["refunds"].items()},
        disputes={
            name: Dispute(amount, DisputeState(state), said_at.get(name, 0))
            for name, (amount, state) in known["disputes"].items()
        },
        asked={key: (name, amount) for key, (name, amount) in known["asked"].items()},
    )


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

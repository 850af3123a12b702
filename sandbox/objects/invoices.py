"""Invoices of subscriptions: created, finalized, paid, voided. `collection` decides who pays
when."""

from __future__ import annotations

from sandbox.objects import blanks, coupons
from sandbox.world.act import Act
from sandbox.world.errors import Json
from sandbox.world.fields import listed, money
from sandbox.world.ids import new_id, random_text

MINIMUM = 50
"""The least that a card is charged, in the minor unit."""


def settled(total: int, balance: int) -> tuple[int, int]:
    """Return what is due for an invoice, and the customer's balance after it. A balance below zero
    is a credit: it pays first. What is too little to be charged becomes a debt of the balance."""
    owed = total + balance
    return (owed, 0) if owed >= MINIMUM or owed == 0 else (0, owed)


def draw(act: Act, subscription: Json, lines: list[Json], *, reason: str, over: Json) -> Json:
    """Create a draft with these lines. `over` is the period that has ended, `{start, end}`."""
    name = new_id("invoice")
    subtotal = sum(line["amount"] for line in lines)
    discountable = sum(line["amount"] for line in lines if line["discountable"])
    off = coupons.taken_off(act, subscription, discountable)
    total = subtotal - sum(one["amount"] for one in off)
    lines = coupons.spread(lines, off)
    customer = act.get("customer", subscription["customer"])
    due, _ = settled(total, customer["balance"])
    invoice = act.add(
        "invoice",
        id=name,
        **blanks.invoice() | _discounts(off),
        **_customer(customer),
        amount_due=due,
        amount_remaining=due,
        starting_balance=customer["balance"],
        automatic_tax={
            **subscription["automatic_tax"],
            "provider": None,
            "status": "complete" if subscription["automatic_tax"]["enabled"] else None,
        },
        billing_reason=reason,
        currency=subscription["currency"],
        lines=listed([{**one, "invoice": name} for one in lines], f"/v1/invoices/{name}/lines"),
        parent=_parent(subscription),
        period_end=over["end"],
        period_start=over["start"],
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal,
        total=total,
        total_excluding_tax=total,
        _subscription=subscription["id"],
        _intent=None,
    )
    act.emit("invoice.created", invoice)
    return invoice


def _discounts(off: list[Json]) -> Json:
    return {"discounts": [one["discount"] for one in off], "total_discount_amounts": off}


def _parent(subscription: Json) -> Json:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {
        "quote_details": None,
        "subscription_details": details,
        "type": "subscription_details",
    }


def _customer(customer: Json) -> Json:
    known = {f"customer_{name}": customer[name] for name in ("address", "email", "name", "phone")}
    rest: Json = {"customer_shipping": None, "customer_tax_exempt": "none"}
    return {"customer": customer["id"], **known, **rest, "customer_tax_ids": []}


def line(item: Json, price: Json, *, name: str, subscription: Json, free: bool = False) -> Json:
    """Return the line for one price of a subscription over its item's period; `free` for a trial.

    `item` has no id if the price is charged once.
    """
    quantity = item["quantity"]
    total = 0 if free else price["unit_amount"] * quantity
    each = money(price["unit_amount"], price["currency"])
    return {
        "id": new_id("line_item"),
        "object": "line_item",
        "amount": total,
        "currency": price["currency"],
        "description": f"{quantity} x {name} (at {each})",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "metadata": subscription["metadata"],
        "parent": _line_parent(item, subscription),
        "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": subscription["id"],
        "subtotal": total,
        "taxes": [],
    }


def _line_parent(item: Json, subscription: Json) -> Json | None:
    if "id" not in item:
        return None
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": subscription["id"],
            "subscription_item": item["id"],
        },
        "type": "subscription_item_details",
    }


def finalize(act: Act, invoice: Json) -> Json:
    """Finalize an invoice. After that it cannot be changed, only paid or given up."""
    fields: Json = {"automatically_finalizes_at": None, "effective_at": act.now, "_due": None}
    fields |= {"number": f"{random_text(8).upper()}-0001", "status": "open"}
    customer = act.get("customer", invoice["customer"])
    before = customer["balance"]
    due, after = settled(invoice["total"], before)
    fields |= {"amount_due": due, "amount_remaining": due}
    fields |= {"starting_balance": before, "ending_balance": after}
    if after != before:
        act.change(customer, "customer.updated", balance=after)
    return act.change(invoice, "invoice.finalized", **fields, **_stepped(act, invoice, "finalized"))


def close(act: Act, invoice: Json, how: str) -> Json:
    """Give up an invoice: `void`, or `uncollectible`, which may still be paid."""
    step, event = ("voided", "voided") if how == "void" else ("marked_uncollectible",) * 2
    fields: Json = {"status": how, "auto_advance": False, "next_payment_attempt": None}
    return act.change(
        invoice, f"invoice.{event}", **fields, **_stepped(act, invoice, step), _due=None
    )


def hold(act: Act, invoice: Json) -> Json:
    """Keep an invoice unchanged: no automatic step follows."""
    fields: Json = {"auto_advance": False, "next_payment_attempt": None, "_due": None}
    return act.change(invoice, "invoice.updated", automatically_finalizes_at=None, **fields)


def paid(act: Act, invoice: Json) -> Json:
    fields: Json = {"amount_paid": invoice["amount_due"], "amount_remaining": 0, "attempted": True}
    fields |= {"auto_advance": False, "next_payment_attempt": None, "status": "paid", "_due": None}
    act.change(invoice, "invoice.paid", **fields, **_stepped(act, invoice, "paid"))
    act.emit("invoice.payment_succeeded", invoice)
    return invoice


def _stepped(act: Act, invoice: Json, step: str) -> Json:
    return {"status_transitions": {**invoice["status_transitions"], f"{step}_at": act.now}}

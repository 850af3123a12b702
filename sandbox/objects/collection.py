"""The collection of an invoice: attempts to pay, their effect on the subscription, and retries."""

from __future__ import annotations

from sandbox.objects import invoices, payments, subscriptions
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Declined, Json
from sandbox.world.settings import BillingSetting

DAY = 86_400
RETRY_DAYS = (1, 3, 5)
"""The delays after the first failure."""
UNPAID = {"incomplete", "past_due", "unpaid"}
EVENT = "customer.subscription.updated"


def collect(act: Act, invoice: Json, *, automatic: bool = True) -> bool:
    """Try to collect the payment. Return False if the card was declined."""
    subscription = act.get("subscription", invoice["_subscription"])
    count = _counted(invoice, automatic=automatic)
    if invoice["amount_due"] == 0:
        _paid(act, invoice, subscription, count)
        return True
    intent = _intent(act, invoice, subscription)
    if subscription["_declines"] > 0:
        act.change(subscription, _declines=subscription["_declines"] - 1)
        payments.fail(act, intent)
        _failed(act, invoice, subscription, count)
        return False
    payments.succeed(act, intent)
    _paid(act, invoice, subscription, count)
    return True


def _counted(invoice: Json, *, automatic: bool) -> int:
    """Count this attempt. Only the first one and automatic ones count in the schedule of
    retries."""
    return int(invoice["attempt_count"]) + (automatic or not invoice["attempted"])


def await_money(act: Act, invoice: Json) -> None:
    """Mark the payment as on its way; `arrived` finishes it."""
    subscription = act.get("subscription", invoice["_subscription"])
    payments.process(act, _intent(act, invoice, subscription))
    act.change(invoice, attempted=True, attempt_count=1)


def arrived(act: Act, invoice: Json, *, succeeded: bool) -> None:
    subscription = act.get("subscription", invoice["_subscription"])
    intent = _intent(act, invoice, subscription)
    if succeeded:
        payments.succeed(act, intent)
        _paid(act, invoice, subscription, invoice["attempt_count"])
    else:
        payments.fail(act, intent)
        _failed(act, invoice, subscription, invoice["attempt_count"])


def _intent(act: Act, invoice: Json, subscription: Json) -> Json:
    """Return the only intent of an invoice, which is made at the first attempt."""
    if invoice["_intent"]:
        return act.get("payment_intent", invoice["_intent"])
    first = invoice["billing_reason"] == "subscription_create"
    intent = payments.intend(
        act,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        method=subscription["default_payment_method"],
        given={"description": "Subscription creation" if first else "Subscription update"},
    )
    payment = act.add(
        "invoice_payment",
        amount_paid=None,
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
    act.change(invoice, _intent=intent["id"], _payment=payment["id"])
    return intent


def _paid(act: Act, invoice: Json, subscription: Json, count: int) -> None:
    if invoice["_intent"]:
        payment = act.get("invoice_payment", invoice["_payment"])
        steps = {"canceled_at": None, "paid_at": act.now}
        fields: Json = {"amount_paid": invoice["amount_due"], "status": "paid"}
        act.change(payment, "invoice_payment.paid", **fields, status_transitions=steps)
    invoices.paid(act, act.change(invoice, attempt_count=count))
    latest = subscription["latest_invoice"] == invoice["id"]
    if latest and subscription["status"] in UNPAID:
        act.change(subscription, EVENT, status="active")


def _failed(act: Act, invoice: Json, subscription: Json, count: int) -> None:
    since = invoice.get("_failed_at", act.now)
    over = count > len(RETRY_DAYS) or subscription["status"] in subscriptions.ENDED
    again = None if over else since + RETRY_DAYS[count - 1] * DAY
    fields: Json = {"attempted": True, "attempt_count": count, "next_payment_attempt": again}
    fields |= {"_due": again, "_failed_at": since, "auto_advance": again is not None}
    act.change(invoice, "invoice.payment_failed", **fields)
    if subscription["status"] in {"active", "trialing"}:
        act.change(subscription, EVENT, status="past_due")
    if again is None and subscription["status"] == "past_due":
        _give_up(act, subscription)


def _give_up(act: Act, subscription: Json) -> None:
    if act.setting(BillingSetting).when_retries_end == "unpaid":
        act.change(subscription, EVENT, status="unpaid")
    else:
        subscriptions.end(act, subscription, reason="payment_failed")


def step(act: Act, invoice: Json) -> None:
    """Run an invoice that is due: finalize it, or retry its payment."""
    if invoice["status"] == "draft":
        invoices.finalize(act, invoice)
    collect(act, invoice)


def pay(act: Act, _: Json, name: str) -> Json:
    """Pay. Raises Declined, 402, if the card is still declined."""
    invoice = act.get("invoice", name)
    if invoice["status"] == "paid":
        raise ApiError("Invoice is already paid")
    if invoice["status"] == "void":
        raise ApiError("This invoice can no longer be paid: it is void")
    if invoice["status"] == "draft":
        invoices.finalize(act, invoice)
    if not collect(act, invoice, automatic=False):
        intent = act.get("payment_intent", invoice["_intent"])
        charge = intent["latest_charge"]
        more = {"decline_code": "generic_decline", "charge": charge}
        raise Declined(payments.DECLINED, code="card_declined", **more)
    return invoice

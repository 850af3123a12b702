"""Updates of a subscription that change its items: invoiced at once, or not at all."""

from __future__ import annotations

from sandbox.changes.items import repriced, unsupported
from sandbox.objects import collection, coupons, invoices, payments
from sandbox.objects import subscriptions as subs
from sandbox.world.act import Act
from sandbox.world.errors import Declined, Json
from sandbox.world.store import savepoint

ALWAYS, NONE = "always_invoice", "none"


def update(act: Act, given: Json, name: str) -> Json:
    """Update a subscription. A change of its items is invoiced at once, or not at all. A coupon
    takes the place of the present one in the same step."""
    behavior, items = _behavior(given), given.pop("items", None)
    at, payment = given.pop("proration_date", act.now), given.pop("payment_behavior", None)
    asked = {"discounts": given.pop("discounts")} if "discounts" in given else {}
    if not items:
        if asked:
            raise unsupported("discounts")
        return subs.update(act, given, name)
    subscription = subs.running(act, name)
    after, lines = repriced(act, subscription, items, at, _coupon(act, subscription, asked))
    if behavior == NONE or not lines:
        _discount(act, subscription, asked)
        return subs.update(act, given, name, items=after)
    if payment == "error_if_incomplete" and _would_decline(act, subscription, lines):
        act.change(subscription, _declines=subscription["_declines"] - 1)
        more = {"decline_code": "generic_decline"}
        raise Declined(payments.DECLINED, code="card_declined", **more)
    _discount(act, subscription, asked)
    invoice = _drawn(act, subscription, lines)
    subs.update(act, given, name, items=after, latest_invoice=invoice["id"])
    invoices.finalize(act, invoice)
    collection.collect(act, invoice)
    return subscription


def preview(act: Act, given: Json) -> Json:
    """Return the invoice that an update with the same items would make now. Stores nothing."""
    details = given.get("subscription_details", {})
    if _behavior(details) != ALWAYS:
        raise unsupported("subscription_details[proration_behavior]")
    subscription = subs.running(act, given.get("subscription", ""))
    at = details.get("proration_date", act.now)
    try:
        with savepoint(act.connection):
            coupon = _coupon(act, subscription, given)
            _, lines = repriced(act, subscription, details.get("items", []), at, coupon)
            made = _drawn(act, subscription, lines)
            raise _Undone
    except _Undone:
        return {**made, "id": f"upcoming_{made['id']}"}


class _Undone(Exception):
    """Takes back what a preview has made."""


def _behavior(given: Json) -> str:
    found = str(given.pop("proration_behavior", NONE if "items" not in given else ""))
    if found not in {ALWAYS, NONE}:
        raise unsupported("proration_behavior")
    return found


def _coupon(act: Act, subscription: Json, asked: Json) -> Json | None:
    """Return the coupon that the subscription has after a change."""
    if "discounts" not in asked:
        had = coupons.present(act, subscription)
        return had and had["coupon"]
    if not asked["discounts"]:
        return None
    return coupons.wanted(act, asked, subscription["currency"])


def _discount(act: Act, subscription: Json, asked: Json) -> None:
    if "discounts" not in asked:
        return
    if coupon := _coupon(act, subscription, asked):
        coupons.redeem(act, subscription, coupon["id"])
    else:
        act.change(subscription, discounts=[], _discount=None)


def _would_decline(act: Act, subscription: Json, lines: list[Json]) -> bool:
    customer = act.get("customer", subscription["customer"])
    total = sum(line["amount"] for line in lines)
    due, _ = invoices.settled(total, customer["balance"])
    return bool(due and subscription["_declines"])


def _drawn(act: Act, subscription: Json, lines: list[Json]) -> Json:
    over = subs.period(subscription)
    return invoices.draw(act, subscription, lines, reason="subscription_update", over=over)

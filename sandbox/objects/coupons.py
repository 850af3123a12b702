"""Coupons of a fixed amount, and the discounts that they make on subscriptions."""

from __future__ import annotations

from sandbox.objects.periods import boundary
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, exclusive, missing
from sandbox.world.fields import amount, currency, merged
from sandbox.world.ids import new_id

MONTHS = "duration_in_months"


def create(act: Act, given: Json) -> Json:
    if "id" in given and act.look(given["id"]):
        raise ApiError("Coupon already exists.", code="resource_already_exists", param="id")
    for name in ("amount_off", "currency"):
        if name not in given:
            raise missing(name)
    duration = given.get("duration", "once")
    if (duration == "repeating") != (MONTHS in given):
        raise ApiError(f"`{MONTHS}` goes with the duration `repeating`.", param=MONTHS)
    coupon = act.add(
        "coupon",
        **({"id": given["id"]} if "id" in given else {}),
        amount_off=amount(given["amount_off"], param="amount_off", least=1),
        currency=currency(given["currency"]),
        duration=duration,
        duration_in_months=given.get(MONTHS),
        max_redemptions=given.get("max_redemptions"),
        metadata=merged({}, given.get("metadata")),
        name=given.get("name"),
        percent_off=None,
        redeem_by=None,
        times_redeemed=0,
        valid=True,
    )
    act.emit("coupon.created", coupon)
    return coupon


def wanted(act: Act, given: Json, mode: str, sold_in: str) -> Json | None:
    """Return the coupon of a checkout in a currency. Raises ApiError if it cannot be redeemed."""
    if not given.get("discounts"):
        return None
    if "allow_promotion_codes" in given:
        raise exclusive("discounts", "allow_promotion_codes")
    if mode != "subscription" or len(given["discounts"]) > 1:
        message = "The sandbox has one coupon for a subscription only"
        raise ApiError(message, code="sandbox_unsupported", param="discounts")
    at = "discounts[0][coupon]"
    if "coupon" not in given["discounts"][0]:
        raise missing(at)
    coupon = act.get("coupon", given["discounts"][0]["coupon"], param=at)
    if not coupon["valid"]:
        raise ApiError("This coupon has been redeemed too often.", code="coupon_expired", param=at)
    if coupon["currency"] != sold_in:
        raise ApiError(f"The coupon is in {coupon['currency']}.", param=at)
    return coupon


def redeem(act: Act, subscription: Json, name: str) -> None:
    """Apply a coupon to a new subscription, from now on."""
    coupon = act.get("coupon", name)
    uses = coupon["times_redeemed"] + 1
    most = coupon["max_redemptions"]
    act.change(coupon, "coupon.updated", times_redeemed=uses, valid=most is None or uses < most)
    months = {"once": 1, "repeating": coupon[MONTHS]}.get(coupon["duration"])
    end = None if months is None else boundary(act.now, months, interval="month")
    discount = {"id": new_id("discount"), "amount": coupon["amount_off"], "end": end}
    act.change(subscription, discounts=[discount["id"]], _discount=discount)


def taken_off(act: Act, subscription: Json, subtotal: int) -> list[Json]:
    """Return what the subscription's discount takes off an invoice now, as in
    `total_discount_amounts`."""
    discount = subscription.get("_discount")
    if discount is None or (discount["end"] is not None and discount["end"] <= act.now):
        return []
    off = min(discount["amount"], max(0, subtotal))
    return [{"amount": off, "discount": discount["id"]}] if off else []


def spread(lines: list[Json], off: list[Json]) -> list[Json]:
    """Return the lines of an invoice with their parts of what is taken off, from the first on."""
    made = []
    for one in off:
        left = one["amount"]
        for line in lines:
            part = min(left, max(0, line["amount"]))
            left -= part
            told = [{**one, "amount": part}] if part else []
            made.append({**line, "discount_amounts": told})
    return made or lines

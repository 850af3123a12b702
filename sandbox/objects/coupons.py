"""Coupons of a percentage or a fixed amount, and the discounts that they make on subscriptions."""

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
    off = _off(given)
    duration = given.get("duration", "once")
    if (duration == "repeating") != (MONTHS in given):
        raise ApiError(f"`{MONTHS}` goes with the duration `repeating`.", param=MONTHS)
    coupon = act.add(
        "coupon",
        **({"id": given["id"]} if "id" in given else {}),
        **off,
        duration=duration,
        duration_in_months=given.get(MONTHS),
        max_redemptions=given.get("max_redemptions"),
        metadata=merged({}, given.get("metadata")),
        name=given.get("name"),
        redeem_by=None,
        times_redeemed=0,
        valid=True,
    )
    act.emit("coupon.created", coupon)
    return coupon


def _off(given: Json) -> Json:
    """Return what a coupon takes off: a percentage, or an amount of a currency."""
    if ("percent_off" in given) == ("amount_off" in given):
        raise exclusive("percent_off", "amount_off")
    if "percent_off" in given:
        percent = given["percent_off"]
        if not 0 < percent <= 100 or percent.as_tuple().exponent < -2:
            raise ApiError("Invalid percentage", param="percent_off")
        plain = int(percent) if percent == int(percent) else float(percent)
        return {"amount_off": None, "currency": None, "percent_off": plain}
    if "currency" not in given:
        raise missing("currency")
    least = amount(given["amount_off"], param="amount_off", least=1)
    return {"amount_off": least, "currency": currency(given["currency"]), "percent_off": None}


def of_checkout(act: Act, given: Json, mode: str, sold_in: str) -> Json | None:
    """Return the coupon of a checkout in a currency. Raises ApiError if it cannot be redeemed."""
    if not given.get("discounts"):
        return None
    if "allow_promotion_codes" in given:
        raise exclusive("discounts", "allow_promotion_codes")
    if mode != "subscription":
        raise _only_one()
    return wanted(act, given, sold_in)


def _only_one() -> ApiError:
    message = "The sandbox has one coupon for a subscription only"
    return ApiError(message, code="sandbox_unsupported", param="discounts")


def wanted(act: Act, given: Json, sold_in: str) -> Json:
    """Return the one coupon that is named. Raises ApiError if it cannot be redeemed."""
    if len(given["discounts"]) > 1:
        raise _only_one()
    at = "discounts[0][coupon]"
    if "coupon" not in given["discounts"][0]:
        raise missing(at)
    if len(given["discounts"][0]) > 1:
        raise _only_one()
    coupon = act.get("coupon", given["discounts"][0]["coupon"], param=at)
    if not coupon["valid"]:
        raise ApiError("This coupon has been redeemed too often.", code="coupon_expired", param=at)
    if coupon["currency"] not in {None, sold_in}:
        raise ApiError(f"The coupon is in {coupon['currency']}.", param=at)
    return coupon


def redeem(act: Act, subscription: Json, name: str) -> None:
    """Apply a coupon to a subscription, from now on, in place of another one."""
    coupon = act.get("coupon", name)
    uses = coupon["times_redeemed"] + 1
    most = coupon["max_redemptions"]
    act.change(coupon, "coupon.updated", times_redeemed=uses, valid=most is None or uses < most)
    discount = discount_of(act, coupon)
    act.change(subscription, discounts=[discount["id"]], _discount=discount)


def discount_of(act: Act, coupon: Json) -> Json:
    """Return the discount that a coupon makes if it is redeemed now."""
    months = {"once": 1, "repeating": coupon[MONTHS]}.get(coupon["duration"])
    end = None if months is None else boundary(act.now, months, interval="month")
    return {"id": new_id("discount"), "coupon": coupon, "end": end}


def off_amount(coupon: Json | None, cents: int) -> int:
    """Return what a coupon takes off an amount, rounded half up."""
    if coupon is None or cents <= 0:
        return 0
    if coupon["percent_off"] is None:
        return min(int(coupon["amount_off"]), cents)
    hundredths = round(coupon["percent_off"] * 100)
    return int((2 * cents * hundredths + 10_000) // 20_000)


def present(act: Act, subscription: Json) -> Json | None:
    """Return the discount that the subscription has now."""
    discount: Json | None = subscription.get("_discount")
    if discount is None or (discount["end"] is not None and discount["end"] <= act.now):
        return None
    return discount


def taken_off(act: Act, subscription: Json, subtotal: int) -> list[Json]:
    """Return what the subscription's discount takes off an invoice now, as in
    `total_discount_amounts`. `subtotal` is that of the lines that can be discounted."""
    discount = present(act, subscription)
    if discount is None:
        return []
    off = off_amount(discount["coupon"], subtotal)
    return [{"amount": off, "discount": discount["id"]}] if off else []


def spread(lines: list[Json], off: list[Json]) -> list[Json]:
    """Return the lines of an invoice with their parts of what is taken off, from the first on."""
    made = []
    for one in off:
        left = one["amount"]
        for line in lines:
            part = min(left, max(0, line["amount"])) if line["discountable"] else 0
            left -= part
            told = [{**one, "amount": part}] if part else []
            made.append({**line, "discount_amounts": told})
    return made or lines

"""The items of a subscription after a change, and Stripe's proration for it, to the second."""

from __future__ import annotations

from sandbox.objects import catalog, coupons, invoices
from sandbox.objects import subscriptions as subs
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json
from sandbox.world.fields import amount
from sandbox.world.ids import new_id


def repriced(
    act: Act, subscription: Json, given: list[Json], at: int, coupon: Json | None
) -> tuple[Json, list[Json]]:
    """Return the items after the change, and the lines for it: the unused time of what was paid,
    and the remaining time of what is new, which has the `coupon`. As at Stripe, the amounts are
    without the discounts, and no other discount applies to them."""
    over = subs.period(subscription)
    if not over["start"] <= at <= over["end"]:
        raise ApiError("`proration_date` must be in the current period.", param="proration_date")
    items, lines = subscription["items"], list[Json]()
    data = {item["id"]: item for item in items["data"]}
    for number, change in enumerate(given):
        where = f"items[{number}]"
        before = data.get(change.get("id", ""))
        if before is None:
            raise ApiError("The sandbox only changes items that exist.", param=f"{where}[id]")
        after = _changed(act, before, change, where)
        is_same = (after["price"], after["quantity"]) == (before["price"], before["quantity"])
        if not is_same and subscription["status"] != "trialing":
            had = coupons.present(act, subscription)
            unused = _line(act, subscription, before, at, had and had["coupon"], sign=-1)
            lines += [unused, _line(act, subscription, after, at, coupon, sign=1)]
        data[before["id"]] = after
    return {**items, "data": [*data.values()]}, lines


def _changed(act: Act, item: Json, change: Json, where: str) -> Json:
    price = item["price"]
    if change.get("price", price["id"]) != price["id"] or "price_data" in change:
        price = catalog.price_of(act, change, where)
    old = item["price"]
    if (price["recurring"], price["currency"]) != (old["recurring"], old["currency"]):
        raise unsupported(f"{where}[price]")
    kept = {**item, "price": price, "plan": catalog.plan(price)}
    if "quantity" not in change:
        return kept
    quantity = amount(change["quantity"], param=f"{where}[quantity]", least=1)
    return {**kept, "quantity": quantity}


def _line(
    act: Act, subscription: Json, item: Json, at: int, coupon: Json | None, *, sign: int
) -> Json:
    price, end = item["price"], item["current_period_end"]
    name = act.get("product", price["product"])["name"]
    whole = invoices.line(item, price, name=name, subscription=subscription)
    month = whole["amount"] - coupons.off_amount(coupon, whole["amount"])
    part = prorated(month, end - at, end - item["current_period_start"])
    parent = whole["parent"]
    details = {**parent["subscription_item_details"], "proration": True}
    details["invoice_item"] = new_id("invoiceitem")
    told = "Unused time on" if sign < 0 else "Remaining time on"
    return {
        **whole,
        "amount": sign * part,
        "subtotal": sign * part,
        "description": f"{told} {item['quantity']} x {name}",
        "discountable": False,
        "parent": {**parent, "subscription_item_details": details},
        "period": {"start": at, "end": end},
    }


def prorated(cents: int, seconds: int, of: int) -> int:
    """Return the part of an amount for `seconds` of a period, rounded to the nearest unit."""
    return (2 * cents * seconds + of) // (2 * of)


def unsupported(param: str) -> ApiError:
    message = f"The sandbox does not support this value of {param}"
    return ApiError(message, code="sandbox_unsupported", param=param)

"""Subscriptions: their items, changes and end. Renewal is in `renewals`."""

from __future__ import annotations

from sandbox.objects import blanks, catalog
from sandbox.objects.invoices import hold
from sandbox.objects.periods import boundary
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, no_such
from sandbox.world.fields import listed, merged, unset
from sandbox.world.ids import new_id

DAY = 86_400
ENDED = {"canceled", "incomplete_expired"}


def build(
    act: Act, lines: list[Json], *, customer: str, method: str, given: Json, tax: Json
) -> Json:
    """Return a new, unpaid subscription for the recurring `lines` (each with price and
    quantity)."""
    name = new_id("subscription")
    trial_end = _trial_end(act, given)
    recurring = lines[0]["price"]["recurring"]
    anchor = trial_end or act.now
    end = trial_end or _boundary(anchor, 1, recurring)
    items = [_item(act, one, name, end) for one in lines]
    url = f"/v1/subscription_items?subscription={name}"
    subscription = act.add(
        "subscription",
        id=name,
        **blanks.subscription(),
        automatic_tax=tax,
        billing_cycle_anchor=anchor,
        currency=lines[0]["price"]["currency"],
        customer=customer,
        default_payment_method=method,
        description=given.get("description"),
        items=listed(items, url),
        metadata=given.get("metadata", {}),
        start_date=act.now,
        status="trialing" if trial_end else "incomplete",
        trial_end=trial_end,
        trial_start=act.now if trial_end else None,
        _cycle=0 if trial_end else 1,
        _declines=0,
    )
    schedule(act, subscription)
    return subscription


def _trial_end(act: Act, given: Json) -> int | None:
    if "trial_period_days" not in given:
        end: int | None = given.get("trial_end")
        return end
    return act.now + DAY * int(given["trial_period_days"])


def _boundary(anchor: int, cycle: int, recurring: Json) -> int:
    count = cycle * recurring["interval_count"]
    return boundary(anchor, count, interval=recurring["interval"])


def _item(act: Act, line: Json, subscription: str, end: int) -> Json:
    return {
        "id": new_id("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": act.now,
        "current_period_end": end,
        "current_period_start": act.now,
        "discounts": [],
        "metadata": {},
        "plan": catalog.plan(line["price"]),
        "price": line["price"],
        "quantity": line["quantity"],
        "subscription": subscription,
        "tax_rates": [],
    }


def period(subscription: Json) -> Json:
    item = subscription["items"]["data"][0]
    return {"start": item["current_period_start"], "end": item["current_period_end"]}


def moved(subscription: Json, start: int, end: int) -> Json:
    """Return the items of a subscription over another period."""
    items = subscription["items"]
    over = {"current_period_start": start, "current_period_end": end}
    return {**items, "data": [{**item, **over} for item in items["data"]]}


def next_end(subscription: Json, cycle: int) -> int:
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    return _boundary(subscription["billing_cycle_anchor"], cycle, recurring)


def schedule(act: Act, subscription: Json) -> None:
    """Set the instant of its next step on the clock."""
    pause = subscription["pause_collection"] or {}
    instants = [period(subscription)["end"], pause.get("resumes_at")]
    idle = subscription["status"] in {*ENDED, "paused"}
    subscription["_due"] = None if idle else min(one for one in instants if one is not None)
    act.save(subscription)


def end(act: Act, subscription: Json, *, reason: str, **details: str | None) -> Json:
    """End the subscription at once. Unpaid invoices are no longer collected."""
    told = {**subscription["cancellation_details"], **details, "reason": reason}
    fields: Json = {"status": "canceled", "ended_at": act.now, "cancellation_details": told}
    fields |= {"canceled_at": subscription["canceled_at"] or act.now}
    fields |= {"_due": None, "pause_collection": None}
    for invoice in act.find("invoice", _subscription=subscription["id"], auto_advance=True):
        hold(act, invoice)
    return act.change(subscription, "customer.subscription.deleted", **fields)


def running(act: Act, name: str) -> Json:
    """Return a running subscription. Raises ApiError, 404, if it does not exist or has ended."""
    subscription = act.get("subscription", name)
    if subscription["status"] in ENDED:
        raise no_such("subscription", name)
    return subscription


def cancel(act: Act, given: Json, name: str) -> Json:
    details = {key: unset(value) for key, value in given.get("cancellation_details", {}).items()}
    return end(act, running(act, name), reason="cancellation_requested", **details)


def update(act: Act, given: Json, name: str, **changed: object) -> Json:
    """Update a subscription; `changed` are other fields that the request changes."""
    subscription = act.get("subscription", name)
    if subscription["status"] in ENDED and given.keys() - {"metadata", "cancellation_details"}:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise ApiError(message)
    fields: Json = {**changed}
    if "metadata" in given:
        fields["metadata"] = merged(subscription["metadata"], given["metadata"])
    if "pause_collection" in given:
        fields["pause_collection"] = _pause(unset(given["pause_collection"]))
    if "description" in given:
        fields["description"] = unset(given["description"])
    fields |= _cancellation(act, subscription, given)
    act.change(subscription, "customer.subscription.updated", **fields)
    schedule(act, subscription)
    return subscription


def _pause(given: Json | None) -> Json | None:
    return {"resumes_at": None, **given} if given else None


def _cancellation(act: Act, subscription: Json, given: Json) -> Json:
    at_end = given.get("cancel_at_period_end", subscription["cancel_at_period_end"])
    changed = at_end != subscription["cancel_at_period_end"]
    told = {**subscription["cancellation_details"]}
    told |= {key: unset(value) for key, value in given.get("cancellation_details", {}).items()}
    if changed:
        told["reason"] = "cancellation_requested" if at_end else None
    fields: Json = {"cancellation_details": told}
    if changed:
        fields["cancel_at_period_end"] = at_end
        fields["canceled_at"] = act.now if at_end else None
        fields["cancel_at"] = period(subscription)["end"] if at_end else None
    return fields

"""The life of a subscription: its first period, renewal by the clock, pause and resumption."""

from __future__ import annotations

from sandbox.objects import collection, invoices, subscriptions
from sandbox.objects.subscriptions import moved, next_end, period, schedule
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json
from sandbox.world.settings import BillingSetting

EVENT = "customer.subscription.updated"


def start(act: Act, subscription: Json, once: list[Json], *, paid: bool) -> Json:
    """Charge the first period (and the prices charged `once`). If not `paid`, the money is on its
    way.

    Return the first invoice.
    """
    act.emit("customer.subscription.created", subscription)
    now = {"start": act.now, "end": act.now}
    invoice = _invoice(act, subscription, reason="subscription_create", over=now, once=once)
    invoices.finalize(act, invoice)
    if paid or invoice["amount_due"] == 0:
        collection.collect(act, invoice)
    else:
        collection.await_money(act, invoice)
        act.change(subscription, EVENT, status="active")
    return invoice


def _invoice(
    act: Act, subscription: Json, *, reason: str, over: Json, once: list[Json] | None = None
) -> Json:
    free = subscription["status"] == "trialing"
    lines = [_line(act, subscription, item, free) for item in subscription["items"]["data"]]
    for extra in once or []:
        instant = {"current_period_start": act.now, "current_period_end": act.now}
        lines.append(_line(act, subscription, {**extra, **instant}, False))
    invoice = invoices.draw(act, subscription, lines, reason=reason, over=over)
    act.change(subscription, latest_invoice=invoice["id"])
    return invoice


def _line(act: Act, subscription: Json, item: Json, free: bool) -> Json:
    price = item["price"]
    product = act.get("product", price["product"])
    return invoices.line(item, price, name=product["name"], subscription=subscription, free=free)


def step(act: Act, subscription: Json) -> None:
    """Run a subscription that is due: end a pause, or a period."""
    pause = subscription["pause_collection"]
    if pause and pause["resumes_at"] is not None and pause["resumes_at"] <= act.now:
        act.change(subscription, EVENT, pause_collection=None)
    if period(subscription)["end"] <= act.now:
        _period_over(act, subscription)
    if subscription["status"] not in subscriptions.ENDED:
        schedule(act, subscription)


def _period_over(act: Act, subscription: Json) -> None:
    if subscription["cancel_at_period_end"]:
        subscriptions.end(act, subscription, reason="cancellation_requested")
        return
    cycle = subscription["_cycle"] + 1
    begin = period(subscription)["end"]
    _next(act, subscription, begin, next_end(subscription, cycle), cycle=cycle)


def _next(act: Act, subscription: Json, begin: int, end: int, *, cycle: int) -> None:
    over = period(subscription)
    before = {"items": subscription["items"], "latest_invoice": subscription["latest_invoice"]}
    if subscription["status"] == "trialing":
        before["status"] = "trialing"
        subscription["status"] = "active"
    subscription.update(items=moved(subscription, begin, end), _cycle=cycle)
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = end
    invoice = _invoice(act, subscription, reason="subscription_cycle", over=over)
    act.save(subscription)
    act.emit(EVENT, subscription, before)
    _bill(act, subscription, invoice)


def _bill(act: Act, subscription: Json, invoice: Json) -> None:
    """Collect a renewal's invoice, now or when it is no longer a draft, unless collection is
    paused."""
    pause = (subscription["pause_collection"] or {}).get("behavior")
    if pause == "keep_as_draft" or subscription["status"] == "unpaid":
        invoices.hold(act, invoice)
    elif pause:
        invoices.finalize(act, invoice)
        invoices.close(act, invoice, "void" if pause == "void" else "uncollectible")
    else:
        _collect(act, invoice)


def _collect(act: Act, invoice: Json) -> None:
    draft = act.setting(BillingSetting).invoice_draft_seconds
    if draft:
        act.change(invoice, automatically_finalizes_at=act.now + draft, _due=act.now + draft)
    else:
        collection.step(act, invoice)


def pause(act: Act, _: Json, name: str) -> Json:
    """Pause the whole subscription, not only its collection: no invoices and no new periods."""
    subscription = subscriptions.running(act, name)
    if subscription["status"] == "paused":
        raise ApiError("This subscription is already paused.")
    paused = {"subscription": {"type": "pause_requested"}, "transitioned_at": act.now}
    details = {"paused": {**paused, "type": "subscription"}}
    fields: Json = {"status": "paused", "status_details": details, "_due": None}
    act.change(subscription, EVENT, **fields)
    act.emit("customer.subscription.paused", subscription)
    return subscription


def resume(act: Act, given: Json, name: str) -> Json:
    """Resume. A new period begins now, unless the anchor stays and the old period has not ended."""
    subscription = subscriptions.running(act, name)
    if subscription["status"] != "paused":
        raise ApiError("Only paused subscriptions can be resumed.")
    del subscription["status_details"]
    act.change(subscription, EVENT, status="active")
    if given.get("billing_cycle_anchor", {}).get("type", "now") == "now":
        _restart(act, subscription)
    elif period(subscription)["end"] <= act.now:
        _rejoin(act, subscription)
    schedule(act, subscription)
    act.emit("customer.subscription.resumed", subscription)
    return subscription


def _restart(act: Act, subscription: Json) -> None:
    subscription["billing_cycle_anchor"] = act.now
    _next(act, subscription, act.now, next_end(subscription, 1), cycle=1)


def _rejoin(act: Act, subscription: Json) -> None:
    """Set the period that would run now. Periods during the pause are not billed."""
    cycle = subscription["_cycle"]
    while next_end(subscription, cycle) <= act.now:
        cycle += 1
    begin = next_end(subscription, cycle - 1)
    _next(act, subscription, begin, next_end(subscription, cycle), cycle=cycle)

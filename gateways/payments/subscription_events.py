"""Events about subscriptions to plans: the subscriptions themselves, and their invoices.

The format of an event depends on the provider's API version. Since 2025-03-31 the items of a
subscription contain its period, an invoice names its subscription in `parent`, and its lines name
their price in `pricing`. Before, each had its own fields for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from billing.payments.packs import PaymentFacts
from billing.payments.plan_lines import Article, Item, Line
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from gateways.payments.notices import Json, SubscriptionNotice, id_of, named, time_of
from gateways.payments.units import from_provider, payment_of

_STATUSES = {
    "incomplete": SubscriptionStatus.PENDING,
    "incomplete_expired": SubscriptionStatus.EXPIRED,
    "trialing": SubscriptionStatus.ACTIVE,
    "active": SubscriptionStatus.ACTIVE,
    "past_due": SubscriptionStatus.PAST_DUE,
    "unpaid": SubscriptionStatus.UNPAID,
    "paused": SubscriptionStatus.PAUSED,
    "canceled": SubscriptionStatus.CANCELED,
}
PAID = {"paid", "payment_succeeded"}
"""The last parts of the event names that report a paid invoice."""


def read_plan_session(kind: str, session: Json) -> SubscriptionNotice:
    """Return the notice for the checkout of a plan. `kind` is the last part of
    `checkout.session.<kind>`."""
    snapshot = Snapshot()
    if kind == "expired":
        snapshot = Snapshot(0, SubscriptionStatus.EXPIRED)
    on_its_way = kind == "completed" and session.get("payment_status") == "unpaid"
    return SubscriptionNotice(
        SubscriptionFacts(snapshot, on_its_way=on_its_way),
        subscription_id=named(session, "subscription_id"),
        session_id=session["id"],
        external_id=id_of(session.get("subscription")),
        customer_id=id_of(session.get("customer")),
        names_owner=True,
    )


def read_subscription(subscription: Json, said_at: int) -> SubscriptionNotice:
    """Return the notice for a subscription. `said_at` is in microseconds since 1970."""
    status = _STATUSES[subscription["status"]]
    if status is SubscriptionStatus.ACTIVE and subscription.get("pause_collection"):
        status = SubscriptionStatus.PAUSED
    items = tuple(sorted(_items(subscription), key=repr))
    ends = [item.period_end for item in items if item.period_end is not None]
    period_end = time_of(subscription.get("current_period_end"))
    snapshot = Snapshot(
        said_at=said_at,
        status=status,
        cancel_at_period_end=bool(subscription.get("cancel_at_period_end")),
        period_end=period_end or min(ends, default=None),
        ended_at=time_of(subscription.get("ended_at")),
        cancel_at=time_of(subscription.get("cancel_at")),
        trial_end=time_of(subscription.get("trial_end")),
        by_invoice=subscription.get("collection_method") == "send_invoice",
        items=items,
    )
    basket = frozenset(item.article for item in items)
    started = subscription.get("created")
    facts = SubscriptionFacts(
        snapshot,
        baskets=frozenset([basket]) if basket else frozenset(),
        started_at=None if started is None else int(started),
    )
    return SubscriptionNotice(
        facts,
        subscription_id=named(subscription, "subscription_id"),
        external_id=subscription["id"],
        customer_id=id_of(subscription.get("customer")),
        names_owner=True,
    )


def read_items(subscription: Json) -> list[tuple[str, Item]]:
    """Return the items with their ids."""
    listed = (subscription.get("items") or {}).get("data") or []
    ids = [str(item["id"]) for item in listed]
    return [*zip(ids, _items(subscription), strict=True)]


def _items(subscription: Json) -> Iterator[Item]:
    currency = str(subscription.get("currency") or "")
    for item in (subscription.get("items") or {}).get("data") or []:
        # Older prices are plans, whose field is `amount`.
        price = item.get("price") or item.get("plan") or {}
        each = price.get("unit_amount", price.get("amount"))
        quantity = item.get("quantity")
        amount = None if each is None else int(each) * (1 if quantity is None else int(quantity))
        amount = _ours(amount, str(price.get("currency") or currency))
        article = Article(id_of(price.get("product")), id_of(price), amount)
        times = 1 if quantity is None else int(quantity)
        yield Item(article, time_of(item.get("current_period_end")), times)


def read_invoice(kind: str, invoice: Json) -> SubscriptionNotice | None:
    """Return the notice for the event `invoice.<kind>`; None if the invoice has no subscription."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    # In some versions, invoices had the details without the parent.
    details = details or invoice.get("subscription_details") or {}
    external_id = id_of(details.get("subscription") or invoice.get("subscription"))
    if external_id is None:
        return None
    notice = SubscriptionNotice(
        SubscriptionFacts(),
        subscription_id=named(details, "subscription_id") or _named_by_line(invoice),
        external_id=external_id,
        customer_id=id_of(invoice.get("customer")),
        # Older versions of the API do not copy the subscription's metadata to its invoices.
        names_owner=isinstance(details.get("metadata"), dict),
    )
    if kind not in PAID or _is_owed(invoice):
        # The subscription's own events report the consequences.
        return notice
    name, currency = str(invoice["id"]), str(invoice["currency"]).lower()
    charged = int(invoice.get("amount_paid") or 0)
    received = payment_of(from_provider(charged, currency), charged)
    facts = SubscriptionFacts(invoices={name: received}, lines={name: _lines(invoice)})
    return replace(notice, facts=facts, currency=currency)


def _is_owed(invoice: Json) -> bool:
    """Return whether a part of it is unpaid: there is an event for every partial payment. An
    invoice that was marked as paid elsewhere may still name its whole amount as remaining."""
    if invoice.get("paid_out_of_band"):
        return False
    left = invoice.get("amount_remaining")
    if left is None:
        left = int(invoice.get("amount_due") or 0) - int(invoice.get("amount_paid") or 0)
    return int(left or 0) > 0


def read_invoice_payment(invoice: Json, facts: PaymentFacts) -> SubscriptionNotice | None:
    """Return the result of an invoice's payment; None if it is not for a subscription."""
    notice, name = read_invoice("", invoice), id_of(invoice.get("id"))
    if notice is None or name is None:
        return None
    lines = {name: _lines(invoice)}
    return replace(notice, facts=SubscriptionFacts(invoices={name: facts}, lines=lines))


def _named_by_line(invoice: Json) -> str | None:
    """Return our name from the lines, which repeat the subscription's metadata even if the invoice
    does not."""
    return _first(named(line, "subscription_id") for line in _listed(invoice))


def _listed(invoice: Json) -> list[Json]:
    found: list[Json] = (invoice.get("lines") or {}).get("data") or []
    return found


def _lines(invoice: Json) -> frozenset[Line]:
    listed = _listed(invoice)
    currency = str(invoice.get("currency") or "")
    lines = (_line(line, invoice, currency, alone=len(listed) == 1) for line in listed)
    return frozenset(line for line in lines if line is not None)


def _line(line: Json, invoice: Json, currency: str, *, alone: bool) -> Line | None:
    period = line.get("period") or {}
    end = time_of(period.get("end"))
    if end is None:
        return None
    amount = line.get("amount")
    if amount is None and alone:
        amount = invoice.get("subtotal")
    currency = str(line.get("currency") or currency)
    article = Article(*_names(line), _ours(amount, currency))
    quantity = line.get("quantity")
    return Line(
        article,
        currency.lower(),
        end,
        _is_proration(line),
        time_of(period.get("start")),
        1 if quantity is None else int(quantity),
    )


def _ours(amount: int | None, currency: str) -> int | None:
    """Convert an amount of the provider to our unit."""
    return None if amount is None else from_provider(int(amount), currency)


def _names(line: Json) -> tuple[str | None, str | None]:
    """Return product and price of a line, in either format."""
    details = (line.get("pricing") or {}).get("price_details") or {}
    kinds = [line.get("price"), line.get("plan")]
    whole = [kind for kind in kinds if isinstance(kind, dict)]
    products = [details.get("product"), *(kind.get("product") for kind in whole)]
    prices = [details.get("price"), *kinds]
    return _first(map(id_of, products)), _first(map(id_of, prices))


def _first(found: Iterable[str | None]) -> str | None:
    return next((one for one in found if one is not None), None)


def _is_proration(line: Json) -> bool:
    parent = line.get("parent") or {}
    details = parent.get("subscription_item_details") or parent.get("invoice_item_details") or {}
    return bool(line.get("proration") or details.get("proration"))

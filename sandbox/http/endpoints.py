"""The endpoints of Stripe's API that the sandbox has, with their parameters and handlers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stripe import params as p
from stripe.params import billing_portal as portal_params
from stripe.params import checkout as checkout_params

from sandbox.changes import updates
from sandbox.http import listing, supported
from sandbox.http.listing import lister
from sandbox.http.params import fields
from sandbox.objects import (
    catalog,
    collection,
    coupons,
    customers,
    disputes,
    payments,
    portal,
    refunds,
    renewals,
    sessions,
    setups,
)
from sandbox.objects import subscriptions as subs
from sandbox.world.act import Act
from sandbox.world.errors import Json

Handler = Callable[..., Json]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint, run by `handler(act, params, *names in the path)`. `params` is the SDK's type of
    the parameters."""

    method: str
    path: str
    params: type
    handler: Handler
    supported: frozenset[str]


def _at(method: str, path: str, params: type, handler: Handler, does: str = "") -> Endpoint:
    return Endpoint(method, path, params, handler, frozenset({"expand", *does.split()}))


def _one(path: str, params: type, kind: str) -> Endpoint:
    """Return an endpoint that only returns an object."""

    def retrieve(act: Act, _: Json, name: str) -> Json:
        return act.get(kind, name)

    return _at("GET", path, params, retrieve)


def _list(path: str, params: type, kind: str, names: str, *, always: str = "") -> Endpoint:
    """Return an endpoint for a list filtered by parameters: `name`, or `name=path` if the field has
    another path."""
    pairs = [name.partition("=") for name in names.split()]
    filters = {name: field or name for name, _, field in pairs}
    handler = lister(kind, path, filters, always=always)
    paging = [name for name in listing.PAGING if name in fields(params)]
    return _at("GET", path, params, handler, " ".join((*filters, *paging)))


PAGED = " ".join(listing.PAGING)
NOT_DELETED = "json_extract(json, '$.deleted') IS NULL"

CUSTOMER, PRODUCT, PRICE = "/v1/customers", "/v1/products", "/v1/prices"
COUPON = "/v1/coupons"
SESSION, SUBSCRIPTION = "/v1/checkout/sessions", "/v1/subscriptions"
INTENT, METHOD = "/v1/payment_intents", "/v1/payment_methods"
INVOICE, REFUND, DISPUTE = "/v1/invoices", "/v1/refunds", "/v1/disputes"

SALES: Iterable[Endpoint] = (
    _at("POST", CUSTOMER, p.CustomerCreateParams, customers.create, supported.CUSTOMER),
    _list(CUSTOMER, p.CustomerListParams, "customer", "email", always=NOT_DELETED),
    _one(f"{CUSTOMER}/{{id}}", p.CustomerRetrieveParams, "customer"),
    _at(
        "POST",
        f"{CUSTOMER}/{{id}}",
        p.CustomerUpdateParams,
        customers.update,
        supported.CUSTOMER,
    ),
    _at("DELETE", f"{CUSTOMER}/{{id}}", p.CustomerDeleteParams, customers.delete),
    _at("POST", PRODUCT, p.ProductCreateParams, catalog.create_product, supported.PRODUCT_NEW),
    _list(PRODUCT, p.ProductListParams, "product", "active ids=id"),
    _one(f"{PRODUCT}/{{id}}", p.ProductRetrieveParams, "product"),
    _at(
        "POST",
        f"{PRODUCT}/{{id}}",
        p.ProductUpdateParams,
        catalog.update_product,
        supported.PRODUCT,
    ),
    _at("POST", PRICE, p.PriceCreateParams, catalog.create_price, supported.PRICE),
    _list(
        PRICE,
        p.PriceListParams,
        "price",
        "active product currency type lookup_keys=lookup_key",
    ),
    _one(f"{PRICE}/{{id}}", p.PriceRetrieveParams, "price"),
    _at(
        "POST",
        f"{PRICE}/{{id}}",
        p.PriceUpdateParams,
        catalog.update_price,
        "active metadata nickname lookup_key",
    ),
    _at("POST", COUPON, p.CouponCreateParams, coupons.create, supported.COUPON),
    _one(f"{COUPON}/{{id}}", p.CouponRetrieveParams, "coupon"),
    _at("POST", SESSION, checkout_params.SessionCreateParams, sessions.create, supported.SESSION),
    _list(
        SESSION,
        checkout_params.SessionListParams,
        "checkout.session",
        "customer payment_intent subscription status",
    ),
    _one(f"{SESSION}/{{id}}", checkout_params.SessionRetrieveParams, "checkout.session"),
    _at(
        "GET",
        f"{SESSION}/{{id}}/line_items",
        checkout_params.SessionLineItemListParams,
        sessions.list_items,
        "limit",
    ),
    _at(
        "POST",
        f"{SESSION}/{{id}}/expire",
        checkout_params.SessionExpireParams,
        sessions.expire,
    ),
    _at(
        "POST",
        "/v1/billing_portal/sessions",
        portal_params.SessionCreateParams,
        portal.create,
        "customer return_url locale",
    ),
)
MONEY: Iterable[Endpoint] = (
    _at("POST", INTENT, p.PaymentIntentCreateParams, payments.charge_saved, supported.INTENT),
    _list("/v1/payment_intents", p.PaymentIntentListParams, "payment_intent", "customer"),
    _one("/v1/payment_intents/{id}", p.PaymentIntentRetrieveParams, "payment_intent"),
    _list("/v1/charges", p.ChargeListParams, "charge", "customer payment_intent"),
    _one("/v1/charges/{id}", p.ChargeRetrieveParams, "charge"),
    _list("/v1/payment_methods", p.PaymentMethodListParams, "payment_method", "customer type"),
    _one(f"{METHOD}/{{id}}", p.PaymentMethodRetrieveParams, "payment_method"),
    _at(
        "POST",
        f"{METHOD}/{{id}}/attach",
        p.PaymentMethodAttachParams,
        setups.attach,
        "customer",
    ),
    _at("POST", f"{METHOD}/{{id}}/detach", p.PaymentMethodDetachParams, setups.detach),
    _list("/v1/setup_intents", p.SetupIntentListParams, "setup_intent", "customer payment_method"),
    _one("/v1/setup_intents/{id}", p.SetupIntentRetrieveParams, "setup_intent"),
    _list(
        "/v1/balance_transactions",
        p.BalanceTransactionListParams,
        "balance_transaction",
        "currency source type",
    ),
    _one(
        "/v1/balance_transactions/{id}",
        p.BalanceTransactionRetrieveParams,
        "balance_transaction",
    ),
    _at("POST", REFUND, p.RefundCreateParams, refunds.create, supported.REFUND),
    _list(REFUND, p.RefundListParams, "refund", "charge payment_intent"),
    _one(f"{REFUND}/{{id}}", p.RefundRetrieveParams, "refund"),
    _at("POST", f"{REFUND}/{{id}}", p.RefundUpdateParams, refunds.update, "metadata"),
    _list(DISPUTE, p.DisputeListParams, "dispute", "charge payment_intent"),
    _one(f"{DISPUTE}/{{id}}", p.DisputeRetrieveParams, "dispute"),
    _at("POST", f"{DISPUTE}/{{id}}", p.DisputeUpdateParams, disputes.update, supported.DISPUTE),
    _at("POST", f"{DISPUTE}/{{id}}/close", p.DisputeCloseParams, disputes.close),
    _list("/v1/events", p.EventListParams, "event", "type types=type"),
    _one("/v1/events/{id}", p.EventRetrieveParams, "event"),
)
BILLING: Iterable[Endpoint] = (
    _at(
        "GET",
        SUBSCRIPTION,
        p.SubscriptionListParams,
        listing.subscriptions,
        f"customer status {PAGED}",
    ),
    _one(f"{SUBSCRIPTION}/{{id}}", p.SubscriptionRetrieveParams, "subscription"),
    _at(
        "POST",
        f"{SUBSCRIPTION}/{{id}}",
        p.SubscriptionUpdateParams,
        updates.update,
        supported.SUBSCRIPTION,
    ),
    _at(
        "DELETE",
        f"{SUBSCRIPTION}/{{id}}",
        p.SubscriptionCancelParams,
        subs.cancel,
        "cancellation_details",
    ),
    _at("POST", f"{SUBSCRIPTION}/{{id}}/pause", p.SubscriptionPauseParams, renewals.pause, "type"),
    _at(
        "POST",
        f"{SUBSCRIPTION}/{{id}}/resume",
        p.SubscriptionResumeParams,
        renewals.resume,
        "billing_cycle_anchor",
    ),
    _list(
        INVOICE,
        p.InvoiceListParams,
        "invoice",
        "customer status subscription=_subscription",
    ),
    _at(
        "POST",
        f"{INVOICE}/create_preview",
        p.InvoiceCreatePreviewParams,
        updates.preview,
        supported.PREVIEW,
    ),
    _one(f"{INVOICE}/{{id}}", p.InvoiceRetrieveParams, "invoice"),
    _at("POST", f"{INVOICE}/{{id}}/pay", p.InvoicePayParams, collection.pay, "off_session"),
    _list(
        "/v1/invoice_payments",
        p.InvoicePaymentListParams,
        "invoice_payment",
        "invoice status payment.payment_intent payment.type",
    ),
    _one("/v1/invoice_payments/{id}", p.InvoicePaymentRetrieveParams, "invoice_payment"),
)
ENDPOINTS = (*SALES, *MONEY, *BILLING)

_patterns = [
    (re.compile(re.sub(r"\{id\}", "([^/]+)", endpoint.path)), endpoint) for endpoint in ENDPOINTS
]


def find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """Return the endpoint of a request, and the names in its path."""
    for pattern, endpoint in _patterns:
        match = pattern.fullmatch(path)
        if match and endpoint.method == method:
            return endpoint, match.groups()
    return None

"""Purchases as records: which commands are valid, and the status of a purchase."""

from __future__ import annotations

from typing import Any

import pytest

from billing.errors import BadInput
from billing.payments.packs import DisputeState, PaymentFacts, PaymentState, RefundState
from billing.payments.purchase import QUANTITY_MAX, PurchaseStatus
from tests.support.payments.money import (
    PAID,
    PRICE,
    dispute,
    purchase,
    purchase_command,
    refund,
    subscribe_command,
)

OPEN, LOST, WON = DisputeState

BAD: list[tuple[str, str, list[Any]]] = [
    ("account_id", "accountId", ["", "a" * 256, "a\0"]),
    ("idempotency_key", "idempotencyKey", ["", "k" * 256, "\ud800"]),
    ("success_url", "successUrl", ["", "shop", "javascript:alert(1)", "//shop.test", "http://"]),
    (
        "cancel_url",
        "cancelUrl",
        ["ftp://shop.test", "https://a b", "https://[", "https://" + "a" * 2000],
    ),
]
OF_PURCHASES: list[tuple[str, str, list[Any]]] = [
    ("pack", "pack", ["", "p" * 256, "\x7f"]),
    ("quantity", "quantity", [0, -1, QUANTITY_MAX + 1]),
    ("receipt_email", "receiptEmail", ["", "nobody", "a@", "@b", "a b@c.test", "a@b\n"]),
]


@pytest.mark.parametrize(("argument", "field", "values"), [*BAD, *OF_PURCHASES])
def test_a_bad_purchase_is_refused_with_the_field_s_name(
    argument: str, field: str, values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(BadInput) as refused:
            purchase_command(**{argument: value})
        assert refused.value.field == field, value


@pytest.mark.parametrize(("argument", "field", "values"), [*BAD, ("plan", "plan", ["", "\0"])])
def test_a_bad_subscription_is_refused_with_the_field_s_name(
    argument: str, field: str, values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(BadInput) as refused:
            subscribe_command(**{argument: value})
        assert refused.value.field == field, value


def test_the_bounds_themselves_are_good() -> None:
    command = purchase_command(
        quantity=QUANTITY_MAX,
        idempotency_key="k" * 255,
        success_url="http://localhost:3000/paid?session={CHECKOUT_SESSION_ID}",
        cancel_url="https://[::1]/left",
        receipt_email="a+b@sub.example.test",
    )
    assert command.quantity == 100


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (purchase_command, {"pack": "pro"}),
        (purchase_command, {"quantity": 2}),
        (purchase_command, {"success_url": "https://a.test"}),
        (purchase_command, {"cancel_url": "https://a.test"}),
        (purchase_command, {"promotion_codes": True}),
        (purchase_command, {"automatic_tax": True}),
        (purchase_command, {"receipt_email": "a@b.test"}),
        (subscribe_command, {"plan": "OTHER"}),
        (subscribe_command, {"success_url": "https://a.test"}),
        (subscribe_command, {"cancel_url": "https://a.test"}),
        (subscribe_command, {"promotion_codes": True}),
        (subscribe_command, {"automatic_tax": True}),
    ],
)
def test_other_content_has_another_fingerprint(make: Any, changes: dict[str, Any]) -> None:
    assert make().fingerprint == make().fingerprint
    assert make(**changes).fingerprint != make().fingerprint


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (PaymentFacts(), PurchaseStatus.PENDING),
        (PaymentFacts(PaymentState.FAILED), PurchaseStatus.FAILED),
        (PaymentFacts(PaymentState.EXPIRED), PurchaseStatus.EXPIRED),
        # Nothing can be refunded before it is paid.
        (refund("a", PRICE), PurchaseStatus.PENDING),
        (PAID, PurchaseStatus.PAID),
        (PAID.merge(refund("a", 1)), PurchaseStatus.PARTIALLY_REFUNDED),
        (PAID.merge(refund("a", PRICE)), PurchaseStatus.REFUNDED),
        (PAID.merge(refund("a", PRICE, RefundState.FAILED)), PurchaseStatus.PAID),
        (PAID.merge(dispute("d", PRICE, OPEN)), PurchaseStatus.DISPUTED),
        (PAID.merge(dispute("d", PRICE, LOST)), PurchaseStatus.DISPUTED),
        (PAID.merge(dispute("d", PRICE, WON)), PurchaseStatus.PAID),
        (PaymentFacts(PaymentState.PAID, 250).merge(refund("a", 250)), PurchaseStatus.REFUNDED),
    ],
)
def test_where_a_purchase_stands(facts: PaymentFacts, status: PurchaseStatus) -> None:
    assert purchase(facts=facts).status is status

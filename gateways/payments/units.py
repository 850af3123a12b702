"""Amounts in the provider's unit and in ours, which differ for two currencies.

Our unit is the currency's minor unit. The provider counts krónur and Ugandan shillings in
hundredths, although fractions of them cannot be paid.
"""

from __future__ import annotations

from billing.payments.packs import PaymentFacts, PaymentState

_IN_HUNDREDTHS = {"isk", "ugx"}


def to_provider(amount: int, currency: str) -> int:
    return amount * 100 if currency.lower() in _IN_HUNDREDTHS else amount


def from_provider(amount: int, currency: str) -> int:
    return amount // 100 if currency.lower() in _IN_HUNDREDTHS else amount


def payment_of(received: int, charged: int) -> PaymentFacts:
    """Return a payment: `received` in our unit, `charged` in the provider's unit."""
    charged = 0 if charged == received else charged
    return PaymentFacts(PaymentState.PAID, received=received, charged=charged)

"""Refunds of packs. Billing rule 9."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

from billing.ledger.account import Account
from billing.ledger.refusals import IdempotencyConflict
from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.purchase import Purchase
from billing.payments.refusals import (
    PaymentUnavailable,
    PurchaseNotFound,
    PurchaseNotRefundable,
)
from db.payments.purchases import PURCHASES
from gateways.payments.errors import PaymentsAway, PaymentsConflict, PaymentsDenied, PaymentsRefused
from gateways.payments.notices import PaymentNotice
from services.payments.desk import PaymentDesk, no_event
from services.payments.packs.receipts import Receipts

DENIED = (
    "The payment provider does not accept the key of this service. Its operator has to act before "
    "anything can be refunded."
)
REFUNDABLE = "Only a purchase that is paid and not refunded yet can be refunded."


@dataclass(frozen=True, slots=True)
class Refunded:
    """The purchase and its account after a refund."""

    purchase: Purchase
    account: Account
    replayed: bool


RefundRefusal = PurchaseNotFound | PurchaseNotRefundable | IdempotencyConflict | PaymentUnavailable


class Refunds:
    """Refunds purchases. There is one object per process."""

    def __init__(self, desk: PaymentDesk, receipts: Receipts) -> None:
        self._desk = desk
        self._receipts = receipts

    async def refund(  # noqa: PLR0911 - one a refusal
        self, purchase_id: str, *, amount: int | None, key: str
    ) -> Refunded | RefundRefusal:
        """Refund `amount`; None means everything that is left. The tokens are taken back too.

        `amount` is in the minor unit of the price's currency.
        """
        purchase = await PURCHASES.find(id=purchase_id)
        if purchase is None:
            return PurchaseNotFound(purchase_id)
        if purchase.payment_intent is None or purchase.facts.state is not PaymentState.PAID:
            return PurchaseNotRefundable(REFUNDABLE)
        name = blake2b(f"{purchase.id}:{key}".encode(), digest_size=16).hexdigest()
        # The provider forgets keys after a day, but a repeated request must not refund twice.
        if asked := purchase.facts.asked.get(name):
            if asked[1] != (amount or 0):
                return IdempotencyConflict(key)
            return await self._refunded(purchase, PaymentFacts(), replayed=True)
        try:
            return await self._ask(purchase, purchase.payment_intent, amount=amount, name=name)
        except PaymentsDenied:
            return PurchaseNotRefundable(DENIED)
        except PaymentsAway:
            return PaymentUnavailable()
        except PaymentsConflict:
            return IdempotencyConflict(key)
        except PaymentsRefused as error:
            return PurchaseNotRefundable(str(error))

    async def _ask(
        self, purchase: Purchase, payment_intent: str, *, amount: int | None, name: str
    ) -> Refunded:
        charged = None if amount is None else purchase.facts.as_charged(amount)
        refund_id, facts = await self._desk.provider().refund(
            payment_intent=payment_intent, amount=charged, purchase_id=purchase.id, key=name
        )
        facts = replace(facts, asked={name: (refund_id, amount or 0)})
        replayed = refund_id in purchase.facts.refunds
        return await self._refunded(purchase, facts, replayed=replayed)

    async def _refunded(
        self, purchase: Purchase, facts: PaymentFacts, *, replayed: bool
    ) -> Refunded:
        await self._receipts.apply(PaymentNotice(facts, purchase_id=purchase.id), no_event)
        async with self._desk.account(purchase.account_id) as account:
            return Refunded(await PURCHASES.reread(purchase), account.account, replayed)

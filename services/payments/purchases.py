"""Buying packs, and what their payments lead to. Billing rules 4 and 9.

A purchase is credited because the provider said that it was paid, never because a browser came
back. Whatever it says is merged into what is known, and the ledger follows
(`billing.payments.packs`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from hashlib import blake2b
from uuid import uuid4

from billing.catalog.catalog import Pack
from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.payments.packs import PaymentFacts, PaymentState, settle
from billing.payments.purchase import Purchase, PurchasePack
from billing.payments.refusals import (
    PackNotFound,
    PaymentUnavailable,
    PurchaseNotFound,
    PurchaseNotRefundable,
)
from db.errors import AlreadyExists
from db.payments.purchases import add_purchase, find_purchase, save_purchase
from gateways.payments.events import PaymentNotice
from gateways.payments.stripe_api import (
    CheckoutOptions,
    CheckoutSession,
    Payments,
    PaymentsAway,
    PaymentsConflict,
    PaymentsRefused,
)
from services.ledger.desk import AccountGone
from services.payments.desk import Alert, Mark, PaymentDesk, Unmatched
from services.payments.money import book_purchase

logger = logging.getLogger(__name__)

REFUNDABLE = "Only a purchase that was paid, and not given back yet, can be refunded."


@dataclass(frozen=True, slots=True)
class Started:
    """A purchase whose checkout can be visited."""

    purchase: Purchase
    replayed: bool


@dataclass(frozen=True, slots=True)
class Refunded:
    """The purchase and its account after a refund."""

    purchase: Purchase
    account: Account
    replayed: bool


class Purchases:
    """One for a process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    async def start(
        self, command: PurchasePack
    ) -> Started | PackNotFound | AccountNotFound | IdempotencyConflict | PaymentUnavailable:
        """The checkout of an existing account. The same key answers the same checkout."""
        try:
            return await self._start(command)
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def _start(
        self, command: PurchasePack
    ) -> Started | PackNotFound | IdempotencyConflict | PaymentUnavailable:
        purchase = await self._find_or_add(command)
        if not isinstance(purchase, Purchase):
            return purchase
        if purchase.fingerprint != command.fingerprint:
            return IdempotencyConflict(command.idempotency_key)
        if purchase.checkout_url is not None:
            return Started(purchase, replayed=True)
        try:
            session = await self._checkout(purchase, command)
        except (PaymentsAway, PaymentsConflict) as error:
            logger.warning("purchase %s has no checkout: %r", purchase.id, error)
            return PaymentUnavailable()
        async with self._desk.account(purchase.account_id):
            purchase = await _reread(purchase)
            purchase = replace(purchase, session_id=session.id, checkout_url=session.url)
            await save_purchase(purchase)
        return Started(purchase, replayed=False)

    async def _find_or_add(self, command: PurchasePack) -> Purchase | PackNotFound:
        by_key = {"account_id": command.account_id, "idempotency_key": command.idempotency_key}
        if known := await find_purchase(**by_key):
            return known
        pack = self._desk.catalog.catalog.packs.get(command.pack)
        if pack is None:
            return PackNotFound(command.pack)
        purchase = self._new(command, pack)
        try:
            # Under the lock: an erasure either sees it, and is refused, or has taken the account.
            async with self._desk.account(command.account_id):
                await add_purchase(purchase)
        except AlreadyExists:
            # Another request with the same key was faster.
            if known := await find_purchase(**by_key):
                return known
            raise
        return purchase

    def _new(self, command: PurchasePack, pack: Pack) -> Purchase:
        return Purchase(
            id=f"pur_{uuid4().hex}",
            account_id=command.account_id,
            idempotency_key=command.idempotency_key,
            fingerprint=command.fingerprint,
            pack=pack.name,
            quantity=command.quantity,
            tokens=pack.tokens * command.quantity,
            amount=pack.price.amount * command.quantity,
            currency=pack.price.currency,
            created_at=self._desk.clock(),
        )

    async def _checkout(self, purchase: Purchase, command: PurchasePack) -> CheckoutSession:
        pack = self._desk.catalog.catalog.packs.get(purchase.pack)
        options = CheckoutOptions(
            success_url=command.success_url or self._desk.return_url,
            cancel_url=command.cancel_url,
            promotion_codes=command.promotion_codes,
            automatic_tax=command.automatic_tax,
            receipt_email=command.receipt_email,
        )

        async def start(payments: Payments, customer_id: str) -> CheckoutSession:
            return await payments.start_pack_checkout(
                purchase_id=purchase.id,
                customer_id=customer_id,
                name=pack.display_name if pack else purchase.pack,
                unit_amount=purchase.amount // purchase.quantity,
                currency=purchase.currency,
                quantity=purchase.quantity,
                options=options,
            )

        return await self._desk.checkout(purchase.account_id, start, key=purchase.id)

    async def apply(self, notice: PaymentNotice, mark: Mark) -> None:
        """What the provider says of a payment. Raises Unmatched and Alert; then nothing changed."""
        known = await _matching(notice)
        if known is None:
            raise Unmatched("no purchase has this payment")
        async with self._desk.account(known.account_id) as account:
            await mark(known.account_id)
            purchase = await _reread(known)
            _check_money(purchase, notice)
            _check_payment(purchase, notice)
            purchase = replace(
                purchase,
                facts=purchase.facts.merge(notice.facts),
                payment_intent=purchase.payment_intent or notice.payment_intent,
            )
            settled = settle(account.account, purchase.bought, purchase.facts, account.now)
            account.keep(settled.posted)
            await book_purchase(purchase, account.now)
            await save_purchase(
                replace(
                    purchase,
                    paid_at=settled.bought.credited_at,
                    grant_number=settled.bought.grant_number,
                    reversed_tokens=settled.bought.reversed_tokens,
                )
            )

    async def refund(  # noqa: PLR0911 - one a refusal
        self, purchase_id: str, *, amount: int | None, key: str
    ) -> (
        Refunded
        | PurchaseNotFound
        | PurchaseNotRefundable
        | IdempotencyConflict
        | PaymentUnavailable
    ):
        """Gives money back, all that is left where `amount` is None; the tokens follow it."""
        purchase = await find_purchase(id=purchase_id)
        if purchase is None:
            return PurchaseNotFound(purchase_id)
        if purchase.payment_intent is None or purchase.facts.state is not PaymentState.PAID:
            return PurchaseNotRefundable(REFUNDABLE)
        name = blake2b(f"{purchase.id}:{key}".encode(), digest_size=16).hexdigest()
        # The provider forgets keys after a day; we must not refund twice then.
        if asked := purchase.facts.asked.get(name):
            if asked[1] != (amount or 0):
                return IdempotencyConflict(key)
            return await self._refunded(purchase, PaymentFacts(), replayed=True)
        try:
            return await self._ask(purchase, purchase.payment_intent, amount=amount, name=name)
        except PaymentsAway:
            return PaymentUnavailable()
        except PaymentsConflict:
            return IdempotencyConflict(key)
        except PaymentsRefused as error:
            return PurchaseNotRefundable(str(error))

    async def _ask(
        self, purchase: Purchase, payment_intent: str, *, amount: int | None, name: str
    ) -> Refunded:
        refund_id, facts = await self._desk.provider().refund(
            payment_intent=payment_intent, amount=amount, purchase_id=purchase.id, key=name
        )
        facts = replace(facts, asked={name: (refund_id, amount or 0)})
        replayed = refund_id in purchase.facts.refunds
        return await self._refunded(purchase, facts, replayed=replayed)

    async def _refunded(
        self, purchase: Purchase, facts: PaymentFacts, *, replayed: bool
    ) -> Refunded:
        await self.apply(PaymentNotice(facts, purchase_id=purchase.id), _nothing)
        async with self._desk.account(purchase.account_id) as account:
            return Refunded(await _reread(purchase), account.account, replayed)


async def _nothing(_: str | None) -> None:
    """There is no event to mark."""


async def _matching(notice: PaymentNotice) -> Purchase | None:
    ways = {
        "id": notice.purchase_id,
        "session_id": notice.session_id,
        "payment_intent": notice.payment_intent,
    }
    for name, value in ways.items():
        if value is not None and (found := await find_purchase(**{name: value})):
            return found
    return None


async def _reread(purchase: Purchase) -> Purchase:
    return await find_purchase(id=purchase.id) or purchase


def _check_payment(purchase: Purchase, notice: PaymentNotice) -> None:
    """What becomes of another payment must not touch the tokens that this one bought."""
    known, said = purchase.payment_intent, notice.payment_intent
    if known is not None and said is not None and known != said:
        raise Alert(f"purchase {purchase.id} is paid by {known}, but {said} is for it too")


def _check_money(purchase: Purchase, notice: PaymentNotice) -> None:
    """Money of another amount or currency credits nothing."""
    if notice.facts.state is not PaymentState.PAID:
        return
    said = (notice.amount, (notice.currency or "").lower())
    if said != (purchase.amount, purchase.currency.lower()):
        raise Alert(
            f"purchase {purchase.id} costs {purchase.amount} {purchase.currency}, "
            f"but {notice.amount} {notice.currency} was paid"
        )

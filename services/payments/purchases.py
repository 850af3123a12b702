"""Purchases of packs and the results of their payments. Billing rules 4 and 9.

Tokens are credited only when the provider reports the payment, not when a browser returns. Reports
are merged into the known facts, which determine the ledger's entries (`billing.payments.packs`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from uuid import uuid4

from billing.catalog.catalog import Money, Pack
from billing.discounts.deciding import pack_price
from billing.ledger.account import Account
from billing.ledger.refusals import IdempotencyConflict
from billing.ledger.top_ups.rules import ended
from billing.ledger.top_ups.top_up import need_of
from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.purchase import Purchase, PurchasePack
from billing.payments.refusals import (
    PackNotFound,
    PaymentUnavailable,
    PurchaseNotFound,
    PurchaseNotRefundable,
)
from db.discounts.codes import book
from db.payments.purchases import PURCHASES, purchases_of
from gateways.payments.checkouts import Checkout, CheckoutOptions, Item, pack_checkout
from gateways.payments.errors import PaymentsAway, PaymentsConflict, PaymentsDenied, PaymentsRefused
from gateways.payments.notices import PaymentNotice
from services.ledger.desk import Desks
from services.pages import Page, page_from
from services.payments.desk import Alert, Mark, NotYet, PaymentDesk, Unmatched, no_event
from services.payments.money import book_purchase
from services.payments.orders import Orders
from services.teams.passed_on import Heir, heir_of, is_present, settle_purchase

DENIED = (
    "The payment provider does not accept the key of this service. Its operator has to act before "
    "anything can be refunded."
)
ATTEMPTS = 3
"""A team may be closed until it is locked: then its owner is locked, too."""
REFUNDABLE = "Only a purchase that is paid and not refunded yet can be refunded."


@dataclass(frozen=True, slots=True)
class Refunded:
    """The purchase and its account after a refund."""

    purchase: Purchase
    account: Account
    replayed: bool


RefundRefusal = PurchaseNotFound | PurchaseNotRefundable | IdempotencyConflict | PaymentUnavailable


class Purchases(Orders[PurchasePack, Purchase, PackNotFound]):
    """Purchases of packs. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        super().__init__(desk, PURCHASES)

    @property
    def denied(self) -> bool:
        """Return whether the provider denied our key in its last answer."""
        return self._desk.denied

    async def _new(self, command: PurchasePack) -> Purchase | PackNotFound:
        made = await self._priced(command, command.idempotency_key)
        return PackNotFound(command.pack) if made is None else made

    async def order(self, account_id: str, pack: str, key: str) -> Purchase | None:
        """Return a new purchase of one pack at its present price; None if there is no such pack.
        It has taken its part of a code's budget, in the caller's transaction."""
        made = await self._priced(_of_top_up(account_id, pack), key)
        return made and await self._reserved(made)

    async def open_again(self, order: Purchase) -> None:
        """Give a purchase whose charge failed a checkout, where its owner can pay it. Without the
        provider it has none."""
        await self._opened(order, _of_top_up(order.account_id, order.pack), is_new=False)

    async def _priced(self, command: PurchasePack, key: str) -> Purchase | None:
        pack = self._desk.catalog.catalog.packs.get(command.pack)
        if pack is None:
            return None
        now = self._desk.clock()
        enrolments = await self._desk.enrolments(command.account_id)
        decided = pack_price(pack, command.quantity, enrolments, now)
        return Purchase(
            id=f"pur_{uuid4().hex}",
            account_id=command.account_id,
            idempotency_key=key,
            fingerprint=command.fingerprint,
            pack=pack.name,
            quantity=command.quantity,
            tokens=pack.tokens * command.quantity,
            amount=decided.price.amount,
            currency=decided.price.currency,
            created_at=now,
            discounts=decided.discounts,
            code_id=decided.budgeted_code,
        )

    async def _reserved(self, order: Purchase) -> Purchase:
        if order.code_id is None or order.booked:
            return order
        if await book(order.code_id, order.of_programme):
            return replace(order, booked=order.of_programme)
        return await self._without_budgets(order)

    async def _again(self, order: Purchase) -> Purchase:
        if order.code_id is None:
            return order
        async with self._desk.account(order.account_id):
            known = await self._table.reread(order)
            present = await self._reserved(known)
            await self._table.save(present)
        return replace(
            order,
            amount=present.amount,
            discounts=present.discounts,
            code_id=present.code_id,
            booked=present.booked,
        )

    async def _without_budgets(self, order: Purchase) -> Purchase:
        """Return the order at the price without the code whose budget is used up."""
        unit = Money(order.listed // order.quantity, order.currency)
        known = self._desk.catalog.catalog.packs.get(order.pack)
        bulk = known.bulk if known else ()
        pack = Pack(order.pack, "", "", order.tokens // order.quantity, unit, bulk)
        enrolments = await self._desk.enrolments(order.account_id)
        free = [one for one in enrolments if one.left is None]
        decided = pack_price(pack, order.quantity, free, self._desk.clock())
        amount, discounts = decided.price.amount, decided.discounts
        return replace(order, amount=amount, discounts=discounts, code_id=None)

    async def _freed(self, order: Purchase) -> Purchase:
        if order.code_id is None or not order.booked:
            return order
        await book(order.code_id, -order.booked)
        return replace(order, booked=0)

    def _checkout_for(
        self, order: Purchase, command: PurchasePack, customer_id: str, options: CheckoutOptions
    ) -> Checkout:
        pack = self._desk.catalog.catalog.packs.get(order.pack)
        item = _item(order, pack.display_name if pack else order.pack)
        options = replace(
            options,
            receipt_email=command.receipt_email,
            promotion_codes=options.promotion_codes and not order.discounts,
        )
        return pack_checkout(order.id, customer_id, item, options)

    async def find(self, purchase_id: str) -> Purchase | None:
        return await PURCHASES.find(id=purchase_id)

    async def page(
        self, account_id: str, *, size: int, before: tuple[datetime, str] | None
    ) -> Page[Purchase]:
        """Return a page of `size` purchases. `before` is the time and id of the last one seen."""
        found = await purchases_of(account_id, limit=size + 1, before=before)
        return page_from(found, size)

    async def apply(self, notice: PaymentNotice, mark: Mark) -> None:
        """Apply what the provider reports about a payment.

        Raises Unmatched, NotYet and Alert; then nothing changed.
        """
        known = await _matching(notice)
        if known is None:
            raise Unmatched("no purchase has this payment")
        for _ in range(ATTEMPTS):
            heir = await heir_of(known.account_id)
            async with self._desk.accounts({known.account_id, *filter(None, heir[:1])}) as opened:
                if is_present(heir, opened[known.account_id].account):
                    await self._apply(known, notice, mark, heir, opened)
                    return
        raise NotYet(f"the team of purchase {known.id} is being closed")

    async def _apply(
        self, known: Purchase, notice: PaymentNotice, mark: Mark, heir: Heir, opened: Desks
    ) -> None:
        account = opened[known.account_id]
        await mark(known.account_id)
        purchase = _after(await PURCHASES.reread(known), notice)
        if purchase.is_unpaid and _ends_checkout(purchase, notice):
            purchase = await self._freed(purchase)
        settled = await settle_purchase(purchase, heir, opened)
        if settled.bought.credited_at is not None:
            met = need_of(purchase.idempotency_key)
            paid_need = ended(account.account, met, account.now, failure=None) if met else None
            account.keep([paid_need] if paid_need else [])
        await book_purchase(purchase, account.now)
        await PURCHASES.save(
            replace(
                purchase,
                paid_at=settled.bought.credited_at,
                grant_number=settled.bought.grant_number,
                reversed_tokens=settled.bought.reversed_tokens,
            )
        )

    async def refund(  # noqa: PLR0911 - one a refusal
        self, purchase_id: str, *, amount: int | None, key: str
    ) -> Refunded | RefundRefusal:
        """Refund `amount`; None means everything that is left. The tokens are taken back too.

        `amount` is in the minor unit of the price's currency.
        """
        purchase = await self.find(purchase_id)
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
        await self.apply(PaymentNotice(facts, purchase_id=purchase.id), no_event)
        async with self._desk.account(purchase.account_id) as account:
            return Refunded(await PURCHASES.reread(purchase), account.account, replayed)


def _of_top_up(account_id: str, pack: str) -> PurchasePack:
    return PurchasePack(
        account_id=account_id,
        pack=pack,
        quantity=1,
        success_url=None,
        cancel_url=None,
        idempotency_key="top-up",
    )


def _item(order: Purchase, name: str) -> Item:
    """Return what is charged. A discounted total may not be divisible by its quantity, so it is one
    item."""
    if not order.discounts:
        unit = order.amount // order.quantity
        return Item(name, unit, order.currency, order.quantity)
    several = f"{order.quantity} × {name}" if order.quantity > 1 else name  # noqa: RUF001
    return Item(several, order.amount, order.currency)


async def _matching(notice: PaymentNotice) -> Purchase | None:
    return await PURCHASES.find_first(
        id=notice.purchase_id,
        session_id=notice.session_id,
        payment_intent=notice.payment_intent,
    )


def _after(purchase: Purchase, notice: PaymentNotice) -> Purchase:
    """Return the purchase with the facts of the notice. Raises NotYet and Alert.

    Only a payment that moves money is stored as the purchase's payment, because another payment may
    follow a declined card.
    """
    if _is_of_another_payment(purchase, notice) or not _fits(purchase, notice):
        return purchase
    if not notice.moves_money and notice.session_id not in {None, purchase.session_id}:
        # The notice reports the end of an earlier checkout, which a newer one has replaced.
        return purchase
    own = notice.payment_intent if notice.moves_money else None
    return replace(
        purchase,
        facts=purchase.facts.merge(notice.facts),
        payment_intent=purchase.payment_intent or own,
    )


def _ends_checkout(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether the purchase's present checkout can no longer be paid. A declined card does
    not end it: its notice has no session."""
    ended = notice.facts.state in {PaymentState.EXPIRED, PaymentState.FAILED}
    return ended and notice.session_id == purchase.session_id


def _is_of_another_payment(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether the notice is about another attempt to pay, which failed.

    Raises Alert if that other payment moved money: it must not change the tokens of this one.
    """
    known, said = purchase.payment_intent, notice.payment_intent
    if known is None or said is None or known == said:
        return False
    if notice.moves_money:
        raise Alert(f"purchase {purchase.id} is paid by {known}, but {said} is for it too")
    return True


def _fits(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether amount and currency are those of the order.

    Raises Alert if they are not. For a payment intent that does not fit, only its session is
    decisive: if that has reported the payment, the intent is ignored, else this raises NotYet.
    """
    if notice.facts.state is not PaymentState.PAID:
        return True
    if notice.missing:
        raise Alert(
            f"the payment for purchase {purchase.id} is incomplete: {notice.missing} is missing"
        )
    said = (notice.amount, (notice.currency or "").lower())
    if said == (purchase.amount, purchase.currency.lower()):
        return True
    if notice.tentative and purchase.facts.state is PaymentState.PAID:
        return False
    wrong = (
        f"purchase {purchase.id} costs {purchase.amount} {purchase.currency}, "
        f"but {notice.amount} {notice.currency} was paid"
    )
    raise NotYet(f"{wrong}: its session decides") if notice.tentative else Alert(wrong)

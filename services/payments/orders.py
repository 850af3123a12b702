"""Orders of packs and plans: one flow from a command to its checkout. Billing rules 3, 4 and 8.

An order is stored before it is sent to the payment provider, so that a repeated request finds it.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.payments.purchase import PlanSubscription, Purchase, PurchasePack, Subscribe
from billing.payments.refusals import (
    AlreadySubscribed,
    PackNotFound,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotForAccount,
    PlanNotFound,
    SeatsNotPossible,
)
from db.errors import AlreadyExists
from db.payments.purchases import OrderT, OrderTable
from gateways.payments.checkouts import Checkout, CheckoutOptions, CheckoutSession, CheckoutState
from gateways.payments.errors import PaymentsAway, PaymentsConflict, PaymentsDenied, PaymentsRefused
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk

logger = logging.getLogger(__name__)

PlanRefusal = PlanNotFound | PlanNotForAccount | SeatsNotPossible | AlreadySubscribed
CommandT = TypeVar("CommandT", bound=PurchasePack | Subscribe)
RefusalT = TypeVar("RefusalT", bound=PackNotFound | PlanRefusal)
NotOrdered = AccountNotFound | IdempotencyConflict | PaymentUnavailable | PaymentRefused


@dataclass(frozen=True, slots=True)
class Ordered(Generic[OrderT]):
    """An order whose checkout can be visited. `replayed`: an earlier request started it."""

    order: OrderT
    replayed: bool


class Orders(ABC, Generic[CommandT, OrderT, RefusalT]):
    """Orders of one kind. There is one object per process."""

    def __init__(self, desk: PaymentDesk, table: OrderTable[OrderT]) -> None:
        self._desk = desk
        self._table = table

    @abstractmethod
    async def _new(self, command: CommandT) -> OrderT | RefusalT:
        """Return the order for a command with a new key, or a refusal. Decides the price. Writes
        nothing. Raises AccountGone."""

    async def _reserved(self, order: OrderT) -> OrderT:
        """Reserve what the order needs for its price, under the account's lock, and return it. If
        that is gone meanwhile, its price changes."""
        return order

    def _unfit(self, order: OrderT, account: Account) -> RefusalT | None:
        """Return why the account, which is locked, cannot have what it ordered; None if it can."""
        return None

    async def _freed(self, order: OrderT) -> OrderT:
        """Free what was reserved, under the account's lock, and return the order."""
        return order

    async def _barred(self, command: CommandT) -> RefusalT | None:
        """Return why the account cannot order this now, or None. Raises PaymentsAway and
        PaymentsRefused.
        """
        return None

    @abstractmethod
    def _checkout_for(
        self, order: OrderT, command: CommandT, customer_id: str, options: CheckoutOptions
    ) -> Checkout:
        """Return the request to the provider."""

    async def start(self, command: CommandT) -> Ordered[OrderT] | RefusalT | NotOrdered:
        """Start the checkout for an existing account.

        The same key returns the same order: with the same checkout, or with a new one after that
        has expired.
        """
        try:
            return await self._start(command)
        except AccountGone:
            return AccountNotFound(command.account_id)
        except PaymentsDenied:
            return PaymentRefused()
        except (PaymentsAway, PaymentsRefused) as error:
            logger.warning("an earlier checkout could not be read: %r", error)
            return PaymentUnavailable()

    async def _start(self, command: CommandT) -> Ordered[OrderT] | RefusalT | NotOrdered:
        by_key = {"account_id": command.account_id, "idempotency_key": command.idempotency_key}
        if known := await self._table.find(**by_key):
            return await self._repeated(known, command)
        made = await self._new(command)
        if not isinstance(made, Purchase | PlanSubscription):
            return made
        if barred := await self._barred(command):
            return barred
        try:
            # Under the lock: an erasure either sees the order and is refused, or was earlier.
            async with self._desk.account(command.account_id) as desk:
                if unfit := self._unfit(made, desk.account):
                    return unfit
                made = await self._reserved(made)
                await self._table.add(made)
        except AlreadyExists:
            # Another request with the same key was faster.
            if known := await self._table.find(**by_key):
                return await self._repeated(known, command)
            raise
        return await self._opened(made, command, is_new=True)

    async def _repeated(
        self, order: OrderT, command: CommandT
    ) -> Ordered[OrderT] | RefusalT | NotOrdered:
        if order.fingerprint != command.fingerprint:
            return IdempotencyConflict(command.idempotency_key)
        if order.checkout_url is not None and not await self._is_over(order):
            return Ordered(order, replayed=True)
        if barred := await self._barred(command):
            return barred
        async with self._desk.account(command.account_id) as desk:
            if unfit := self._unfit(order, desk.account):
                return unfit
        return await self._opened(await self._again(order), command, is_new=False)

    async def _again(self, order: OrderT) -> OrderT:
        """Return the order with the price of a new checkout: an expired one has freed what it had
        reserved. Its checkout stays the one that was found, so that requests at the same time open
        one new checkout."""
        return order

    async def _is_over(self, order: OrderT) -> bool:
        """Return whether the checkout can no longer be paid, and was not paid."""
        if not order.is_unpaid or order.session_id is None:
            return False
        try:
            state = await self._desk.provider().checkout_state(order.session_id)
        except (PaymentsAway, PaymentsRefused):
            return order.has_expired
        return state is CheckoutState.EXPIRED or (
            state is CheckoutState.COMPLETE and order.has_failed
        )

    async def _opened(
        self, order: OrderT, command: CommandT, *, is_new: bool
    ) -> Ordered[OrderT] | PaymentUnavailable | PaymentRefused:
        options = CheckoutOptions(
            success_url=command.success_url or self._desk.return_url,
            cancel_url=command.cancel_url,
            promotion_codes=command.promotion_codes,
            automatic_tax=command.automatic_tax,
            after=order.session_id,
        )
        try:
            session = await self._desk.checkout(
                order.account_id,
                lambda customer: self._checkout_for(order, command, customer, options),
                key=order.id,
            )
        except (PaymentsRefused, PaymentsDenied) as error:
            logger.error("the payment provider refused order %s: %r", order.id, error)
            if is_new:
                await self._forget(order)
            return PaymentRefused()
        except (PaymentsAway, PaymentsConflict) as error:
            logger.warning("order %s has no checkout: %r", order.id, error)
            return PaymentUnavailable()
        kept = await self._kept(order, session)
        return Ordered(kept, replayed=order.checkout_url is not None)

    async def _kept(self, order: OrderT, session: CheckoutSession) -> OrderT:
        """Store the order with its checkout, unless it was paid meanwhile; return it."""
        async with self._desk.account(order.account_id) as account:
            known = await self._table.find(id=order.id)
            present = known or order
            if not present.is_unpaid:
                return present
            changed = cast("OrderT", present.with_checkout(session.id, session.url, account.now))
            # A request with the same key may have been refused meanwhile and have deleted the
            # order.
            await (self._table.save(changed) if known else self._table.add(changed))
        return changed

    async def _forget(self, order: OrderT) -> None:
        """Delete the order after a refusal (billing rule 8)."""
        async with self._desk.account(order.account_id):
            known = await self._table.find(id=order.id)
            if known is not None and known.session_id is None:
                await self._table.remove(await self._freed(known))

"""Ordering: one flow from a command to its checkout, for packs and plans. Billing rules 3, 4 and 8.

An order is kept before the payment provider hears of it, so that a repeated request finds it.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.payments.purchase import PlanSubscription, Purchase, PurchasePack, Subscribe
from billing.payments.refusals import (
    AlreadySubscribed,
    PackNotFound,
    PaymentUnavailable,
    PlanNotFound,
)
from db.errors import AlreadyExists
from db.payments.purchases import OrderT, OrderTable
from gateways.payments.stripe_api import (
    CheckoutOptions,
    CheckoutSession,
    Payments,
    PaymentsAway,
    PaymentsConflict,
)
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk

logger = logging.getLogger(__name__)

CommandT = TypeVar("CommandT", bound=PurchasePack | Subscribe)
RefusalT = TypeVar("RefusalT", bound=PackNotFound | PlanNotFound | AlreadySubscribed)


@dataclass(frozen=True, slots=True)
class Ordered(Generic[OrderT]):
    """An order whose checkout can be visited. `replayed`: an earlier request started it."""

    order: OrderT
    replayed: bool


class Orders(ABC, Generic[CommandT, OrderT, RefusalT]):
    """Orders of one kind. One object per process."""

    def __init__(self, desk: PaymentDesk, table: OrderTable[OrderT]) -> None:
        self._desk = desk
        self._table = table

    @abstractmethod
    async def _new(self, command: CommandT) -> OrderT | RefusalT:
        """The order for a command whose key is new. Nothing is written yet."""

    @abstractmethod
    async def _open(
        self, payments: Payments, customer_id: str, order: OrderT, command: CommandT
    ) -> CheckoutSession:
        """Open the order's checkout at the provider."""

    async def start(
        self, command: CommandT
    ) -> Ordered[OrderT] | RefusalT | AccountNotFound | IdempotencyConflict | PaymentUnavailable:
        """Start the checkout for an existing account. The same key returns the same checkout."""
        try:
            order = await self._find_or_add(command)
            if not isinstance(order, Purchase | PlanSubscription):
                return order
            return await self._started(order, command)
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def _find_or_add(self, command: CommandT) -> OrderT | RefusalT:
        by_key = {"account_id": command.account_id, "idempotency_key": command.idempotency_key}
        if known := await self._table.find(**by_key):
            return known
        order = await self._new(command)
        if not isinstance(order, Purchase | PlanSubscription):
            return order
        try:
            # Under the lock: an erasure either sees it, and is refused, or has taken the account.
            async with self._desk.account(command.account_id):
                await self._table.add(order)
        except AlreadyExists:
            # Another request with the same key was faster.
            if known := await self._table.find(**by_key):
                return known
            raise
        return order

    async def _started(
        self, order: OrderT, command: CommandT
    ) -> Ordered[OrderT] | IdempotencyConflict | PaymentUnavailable:
        if order.fingerprint != command.fingerprint:
            return IdempotencyConflict(command.idempotency_key)
        if order.checkout_url is not None:
            return Ordered(order, replayed=True)
        try:
            session = await self._checkout(order, command)
        except (PaymentsAway, PaymentsConflict) as error:
            logger.warning("order %s has no checkout: %r", order.id, error)
            return PaymentUnavailable()
        async with self._desk.account(order.account_id):
            order = await self._table.reread(order)
            order = replace(order, session_id=session.id, checkout_url=session.url)
            await self._table.save(order)
        return Ordered(order, replayed=False)

    async def _checkout(self, order: OrderT, command: CommandT) -> CheckoutSession:
        async def start(payments: Payments, customer_id: str) -> CheckoutSession:
            return await self._open(payments, customer_id, order, command)

        return await self._desk.checkout(order.account_id, start, key=order.id)

    def _options(self, command: CommandT) -> CheckoutOptions:
        return CheckoutOptions(
            success_url=command.success_url or self._desk.return_url,
            cancel_url=command.cancel_url,
            promotion_codes=command.promotion_codes,
            automatic_tax=command.automatic_tax,
        )

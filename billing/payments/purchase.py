"""Purchases and subscriptions as records: the order, and the known facts of its payment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from billing.checks import KEY_LENGTH_MAX, check_text, fingerprint_of
from billing.discounts.deciding import Discount, DiscountKind
from billing.errors import BadInput
from billing.ledger.plan_window import FREE, PlanTurn
from billing.payments.packs import Bought, DisputeState, PaymentFacts, PaymentState
from billing.payments.plan_had import Had, Order, had_next, had_now, own_item, paid_line
from billing.payments.plan_lines import Item, Line, Terms
from billing.payments.plan_state import PlanPolicy, Standing, standing
from billing.payments.subscription import (
    GOING_ON,
    Snapshot,
    SubscriptionFacts,
    SubscriptionStatus,
)

QUANTITY_MAX = 100
_URL = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?([/?#]\S*)?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


class PurchaseStatus(StrEnum):
    """The status of a purchase."""

    PENDING = "PENDING"
    PAID = "PAID"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    DISPUTED = "DISPUTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasePack:
    """Buy a pack, `quantity` times. The checkout returns to the URLs."""

    account_id: str
    pack: str
    quantity: int
    success_url: str | None
    cancel_url: str | None
    idempotency_key: str
    promotion_codes: bool = False
    automatic_tax: bool = False
    receipt_email: str | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("pack", self.pack)
        check_text("idempotencyKey", self.idempotency_key, KEY_LENGTH_MAX)
        if not 1 <= self.quantity <= QUANTITY_MAX:
            raise BadInput("quantity", f"must be from 1 to {QUANTITY_MAX}")
        check_url("successUrl", self.success_url)
        check_url("cancelUrl", self.cancel_url)
        check_email("receiptEmail", self.receipt_email)
        options = (self.promotion_codes, self.automatic_tax, self.receipt_email)
        content = ("purchasePack", self.pack, self.quantity, self.success_url, self.cancel_url)
        object.__setattr__(self, "fingerprint", fingerprint_of((*content, *options)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """Subscribe an account to a plan."""

    account_id: str
    plan: str
    success_url: str | None
    cancel_url: str | None
    idempotency_key: str
    promotion_codes: bool = False
    automatic_tax: bool = False
    seats: int | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("plan", self.plan)
        check_text("idempotencyKey", self.idempotency_key, KEY_LENGTH_MAX)
        check_url("successUrl", self.success_url)
        check_url("cancelUrl", self.cancel_url)
        content = ("subscribe", self.plan, self.success_url, self.cancel_url)
        options = (self.promotion_codes, self.automatic_tax)
        # Without seats the fingerprint is that of earlier releases.
        seats = () if self.seats is None else (self.seats,)
        object.__setattr__(self, "fingerprint", fingerprint_of((*content, *options, *seats)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A purchase. `amount` is what is paid for it, in the currency's minor unit: the list price
    without its `discounts`. `code_id` is the code of a programme among them, `booked` the part that
    counts in the code's budget. `checkout_at` is the opening of its present checkout; None if that
    is not known."""

    id: str
    account_id: str
    idempotency_key: str
    fingerprint: bytes
    pack: str
    quantity: int
    tokens: int
    amount: int
    currency: str
    created_at: datetime
    session_id: str | None = None
    checkout_url: str | None = None
    checkout_at: datetime | None = None
    payment_intent: str | None = None
    paid_at: datetime | None = None
    facts: PaymentFacts = field(default_factory=PaymentFacts)
    grant_number: int | None = None
    reversed_tokens: int = 0
    discounts: tuple[Discount, ...] = ()
    code_id: str | None = None
    booked: int = 0

    @property
    def listed(self) -> int:
        """The list price of the packs when they were ordered."""
        return self.amount + sum(one.amount for one in self.discounts)

    @property
    def of_programme(self) -> int:
        """The amount that a programme takes off: so much of its code's budget is needed."""
        return sum(one.amount for one in self.discounts if one.kind is DiscountKind.PROGRAMME)

    @property
    def is_unpaid(self) -> bool:
        """Whether no money has moved, so that its checkout is still needed."""
        facts = self.facts
        went = facts.charge_refunded or facts.refunds or facts.disputes
        return facts.state is not PaymentState.PAID and not went

    @property
    def has_expired(self) -> bool:
        return self.facts.state is PaymentState.EXPIRED

    @property
    def has_failed(self) -> bool:
        """Whether the last attempt to pay failed."""
        return self.facts.state is PaymentState.FAILED

    def with_checkout(self, session_id: str, url: str, at: datetime) -> Purchase:
        """Return the unpaid purchase with a new checkout. The result of an earlier one no longer
        counts."""
        return replace(
            self,
            session_id=session_id,
            checkout_url=url,
            checkout_at=at,
            payment_intent=None,
            facts=replace(self.facts, state=PaymentState.PENDING),
        )

    @property
    def bought(self) -> Bought:
        return Bought(
            self.id,
            self.tokens,
            self.amount,
            self.grant_number,
            self.paid_at,
            self.reversed_tokens,
        )

    @property
    def status(self) -> PurchaseStatus:
        """The status. An open or lost dispute has precedence over refunds."""
        facts = self.facts
        if facts.state is not PaymentState.PAID:
            return PurchaseStatus(facts.state.value)
        if any(one.state is not DisputeState.WON for one in facts.disputes.values()):
            return PurchaseStatus.DISPUTED
        if facts.returned <= 0:
            return PurchaseStatus.PAID
        if facts.returned >= facts.whole(self.amount):
            return PurchaseStatus.REFUNDED
        return PurchaseStatus.PARTIALLY_REFUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSubscription:
    """A subscription to a plan, ordered `quantity` times. `amount` is the list price of a month for
    all of them, in the currency's minor unit. The provider takes `discounts` off it for every month
    that begins before `discounted_until` (None: for all months). `checkout_at` is as in
    `Purchase`."""

    id: str
    account_id: str
    idempotency_key: str
    fingerprint: bytes
    plan: str
    amount: int
    currency: str
    created_at: datetime
    session_id: str | None = None
    checkout_url: str | None = None
    checkout_at: datetime | None = None
    external_id: str | None = None
    facts: SubscriptionFacts = field(default_factory=SubscriptionFacts)
    discounts: tuple[Discount, ...] = ()
    discounted_until: datetime | None = None
    quantity: int = 1

    @property
    def price(self) -> int:
        """The price of a month, as long as the discounts last."""
        return self.amount - sum(one.amount for one in self.discounts)

    @property
    def is_unpaid(self) -> bool:
        """Whether it was never subscribed to, so that its checkout is still needed."""
        return self.external_id is None

    @property
    def has_expired(self) -> bool:
        return self.facts.snapshot.status is SubscriptionStatus.EXPIRED

    @property
    def has_failed(self) -> bool:
        """Always false: the provider itself follows up a first payment that failed."""
        return False

    def with_checkout(self, session_id: str, url: str, at: datetime) -> PlanSubscription:
        """Return the unpaid subscription with a new checkout. The result of an earlier one no
        longer counts."""
        facts = replace(self.facts, snapshot=Snapshot())
        return replace(self, session_id=session_id, checkout_url=url, checkout_at=at, facts=facts)

    @property
    def terms(self) -> Terms:
        return Terms(self.amount, self.currency.lower())

    @property
    def goes_on(self) -> bool:
        """Whether the provider charges for it, or may do so again."""
        return self.facts.snapshot.status in GOING_ON

    @property
    def order(self) -> Order:
        return Order(self.plan, self.terms)

    def had_now(self, policy: PlanPolicy) -> Had:
        """Return the plan that it gives while it is paid, and how many times."""
        if self.external_id is None:
            return Had(self.plan, self.quantity)
        return had_now(self.facts, self.order, policy)

    @property
    def had_next(self) -> Had:
        """The plan of the next period, and how many times."""
        return had_next(self.facts, self.order)

    def holder(self, policy: PlanPolicy) -> str:
        """Return the account that has the plan now."""
        return self.had_now(policy).taker or self.account_id

    @property
    def next_holder(self) -> str:
        """The account that has the plan in the next period."""
        return self.had_next.taker or self.account_id

    @property
    def parties(self) -> frozenset[str]:
        """The account that ordered, and all that ever had a plan of it or may get one."""
        return frozenset({self.account_id, *self.facts.takers.values()})

    def paid_line(self, policy: PlanPolicy) -> Line | None:
        """Return the line of an invoice that decides what it gives now."""
        return paid_line(self.facts, self.order, policy)

    @property
    def sold_item(self) -> Item | None:
        """The plan's item at the provider, which the next period is for."""
        return own_item(self.facts, self.order, self.facts.snapshot.items)

    @property
    def next_amount(self) -> int:
        """The provider's charge for the next period, before discounts."""
        item = self.sold_item
        amount = None if item is None else item.article.amount
        return self.amount if amount is None else amount

    def standing(self, policy: PlanPolicy) -> Standing:
        """Return its state."""
        return standing(self.facts, self.terms, policy)


def plan_paid_for(
    subscriptions: Iterable[PlanSubscription], policy: PlanPolicy, now: datetime
) -> PlanTurn:
    """Return the plan of the subscriptions whose plan an account has: the one that is paid for
    longest, or the free plan without an end (billing rule 3)."""
    best = FREE
    for one in subscriptions:
        until = one.standing(policy).until
        if until and until > now and (best.until is None or until > best.until):
            had = one.had_now(policy)
            best = PlanTurn(had.plan, until, had.quantity)
    return best


def check_url(name: str, url: str | None) -> None:
    """Raise BadInput unless `url` is None or an absolute http or https URL."""
    if url is None:
        return
    check_text(name, url, 2_000)
    if not _URL.fullmatch(url):
        raise BadInput(name, "must be an absolute http or https URL")


def check_email(name: str, address: str | None) -> None:
    """Raise BadInput unless `address` is None or looks like an e-mail address."""
    if address is None:
        return
    check_text(name, address)
    if not _EMAIL.fullmatch(address):
        raise BadInput(name, "must be an e-mail address")

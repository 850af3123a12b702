"""The states and events of a plan, with the names of `docs/life-of-a-plan.md`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from billing.payments.packs import (
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
)
from billing.payments.plan_lines import Article, Item, Line, Terms
from billing.payments.plan_state import PlanPolicy, Standing, standing
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from tests.support.payments.money import MONTH_PRICE, NOW

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
TERMS = Terms(MONTH_PRICE, "usd")
POLICY = PlanPolicy(3 * DAY)
OURS = Article("prod_plan", "price_plan", MONTH_PRICE)
MOVED = Article("prod_plan", "price_moved", 1_200)
PENDING, EXPIRED, ACTIVE, PAUSED, PAST_DUE, UNPAID, CANCELED = SubscriptionStatus


@dataclass(frozen=True)
class Life:
    """The known facts of a subscription at `now`. `period` counts its periods from 1; the invoice
    of each is `in_<period>`."""

    facts: SubscriptionFacts = field(default_factory=SubscriptionFacts)
    now: datetime = NOW
    period: int = 1
    article: Article = OURS

    @property
    def end(self) -> datetime:
        """Return the end of the present period."""
        return NOW + self.period * MONTH

    @property
    def standing(self) -> Standing:
        return standing(self.facts, TERMS, POLICY)

    @property
    def until(self) -> datetime | None:
        """Return the time until which the account has the plan; None if it does not have it now."""
        until = self.standing.until
        return until if until is not None and until > self.now else None

    @property
    def state(self) -> str:
        """Return the state's name in the table."""
        known, snapshot = self.standing, self.facts.snapshot
        if known.status not in {ACTIVE, PAST_DUE}:
            back = known.status is UNPAID and snapshot.status is not UNPAID
            return "taken back" if back else _NAMES[known.status]
        if self.until is None or known.through is None:
            return "over"
        if known.through <= self.now:
            return "grace"
        if known.ends:
            return "ending"
        return "trial" if known.through == snapshot.trial_end else "active"

    def hear(self, more: SubscriptionFacts) -> Life:
        """Return the life with more facts, an hour later."""
        return replace(self, facts=self.facts.merge(more), now=self.now + HOUR)

    def say(self, status: SubscriptionStatus | None = None, **changes: Any) -> Life:
        """Return the life after an event that repeats the last one with `changes`."""
        before = self.facts.snapshot
        given: dict[str, Any] = {
            "said_at": int((self.now + HOUR).timestamp() * 1_000_000),
            "status": status or before.status,
            "period_end": self.end,
            "items": (Item(self.article, self.end),),
        }
        basket = frozenset([frozenset([self.article])])
        word = replace(before, **given | changes)
        return self.hear(SubscriptionFacts(word, baskets=basket))

    def money(self, payment: PaymentFacts) -> Life:
        """Return the life after an event about the payment of the last paid period."""
        return self.hear(SubscriptionFacts(invoices={f"in_{self.paid}": payment}))

    @property
    def paid(self) -> int:
        """Return the last period whose invoice was paid; 0 if there is none."""
        invoices = self.facts.invoices.items()
        numbers = [int(n[3:]) for n, one in invoices if one.state is PaymentState.PAID]
        return max(numbers, default=0)

    def pay(self) -> Life:
        """Return the life after the payment of the first unpaid period."""
        number = self.paid + 1
        begun = self.facts.snapshot.trial_end or NOW
        name, line = f"in_{number}", Line(self.article, "usd", begun + number * MONTH)
        payment = PaymentFacts(PaymentState.PAID, received=self.article.amount or 0)
        return self.hear(
            SubscriptionFacts(invoices={name: payment}, lines={name: frozenset({line})})
        )

    def wait(self, until: datetime) -> Life:
        return replace(self, now=max(self.now, until))


_NAMES = {
    PENDING: "waiting",
    EXPIRED: "expired",
    PAUSED: "paused",
    UNPAID: "unpaid",
    CANCELED: "ended",
}


def _refund(cents: int, state: RefundState = RefundState.SUCCEEDED) -> PaymentFacts:
    return PaymentFacts(refunds={"re_1": (cents, state)})


def _dispute(state: DisputeState, at: int) -> PaymentFacts:
    return PaymentFacts(disputes={"dp_1": Dispute(MONTH_PRICE, state, at)})


def _next_period(life: Life) -> Life:
    """Move the clock past the end of the present period; the next one begins."""
    later = life.wait(life.end)
    return replace(later, period=life.period + 1)


def _try(life: Life) -> Life:
    """Start a trial of the first period, or extend it by five days."""
    known = life.facts.snapshot.trial_end
    return life.say(ACTIVE, trial_end=life.end if known is None else known + 5 * DAY)


def _move_price(life: Life) -> Life:
    return replace(life, article=MOVED).say()


HAPPENS: dict[str, Callable[[Life], Life]] = {
    "checkout expires": lambda life: life.hear(
        SubscriptionFacts(Snapshot(0, SubscriptionStatus.EXPIRED))
    ),
    "checkout ends, money on its way": lambda life: life.hear(SubscriptionFacts(on_its_way=True)),
    "subscription is active": lambda life: life.say(ACTIVE),
    "subscription is active, invoice is sent": lambda life: life.say(ACTIVE, by_invoice=True),
    "trial begins or moves": _try,
    "invoice is paid": Life.pay,
    "invoice fails, is voided or uncollectible": lambda life: life.hear(SubscriptionFacts()),
    "period ends": _next_period,
    "grace ends": lambda life: life.wait(life.standing.until or life.now),
    "subscription is past due": lambda life: life.say(PAST_DUE),
    "subscription is unpaid": lambda life: life.say(UNPAID),
    "subscription is paused": lambda life: life.say(PAUSED),
    "cancelled at period end": lambda life: life.say(cancel_at_period_end=True),
    "cancellation is taken back": lambda life: life.say(cancel_at_period_end=False, cancel_at=None),
    "end is set within the period": lambda life: life.say(cancel_at=life.end - HOUR),
    "end is set beyond the period": lambda life: life.say(cancel_at=life.end + 150 * DAY),
    "price moves, or an item is added": _move_price,
    "subscription is deleted": lambda life: life.say(CANCELED),
    "refund in part": lambda life: life.money(_refund(100)),
    "refund in full": lambda life: life.money(_refund(MONTH_PRICE + 200)),
    "refund fails after all": lambda life: life.money(
        _refund(MONTH_PRICE + 200, RefundState.FAILED)
    ),
    "dispute is opened": lambda life: life.money(_dispute(DisputeState.OPEN, 1)),
    "dispute is lost": lambda life: life.money(_dispute(DisputeState.LOST, 2)),
    "dispute is won": lambda life: life.money(_dispute(DisputeState.WON, 3)),
}

HISTORIES: dict[str, list[str]] = {
    "waiting": [],
    "expired": ["checkout expires"],
    "trial": ["trial begins or moves"],
    "active": ["subscription is active", "invoice is paid"],
    "ending": ["subscription is active", "invoice is paid", "cancelled at period end"],
    "grace": [
        "subscription is active",
        "invoice is paid",
        "period ends",
        "subscription is past due",
    ],
    "over": [
        "subscription is active",
        "invoice is paid",
        "period ends",
        "subscription is past due",
        "grace ends",
    ],
    "paused": ["subscription is active", "invoice is paid", "subscription is paused"],
    "unpaid": [
        "subscription is active",
        "invoice is paid",
        "period ends",
        "subscription is past due",
        "subscription is unpaid",
    ],
    "taken back": ["subscription is active", "invoice is paid", "refund in full"],
    "ended": ["subscription is active", "invoice is paid", "subscription is deleted"],
}
"""The events that lead to each state."""


def live(*happened: str) -> Life:
    life = Life()
    for what in happened:
        life = HAPPENS[what](life)
    return life

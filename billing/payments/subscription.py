"""The known facts of a subscription to a plan. Billing rules 3 and 9.

As with payments of packs, events arrive late, repeatedly and in any order. They are merged into
`SubscriptionFacts` by operations that give the same result in every order.
`billing.payments.plan_state` calculates the result of the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.payments.packs import PaymentFacts
from billing.payments.plan_discount import PlanDiscount
from billing.payments.plan_lines import Basket, Item, Line


class SubscriptionStatus(StrEnum):
    """The provider's states, in the order that is possible within one second."""

    PENDING = "PENDING"
    EXPIRED = "EXPIRED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    PAST_DUE = "PAST_DUE"
    UNPAID = "UNPAID"
    CANCELED = "CANCELED"


GOING_ON = frozenset(
    {
        SubscriptionStatus.ACTIVE,
        SubscriptionStatus.PAST_DUE,
        SubscriptionStatus.PAUSED,
        SubscriptionStatus.UNPAID,
    }
)
"""The states in which the provider charges, or may do so again."""

CLOSE_MICROSECONDS = 10_000_000
"""Events closer than this may be of the same second, because clocks differ by a few seconds."""

_ORDER = list(SubscriptionStatus)
_FINAL = {SubscriptionStatus.CANCELED}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of one event about a subscription.

    `said_at` is the time of the event in microseconds since 1970. An event's own time has whole
    seconds only; an answer to our request has microseconds. `period_end` is that of the whole
    subscription; `items` may be more exact. `cancel_at` is the planned end, which may be far ahead.
    `by_invoice` means that its invoices are sent, and that it is active even if they are not paid.
    """

    said_at: int = 0
    status: SubscriptionStatus = SubscriptionStatus.PENDING
    cancel_at_period_end: bool = False
    period_end: datetime | None = None
    ended_at: datetime | None = None
    cancel_at: datetime | None = None
    trial_end: datetime | None = None
    by_invoice: bool = False
    items: tuple[Item, ...] = ()

    def contradicts(self, other: Snapshot) -> bool:
        """Return whether the two differ, but are too close in time to decide which one is newer."""
        apart = abs(self.said_at - other.said_at)
        return apart < CLOSE_MICROSECONDS and self.strength[2:] != other.strength[2:]

    @property
    def strength(self) -> tuple[object, ...]:
        """A total order: an end is final, then the later event counts, then the later status."""
        times = (self.period_end, self.ended_at, self.cancel_at, self.trial_end)
        return (
            self.status in _FINAL,
            self.said_at,
            _ORDER.index(self.status),
            self.cancel_at_period_end,
            *(time.isoformat() if time else "" for time in times),
            self.by_invoice,
            repr(self.items),
        )


_NOTHING = Snapshot()


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """The facts from all events together.

    `invoices` are the payments of invoices, and `lines` the lines of paid invoices, both by the
    provider's invoice id. `baskets` are all sets of items that the subscription ever had.
    `started_at` is the creation time at the provider in seconds since 1970; None if it is not
    known. `on_its_way` means that the money had not arrived at the end of the checkout. `sold` are
    the plans of the prices that we made for changes of the plan; another price is for the plan that
    was ordered. `takers` are the accounts that have the plan of such a price, if it is another one
    than the account that ordered. `unit_amounts` are the amounts of one month of such prices, and
    `discounts` what the provider takes off months at such prices, if anything.
    `paid_through` is the latest end of a paid period whose invoices older releases did not store.
    """

    snapshot: Snapshot = _NOTHING
    paid_through: datetime | None = None
    invoices: Mapping[str, PaymentFacts] = field(default_factory=dict)
    lines: Mapping[str, frozenset[Line]] = field(default_factory=dict)
    baskets: frozenset[Basket] = frozenset()
    started_at: int | None = None
    on_its_way: bool = False
    sold: Mapping[str, str] = field(default_factory=dict)
    takers: Mapping[str, str] = field(default_factory=dict)
    unit_amounts: Mapping[str, int] = field(default_factory=dict)
    discounts: Mapping[str, PlanDiscount] = field(default_factory=dict)

    def merge(self, other: SubscriptionFacts) -> SubscriptionFacts:
        """Merge both. This is commutative, associative and idempotent."""
        through = [p for p in (self.paid_through, other.paid_through) if p is not None]
        started = [s for s in (self.started_at, other.started_at) if s is not None]
        invoices, lines = dict(self.invoices), dict(self.lines)
        for name, facts in other.invoices.items():
            invoices[name] = invoices.get(name, PaymentFacts()).merge(facts)
        for name, more in other.lines.items():
            lines[name] = lines.get(name, frozenset()) | more
        return SubscriptionFacts(
            snapshot=max(self.snapshot, other.snapshot, key=lambda s: s.strength),
            paid_through=max(through, default=None),
            invoices=invoices,
            lines=lines,
            baskets=self.baskets | other.baskets,
            started_at=min(started, default=None),
            on_its_way=self.on_its_way or other.on_its_way,
            sold={**self.sold, **other.sold},
            takers={**self.takers, **other.takers},
            unit_amounts={**self.unit_amounts, **other.unit_amounts},
            discounts={**self.discounts, **other.discounts},
        )

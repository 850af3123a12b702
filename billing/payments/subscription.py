"""A subscription to a plan, as far as its payments reach. Billing rule 3.

Like payments of packs, events come late, twice and in any order: what they say is merged into
`SubscriptionFacts` by operations that don't care, and `entitled_until` says what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from billing.payments.packs import PaymentFacts


class SubscriptionStatus(StrEnum):
    """In the order in which a subscription may pass through them within one second."""

    PENDING = "PENDING"
    EXPIRED = "EXPIRED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    PAST_DUE = "PAST_DUE"
    UNPAID = "UNPAID"
    CANCELED = "CANCELED"


CLOSE_MICROSECONDS = 10_000_000
"""Events of one second, and clocks that differ by a few."""

_FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Older systems say the year 9999 of what never ends: there is no day after that."""

_ORDER = list(SubscriptionStatus)
_PAYING = {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE}
_FINAL = {SubscriptionStatus.CANCELED}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one event said of a subscription. `said_at` is when it was said, in microseconds since
    1970: an event's own time has whole seconds only, an answer to a request of ours all of them."""

    said_at: int = 0
    status: SubscriptionStatus = SubscriptionStatus.PENDING
    cancel_at_period_end: bool = False
    period_end: datetime | None = None
    ended_at: datetime | None = None

    def contradicts(self, other: Snapshot) -> bool:
        """Whether the two differ, and are too close in time to tell which one is newer."""
        apart = abs(self.said_at - other.said_at)
        return apart < CLOSE_MICROSECONDS and self.strength[2:] != other.strength[2:]

    @property
    def strength(self) -> tuple[object, ...]:
        """A total order: an end is final, then the later event counts, then the later status."""
        return (
            self.status in _FINAL,
            self.said_at,
            _ORDER.index(self.status),
            self.cancel_at_period_end,
            self.period_end.isoformat() if self.period_end else "",
            self.ended_at.isoformat() if self.ended_at else "",
        )


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """`paid_through` is the latest end of a period whose invoice was paid. `invoices` are the
    payments of invoices, by the provider's ids of these."""

    snapshot: Snapshot = Snapshot()
    paid_through: datetime | None = None
    invoices: Mapping[str, PaymentFacts] = field(default_factory=dict)

    def merge(self, other: SubscriptionFacts) -> SubscriptionFacts:
        """Both together. Commutative, associative and idempotent."""
        paid = [p for p in (self.paid_through, other.paid_through) if p is not None]
        snapshot = max(self.snapshot, other.snapshot, key=lambda s: s.strength)
        invoices = dict(self.invoices)
        for name, facts in other.invoices.items():
            invoices[name] = invoices.get(name, PaymentFacts()).merge(facts)
        return SubscriptionFacts(snapshot, max(paid, default=None), invoices)

    @property
    def through(self) -> datetime | None:
        """Until when it is paid: by its invoices, or where none is known yet, as it says."""
        if self.paid_through is None and self.snapshot.status is SubscriptionStatus.ACTIVE:
            return self.snapshot.period_end
        return self.paid_through


def entitled_until(facts: SubscriptionFacts, grace: timedelta) -> datetime | None:
    """Until when the plan's allowance is due, if nothing more happens; None: it is not.

    A renewal that fails has `grace` to be mended. One that was cancelled ends with its period.
    """
    if facts.snapshot.status not in _PAYING or facts.through is None:
        return None
    through = min(facts.through, _FOREVER)
    return through if facts.snapshot.cancel_at_period_end else through + grace

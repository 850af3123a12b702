"""The life of a plan: the state of a subscription, and the end of its entitlement.

`docs/life-of-a-plan.md` has the table. The state follows from all facts together, so every order of
events has the same result. Billing rules 3 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from billing.payments.packs import DisputeState, PaymentFacts, PaymentState
from billing.payments.plan_lines import Line, Own, Terms, own_of
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus

_FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""The year that older systems use for "never ends". Python has no later date."""

PENDING, ACTIVE = SubscriptionStatus.PENDING, SubscriptionStatus.ACTIVE
PAST_DUE, UNPAID = SubscriptionStatus.PAST_DUE, SubscriptionStatus.UNPAID


class PlanPolicy(NamedTuple):
    """The settings for plans. `grace` is the time allowed for the payment of a renewal. With
    `refund_ends`, a period does not count as paid after a full refund or a lost dispute."""

    grace: timedelta
    refund_ends: bool = True


class Standing(NamedTuple):
    """The state of a subscription if nothing more happens.

    `through` is the end of the paid time, or None. `until` is the end of the entitlement, or None
    if there is none. `ends` is true if it ends then instead of renewing.
    """

    status: SubscriptionStatus
    through: datetime | None
    until: datetime | None
    ends: bool

    @property
    def grace_until(self) -> datetime | None:
        """The end of the plan if a failed renewal is not paid; None if no renewal failed."""
        return self.until if self.status is PAST_DUE else None


class PaidPeriod(NamedTuple):
    """A period of the plan, or the rest of one, paid by the `payment` of `invoice`."""

    invoice: str
    line: Line
    payment: PaymentFacts

    def is_kept(self, policy: PlanPolicy) -> bool:
        """Return whether it still counts as paid: it has no full refund and no lost dispute."""
        payment = self.payment
        lost = any(dispute.state is DisputeState.LOST for dispute in payment.disputes.values())
        went_back = lost or 0 < payment.whole(0) <= payment.returned
        return not (policy.refund_ends and went_back)


class _Paid(NamedTuple):
    """The paid time. `through` is the latest end of a paid period or a trial. `is_taken_back` means
    that a later period was paid, but its money went back."""

    through: datetime | None
    is_taken_back: bool


def standing(facts: SubscriptionFacts, terms: Terms, policy: PlanPolicy) -> Standing:
    """Return the state of a subscription that was ordered for `terms`."""
    own = own_of(facts.baskets, terms, facts.sold)
    paid = _paid(facts, own, policy)
    return Standing(
        _status(facts, paid),
        paid.through,
        _until(facts.snapshot, paid, policy),
        _ends(facts, own, paid.through),
    )


def _until(snapshot: Snapshot, paid: _Paid, policy: PlanPolicy) -> datetime | None:
    if snapshot.status not in {ACTIVE, PAST_DUE} or paid.through is None:
        return None
    until = min(paid.through, _FOREVER)
    if not snapshot.cancel_at_period_end and not paid.is_taken_back:
        until += policy.grace
    return until if snapshot.cancel_at is None else min(until, snapshot.cancel_at)


def paid_ahead(
    facts: SubscriptionFacts, terms: Terms, policy: PlanPolicy, now: datetime
) -> frozenset[str]:
    """Return the invoices that paid for future time, if their money did not go back."""
    periods = paid_periods(facts, own_of(facts.baskets, terms, facts.sold))
    return frozenset(one.invoice for one in periods if one.line.end > now and one.is_kept(policy))


def is_odd(facts: SubscriptionFacts, terms: Terms, invoice: str) -> bool:
    """Return whether money came for an unknown purpose: no line of the invoice is the plan's, and
    not all lines name another product."""
    payment, lines = facts.invoices.get(invoice), facts.lines.get(invoice, frozenset())
    if payment is None or payment.state is not PaymentState.PAID or not payment.received:
        return False
    others = bool(lines) and all(line.article.is_named for line in lines)
    return not others and own_of(facts.baskets, terms, facts.sold).line(lines) is None


def known_through(facts: SubscriptionFacts, terms: Terms) -> datetime | None:
    """Return the latest end of a paid period that invoices show, even if its money went back. Older
    releases store this."""
    ends = [one.line.end for one in paid_periods(facts, own_of(facts.baskets, terms, facts.sold))]
    if facts.paid_through is not None:
        ends.append(facts.paid_through)
    return max(ends, default=None)


def paid_periods(facts: SubscriptionFacts, own: Own) -> Iterator[PaidPeriod]:
    """Yield the paid periods."""
    for name, lines in facts.lines.items():
        line, payment = own.line(lines), facts.invoices.get(name)
        if line is not None and payment is not None and payment.state is PaymentState.PAID:
            yield PaidPeriod(name, line, payment)


def _paid(facts: SubscriptionFacts, own: Own, policy: PlanPolicy) -> _Paid:
    kept, back = set[datetime](), set[datetime]()
    for one in paid_periods(facts, own):
        (kept if one.is_kept(policy) else back).add(one.line.end)
    if facts.paid_through is not None and facts.paid_through not in kept | back:
        kept.add(facts.paid_through)
    if facts.snapshot.trial_end is not None:
        kept.add(facts.snapshot.trial_end)
    if not kept and not back:
        return _Paid(_own_word(facts, own), False)
    through = max(kept, default=None)
    return _Paid(through, bool(back) and (through is None or max(back) > through))


def _own_word(facts: SubscriptionFacts, own: Own) -> datetime | None:
    """Return the end of the paid period while no invoice of the plan is known. An active
    subscription counts as paid, unless its money is on its way or its invoices are sent for later
    payment."""
    snapshot = facts.snapshot
    if snapshot.status is not ACTIVE or snapshot.by_invoice or facts.on_its_way:
        return None
    return _period_end(facts, own)


def _period_end(facts: SubscriptionFacts, own: Own) -> datetime | None:
    item = own.item(facts.snapshot.items)
    return (item and item.period_end) or facts.snapshot.period_end


def _ends(facts: SubscriptionFacts, own: Own, through: datetime | None) -> bool:
    """Return whether it ends instead of renewing. An end after the present period does not count
    yet."""
    snapshot = facts.snapshot
    if snapshot.cancel_at_period_end:
        return True
    periods = [end for end in (_period_end(facts, own), through) if end is not None]
    return snapshot.cancel_at is not None and any(snapshot.cancel_at <= end for end in periods)


def _status(facts: SubscriptionFacts, paid: _Paid) -> SubscriptionStatus:
    """Return the provider's status. An active subscription without a payment is PENDING; one whose
    money went back is UNPAID."""
    status = facts.snapshot.status
    if status in {ACTIVE, PAST_DUE} and paid.is_taken_back:
        return UNPAID
    return PENDING if status is ACTIVE and paid.through is None else status

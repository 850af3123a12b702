"""Random lives of a subscription, as events in the formats of all versions of the provider's API,
and an oracle that knows its real state. Billing rules 3 and 9."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from billing.payments.packs import PaymentFacts, RefundState
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionFacts
from gateways.payments.events import read_event
from gateways.payments.notices import SubscriptionNotice
from tests.support.clocks import NOW
from tests.support.payments.money import MONTH_PRICE, Json, plan_subscription
from tests.support.payments.plan_events import (
    VERSIONS,
    Sold,
    invoice,
    invoice_told,
    line,
    plan_of,
    seconds,
    subscription,
    subscription_told,
)
from tests.support.payments.plan_states import POLICY

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
EXTRA = Sold("prod_extra", "price_extra", 200)
TOLD_BY_EVENTS = [
    *("renew", "renew", "fail", "mend", "pause", "resume", "give up", "end"),
    *("cancel", "take back", "end far ahead", "move price", "add an item"),
    *("late word", "failed invoice"),
]
REFUNDS = ["refund", "refund a part", "refund fails"]
"""Their events name only a payment, and the provider is asked for its invoice. So a story has them
only as facts."""


@dataclass
class Story:
    """The real life of a subscription. `paid` are the ends of paid periods, `back` those whose
    money was returned. Each act appends to `events`, in the format of `version`, and their facts to
    `told`."""

    made: PlanSubscription = field(default_factory=plan_subscription)
    version: str = VERSIONS[0]
    now: datetime = NOW
    status: str = "active"
    end: datetime = NOW
    cancels: bool = False
    cancel_at: datetime | None = None
    sold: list[Sold] = field(default_factory=list)
    paid: list[datetime] = field(default_factory=list)
    back: set[datetime] = field(default_factory=set)
    failed: set[datetime] = field(default_factory=set)
    told: list[SubscriptionFacts] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sold = [plan_of(self.made)]

    @property
    def until(self) -> datetime | None:
        """Return the oracle's end of the entitlement, from the paid periods and the grace."""
        kept = [end for end in self.paid if end not in self.back]
        if self.status not in {"active", "past_due"} or not kept:
            return None
        taken_back = bool(self.back) and max(self.back) > max(kept)
        grace = timedelta(0) if self.cancels or taken_back else POLICY.grace
        return min(max(kept) + grace, self.cancel_at or datetime.max.replace(tzinfo=NOW.tzinfo))

    def act(self, what: str, version: str) -> None:
        self.now += HOUR
        self.version = version
        if self.status != "canceled" and (what not in {"cancel", "take back"} or not self.paused):
            self._act(what)

    @property
    def paused(self) -> bool:
        return self.status in {"paused", "unpaid"}

    def _act(self, what: str) -> None:
        changes = {
            "fail": "past_due",
            "give up": "unpaid",
            "pause": "paused",
            "resume": "active",
            "end": "canceled",
        }
        match what:
            case "renew" | "mend":
                self.end = (max(self.paid) if self.paid else self.now) + MONTH
                self.status = "active"
                self.paid.append(self.end)
                self.bill()
            case "cancel" | "take back":
                self.cancels = what == "cancel"
            case "end far ahead":
                self.cancel_at = self.now + 400 * MONTH
            case "move price":
                self.sold[0] = Sold(self.sold[0].product, f"price_{len(self.told)}", 1_200)
            case "add an item":
                self.sold = [self.sold[0], EXTRA]
            case "refund" | "refund a part" | "refund fails":
                self.refund(what)
                return
            case "late word":
                # The oldest event again.
                self.told += self.told[:1]
                self.events += self.events[:1]
                return
            case "failed invoice":
                self.hear(invoice_told("payment_failed", self.invoice(), at=self.now))
                return
        self.status = changes.get(what, self.status)
        self.say()

    def invoice(self) -> Json:
        """Return the newest invoice, with other lines that last longer."""
        lines = [line(EXTRA, self.end + 100 * MONTH), line(self.sold[0], self.end)]
        return invoice(self.made, self.version, f"in_{len(self.paid)}", lines)

    def bill(self) -> None:
        self.hear(invoice_told("paid", self.invoice(), at=self.now))

    def say(self) -> None:
        more = {"cancel_at_period_end": self.cancels, "cancel_at": seconds(self.cancel_at)}
        thing = subscription(
            self.made, self.version, self.status, ends=self.end, items=self.sold, **more
        )
        kind = "deleted" if self.status == "canceled" else "updated"
        self.hear(subscription_told(kind, thing, at=self.now))

    def refund(self, what: str) -> None:
        """Refund the newest paid invoice."""
        if not self.paid:
            return
        number, whole = len(self.paid), 10 * MONTH_PRICE
        state = RefundState.FAILED if what == "refund fails" else RefundState.SUCCEEDED
        amount = whole if what != "refund a part" else 1
        name = "part" if what == "refund a part" else "whole"
        facts = PaymentFacts(refunds={f"re_{number}_{name}": (amount, state)})
        self.told.append(SubscriptionFacts(invoices={f"in_{number}": facts}))
        if what == "refund fails":
            # A refund that failed never succeeds.
            self.failed.add(self.paid[-1])
        if what != "refund a part":
            self.back = (self.back | {self.paid[-1]}) - self.failed

    def hear(self, event: Json) -> None:
        notice = read_event(event)
        assert isinstance(notice, SubscriptionNotice)
        self.told.append(notice.facts)
        self.events.append(event)


def stories(kinds: list[str], most: int = 14) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Return acts, each with the API version of its events. A subscription begins with a
    payment."""
    versions = st.sampled_from(VERSIONS)
    return st.lists(st.tuples(st.sampled_from(kinds), versions), max_size=most).map(
        lambda acts: [("renew", acts[0][1] if acts else VERSIONS[0]), *acts]
    )

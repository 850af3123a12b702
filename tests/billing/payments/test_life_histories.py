"""Random lives of a subscription, from events in the formats of all API versions, compared with a
small oracle that knows the real state. Billing rules 3 and 9."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN
from billing.payments.packs import PaymentFacts, RefundState
from billing.payments.plan_state import standing
from billing.payments.subscription import SubscriptionFacts
from gateways.payments.events import read_event
from gateways.payments.notices import SubscriptionNotice
from tests.support.clocks import NOW
from tests.support.examples import scaled
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import MONTH_PRICE, PREMIUM, Json, plan_subscription
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
from tests.support.payments.plan_states import POLICY, TERMS

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
MADE = plan_subscription()
EXTRA = Sold("prod_extra", "price_extra", 200)
ACTS = [
    *("renew", "renew", "fail", "mend", "pause", "resume", "give up", "end"),
    *("cancel", "take back", "end far ahead", "move price", "add an item"),
    *("refund", "refund a part", "refund fails", "late word", "failed invoice"),
]


@dataclass
class Story:
    """The real life of a subscription. `paid` are the ends of paid periods, `back` those whose
    money went back. Each act appends facts to `told`, from events in the format of `version`."""

    version: str
    now: datetime = NOW
    status: str = "active"
    end: datetime = NOW
    cancels: bool = False
    cancel_at: datetime | None = None
    sold: list[Sold] = field(default_factory=lambda: [plan_of(MADE)])
    paid: list[datetime] = field(default_factory=list)
    back: set[datetime] = field(default_factory=set)
    failed: set[datetime] = field(default_factory=set)
    told: list[SubscriptionFacts] = field(default_factory=list)

    @property
    def until(self) -> datetime | None:
        """The oracle: the end of the entitlement, from the paid periods and the grace."""
        kept = [end for end in self.paid if end not in self.back]
        if self.status not in {"active", "past_due"} or not kept:
            return None
        taken_back = bool(self.back) and max(self.back) > max(kept)
        grace = timedelta(0) if self.cancels or taken_back else POLICY.grace
        return min(max(kept) + grace, self.cancel_at or datetime.max.replace(tzinfo=NOW.tzinfo))

    def act(self, what: str) -> None:
        self.now += HOUR
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
                return
            case "failed invoice":
                self.hear(invoice_told("payment_failed", self.invoice(), at=self.now))
                return
        self.status = changes.get(what, self.status)
        self.say()

    def invoice(self) -> Json:
        """Return the newest invoice, with other lines that last longer."""
        lines = [line(EXTRA, self.end + 100 * MONTH), line(self.sold[0], self.end)]
        return invoice(MADE, self.version, f"in_{len(self.paid)}", lines)

    def bill(self) -> None:
        self.hear(invoice_told("paid", self.invoice(), at=self.now))

    def say(self) -> None:
        more = {"cancel_at_period_end": self.cancels, "cancel_at": seconds(self.cancel_at)}
        thing = subscription(
            MADE, self.version, self.status, ends=self.end, items=self.sold, **more
        )
        self.hear(subscription_told("updated", thing, at=self.now))

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


def stories() -> st.SearchStrategy[list[tuple[str, str]]]:
    """Return acts, each with the API version of its events. A subscription begins with a
    payment."""
    versions = st.sampled_from(VERSIONS)
    return st.lists(st.tuples(st.sampled_from(ACTS), versions), max_size=14).map(
        lambda acts: [("renew", acts[0][1] if acts else VERSIONS[0]), *acts]
    )


def merged(told: list[SubscriptionFacts]) -> SubscriptionFacts:
    return reduce(SubscriptionFacts.merge, told, SubscriptionFacts())


def until(told: list[SubscriptionFacts]) -> datetime | None:
    return standing(merged(told), TERMS, POLICY).until


@settings(max_examples=scaled(150), deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_every_order_of_a_life_s_events_ends_where_it_truly_stands(
    acts: list[tuple[str, str]], chance: Random
) -> None:
    """Events may be late and repeated."""
    story = Story(VERSIONS[0])
    for what, version in acts:
        story.version = version
        story.act(what)
    told = [*story.told, *story.told[::2]]
    chance.shuffle(told)
    assert until(told) == story.until
    assert merged(told) == merged(story.told)


@settings(max_examples=scaled(100), deadline=None)
@given(stories(), st.lists(st.sampled_from([HOUR, 9 * HOUR, 2 * DAY, MONTH]), max_size=14))
def test_the_plan_is_in_force_while_it_is_paid_and_no_window_is_lost(
    acts: list[tuple[str, str]], pauses: list[timedelta]
) -> None:
    """`Keeper` checks after every step that the ledger and its replay agree."""
    story, keeper = Story(VERSIONS[0]), Keeper()
    for number, (what, version) in enumerate(acts):
        story.version = version
        story.act(what)
        keeper.wait((story.now - keeper.now).total_seconds())
        end = until(story.told)
        lasts = end is not None and end > story.now
        keeper.turn(PREMIUM if lasts else FREE_PLAN, until=end if lasts else None)
        keeper.use(input_tokens=100)
        keeper.check()
        truly = story.until
        assert (keeper.account.plan == PREMIUM) == (truly is not None and truly > story.now)
        if number < len(pauses):
            story.now += pauses[number]
            keeper.wait(pauses[number].total_seconds())
            assert (keeper.account.plan == PREMIUM) == (truly is not None and truly > story.now)
            keeper.check()

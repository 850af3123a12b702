"""Random histories with an automatic top-up in memory: when a need opens, and how it ends. Billing
rule 15. With the provider: `tests/services/payments/test_top_up_histories.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from billing.ledger.commands import Command, Touch
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.rules import ended
from services.ledger.desk import Desk
from tests.services.ledger.test_hold_histories import Ledger, sound
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.calendar_oracle import month_end
from tests.support.ledger.factories import adjustment, use
from tests.support.ledger.histories import START
from tests.support.ledger.topped_up import check_state, walked

DAY = 86_400
Step = tuple[str, *tuple[Any, ...]]

_COUNTS = st.sampled_from([1, 124, 125, 126, 250, 900])
"""The tokens of a use, each of which costs 8: 125 are 1,000."""
_STEP = st.one_of(
    *[st.tuples(st.just("use"), _COUNTS)] * 3,
    st.tuples(st.just("give"), st.sampled_from([1, 1_000, 50_000])),
    st.tuples(st.just("take"), st.sampled_from([1, 1_000, 20_000])),
    *[st.tuples(st.just("set"), st.sampled_from([1, 9_000, 10_000, 10**6]), st.integers(1, 3))] * 2,
    st.tuples(st.just("remove")),
    *[st.tuples(st.just("end"), st.booleans(), st.sampled_from([0, 0, 0, 1]))] * 3,
    *[st.tuples(st.just("wait"), st.sampled_from([0, DAY, 31 * DAY, "month"]))] * 2,
)
STEPS: st.SearchStrategy[list[Step]] = st.lists(_STEP, min_size=5, max_size=40)


NEXT_MONTH: list[Step] = [("set", 10**6, 1), ("end", True, 0), ("wait", "month")]
"""A month allows as much as the one before."""


def command_of(step: Step) -> Command:
    match step:
        case ("use", count):
            return use(model="paid", input_tokens=count)
        case ("give", tokens):
            return adjustment(tokens=tokens)
        case ("take", tokens):
            return adjustment(tokens=-tokens)
        case ("set", below, most):
            return SetAutoTopUp("alice", pack="starter", below=below, max_per_month=most)
        case ("remove",):
            return RemoveAutoTopUp("alice")
    return Touch("alice", may_open=True)


class Story:
    """An account in memory, whose needs somebody ends."""

    def __init__(self) -> None:
        self.ledger, self.clock = Ledger(), Clock(START)
        self.do(Touch("alice", may_open=True))

    def do(self, command: Command) -> None:
        self.ledger.do(command, self.clock)

    def take(self, step: Step) -> None:
        match step:
            case ("wait", "month"):
                self.clock.now = month_end(START, self.clock.now)
            case ("wait", seconds):
                self.clock.now += timedelta(seconds=seconds)
            case ("end", is_paid, beside):
                self.end(is_paid=is_paid, beside=beside)
                return
        self.do(command_of(step))

    def end(self, *, is_paid: bool, beside: int) -> None:
        """End the open need, or one with a number `beside` it."""
        self.do(Touch("alice"))
        account = self.ledger.accounts["alice"]
        if account.top_up is None:
            return
        desk = Desk(account, account.touched_at)
        failure = None if is_paid else "card_declined"
        made = ended(account, account.top_up.need + beside, desk.now, failure=failure)
        desk.keep([made] if made else [])
        desk.alert()
        self.ledger.accounts["alice"] = desk.account
        self.ledger.entries["alice"] += desk.entries


@settings(max_examples=scaled(150))
@given(steps=STEPS)
@example(steps=NEXT_MONTH)
def test_a_need_opens_when_it_must_and_never_else(steps: list[Step]) -> None:
    story = Story()
    ledger = story.ledger
    for step in steps:
        story.take(step)
        account = ledger.accounts["alice"]
        check_state(walked(account.opened_at, ledger.entries["alice"]), account)
    sound(ledger.accounts["alice"], ledger.entries["alice"], ledger.grants["alice"])

"""Random histories with a wrong clock: sums, audit, rollups and erasure are right after repairs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.analytics.tally import Tally
from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.ledger.account import NO_DIGEST
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.grant import GrantSource
from billing.ledger.rules import decide_adjustment
from billing.payments.packs import DisputeState
from billing.privacy.erasure import erased_entry
from tests.support.audit.forgetful import Forgetful
from tests.support.examples import scaled
from tests.support.ledger.factories import adjustment
from tests.support.ledger.repaired import Repaired, left, use
from tests.support.payments.money import GOLD, NOW, PAID, PREMIUM, PRICE, SILVER, dispute, refund

HOUR, DAY = 3_600, 86_400
ACTIONS = st.one_of(
    st.tuples(st.just("use"), st.sampled_from([8, 800, 8_000, 30_000])),
    st.tuples(st.just("quota"), st.sampled_from(["gift", "calls"])),
    st.tuples(st.just("place"), st.integers(1, 300)),
    st.tuples(st.just("settle"), st.integers(1, 2_000)),
    st.tuples(st.just("give"), st.sampled_from([HOUR, 20 * DAY])),
    st.tuples(st.just("turn"), st.sampled_from([PREMIUM, GOLD, SILVER, FREE_PLAN])),
    st.tuples(st.just("times"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.sampled_from([HOUR, DAY, 31 * DAY])),
    st.tuples(st.just("pack"), st.just(0)),
    st.tuples(st.just("dispute"), st.sampled_from(DisputeState)),
    st.tuples(st.just("refund"), st.integers(1, PRICE)),
    st.tuples(st.just("release"), st.just(0)),
    st.tuples(st.just("cap day"), st.sampled_from([800, 20_000])),
    st.tuples(st.just("cap month"), st.sampled_from([8_000, 50_000])),
    st.tuples(st.just("uncap"), st.just(0)),
    st.tuples(st.just("extend"), st.sampled_from([1, 3_600, 86_400])),
    st.tuples(st.just("take"), st.sampled_from([8, 800, 100_000])),
)
A_DAY = CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY)
A_MONTH = CapName(CapScope.MODEL, "paid", QuotaPeriod.MONTH)
AHEAD = st.sampled_from([1, 25, 40, 365])
Action = tuple[str, int | str]


@given(st.lists(st.tuples(st.lists(ACTIONS, max_size=8), AHEAD, st.lists(ACTIONS, max_size=8))))
@settings(max_examples=scaled(300))
def test_any_history_is_sound_after_any_number_of_repairs(
    turns: list[tuple[list[Action], int, list[Action]]],
) -> None:
    keeper = Repaired()
    for before, days, meanwhile in turns:
        for action, value in before:
            _do(keeper, action, value)
        right = keeper.now
        keeper.jump(days)
        for action, value in meanwhile:
            _do(keeper, action, value)
        held = sum(hold.tokens for hold in keeper.account.holds)
        spent = left(keeper, GrantSource.PACK)
        keeper.back(right + timedelta(hours=1))
        assert spent <= left(keeper, GrantSource.PACK) <= spent + held
        keeper.wait(HOUR)
        keeper.check()
    check_rollups(keeper)
    check_erasure(keeper)


def check_rollups(keeper: Repaired) -> None:
    """Check that the rollups' tokens of all days make the balance."""
    tally = Tally(NOW)
    for entry in keeper.entries:
        tally.add(entry)
    moved = [
        granted - spent - lapsed - reversed_
        for granted, spent, lapsed, reversed_ in tally.tokens.values()
    ]
    available, held, debt = keeper.figures
    assert sum(moved) == available + held + sum(keeper.account.frozen.values()) - debt


def check_erasure(keeper: Repaired) -> None:
    """Check that the audit accepts the entries of the erased account."""
    replay, digest = Forgetful("erased:1", keeper.grants, opened_at=NOW), NO_DIGEST
    for entry in keeper.entries:
        made = keeper.grants.get(entry.revision)
        erased = erased_entry(
            entry, pseudonym="erased:1", previous=digest, expires_at=made and made.expires_at
        )
        assert replay.add(erased) == [], erased
        digest = erased.digest


def _do(keeper: Repaired, action: str, value: int | str) -> None:
    match action:
        case "use":
            use(keeper, int(value))
        case "quota":
            keeper.use(model=str(value), input_tokens=1)
        case "place":
            keeper.place(input_tokens=int(value))
        case "settle":
            numbers = [n for n in keeper.placed if n not in keeper.settled]
            if numbers:
                keeper.settle(numbers[0], input_tokens=int(value))
        case "give":
            expires_at = keeper.now + timedelta(seconds=int(value))
            given = adjustment(tokens=500, expires_at=expires_at)
            keeper.keep([decide_adjustment(keeper.account, given, keeper.now)])  # type: ignore[list-item]
        case "times":
            keeper.turn(PREMIUM, until=keeper.now + timedelta(days=31), quantity=int(value))
        case "turn":
            until = None if value == FREE_PLAN else keeper.now + timedelta(days=31)
            keeper.turn(str(value), until=until)
        case "wait":
            keeper.wait(int(value))
        case "pack":
            keeper.hear(PAID)
        case _:
            _do_more(keeper, action, value)


def _do_more(keeper: Repaired, action: str, value: int | str) -> None:
    told = len(keeper.entries)
    match action:
        case "dispute":
            keeper.hear(dispute("d", PRICE, DisputeState(value), said_at=told))
        case "refund":
            keeper.hear(refund(f"re_{told}", int(value)))
        case "take":
            keeper.give(-int(value))
        case "release" if keeper.account.holds:
            keeper.release(keeper.account.holds[-1].number)
        case "extend" if keeper.account.holds:
            keeper.extend(keeper.account.holds[0].number, int(value))
        case "cap day":
            keeper.cap(A_DAY, int(value))
        case "cap month":
            keeper.cap(A_MONTH, int(value))
        case "uncap":
            keeper.cap(A_DAY, None)

"""The rollups of an account's entries equal its state, for each source."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.analytics.recount import Recount
from billing.analytics.tally import DEBT, Tally, plan_named
from billing.catalog.catalog import FREE_PLAN
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.payments.packs import DisputeState
from tests.billing.ledger.test_hold_histories import Step, pay, steps_of_packs_and_holds
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, entry
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PAID, PREMIUM, PRICE, TOKENS, dispute, refund

TODAY = NOW.date()


def tallied(keeper: Keeper) -> Tally:
    tally = Tally(keeper.account.opened_at)
    for one in keeper.entries:
        tally.add(one)
    return tally


def has(keeper: Keeper) -> Counter[str]:
    """Return what the account has and owes by source, from its state alone."""
    account = keeper.account
    left: Counter[str] = Counter({DEBT: -account.debt})
    for grant in account.grants:
        left[grant.source.value] += grant.remaining
    for hold in account.holds:
        for charge in hold.charges:
            left[charge.source.value] += charge.tokens
    left[GrantSource.PACK.value] += sum(account.frozen.values())
    return left


def outstanding(tally: Tally) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (_, source), (granted, spent, lapsed, reversed_) in tally.tokens.items():
        sums[source] += granted - spent - lapsed - reversed_
    return sums


@settings(max_examples=scaled(200))
@given(steps_of_packs_and_holds(), st.sampled_from([0, 12]))
def test_what_is_outstanding_is_what_the_account_has_after_every_step(
    steps: list[Step], hour: int
) -> None:
    keeper = Keeper(opened_at=NOW.replace(hour=hour))
    pay("one", keeper)
    for step in steps:
        step(keeper)
        found, expected = outstanding(tallied(keeper)), has(keeper)
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}


def moved(keeper: Keeper, source: str) -> tuple[int, ...]:
    """Return the tokens granted, spent, lapsed and reversed over all days."""
    rows = [row for (_, name), row in tallied(keeper).tokens.items() if name == source]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0, 0, 0, 0)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


class TestTokens:
    def test_a_use_is_spent_by_the_source_that_paid(self, keeper: Keeper) -> None:
        keeper.hear(PAID)
        keeper.use(model="paid", input_tokens=2_000)
        assert moved(keeper, "ALLOWANCE") == (10_000, 10_000, 0, 0)
        assert moved(keeper, "PACK") == (TOKENS, 6_000, 0, 0)

    def test_a_refund_makes_debt_of_what_was_spent_and_a_later_grant_pays_it(
        self, keeper: Keeper
    ) -> None:
        keeper.hear(PAID)
        keeper.use(model="paid", input_tokens=2_000)
        keeper.hear(refund("r", PRICE))
        assert moved(keeper, "PACK") == (TOKENS, 0, 0, TOKENS)
        assert moved(keeper, DEBT) == (0, 6_000, 0, 0)
        keeper.give(10_000)
        assert moved(keeper, DEBT) == (6_000, 6_000, 0, 0)
        assert moved(keeper, "ADJUSTMENT") == (10_000, 6_000, 0, 0)

    def test_a_dispute_and_a_hold_move_nothing(self, keeper: Keeper) -> None:
        keeper.hear(PAID)
        keeper.place(input_tokens=10)
        keeper.hear(dispute("d", PRICE, DisputeState.OPEN))
        assert moved(keeper, "PACK") == (TOKENS, 0, 0, 0)

    def test_what_lapses_does_so_on_the_day_on_which_its_time_ended(self, keeper: Keeper) -> None:
        keeper.wait(400 * 86_400)
        lapsed = {day: row[2] for (day, _), row in tallied(keeper).tokens.items() if row[2]}
        assert list(lapsed.values()) == [10_000]
        assert list(lapsed) == [keeper.entries[1].occurred_at.date()]

    def test_what_an_operator_takes_is_reversed_and_not_spent(self, keeper: Keeper) -> None:
        charge = Charge(1, GrantSource.ALLOWANCE, 70)
        taken = entry(tokens=-70)._replace(kind=EntryKind.ADJUSTMENT, charges=(charge,), use=None)
        tally = Tally(NOW)
        tally.add(taken)
        assert tally.tokens == {(TODAY, "ALLOWANCE"): [0, 0, 0, 70]}

    def test_tokens_of_an_older_system_are_legacy(self) -> None:
        tally = Tally(NOW)
        tally.add(entry(tokens=500)._replace(kind=EntryKind.MIGRATION, charges=(), use=None))
        assert tally.tokens == {(TODAY, "LEGACY"): [500, 0, 0, 0]}


class TestEvents:
    def test_first_packs_count_once_on_their_day_and_on_that_of_the_opening(
        self, keeper: Keeper
    ) -> None:
        keeper.wait(2 * 86_400)
        keeper.hear(PAID)
        keeper.hear(PAID, pack="pur_2")
        later = TODAY + timedelta(days=2)
        assert tallied(keeper).events == {
            (TODAY, "OPENED"): 1,
            (TODAY, "OPENED_THEN_PACK"): 1,
            (later, "FIRST_PACK"): 1,
        }

    def test_subscribers_come_and_go_and_come_again(self, keeper: Keeper) -> None:
        for _ in range(2):
            keeper.turn(PREMIUM, until=keeper.now + timedelta(days=1))
            keeper.turn(PREMIUM, until=keeper.now + timedelta(days=2))
            keeper.turn(FREE_PLAN)
        events = tallied(keeper).events
        assert events[TODAY, "SUBSCRIBED"] == events[TODAY, "SUBSCRIBED:PREMIUM"] == 2
        assert events[TODAY, "UNSUBSCRIBED"] == events[TODAY, "UNSUBSCRIBED:PREMIUM"] == 2
        assert events[TODAY, "FIRST_SUBSCRIPTION"] == 1
        assert events[TODAY, "OPENED_THEN_SUBSCRIPTION"] == 1

    def test_a_plan_that_ran_out_ended_then_whenever_that_is_noticed(self, keeper: Keeper) -> None:
        keeper.turn(PREMIUM, until=keeper.now + timedelta(days=1))
        keeper.wait(9 * 86_400)
        assert tallied(keeper).events[TODAY + timedelta(days=1), "UNSUBSCRIBED"] == 1

    def test_from_one_paid_plan_to_another_nobody_joins_or_leaves(self) -> None:
        tally = Tally(NOW, plan="PREMIUM", has_subscribed=True)
        tally.add(turned("TEAM until 2027-01-01T00:00:00+00:00"))
        assert tally.events == {(TODAY, "UNSUBSCRIBED:PREMIUM"): 1, (TODAY, "SUBSCRIBED:TEAM"): 1}
        assert tally.plan == "TEAM"

    def test_what_was_before_is_not_first_again(self) -> None:
        tally = Tally(NOW, has_bought=True, has_subscribed=True)
        tally.add(entry(tokens=5)._replace(kind=EntryKind.PURCHASE, charges=(), use=None))
        tally.add(turned("PREMIUM"))
        assert {event for _, event in tally.events} == {"SUBSCRIBED", "SUBSCRIBED:PREMIUM"}


def turned(reason: str) -> Entry:
    return entry(tokens=0)._replace(kind=EntryKind.PLAN, charges=(), use=None, reason=reason)


def test_a_plan_is_named_by_the_reason_of_its_entry() -> None:
    assert plan_named("PREMIUM until 2027-01-01T00:00:00+00:00") == "PREMIUM"
    assert plan_named("FREE") == plan_named(None) == FREE_PLAN


def test_an_entry_of_no_account_is_refused() -> None:
    with pytest.raises(LookupError):
        Recount().add(entry())

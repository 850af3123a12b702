"""An account's priority without a query to the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from billing.catalog.catalog import FREE_PLAN, Priority
from billing.ledger.account import open_account
from services.commit.priorities import Priorities
from services.commit.remembered import Remembered
from tests.support.ledger.factories import NOW, plan

PREMIUM = replace(plan(name="PREMIUM"), priority=Priority.PRIORITY)
PLANS = {FREE_PLAN: plan(), "PREMIUM": PREMIUM}


def priorities(*names: str) -> Priorities:
    """Return the priorities of accounts that are named after their plans."""
    remembered = Remembered()
    remembered.keep(open_account(name, plan=name, now=NOW) for name in names)
    return Priorities(remembered, lambda: PLANS)


def test_it_is_that_of_the_plan() -> None:
    known = priorities("FREE", "PREMIUM")
    assert known.of("PREMIUM") is Priority.PRIORITY
    assert known.of("FREE") is Priority.STANDARD


def test_what_was_not_seen_and_plans_that_are_gone_are_standard() -> None:
    known = priorities("BYGONE")
    assert known.of("BYGONE") is Priority.STANDARD
    assert known.of("nobody") is Priority.STANDARD


def test_a_plan_that_is_over_counts_until_the_account_is_touched() -> None:
    remembered = Remembered()
    account = open_account("alice", plan="PREMIUM", now=NOW)
    remembered.keep([account._replace(plan_until=NOW - timedelta(days=1))])
    known = Priorities(remembered, lambda: PLANS)
    assert known.of("alice") is Priority.PRIORITY
    remembered.keep([account._replace(plan="FREE", revision=1)])
    assert known.of("alice") is Priority.STANDARD

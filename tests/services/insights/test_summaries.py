"""Totals of sums over uses. What a summary counts is in tests/resolvers/ledger/test_summary.py."""

from __future__ import annotations

from db.insights.usage import UsageSum
from services.insights.summaries import Total, totals
from tests.support.ledger.factories import NOW


def test_totals_add_up_by_key_in_the_order_they_are_met() -> None:
    sums = [
        UsageSum("b", None, 1, 2, 3, 4, 5),
        UsageSum("a", None, 10, 20, 30, 40, 50),
        UsageSum("b", NOW, 100, 200, 300, 400, 500),
    ]
    assert totals(sums, lambda one: one.model) == [
        Total("b", 101, 202, 303, 404, 505),
        Total("a", 10, 20, 30, 40, 50),
    ]
    assert [total.requests for total in totals(sums, lambda _: "all")] == [111]
    assert totals([], lambda one: one.model) == []

"""The second calculation of the rollups finds every change by hand."""

from __future__ import annotations

import pytest
from tortoise import connections

import db.analytics.recount
from billing.catalog.details import details_of
from billing.catalog.units import UsageUnit
from billing.ledger.commands import Touch
from tests.services.analytics.keeping import kept
from tests.support.analytics.folding import faults, fold_all, record
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import use
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PAID

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("room", [1, 2, 3, 7, 50])
async def test_a_recount_reads_accounts_together_and_long_ones_in_parts(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(db.analytics.recount, "ENTRIES_MAX", room)
    names = ["alice", "Bob", "bob", "zoë", "_"]
    for number, name in enumerate(names):
        await record(
            Touch(name, may_open=True), *(use(account_id=name) for _ in range(3 * number % 5))
        )
    await record(Touch("late", may_open=True))
    await fold_all(*names)
    assert await faults() == []
    with counting_statements() as seen:
        await faults()
    entries = 5 + sum(3 * number % 5 for number in range(5))
    assert len([sql for sql in seen if "ORDER BY entry.account_id" in sql]) == -(-entries // room)


class TestRecount:
    """A change by hand in each of the tables is found."""

    @pytest.fixture(autouse=True)
    async def history(self, database: str) -> None:
        keeper = Keeper()
        keeper.hear(PAID)
        keeper.use(input_tokens=3)
        keeper.use(details=details_of([(UsageUnit.SEARCHES, 2)]))
        await fold_all(await kept(keeper, account_id="alice"))
        assert await faults() == []

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("UPDATE usage_day SET cost = cost + 1", "usage_day 2026-11-23 paid FREE PREMIUM is"),
            (
                "UPDATE unit_day SET unpriced_quantity = 0",
                "unit_day 2026-11-23 paid SEARCHES is (1, 2, 1, 0), but its entries make (1,",
            ),
            ("DELETE FROM unit_day", "unit_day 2026-11-23 paid SEARCHES is ()"),
            ("UPDATE token_day SET spent = 0 WHERE spent > 0", "token_day 2026-11-23 ALLOWANCE is"),
            ("DELETE FROM event_day WHERE event = 'OPENED'", "event_day 2026-11-23 OPENED is ()"),
            ("UPDATE cohort_month SET accounts = 9", "cohort_month 2026-11-01 2026-11-01 is (9,)"),
            ("DELETE FROM active_month", "active_month lacks account alice in 2026-11-01"),
            ("UPDATE active_month SET month = '2026-01-01'", "active_month has account alice in"),
            ("INSERT INTO active_month VALUES ('x', '2026-01-01')", "active_month has account x"),
            (
                "INSERT INTO rolled (account_id, revision) VALUES ('x', 1)",
                "rolled has account x, which does not exist",
            ),
            ("UPDATE rolled SET revision = 2", "usage_day 2026-11-23 paid FREE PREMIUM is (2, "),
            ("UPDATE rolled SET revision = 9", "account alice is folded beyond its revision"),
        ],
    )
    async def test_what_was_changed_is_told(self, change: str, told: str) -> None:
        await connections.get("default").execute_query(change)
        found = await faults()
        assert any(fault.startswith(told) for fault in found), found

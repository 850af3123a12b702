"""The owner's figures from the rollups, on both databases."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise import connections

from billing.catalog.catalog import Money, Pack
from billing.days import DAYS_MAX, Days, days_of, midnight, month_of, next_month
from billing.errors import BadInput
from db import models
from db.analytics import figures as db
from db.engine.sql import rows
from db.engine.transactions import transaction
from services.analytics.figures import Churn, Conversion, Figures, Takings, figures
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, catalog

TODAY = NOW.date()
DAYS = Days(TODAY - timedelta(days=29), TODAY + timedelta(days=1))
LONG_AGO = TODAY - timedelta(days=400)


async def read(days: Days = DAYS) -> Figures:
    return await figures(days, catalog(), today=TODAY)


async def events(*happened: tuple[date, str, int]) -> None:
    for day, event, number in happened:
        await models.EventDay.create(day=day, event=event, number=number)


async def paid(name: str, amount: int, *, kind: str = "PACK", account: str = "alice") -> None:
    await models.MoneyEntry.create(
        id=name, account_id=account, kind=kind, amount=amount, currency="USD", occurred_at=NOW
    )


async def used(day: date, model: str, tier: str, requests: int, cost: int = 0) -> None:
    counts = {"input_tokens": 1, "output_tokens": 2, "cached_input_tokens": 0}
    plan = "" if tier == "IMPORTED" else "FREE"
    await models.UsageDay.create(
        day=day, model=model, plan=plan, tier=tier, requests=requests, cost=cost, **counts
    )


@pytest.mark.usefixtures("database")
class TestFigures:
    async def test_without_anything_there_are_zeros_and_every_day(self) -> None:
        found = await read()
        assert [day.day for day in found.series] == list(DAYS)
        assert (found.consumption, found.revenue, found.cohorts) == ([], [], [])
        assert found.conversion == Conversion(0, 0, 0)
        assert [one.tokens for one in found.outstanding] == [0] * 5

    async def test_what_lies_outside_the_range_does_not_count(self) -> None:
        for day in (DAYS.first - timedelta(days=1), DAYS.first, TODAY, DAYS.end):
            await used(day, "paid", "PREMIUM", 1, cost=5)
        found = await read()
        assert [(one.requests, one.tokens, one.cost) for one in found.consumption] == [(2, 6, 10)]
        assert sum(day.requests for day in found.series) == 2

    async def test_days_tell_tiers_apart(self) -> None:
        await used(TODAY, "gift", "FREE", 3)
        await used(TODAY, "paid", "PREMIUM", 2, cost=7)
        await used(TODAY, "old", "IMPORTED", 90)
        day = (await read()).series[-1]
        assert (day.requests, day.free_requests, day.imported_requests, day.cost) == (5, 3, 90, 7)

    async def test_conversion_is_of_those_who_opened_in_the_range(self) -> None:
        await events(
            (TODAY, "OPENED", 8),
            (TODAY, "OPENED_THEN_PACK", 2),
            (TODAY, "OPENED_THEN_SUBSCRIPTION", 1),
            (LONG_AGO, "OPENED_THEN_PACK", 99),
            (LONG_AGO, "OPENED", 99),
            (TODAY, "FIRST_PACK", 50),
        )
        assert (await read()).conversion == Conversion(8, 2, 1)

    async def test_churn_is_of_those_who_were_there_at_the_start(self) -> None:
        await events(
            (LONG_AGO, "SUBSCRIBED", 10),
            (LONG_AGO, "UNSUBSCRIBED", 2),
            (TODAY, "SUBSCRIBED", 3),
            (DAYS.first, "UNSUBSCRIBED", 4),
            (DAYS.end, "SUBSCRIBED", 9),
        )
        found = await read()
        assert found.churn == Churn(8, 3, 4)
        assert (found.series[0].subscribers, found.series[-1].subscribers) == (4, 7)

    async def test_revenue_tells_kinds_ways_and_payers(self) -> None:
        await paid("pur_1:in:1", 500)
        await paid("pur_1:out:1", -200)
        await paid("pur_1:out:2", 200)
        await paid("pur_2:in:1", 500, account="bob")
        await paid("pur_2:out:1", -100, account="bob")
        await paid("sub_1:in:x", 1_000, kind="SUBSCRIPTION", account="bob")
        [revenue] = (await read()).revenue
        assert revenue.by_kind == {"PACK": Takings(1_000, 100), "SUBSCRIPTION": Takings(1_000, 0)}
        assert (revenue.total, revenue.payers) == (Takings(2_000, 100), 2)
        assert (await read()).series[-1].revenue == {"USD": 1_900}

    async def test_a_cohort_is_whole_and_its_months_are_those_of_the_range(self) -> None:
        october, november = date(2026, 10, 1), date(2026, 11, 1)
        await events((date(2026, 10, 2), "OPENED", 5), (TODAY, "OPENED", 4))
        active = [(october, october, 5), (october, november, 2), (november, november, 3)]
        for cohort, month, accounts in [*active, (LONG_AGO.replace(day=1), november, 7)]:
            await models.CohortMonth.create(cohort=cohort, month=month, accounts=accounts)
        found = await read()
        assert [(one.month, one.accounts, dict(one.active)) for one in found.cohorts] == [
            (october, 5, {october: 5, november: 2}),
            (november, 4, {november: 3}),
        ]

    async def test_an_active_account_counts_for_the_days_of_its_month_that_are_over(self) -> None:
        """Three days into a month, the month before counts for 27 days of 30."""
        october, november = date(2026, 10, 1), date(2026, 11, 1)
        for cohort, month, accounts in [
            (october, october, 90),
            (october, november, 10),
            (november, november, 2),
            (october, date(2026, 12, 1), 99),
        ]:
            await models.CohortMonth.create(cohort=cohort, month=month, accounts=accounts)
        today = date(2026, 11, 3)
        for days in (days_of(None, None, midnight(today)), Days(date(2026, 10, 5), TODAY)):
            found = await figures(days, catalog(), today=today)
            assert (found.active_account_days, found.days_so_far) == (27 * 90 + 3 * 12, 30)
        to_come = Days(date(2026, 11, 4), TODAY)
        none = await figures(to_come, catalog(), today=today)
        assert (none.active_account_days, none.days_so_far) == (0, 0)

    async def test_what_is_outstanding_is_worth_what_the_cheapest_pack_charges(self) -> None:
        moved = {"granted": 1_001, "spent": 0, "lapsed": 0, "reversed": 0}
        for source in ("PACK", "ALLOWANCE", "LEGACY"):
            await models.TokenDay.create(day=LONG_AGO, source=source, **moved)
        debt = {"granted": 0, "spent": 7, "lapsed": 0, "reversed": 0}
        await models.TokenDay.create(day=TODAY, source="DEBT", **debt)
        await models.TokenDay.create(day=DAYS.end, source="PACK", **moved)
        packs = {
            "dear": Pack("dear", "Dear", "", 1_000, Money(500, "USD")),
            "cheap": Pack("cheap", "Cheap", "", 1_000_000, Money(2_000, "USD")),
        }
        base = catalog()
        shop = type(base)(base.providers, base.models, packs, base.plans)
        found = {one.source: one for one in (await figures(DAYS, shop, today=TODAY)).outstanding}
        assert (found["PACK"].tokens, found["PACK"].liability) == (1_001, Money(3, "USD"))
        assert found["LEGACY"].liability == Money(3, "USD")
        assert (found["ALLOWANCE"].tokens, found["ALLOWANCE"].liability) == (1_001, Money(0, "USD"))
        assert (found["DEBT"].tokens, found["DEBT"].liability) == (-7, Money(0, "USD"))
        assert (await read()).outstanding[1].liability is None

    async def test_lapse_is_of_allowances(self) -> None:
        for source in ("ALLOWANCE", "ADJUSTMENT"):
            await models.TokenDay.create(
                day=TODAY, source=source, granted=10, spent=0, lapsed=4, reversed=0
            )
        found = await read()
        assert (found.allowance_granted, found.allowance_lapsed) == (10, 4)

    async def test_a_page_view_reads_rollups_by_range_and_nothing_else(self) -> None:
        with counting_statements() as seen:
            await read()
        assert 1 < len(seen) <= 10
        asked = {table for sql in seen for table in re.findall(r"FROM (\w+)", sql)}
        assert asked == {
            *("usage_day", "unit_day", "token_day", "event_day", "cohort_month", "money_entry")
        }

    @pytest.mark.parametrize(
        "statement", [db.CONSUMED, db.DETAILS, db.USED, db.HAPPENED, db.TAKEN, db.PAYERS]
    )
    async def test_a_range_is_found_by_an_index(self, statement: str) -> None:
        conn = connections.get("default")
        bounds = [DAYS.first, DAYS.end]
        if "money_entry" in statement:
            bounds = [midnight(day) for day in bounds]
        if conn.capabilities.dialect == "sqlite":
            plan = await rows(f"EXPLAIN QUERY PLAN {statement}", *bounds)
            assert any("SEARCH" in row["detail"] for row in plan), plan
            return
        async with transaction() as conn:
            # PostgreSQL scans tables of this size unless scans are disabled.
            await conn.execute_query("SET LOCAL enable_seqscan = off")
            plan = await rows(f"EXPLAIN {statement}", *bounds, conn=conn)
        text = "\n".join(row["QUERY PLAN"] for row in plan)
        assert "Index" in text, text
        assert "Seq Scan" not in text, text


class TestDays:
    def test_by_default_they_are_today_and_the_29_before(self) -> None:
        assert days_of(None, None, NOW) == DAYS
        assert len(list(DAYS)) == 30

    def test_a_day_that_is_cut_counts_whole(self) -> None:
        at = NOW - timedelta(days=1)
        assert list(days_of(at, NOW, NOW)) == [at.date(), TODAY]
        assert list(days_of(midnight(TODAY), midnight(TODAY) + timedelta(days=1), NOW)) == [TODAY]

    @pytest.mark.parametrize(
        ("start", "end", "field"),
        [
            (NOW, NOW, "to"),
            (NOW, NOW - timedelta(days=9), "to"),
            (NOW - timedelta(days=DAYS_MAX), None, "from"),
            (NOW + timedelta(days=1), None, "from"),
            (None, NOW.replace(year=1, month=1, day=1, hour=0), "to"),
            (None, NOW.replace(year=9999, month=12, day=31), "to"),
            (None, NOW.replace(year=9999, month=12, day=15), "to"),
        ],
    )
    def test_an_empty_or_endless_range_is_refused(self, start, end, field) -> None:
        with pytest.raises(BadInput) as refused:
            days_of(start, end, NOW)
        assert refused.value.field == field

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 800))
    def test_months_are_those_that_the_days_touch(self, first: date, number: int) -> None:
        days = Days(first, first + timedelta(days=number))
        assert days.months == sorted({month_of(day) for day in days})
        assert next_month(days.months[-1]) >= days.end
        assert days.first in days
        assert days.end not in days

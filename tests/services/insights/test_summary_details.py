"""The details in summaries of an account's uses, on both databases, compared with sums made in the
test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import services.insights.summaries
from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.ledger.commands import RecordUsage
from schema.enums import UsageGrouping
from services.insights.summaries import TooManyRows, Total, usage_totals
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import (
    API_KEY,
    NOW,
    adjustment,
    book,
    default_models,
    detailed_model,
    free_model,
    in_pool,
    key_cap,
    use,
)
from tests.support.ledger.ledgers import imported

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)
RICH, GIFT = in_pool(detailed_model()), in_pool(free_model(name="gift", limited=False))
BOOK = book(models=[*default_models(), RICH, GIFT])
SEARCHES = details_of([(UsageUnit.SEARCHES, 4)])
KOLKATA = "Asia/Kolkata"
_examples = count(1)

UNITS = [UsageUnit.CACHE_WRITE_TOKENS, UsageUnit.REASONING_TOKENS, UsageUnit.SEARCHES]
PRICED_BESIDE = {("rich", UsageUnit.SEARCHES)}

uses = st.builds(
    lambda model, quantities, tier, hours, key: use(
        model=model,
        input_tokens=10**6,
        output_tokens=10**6,
        details=details_of(quantities.items(), tier),
        occurred_at=NOW - hours * HOUR / 4,
        api_key_id=key,
    ),
    st.sampled_from(["paid", "rich", "gift"]),
    st.fixed_dictionaries({}, optional={unit: st.integers(0, 10**6) for unit in UNITS}),
    st.sampled_from(ServiceTier),
    st.integers(0, 300),
    st.sampled_from([None, API_KEY]),
)
KEYS: dict[tuple[UsageGrouping, str], Callable[[RecordUsage], str]] = {
    (UsageGrouping.MODEL, "UTC"): lambda one: one.model,
    (UsageGrouping.TIER, "UTC"): lambda one: "FREE" if one.model == "gift" else "PREMIUM",
    (UsageGrouping.DAY, "UTC"): lambda one: f"{one.occurred_at:%Y-%m-%d}",
    (UsageGrouping.DAY, KOLKATA): lambda one: (
        f"{(one.occurred_at or NOW).astimezone(ZoneInfo(KOLKATA)):%Y-%m-%d}"
    ),
}


async def totals_of(name: str, by: UsageGrouping, zone: str, **bounds: object) -> list[Total]:
    return await usage_totals(
        name, BOOK, **{"start": None, "end": None} | bounds, by=by, time_zone=zone
    )  # type: ignore[arg-type]


async def write(name: str, used: list[RecordUsage]) -> None:
    owned = [replace(one, account_id=name) for one in used]
    grant = adjustment(account_id=name, tokens=10**13, may_open=True)
    cap = key_cap(account_id=name)
    await commit_batch([grant, cap, *owned], book=BOOK, clock=Clock(now=NOW))


@settings(max_examples=scaled(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(uses, max_size=10), st.sampled_from([*KEYS]), st.integers(0, 300))
async def test_details_are_summed_as_they_were_used(
    used: list[RecordUsage], grouping: tuple[UsageGrouping, str], since: int
) -> None:
    name, start = f"account-{next(_examples)}", NOW - since * HOUR / 4
    await write(name, used)
    details: defaultdict[str, defaultdict[UsageUnit, int]] = defaultdict(lambda: defaultdict(int))
    unpriced: defaultdict[str, defaultdict[UsageUnit, int]] = defaultdict(lambda: defaultdict(int))
    for one in used:
        if one.occurred_at >= start:  # type: ignore[operator]
            key = KEYS[grouping](one)
            for unit, quantity in one.details.quantities:
                details[key][unit] += quantity
                if unit is UsageUnit.SEARCHES and (one.model, unit) not in PRICED_BESIDE:
                    unpriced[key][unit] += quantity
    for row in await totals_of(name, *grouping, start=start):
        assert row.details == details.pop(row.key, {})
        assert +row.unpriced == unpriced.pop(row.key, {})
    assert not details
    assert not unpriced


async def test_plain_uses_need_one_statement_and_details_a_second() -> None:
    await write("plain", [use()])
    await write("rich", [use(details=SEARCHES), use()])
    await imported(number=1, account_id="rich")
    for name, statements in (("plain", 1), ("rich", 2)):
        with counting_statements() as seen:
            rows = await totals_of(name, UsageGrouping.MODEL, "UTC")
        assert len(seen) == statements
    assert [(row.key, row.requests, dict(row.details)) for row in rows] == [
        ("old", 1, {}),
        ("paid", 2, {UsageUnit.SEARCHES: 4}),
    ]


async def test_a_use_that_comes_between_the_statements_counts_in_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await write("alice", [use(details=SEARCHES)])
    look = services.insights.summaries.sum_details

    async def late(*names: str, **asked: object) -> object:
        await write("alice", [use(details=SEARCHES)])
        return await look(*names, **asked)  # type: ignore[arg-type]

    monkeypatch.setattr(services.insights.summaries, "sum_details", late)
    [row] = await totals_of("alice", UsageGrouping.MODEL, "UTC")
    assert (row.requests, row.details) == (1, {UsageUnit.SEARCHES: 4})


async def test_too_many_details_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    await write("alice", [use(details=SEARCHES), use(model="rich", details=SEARCHES)])
    monkeypatch.setattr(services.insights.summaries, "DETAILS_MAX", 1)
    with pytest.raises(TooManyRows):
        await totals_of("alice", UsageGrouping.MODEL, "UTC")
    assert len(await totals_of("alice", UsageGrouping.TIER, "UTC", start=NOW + HOUR)) == 0

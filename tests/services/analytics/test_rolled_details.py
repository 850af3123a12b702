"""The rollup of units besides the plain counts, on both databases: it equals a count in the test,
which knows from the catalog of the test what has a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.days import Days
from billing.ledger.commands import RecordUsage, Touch
from billing.ledger.hold import Outcome
from db import models
from db.migrate import downgrade, upgrade
from services.analytics.figures import figures
from tests.services.analytics.keeping import kept
from tests.services.commit.committing import commit_batch
from tests.support.analytics.folding import faults, fold_all
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import (
    API_KEY,
    NOW,
    adjustment,
    book,
    catalog,
    default_models,
    detailed_model,
    free_model,
    in_pool,
    key_cap,
    use,
)
from tests.support.ledger.keeper import Keeper

pytestmark = pytest.mark.usefixtures("database")

BEFORE = 9
"""The number of the migration that makes the rollup."""
TODAY = NOW.date()
YESTERDAY = NOW - timedelta(days=1)
POOLED = [in_pool(detailed_model()), in_pool(free_model(name="endless", limited=False))]
MODELS = [*default_models(), *POOLED]
BOOK = book(models=MODELS)
SEARCHES = details_of([(UsageUnit.SEARCHES, 4)])
PRICED = {("rich", "SEARCHES")}
"""The things beside tokens that have a rate in the catalog of the test."""
PARTS = {"CACHE_WRITE_TOKENS", "REASONING_TOKENS"}
BESIDE = {"SEARCHES", "REQUESTS", "PIXELS", "SECONDS"}

_examples = count(1)

quantities = st.fixed_dictionaries(
    {}, optional={UsageUnit(name): st.integers(0, 9) for name in PARTS | BESIDE}
)
uses = st.builds(
    lambda model, quantities, tier, at, key: use(
        model=model,
        input_tokens=9,
        output_tokens=9,
        details=details_of(quantities.items(), tier),
        occurred_at=at,
        api_key_id=key,
    ),
    st.sampled_from(["paid", "rich", "endless", "gift"]),
    quantities,
    st.sampled_from(ServiceTier),
    st.sampled_from([NOW, YESTERDAY]),
    st.sampled_from([None, API_KEY]),
)

Rows = dict[tuple[object, ...], tuple[int, ...]]


async def rolled_units() -> Rows:
    rows = await models.UnitDay.all().values_list()
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def counted(uses: Sequence[RecordUsage]) -> Rows:
    """Return uses, quantity, and both without a price, by day, model and unit."""
    found: Rows = {}
    for one in uses:
        for unit, quantity in one.details.quantities:
            free = unit in BESIDE and (one.model, unit) not in PRICED
            added = (1, quantity, int(free), quantity * free)
            key = ((one.occurred_at or NOW).date(), one.model, str(unit))
            found[key] = tuple(map(sum, zip(found.get(key, (0,) * 4), added, strict=True)))
    return found


@settings(max_examples=scaled(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(uses, max_size=8), st.lists(uses, max_size=4))
async def test_units_are_rolled_up_as_they_were_used(
    first: list[RecordUsage], second: list[RecordUsage]
) -> None:
    """Fold twice, so that new uses add to what is there."""
    before, name = await rolled_units(), f"account-{next(_examples)}"
    first, second = ([replace(one, account_id=name) for one in each] for each in (first, second))
    grant = adjustment(account_id=name, tokens=10_000, may_open=True)
    cap = key_cap(account_id=name)
    await commit_batch([grant, cap, *first], book=BOOK, clock=Clock(now=NOW))
    await fold_all(name)
    await commit_batch(second, book=BOOK, clock=Clock(now=NOW))
    await fold_all(name)
    expected: defaultdict[tuple[object, ...], tuple[int, ...]] = defaultdict(lambda: (0,) * 4)
    for rows in (before, counted([*first, *second])):
        for key, counts in rows.items():
            expected[key] = tuple(map(sum, zip(expected[key], counts, strict=True)))
    assert await rolled_units() == expected
    assert await faults() == []


async def test_a_plain_use_adds_no_row_and_no_statement() -> None:
    await commit_batch([Touch("alice", may_open=True), use()], book=BOOK, clock=Clock(now=NOW))
    with counting_statements() as seen:
        await fold_all("alice")
    assert await rolled_units() == {}
    assert not any("unit_day" in sql for sql in seen)


async def test_a_failed_use_leaves_nothing_unpriced() -> None:
    keeper = Keeper()
    for outcome in (Outcome.FAILED, Outcome.ABORTED):
        number = keeper.place(input_tokens=10)
        keeper.settle(number, input_tokens=1, outcome=outcome, details=SEARCHES)
    await fold_all(await kept(keeper))
    assert await rolled_units() == {(TODAY, "paid", "SEARCHES"): (2, 8, 1, 4)}
    assert await faults() == []


async def test_the_owner_sees_units_and_what_had_no_price() -> None:
    await commit_batch(
        [
            adjustment(tokens=10_000, may_open=True),
            use(model="rich", details=SEARCHES),
            use(model="paid", details=SEARCHES, occurred_at=YESTERDAY),
            use(model="paid", details=SEARCHES),
        ],
        book=BOOK,
        clock=Clock(now=NOW),
    )
    await fold_all("alice")
    week = Days(TODAY - timedelta(days=6), TODAY + timedelta(days=1))
    found = await figures(week, catalog(models=MODELS), today=TODAY)
    assert found.detailed == [("paid", "SEARCHES", 2, 8, 2, 8), ("rich", "SEARCHES", 1, 4, 0, 0)]
    today = await figures(Days(TODAY, week.end), catalog(models=MODELS), today=TODAY)
    assert today.detailed == [("paid", "SEARCHES", 1, 4, 1, 4), ("rich", "SEARCHES", 1, 4, 0, 0)]


@settings(max_examples=scaled(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(uses, min_size=1, max_size=8))
async def test_a_migration_adds_what_was_folded_before_it(
    database: str, used: list[RecordUsage]
) -> None:
    """Only the second use of the account is not folded yet."""
    name = f"account-{next(_examples)}"
    grant = adjustment(account_id=name, tokens=10_000, may_open=True)
    used = [replace(one, account_id=name) for one in used]
    await commit_batch([grant, *used], book=BOOK, clock=Clock(now=NOW))
    await fold_all(name)
    later = use(account_id=name, details=SEARCHES)
    await commit_batch([later], book=BOOK, clock=Clock(now=NOW))
    folded = await rolled_units()
    await downgrade(database, version=BEFORE)
    await upgrade(database)
    assert await rolled_units() == folded
    await fold_all(name)
    assert await faults() == []

"""Sums over uses on both databases, compared with sums made in the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.insights.spends import spends_of
from db.insights.usage import UsageSum, sum_usage
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, adjustment, use
from tests.support.ledger.histories import Batch
from tests.support.ledger.ledgers import imported, recorded, recorded_in

pytestmark = pytest.mark.usefixtures("database")

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
_examples = count(1)


async def test_a_span_of_time_is_half_open() -> None:
    moments = [NOW - HOUR, NOW - INSTANT, NOW, NOW + INSTANT]
    await recorded(*(use(occurred_at=at) for at in moments))
    sums = await sum_usage("alice", start=NOW - INSTANT, end=NOW + INSTANT, per=None)
    assert [one.requests for one in sums] == [2]


async def test_sums_without_a_grouping_are_by_model_over_all_time() -> None:
    await recorded(
        use(input_tokens=10, output_tokens=5, cached_input_tokens=3),
        use(input_tokens=1),
        use(model="gift", input_tokens=7),
        adjustment(),
        use(account_id="bob"),
    )
    assert await sum_usage("alice", start=None, end=None, per=None) == [
        UsageSum("gift", None, 1, 7, 0, 0, 0),
        UsageSum("paid", None, 2, 11, 5, 3, 128),
    ]


@pytest.mark.parametrize(
    ("per", "first", "second"),
    [
        ("quarter", datetime(2026, 11, 22, 23, 45, tzinfo=UTC), NOW),
        ("hour", datetime(2026, 11, 22, 23, tzinfo=UTC), NOW),
        ("day", datetime(2026, 11, 22, tzinfo=UTC), NOW.replace(hour=0)),
    ],
)
async def test_sums_by_time_are_in_its_order(per: str, first: datetime, second: datetime) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    await recorded(
        use(occurred_at=NOW + INSTANT),
        use(occurred_at=midnight - INSTANT),
        use(occurred_at=NOW),
    )
    assert [
        (one.since, one.requests) for one in await sum_usage("alice", start=None, end=None, per=per)
    ] == [(first, 1), (second, 2)]


async def test_models_may_be_summed_together_and_rows_limited() -> None:
    await recorded(use(), use(model="gift"), use(occurred_at=NOW - HOUR))
    found = await sum_usage("alice", start=None, end=None, per="hour", by_model=False)
    assert [(one.model, one.since, one.requests) for one in found] == [
        ("", NOW - HOUR, 1),
        ("", NOW, 2),
    ]
    assert len(await sum_usage("alice", start=None, end=None, per="hour", limit=2)) == 2


async def test_uses_of_an_older_system_are_counted_beside_the_others() -> None:
    await recorded(use(input_tokens=3))
    await imported(number=1, model="paid", tokens=500, at=NOW)
    await imported(number=2, tokens=70, at=NOW - 400 * DAY)
    await imported(number=1, account_id="bob")
    assert await sum_usage("alice", start=None, end=None, per=None) == [
        UsageSum("old", None, 1, 0, 0, 0, 0, 70),
        UsageSum("paid", None, 2, 3, 0, 0, 24, 500),
    ]
    assert await sum_usage("alice", start=NOW, end=NOW + HOUR, per="quarter") == [
        UsageSum("paid", NOW, 2, 3, 0, 0, 24, 500),
    ]
    assert await sum_usage("alice", start=None, end=None, per=None, imported=False) == [
        UsageSum("paid", None, 1, 3, 0, 0, 24, 0),
    ]


@pytest.mark.parametrize("since", [0, 1, 2, 7, 33, 59, 60, 61])
async def test_a_start_leaves_out_nothing_that_occurred_later(since: int) -> None:
    """Read 60 days of uses, recorded five days after they occurred or five minutes before."""
    late, early = timedelta(days=5), timedelta(minutes=-5)
    batches = [
        Batch(NOW + n * DAY + lag, [use(occurred_at=NOW + n * DAY)])
        for n in range(60)
        for lag in (late if n % 2 else early,)
    ]
    await recorded_in(*sorted(batches, key=lambda batch: batch.at))
    found = await sum_usage("alice", start=NOW + since * DAY, end=None, per="day")
    assert [one.since for one in found] == [
        (NOW + n * DAY).replace(hour=0) for n in range(since, 60)
    ]


async def test_the_earliest_and_the_latest_time_bound_nothing() -> None:
    await recorded(use())
    ends = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert len(await sum_usage("alice", start=ends[0], end=ends[1], per=None)) == 1


async def test_spends_tell_what_the_allowance_paid() -> None:
    first, second = NOW.replace(day=1), NOW.replace(day=2)
    await recorded_in(
        Batch(first, [adjustment(tokens=50_000), use(input_tokens=1_000)]),
        Batch(second, [use(input_tokens=2_000), use(model="gift")]),
        Batch(NOW, [use(occurred_at=NOW - INSTANT)]),
    )
    found = await spends_of("alice", start=first.replace(hour=0), end=NOW)
    assert found.days == {
        first.date(): (8_000, 8_000),
        second.date(): (16_000, 2_000),
        NOW.date(): (8, 0),
    }
    later = await spends_of("alice", start=NOW, end=NOW + DAY)
    assert (later.since, later.days) == (first, {})
    nobody = await spends_of("nobody", start=NOW, end=NOW + DAY)
    assert (nobody.since, nobody.days) == (None, {})


async def test_each_reading_is_one_statement() -> None:
    await recorded(*(use() for _ in range(20)))
    with counting_statements() as statements:
        await sum_usage("alice", start=NOW, end=NOW + HOUR, per="day")
        await spends_of("alice", start=NOW, end=NOW + HOUR)
    assert len(statements) == 2


moments = st.integers(-200, 0).map(lambda quarters: NOW + quarters * HOUR / 4 + INSTANT)


@st.composite
def past_uses(draw: st.DrawFn) -> list[tuple[str, int, int, datetime]]:
    one = st.tuples(
        st.sampled_from(["paid", "gift"]), st.integers(1, 20), st.integers(0, 20), moments
    )
    return draw(st.lists(one, max_size=12))


async def used(name: str, past: Sequence[tuple[str, int, int, datetime]]) -> None:
    await recorded(
        *(
            use(account_id=name, model=model, input_tokens=i, output_tokens=o, occurred_at=at)
            for model, i, o, at in past
        )
    )


@settings(max_examples=scaled(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(past=past_uses(), bounds=st.tuples(st.none() | moments, st.none() | moments))
async def test_sums_add_up_what_the_entries_say(
    past: Sequence[tuple[str, int, int, datetime]], bounds: tuple[datetime | None, datetime | None]
) -> None:
    name, (start, end) = f"alice-{next(_examples)}", bounds
    await used(name, past)
    within = [one for one in past if (not start or start <= one[3]) and (not end or one[3] < end)]
    expected: dict[tuple[datetime, str], list[int]] = {}
    for model, tokens_in, tokens_out, at in within:
        hour = at.replace(minute=0, second=0, microsecond=0)
        counts = (1, tokens_in, tokens_out, 8 * (tokens_in + tokens_out) * (model == "paid"))
        sums = expected.setdefault((hour, model), [0, 0, 0, 0])
        sums[:] = [a + b for a, b in zip(sums, counts, strict=True)]
    assert [
        (one.since, one.model, [one.requests, one.input_tokens, one.output_tokens, one.cost])
        for one in await sum_usage(name, start=start, end=end, per="hour")
    ] == [(*key, sums) for key, sums in sorted(expected.items())]


@settings(max_examples=scaled(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(past=past_uses(), cuts=st.lists(moments, max_size=3, unique=True).map(sorted))
async def test_a_cut_divides_the_sums_as_two_reads_do(
    past: Sequence[tuple[str, int, int, datetime]], cuts: list[datetime]
) -> None:
    name = f"cut-{next(_examples)}"
    await used(name, past)
    bounds = [None, *cuts, None]
    apart = [
        replace(one, since=max(filter(None, [one.since, start])))
        for start, end in pairwise(bounds)
        for one in await sum_usage(name, start=start, end=end, per="day", thresholds=())
    ]
    found = await sum_usage(name, start=None, end=None, per="day", thresholds=(), cuts=cuts)
    assert found == apart

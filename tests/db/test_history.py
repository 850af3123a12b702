"""Pages of the ledger and sums over uses, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.commands import Command
from billing.entry import Entry, EntryKind
from db.history import UsageSum, read_entries, sum_usage
from db.journal import journal
from tests.factories import NOW, adjustment, use
from tests.histories import Batch, fold
from tests.statements import counting_statements

pytestmark = pytest.mark.usefixtures("database")

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
_examples = count(1)


async def recorded(*commands: Command) -> list[Entry]:
    """The entries of the commands' accounts, the oldest first."""
    folded = fold([Batch(NOW, list(commands))])
    async with journal() as ledger:
        await ledger.open(list(folded.accounts.values()))
        await ledger.write(list(folded.accounts.values()), folded.entries, folded.grants)
    return folded.entries


async def test_entries_come_newest_first_below_a_revision() -> None:
    entries = await recorded(*(use() for _ in range(4)))
    assert await read_entries("alice", limit=9) == entries[::-1]
    assert await read_entries("alice", limit=2) == entries[:2:-1]
    assert await read_entries("alice", limit=2, before=3) == entries[1::-1]
    assert await read_entries("alice", limit=9, before=1) == []


async def test_entries_are_those_of_one_account() -> None:
    await recorded(use(), use(account_id="bob"))
    assert {entry.account_id for entry in await read_entries("bob", limit=9)} == {"bob"}
    assert await read_entries("nobody", limit=9) == []


async def test_uses_are_told_from_other_entries_and_by_model() -> None:
    await recorded(use(), adjustment(), use(model="gift"))
    uses = await read_entries("alice", limit=9, uses_only=True)
    assert [entry.use.model for entry in uses if entry.use] == ["gift", "paid"]
    assert {entry.kind for entry in uses} == {EntryKind.USAGE}
    assert [e.revision for e in await read_entries("alice", limit=9, model="paid")] == [2]


async def test_a_span_of_time_is_half_open() -> None:
    moments = [NOW - HOUR, NOW - INSTANT, NOW, NOW + INSTANT]
    entries = await recorded(*(use(occurred_at=at) for at in moments))
    within = await read_entries(
        "alice", limit=9, uses_only=True, start=NOW - INSTANT, end=NOW + INSTANT
    )
    assert within == [entries[3], entries[2]]
    sums = await sum_usage("alice", start=NOW - INSTANT, end=NOW + INSTANT, per=None)
    assert [one.requests for one in sums] == [2]


async def test_whole_seconds_and_fractions_are_compared_as_times() -> None:
    half = timedelta(milliseconds=500)
    await recorded(use(occurred_at=NOW), use(occurred_at=NOW + half))
    for bound, later in ((NOW, 2), (NOW + INSTANT, 1), (NOW + half, 1), (NOW + 2 * half, 0)):
        found = await read_entries("alice", limit=9, uses_only=True, start=bound)
        assert len(found) == later


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


@pytest.mark.parametrize(("per", "second"), [("hour", NOW), ("day", NOW.replace(hour=0))])
async def test_sums_by_time_are_in_its_order(per: str, second: datetime) -> None:
    first = datetime(2026, 11, 22, 23, tzinfo=UTC)
    await recorded(
        use(occurred_at=NOW + INSTANT),
        use(occurred_at=first + HOUR - INSTANT),
        use(occurred_at=NOW),
    )
    start = first if per == "hour" else first.replace(hour=0)
    assert [
        (one.since, one.requests) for one in await sum_usage("alice", start=None, end=None, per=per)
    ] == [(start, 1), (second, 2)]


async def test_each_reading_is_one_statement() -> None:
    await recorded(*(use() for _ in range(20)))
    with counting_statements() as statements:
        await read_entries("alice", limit=9, model="paid", start=NOW, end=NOW + HOUR)
        await sum_usage("alice", start=None, end=NOW, per="day")
    assert len(statements) == 2


moments = st.integers(-200, 0).map(lambda quarters: NOW + quarters * HOUR / 4 + INSTANT)


@st.composite
def past_uses(draw: st.DrawFn) -> list[tuple[str, int, int, datetime]]:
    one = st.tuples(
        st.sampled_from(["paid", "gift"]), st.integers(1, 20), st.integers(0, 20), moments
    )
    return draw(st.lists(one, max_size=12))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(past=past_uses(), bounds=st.tuples(st.none() | moments, st.none() | moments))
async def test_sums_add_up_what_the_entries_say(
    past: Sequence[tuple[str, int, int, datetime]], bounds: tuple[datetime | None, datetime | None]
) -> None:
    name, (start, end) = f"alice-{next(_examples)}", bounds
    await recorded(
        *(
            use(account_id=name, model=model, input_tokens=i, output_tokens=o, occurred_at=at)
            for model, i, o, at in past
        )
    )
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
    read = await read_entries(name, limit=99, uses_only=True, start=start, end=end)
    assert len(read) == len(within)

"""What is read of a large account is the same with sums of its blocks as without them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import models
from db.analytics.blocks import BlockSpan, wrong_blocks
from db.engine.sql import default_connection, rows
from db.insights.spends import spends_of
from db.insights.usage import sum_details, sum_usage
from db.ledger.blocks import BLOCK_ENTRIES
from db.ledger.history import read_entries
from services.analytics.folding import fold
from services.analytics.rollups import Rollups
from services.commit.changed import Taker
from services.privacy.erasure import Erased, Erasures
from tests.support.analytics.folding import fold_all
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW
from tests.support.ledger.large import MODELS, keep, large_ledger

pytestmark = pytest.mark.usefixtures("database")

_examples = count(1)
BANDS = (100, 128_000)
Read = Callable[[str], Awaitable[object]]


@pytest.fixture(autouse=True)
def _few_are_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages need the sums, though the accounts are no larger than three blocks."""
    monkeypatch.setattr("db.ledger.searching.NEAR", 90)


@settings(max_examples=scaled(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32),
    entries=st.sampled_from([7, 1, -1, -900]).map(lambda rest: 3 * BLOCK_ENTRIES + rest),
    days=st.sampled_from([1, 9, 60]),
    late=st.sampled_from([0, 0.001, 0.3]),
    cut=st.floats(0, 1),
)
async def test_all_reads_are_as_without_the_sums(
    seed: int, entries: int, days: int, late: float, cut: float
) -> None:
    random, name = Random(seed), f"large-{next(_examples)}"
    ledger = large_ledger(random, entries=entries, days=days, late=late)
    await keep(name, ledger)
    reads = [_read(random, ledger) for _ in range(30)]
    expected = [await read(name) for read in reads]
    folded = f"{name}-folded"
    part = max(1, int(entries * cut))
    await keep(folded, ledger[:part])
    await fold_all(folded, bands=BANDS)
    if part < entries:
        await keep(folded, ledger[part:])
    for read, found in zip(reads, expected, strict=True):
        assert _renamed(await read(folded), name) == found
    await fold_all(folded, bands=BANDS)
    assert (await models.Rolled.get(account_id=folded)).blocks == entries // BLOCK_ENTRIES
    for read, found in zip(reads, expected, strict=True):
        assert _renamed(await read(folded), name) == found


@settings(max_examples=scaled(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32),
    first=st.integers(1, 3 * BLOCK_ENTRIES),
    limit=st.sampled_from([77, 500]),
    late=st.sampled_from([0, 0.3]),
)
async def test_pages_have_each_use_once_while_others_come_and_blocks_are_summed(
    seed: int, first: int, limit: int, late: float
) -> None:
    random, name = Random(seed), f"paged-{next(_examples)}"
    ledger = large_ledger(random, entries=3 * BLOCK_ENTRIES + 99, days=9, late=late)
    start, end = sorted([_moment(random, ledger), _moment(random, ledger)])
    bounds = random.choice([{}, {"start": start}, {"end": end}, {"start": start, "end": end}])
    wanted = {"limit": limit, "uses_only": True, "models": [*MODELS[:2]], **bounds}
    await keep(name, ledger[:first])
    expected = [one.revision for one in await read_entries(name, **{**wanted, "limit": 9_999})]
    found: list[int] = []
    before, written = None, first
    while page := await read_entries(name, before=before, **wanted):
        found += [one.revision for one in page]
        before = found[-1]
        if random.random() < 0.5 and written < len(ledger):
            more = ledger[written : written + random.choice([1, 600, 2_000])]
            await keep(name, more)
            written += len(more)
        if random.random() < 0.5:
            await fold_all(name, bands=BANDS)
    assert found == expected


def _renamed(found: object, name: str) -> object:
    if isinstance(found, tuple):
        return (*(entry._replace(account_id=name) for entry in found),)
    return found


def _read(random: Random, ledger: Sequence[object]) -> Read:
    """Return a random read."""
    first, last = sorted([_moment(random, ledger), _moment(random, ledger)])
    start, end = random.choice([(None, None), (first, None), (None, last), (first, last)])
    kind = random.choice(["sums", "details", "pages", "spends"])
    if kind == "spends":
        return lambda name: spends_of(name, start=first, end=last)
    if kind == "pages":
        wanted = {
            "before": random.choice([None, random.randrange(1, len(ledger) + 2)]),
            "models": random.choice([None, [random.choice(MODELS)], [*MODELS[:2]], ["none"], []]),
            "limit": random.choice([1, 30, 900]),
        }
        return lambda name: _page(name, start=start, end=end, **wanted)
    by = {
        "per": random.choice([None, "day", "hour", "quarter"]),
        "by_model": random.random() < 0.5,
        "failed": random.random() < 0.7,
        # Others than the sums tell apart, too.
        "thresholds": random.choice([None, None, (), BANDS, (6, 5_000), (101,), (0, 7)]),
        "start": start,
        "end": end,
    }
    if kind == "details":
        upto = random.randrange(1, len(ledger) + 1)
        return lambda name: sum_details(name, upto=upto, **by)
    cuts = sorted({_moment(random, ledger) for _ in range(random.randrange(3))})
    more = {"by_tier": random.random() < 0.5, "cuts": cuts if by["per"] == "day" else ()}
    return lambda name: sum_usage(name, **by, **more)


async def _page(name: str, **wanted: object) -> tuple[object, ...]:
    return (*await read_entries(name, uses_only=True, **wanted),)


def _moment(random: Random, ledger: Sequence[object]) -> datetime:
    """Return a bound: the time of a use, often the last one of a block, or near it; or midnight."""
    last_of_blocks = ledger[BLOCK_ENTRIES - 1 :: BLOCK_ENTRIES] or ledger
    at = random.choice([random.choice(ledger), *last_of_blocks]).occurred_at
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return random.choice([at, at, at + timedelta(microseconds=1), midnight])


class TestOneAccount:
    """It has three blocks and a rest."""

    ENTRIES = 3 * BLOCK_ENTRIES + 7

    async def test_blocks_are_summed_once_and_never_changed(self) -> None:
        ledger = large_ledger(Random(1), entries=self.ENTRIES, days=9, late=0.1)
        await keep("alice", ledger[:2_000])
        await fold_all("alice")
        before = await models.UsageBlock.all().order_by("since").values()
        assert {row["block"] for row in before} == {0}
        await keep("alice", ledger[2_000:])
        await fold_all("alice")
        first = models.UsageBlock.filter(block=0).order_by("since")
        assert sorted(map(repr, await first.values())) == sorted(map(repr, before))
        assert set(await models.UsageBlock.all().values_list("block", flat=True)) == {0, 1, 2}

    async def test_entries_of_whole_blocks_are_not_read(self) -> None:
        """The only proof would be a plan; so the sums are falsified, and the falsehood is read."""
        await keep("alice", large_ledger(Random(2), entries=self.ENTRIES, days=9, late=0))
        await fold_all("alice")
        await models.UsageBlock.filter(block=1).update(requests=0)
        sums = await sum_usage("alice", start=None, end=None, per=None)
        spans = {"start": NOW - timedelta(days=9), "end": NOW}
        assert sum(one.requests for one in sums) < self.ENTRIES * 0.75
        assert sum(one.requests for one in await sum_usage("alice", per=None, **spans)) < 2_500

    async def test_a_page_goes_on_below_a_block_that_fills_only_a_part_of_it(self) -> None:
        ledger = large_ledger(Random(7), entries=self.ENTRIES, days=9, late=0)
        await keep("alice", ledger)
        await fold_all("alice")
        end = ledger[BLOCK_ENTRIES + 10].occurred_at
        uses = [one.revision for one in ledger if one.use and one.occurred_at < end]
        found = await read_entries("alice", limit=30, uses_only=True, end=end)
        assert [one.revision for one in found] == uses[:-31:-1]

    async def test_an_account_of_before_the_sums_gets_them_in_pieces(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "services.analytics.folding.ENTRIES_MAX", {"sqlite": 1_500, "postgres": 1_500}
        )
        await keep("alice", large_ledger(Random(3), entries=self.ENTRIES, days=9, late=0))
        await fold_all("alice")
        await models.UsageBlock.all().delete()
        await models.UnitBlock.all().delete()
        await models.Rolled.filter(account_id="alice").update(blocks=0)
        steps = []
        while await fold(["alice"]):
            steps.append((await models.Rolled.get(account_id="alice")).blocks)
        assert steps == [1, 2]
        assert (await models.Rolled.get(account_id="alice")).blocks == 3
        assert await fold(["alice"]) == set()

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (
                "UPDATE usage_block SET cost = cost + 1 WHERE block = 1 AND per = 'day'",
                "per day in block 1",
            ),
            (
                "DELETE FROM usage_block WHERE block = 2 AND per = 'quarter'",
                "per quarter in block 2",
            ),
            (
                "UPDATE unit_block SET unpriced = 0 WHERE unpriced > 0",
                "unit_block of account alice",
            ),
            ("UPDATE usage_block SET block = 9 WHERE block = 0", "per day in block 0"),
        ],
    )
    async def test_a_check_finds_wrong_sums(self, change: str, fault: str) -> None:
        await keep("alice", large_ledger(Random(6), entries=self.ENTRIES, days=9, late=0.1))
        await fold_all("alice", bands=BANDS)
        whole = BlockSpan("alice", 0, 3)
        assert await wrong_blocks(default_connection(), whole) == []
        await rows(change)
        found = await wrong_blocks(default_connection(), whole)
        told = [f"{table} of account alice per {per} in block {n}" for table, per, n in found]
        assert any(fault in one for one in told)

    async def test_a_small_account_has_no_sums_and_each_read_is_one_statement(self) -> None:
        await keep("alice", large_ledger(Random(4), entries=BLOCK_ENTRIES - 1, days=9, late=0))
        await fold_all("alice")
        assert not await models.UsageBlock.exists()
        with counting_statements() as statements:
            await sum_usage("alice", start=NOW, end=NOW, per="day")
            await spends_of("alice", start=NOW, end=NOW)
            await read_entries("alice", limit=3, uses_only=True, start=NOW)
        assert len(statements) == 3

    async def test_sums_that_another_account_of_the_same_id_left_are_removed(self) -> None:
        await keep("alice", large_ledger(Random(5), entries=BLOCK_ENTRIES, days=9, late=0))
        await fold_all("alice")
        # As the version before erases: it does not know the sums.
        await models.Rolled.filter(account_id="alice").delete()
        await fold_all("alice")
        sums = await sum_usage("alice", start=None, end=None, per=None)
        await models.UsageBlock.all().delete()
        await models.Rolled.filter(account_id="alice").update(blocks=0)
        assert await sum_usage("alice", start=None, end=None, per=None) == sums

    async def test_the_sums_of_an_erased_account_are_made_again(self) -> None:
        await keep("alice", large_ledger(Random(8), entries=self.ENTRIES, days=9, late=0.1))
        await fold_all("alice")
        sums = await sum_usage("alice", start=None, end=None, per="day")
        erased = await Erasures(Clock(), lambda _: None).erase("alice", actor="admin")
        assert isinstance(erased, Erased)
        name = erased.pseudonym
        assert not await models.UsageBlock.filter(account_id="alice").exists()
        assert not await models.UnitBlock.filter(account_id="alice").exists()
        assert await sum_usage(name, start=None, end=None, per="day") == sums
        assert not await models.UsageBlock.exists()
        assert await Rollups(Taker(), Clock(), lambda: BANDS).sweep() == 1
        assert await models.UsageBlock.filter(account_id=name).exists()
        assert await sum_usage(name, start=None, end=None, per="day") == sums
        assert await wrong_blocks(default_connection(), BlockSpan(name, 0, 3)) == []

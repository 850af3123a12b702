from __future__ import annotations

import pytest

from bench.findings import (
    Findings,
    catalog_table,
    layer_table,
    plain_table,
    rate_table,
    ratio_table,
    webhook_table,
)
from bench.large_catalog import LargeCatalog, WithCatalog
from bench.layers import Cut
from bench.load import Load
from bench.network import WITH, WITHOUT, Distant, network_table
from bench.reference import Limit
from bench.rounds import Length, Rounds
from bench.scenarios import SCENARIOS
from bench.webhooks import Left, Webhooks
from bench.workers import ALONE, OF_A_TEAM, Shared, workers_table
from bench.world import POSTGRES, SQLITE

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def load(replies: float, cpu_us: float = 50.0) -> Load:
    return Load(replies, p50_ms=1.0, p99_ms=2.0, cpu_us=cpu_us, database_cpu_us=30.0)


def findings(rounds: Rounds, *names: str) -> Findings:
    return Findings(
        machine={},
        length=Length(rounds=2, seconds=1.0, warm=0.0),
        rounds=rounds,
        scenarios=[BY_NAME[name] for name in names],
        loaded_bytes={},
    )


def rounds_of(**loads: list[Load]) -> Rounds:
    """Return two rounds. In the second, the machine is half as fast."""
    rounds = Rounds()
    rounds.limits["uses"] += [Limit(1_000.0, 100.0), Limit(500.0, 100.0)]
    rounds.limits["holds"] += [Limit(1_000.0, 100.0), Limit(500.0, 100.0)]
    for name, values in loads.items():
        rounds.loads[POSTGRES, name.replace("_", "-")] += values
    return rounds


def test_a_ratio_is_the_median_within_rounds_so_that_a_slow_machine_does_not_count() -> None:
    rounds = rounds_of(single_32=[load(2_000.0), load(1_000.0)])
    assert ratio_table(findings(rounds, "single-32"))[1][1:] == ["≥ 1.5", "2.00", "yes"]


def test_a_target_that_is_missed_says_so() -> None:
    rounds = rounds_of(single_32=[load(1_000.0), load(900.0)])
    row = ratio_table(findings(rounds, "single-32"))[1]
    assert row[1:] == ["≥ 1.5", "1.40 (1.00 to 1.80)", "no"]


def test_a_batch_counts_its_uses_and_a_pair_its_two_requests() -> None:
    rounds = rounds_of(batch_1000=[load(8.0), load(4.0)], holds=[load(1_000.0), load(500.0)])
    rows = ratio_table(findings(rounds, "batch-1000", "holds"))[1:]
    assert [row[2:] for row in rows] == [["8.00", "yes"], ["0.50", "no"]]


def test_processor_time_is_of_a_use_not_of_a_request() -> None:
    rounds = rounds_of(batch_1000=[load(8.0, cpu_us=9_000.0)], holds=[load(8.0, cpu_us=40.0)])
    rows = {row[0]: row for row in rate_table(findings(rounds, "batch-1000", "holds"))}
    assert rows["uses in batches of 1,000"][2:6] == ["8,000 uses", "1.00", "2.00", "9.0"]
    assert rows["hold + settle pairs, 32 connections"][5] == "80.0"


def test_a_use_that_a_team_pays_is_compared_with_a_plain_one_of_the_same_round() -> None:
    def table(*team: float) -> list[str]:
        loads = {"alone": [load(9.0, cpu_us=100.0), load(9.0, cpu_us=200.0)]}
        loads["team"] = [load(9.0, cpu_us=us) for us in team]
        rows = plain_table(findings(rounds_of(**loads), "alone", "team"))
        assert len(rows) == 2
        return rows[1][3:]

    assert table(140.0, 300.0) == ["220.0", "150.0", "1.45 (1.40 to 1.50)", "≤ 1.5", "yes"]
    assert table(150.0, 304.0) == ["227.0", "150.0", "1.51 (1.50 to 1.52)", "≤ 1.5", "no"]


def test_a_batch_of_a_team_is_compared_by_use() -> None:
    loads = [load(9.0, cpu_us=9_000.0)]
    rounds = rounds_of(alone_100=[load(9.0, cpu_us=6_000.0)], team_100=loads)
    rows = plain_table(findings(rounds, "alone-100", "team-100"))
    assert rows[1][3:6] == ["90.0", "60.0", "1.50"]
    assert len(plain_table(findings(rounds, "team-100"))) == 1


def test_only_the_uses_of_as_many_accounts_have_a_target() -> None:
    rounds = rounds_of(
        single_32=[load(9.0, cpu_us=80.0)],
        alone=[load(9.0, cpu_us=100.0)],
        team=[load(9.0, cpu_us=150.0)],
    )
    _, *rows = plain_table(findings(rounds, "single-32", "alone", "team"))
    assert [row[2].startswith("single uses of 5,000 accounts") for row in rows] == [True, False]
    assert [row[5:] for row in rows] == [["1.50", "≤ 1.5", "yes"], ["1.88", "-", "-"]]


def test_a_team_is_compared_with_accounts_that_are_as_many() -> None:
    by_name = {one.name: one for one in SCENARIOS}
    for one in SCENARIOS:
        if one.plain:
            plain = by_name[one.plain[0]]
            alike = ("talk", "connections", "accounts", "size", "replies")
            assert all(getattr(one, name) == getattr(plain, name) for name in alike)


def test_the_layers_add_up_to_the_whole_service() -> None:
    cuts = {"http": Cut(4e4, 20.0), "graphql": Cut(3e4, 35.0), "decide": Cut(2e4, 60.0)}
    cuts |= {POSTGRES: Cut(1e4, 75.0), SQLITE: Cut(9e3, 90.0)}
    figures = [float(row[1]) for row in layer_table(cuts)[1:]]
    assert figures == [20.0, 15.0, 25.0, 15.0, 30.0, 75.0, 90.0]
    http, graphql, decide, postgres, sqlite, *whole = figures
    common = http + graphql + decide
    assert [common + postgres, common + sqlite] == whole


def test_the_memory_of_a_large_catalog_is_what_it_adds() -> None:
    shipped = WithCatalog(1.0, 100 * 2**20, 300.0, 400.0)
    for added, reached in ((18, "yes"), (20, "no")):
        large = WithCatalog(1.5, (100 + added) * 2**20, 310.0, 410.0)
        rows = {row[0]: row[1:] for row in catalog_table(LargeCatalog(shipped, large, 2**20))}
        assert rows["CPU-seconds of `catalog apply`"] == ["1.00", "1.50", "≤ 2", "yes"]
        assert rows["memory, when it is loaded"] == ["100 MiB", "+ 1.0 MiB", "≤ + 20 MB", "yes"]
        assert rows["memory, after the loads"][1:] == [f"+ {added}.0 MiB", "≤ + 20 MB", reached]
        assert rows["CPU-µs per use"][:2] == ["300.0", "310.0"]


def test_the_cost_of_webhooks_is_the_median_of_the_pairs() -> None:
    left = [Left(1_000, 4.0, 90.0, None), Left(1, 31.0, None, 2_000.0)]
    for more, reached in ((103.0, "yes"), (104.0, "no")):
        on = [more, 150.0, 50.0]
        measured = Webhooks(left, 3_000.0, on, [100.0, 100.0, 100.0])
        rows = {row[0]: row[1:] for row in webhook_table(measured)}
        assert rows["10,000 deliveries of 1,000 accounts"][:3] == ["4.0 s", "", "90.0"]
        assert rows["10,000 deliveries of one account, beside uses"] == [
            "31.0 s",
            "2,000",
            "",
            "≤ 30 s",
            "no",
        ]
        assert rows["a use with an endpoint"][0] == f"{more - 100:+.1f}% (-50.0 to +50.0)"
        assert rows["a use with an endpoint"][-1] == reached


def shared(per_second: float, stale: float = 0.0) -> Shared:
    return Shared(per_second, 200.0, 60.0, 12.5, stale, 0.5)


@pytest.mark.parametrize(
    ("rates", "stale", "reached"),
    [
        ((900.0, 1_900.0, 500.0), 0.009, "yes"),
        ((900.0, 1_700.0, 500.0), 0.009, "no"),
        ((900.0, 1_900.0, 500.0), 0.01, "no"),
    ],
)
def test_workers_are_compared_with_one_of_the_same_round(
    rates: tuple[float, ...], stale: float, reached: str
) -> None:
    one, two = (
        [shared(1_000.0), shared(2_000.0), shared(1_000.0)],
        [shared(r, stale) for r in rates],
    )
    found = {ALONE: {1: one, 2: two}, OF_A_TEAM: {1: two, 2: one}}
    rows = {tuple(row[:2]): row[1:] for row in workers_table(found)[1:]}
    assert rows[ALONE, "1"][1:3] == ["1.00", "1,000"]
    assert rows[ALONE, "1"][-2:] == ["-", "-"]
    ratio = sorted(a.per_second / b.per_second for a, b in zip(two, one, strict=True))[1]
    assert rows[ALONE, "2"][1] == f"{ratio:.2f}"
    assert rows[ALONE, "2"][3:8] == ["200.0", "60.0", "12.5", "50%", f"{stale:.2%}"]
    assert rows[ALONE, "2"][-1] == reached
    # A team has its own one worker to be compared with, and no target.
    assert rows[OF_A_TEAM, "1"][1] == "1.00"
    assert rows[OF_A_TEAM, "2"][-1] == "-"


def test_the_memory_is_compared_with_no_memory_of_the_same_round() -> None:
    def distant(per_second: float, statements: float) -> Distant:
        return Distant(per_second, 4.0, 9.5, 200.0, 60.0, statements)

    both = {
        WITHOUT: [distant(one, 2.0) for one in (100.0, 400.0, 200.0)],
        WITH: [distant(one, 1.25) for one in (150.0, 440.0, 1_000.0)],
    }
    rows = network_table({"uses": both})[1:]
    assert rows[0] == ["uses", "without", "1.00", "200", "4.00", "9.50", "200.0", "60.0", "2.00"]
    assert rows[1] == ["uses", "with", "1.50", "440", "4.00", "9.50", "200.0", "60.0", "1.25"]

"""The overload benchmark in its shortest form: it runs, and its figures add up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.overload_page import (
    PAGE,
    TITLES,
    VARIANTS,
    Findings,
    Length,
    Round,
    group_table,
    page,
)
from bench.surge import GROUPS, Group, Meter

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 1_800


def group(**changes: float) -> Group:
    made = {"due": 100.0, "recorded": 60.0, "refused": 30.0, "unsent": 10.0, "least": 50}
    made |= {"p50_ms": 5.0, "p99_ms": 9.0, "refused_p99_ms": 2.0}
    return Group(**made | changes)  # type: ignore[arg-type]  # all are numbers


@pytest.mark.heavy
def test_a_quick_run_measures_every_variant_and_writes_the_report(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bench.overload", "--quick", f"--output={tmp_path}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert result.returncode == 0, result.stderr
    text = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert all(TITLES[name] in text for name in VARIANTS)
    assert "$" not in text


def test_the_report_has_a_row_for_each_group_of_each_load() -> None:
    loads = [(connections, name) for connections in (10, 20) for name in VARIANTS]
    groups = {load: [group(), group(refused=0.0)] for load in loads}
    findings = Findings({"date": "today"}, [Round(100.0, groups)])
    rows = group_table(findings)
    assert [row[:3] for row in rows[1:]] == [
        [str(number), TITLES[name], one] for number, name in loads for one in GROUPS
    ]
    assert rows[1][3:] == ["100", "60", "50", "30%", "10%", "5", "9", "2"]
    length = Length(rounds=1, seconds=1, warm=1, accounts=2, connections=(10, 20))
    assert "1.20" in page(findings, length, times=2)


def test_the_worst_second_is_the_one_with_the_fewest_recorded() -> None:
    meter = Meter(due=12, unsent=2, marks=[4, 5, 9])
    meter.recorded.extend([0.001] * 9)
    meter.refused.append(0.002)
    found = meter.result(3.0)
    assert (found.least, found.due, found.recorded) == (1, 4.0, 3.0)
    assert found.p99_ms == pytest.approx(1.0)

"""The whole benchmark in its shortest form: it runs, and the report contains every figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.report import CHART, NOT_MEASURED, PAGE
from bench.scenarios import SCENARIOS
from bench.world import NoDisk, check_disk

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 1_800


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


def test_a_quick_run_measures_everything_and_writes_the_report(tmp_path: Path) -> None:
    result = bench("--quick", "--seconds=0.2", f"--output={tmp_path}")
    assert result.returncode == 0, result.stderr
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    for scenario in SCENARIOS:
        assert scenario.title in page
    assert NOT_MEASURED not in page
    assert "$" not in page
    assert ElementTree.parse(tmp_path / CHART).getroot().tag.endswith("svg")


def test_what_is_not_known_is_not_measured() -> None:
    result = bench("--only=single-32,nothing")
    assert result.returncode == 2
    assert "unknown: nothing" in result.stderr


def test_a_report_without_any_ratio_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    result = bench("--only=catalog,push", f"--output={tmp_path}")
    assert result.returncode == 2
    assert "needs a scenario" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_database_in_memory_is_not_measured() -> None:
    with pytest.raises(NoDisk, match="tmpfs"):
        check_disk(Path("/dev/shm"))

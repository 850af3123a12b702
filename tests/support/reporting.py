"""The end of a run's report: the slowest files, and the tests that were skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from _pytest.terminal import TerminalReporter

FILES_MAX = 10


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    reports = list(_reports(terminalreporter))
    terminalreporter.section("slowest files")
    for line in slowest_files(reports):
        terminalreporter.write_line(line)
    terminalreporter.section("left out")
    for line in left_out(reports):
        terminalreporter.write_line(line)


def slowest_files(reports: list[pytest.TestReport]) -> list[str]:
    """Return the ten files whose tests took longest, with their seconds and number of tests."""
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for report in reports:
        file = report.nodeid.partition("::")[0]
        seconds[file] += report.duration
        tests[file] += report.when == "setup"
    slowest = sorted(seconds.items(), key=lambda one: -one[1])[:FILES_MAX]
    return [f"{spent:6.1f} s  {file} ({tests[file]} tests)" for file, spent in slowest]


def left_out(reports: list[pytest.TestReport]) -> list[str]:
    """Return how many tests were skipped, by reason."""
    reasons = Counter(_reason(report) for report in reports if report.skipped)
    if not reasons:
        return ["no test was skipped"]
    return [f"{number} tests were skipped: {reason}" for reason, number in reasons.most_common()]


def _reports(terminalreporter: TerminalReporter) -> Iterator[pytest.TestReport]:
    for found in terminalreporter.stats.values():
        yield from (one for one in found if isinstance(one, pytest.TestReport))


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")

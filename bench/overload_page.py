"""docs/overload.md, made from the results of `bench.overload`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import Template

from bench.report import markdown
from bench.surge import GROUPS, Group

TEMPLATE = Path(__file__).parent / "overload.template.md"
PAGE = "overload.md"
VARIANTS = ("priority", "equal", "open")
"""The variants of the service, as in `bench.overload_app`."""
TITLES = {
    "priority": "as it is",
    "equal": "all accounts STANDARD",
    "open": "all at once",
}

Load = tuple[int, str]
"""The connections of each group, and the variant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The size of a run: `accounts` and `connections` per group, `seconds` per load and round."""

    rounds: int
    seconds: float
    warm: float
    accounts: int
    connections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The results of one round. `saturation` is in uses per second; groups are in GROUPS' order."""

    saturation: float
    groups: dict[Load, list[Group]]


@dataclass(frozen=True, slots=True)
class Findings:
    machine: dict[str, str]
    rounds: list[Round]

    def middle(self, figure: Callable[[Round], float]) -> float:
        """Return the median over the rounds."""
        return median(figure(one) for one in self.rounds)

    @property
    def loads(self) -> list[Load]:
        return list(self.rounds[0].groups)


def page(findings: Findings, length: Length, *, times: int) -> str:
    """Return the page. The load was `times` the saturation of the service."""
    fewer, more = min(length.connections), max(length.connections)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        machine=markdown([["machine", ""], *(list(one) for one in findings.machine.items())]),
        groups=markdown(group_table(findings)),
        sums=markdown(sum_table(findings)),
        saturation=f"{findings.middle(lambda one: one.saturation):,.0f}",
        times=times,
        rounds=length.rounds,
        seconds=f"{length.seconds:g}",
        accounts=length.accounts,
        fewer=f"{fewer:,}",
        more=f"{more:,}",
    )


def group_table(findings: Findings) -> list[list[str]]:
    head = ["connections", "", "accounts", "due/s", "recorded/s", "worst second", "refused"]
    head += ["unsent", "p50 ms", "p99 ms", "refused: p99 ms"]
    numbers = range(len(GROUPS))
    return [head, *(_row(findings, load, number) for load in findings.loads for number in numbers)]


def sum_table(findings: Findings) -> list[list[str]]:
    """Return the recorded uses of both groups as a share of the saturation, and the groups'
    ratio."""
    head = ["connections", "", "recorded / saturation", "PRIORITY / STANDARD"]
    head += ["PRIORITY / saturation"]
    return [head, *(_sums(findings, load) for load in findings.loads)]


def _sums(findings: Findings, load: Load) -> list[str]:
    def recorded(one: Round) -> tuple[float, float]:
        priority, standard = one.groups[load]
        return priority.recorded, standard.recorded

    connections, name = load
    return [
        f"{connections:,}",
        TITLES[name],
        f"{findings.middle(lambda one: sum(recorded(one)) / one.saturation):.2f}",
        f"{findings.middle(lambda one: recorded(one)[0] / max(recorded(one)[1], 1)):.2f}",
        f"{findings.middle(lambda one: recorded(one)[0] / one.saturation):.2f}",
    ]


def _row(findings: Findings, load: Load, number: int) -> list[str]:
    def middle(figure: Callable[[Group], float]) -> float:
        return findings.middle(lambda one: figure(one.groups[load][number]))

    refused = middle(lambda group: group.refused_p99_ms)
    connections, name = load
    return [
        f"{connections:,}",
        TITLES[name],
        GROUPS[number],
        f"{middle(lambda group: group.due):,.0f}",
        f"{middle(lambda group: group.recorded):,.0f}",
        f"{middle(lambda group: group.least):,.0f}",
        f"{middle(lambda group: group.refused / group.due):.0%}",
        f"{middle(lambda group: group.unsent / group.due):.0%}",
        f"{middle(lambda group: group.p50_ms):,.0f}",
        f"{middle(lambda group: group.p99_ms):,.0f}",
        f"{refused:,.0f}" if refused else "",
    ]

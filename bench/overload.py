"""`python -m bench.overload`: twice what the service can do, half of it from PREMIUM accounts.

Prints, and writes docs/overload.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import Template

import click

from bench.children import MeasurementFailed, run_load, run_surge
from bench.live import FILES_APART, raise_open_files
from bench.machine import describe
from bench.members import subscribe_all
from bench.report import markdown
from bench.servers import ROOT, Server, ServerFailed, overloaded
from bench.surge import Group
from bench.surge import Plan as SurgePlan
from bench.world import NoDisk, World, bare_world, file_system

TEMPLATE = Path(__file__).parent / "overload.template.md"
PAGE = "overload.md"
VARIANTS = ("priority", "equal", "open")
"""Of the service, as in `bench.overload_app`."""
TITLES = {
    "priority": "as it is",
    "equal": "all accounts STANDARD",
    "open": "everybody is let in",
}
GROUPS = ("PRIORITY", "STANDARD")
SATURATING = 256
"""Connections of a closed loop that keep the service as busy as it gets."""
TIMES = 2
CONNECTIONS = 1_500
"""Of each group: more than are let in, so that requests fall due on time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """`accounts` of each group; `seconds` of each variant in each round."""

    rounds: int
    seconds: float
    warm: float
    accounts: int


FULL = Length(rounds=3, seconds=8.0, warm=2.0, accounts=50)
QUICK = Length(rounds=1, seconds=1.0, warm=0.5, accounts=5)


@dataclass(frozen=True, slots=True)
class Round:
    """`saturation` in uses a second; the groups of each variant, PRIORITY first."""

    saturation: float
    groups: dict[str, list[Group]]


@dataclass(frozen=True, slots=True)
class Findings:
    machine: dict[str, str]
    rounds: list[Round]

    def middle(self, figure: Callable[[Round], float]) -> float:
        """The median over the rounds."""
        return median(figure(one) for one in self.rounds)


def measure(made: World, length: Length, connections: int) -> Findings:
    """Raises MeasurementFailed, ServerFailed."""
    url = made.database("overload")
    with overloaded("priority", url, made.folder) as server:
        made.fill(server, accounts=2 * length.accounts)
        asyncio.run(subscribe_all(server, made.tokens["open"], length.accounts))
    rounds = [_round(made, url, length, connections) for _ in range(length.rounds)]
    machine = describe(
        made.folder,
        postgres_version=made.postgres_version,
        file_system=file_system(made.folder),
    )
    return Findings(machine, rounds)


def _round(made: World, url: str, length: Length, connections: int) -> Round:
    """Each variant in a process of its own, under the same load."""
    saturation = 0.0
    groups: dict[str, list[Group]] = {}
    for name in VARIANTS:
        with overloaded(name, url, made.folder) as server:
            saturation = saturation or _saturation(made, server, length)
            groups[name] = _surge(made, server, length, saturation, connections)
        click.echo(f"{saturation:,.0f} uses a second, {TITLES[name]}: {groups[name]}", err=True)
    return Round(saturation, groups)


def _saturation(made: World, server: Server, length: Length) -> float:
    plan = made.plan(
        server,
        "uses",
        connections=SATURATING,
        accounts=2 * length.accounts,
        warm=length.warm / 2,
        seconds=length.seconds / 2,
    )
    return run_load(plan).replies_per_second


def _surge(
    made: World, server: Server, length: Length, saturation: float, connections: int
) -> list[Group]:
    plan = SurgePlan(
        port=server.port,
        token=made.tokens["use"],
        rate=saturation * TIMES / len(GROUPS),
        accounts=length.accounts,
        connections=connections,
        warm=length.warm,
        seconds=length.seconds,
    )
    return run_surge(plan)


def page(findings: Findings, length: Length) -> str:
    """docs/overload.md."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        machine=markdown([["machine", ""], *(list(one) for one in findings.machine.items())]),
        groups=markdown(group_table(findings)),
        sums=markdown(sum_table(findings)),
        saturation=f"{findings.middle(lambda one: one.saturation):,.0f}",
        times=TIMES,
        rounds=length.rounds,
        seconds=f"{length.seconds:g}",
        accounts=length.accounts,
        connections=f"{CONNECTIONS:,}",
    )


def group_table(findings: Findings) -> list[list[str]]:
    head = ["", "accounts", "due/s", "recorded/s", "worst second", "refused", "unsent"]
    head += ["p50 ms", "p99 ms", "refused: p99 ms"]
    return [head, *(_row(findings, name, number) for name in VARIANTS for number in range(2))]


def sum_table(findings: Findings) -> list[list[str]]:
    """What both groups got together, as a share of what the service can do, and one beside the
    other."""
    head = ["", "recorded / saturation", "PRIORITY / STANDARD", "PRIORITY / saturation"]
    return [head, *(_sums(findings, name) for name in VARIANTS)]


def _sums(findings: Findings, name: str) -> list[str]:
    def recorded(one: Round) -> tuple[float, float]:
        priority, standard = one.groups[name]
        return priority.recorded, standard.recorded

    return [
        TITLES[name],
        f"{findings.middle(lambda one: sum(recorded(one)) / one.saturation):.2f}",
        f"{findings.middle(lambda one: recorded(one)[0] / max(recorded(one)[1], 1)):.2f}",
        f"{findings.middle(lambda one: recorded(one)[0] / one.saturation):.2f}",
    ]


def _row(findings: Findings, name: str, number: int) -> list[str]:
    def middle(figure: Callable[[Group], float]) -> float:
        return findings.middle(lambda one: figure(one.groups[name][number]))

    refused = middle(lambda group: group.refused_p99_ms)
    return [
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


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="A second each: whether it runs, not how fast.")
@click.option(
    "--output",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the report goes. [default: docs, after a whole run only]",
)
def overload(quick: bool, output: Path | None) -> None:
    """Offer the service twice what it can do, half of it from PREMIUM accounts."""
    length = QUICK if quick else FULL
    connections = 50 if quick else min(CONNECTIONS, (raise_open_files() - FILES_APART) // 2)
    try:
        with bare_world(None) as made:
            findings = measure(made, length, connections)
    except (MeasurementFailed, ServerFailed, NoDisk) as error:
        raise click.ClickException(str(error)) from error
    for table in (group_table(findings), sum_table(findings)):
        click.echo(markdown(table) + "\n")
    target = output or (None if quick else ROOT / "docs")
    if target is not None:
        (target / PAGE).write_text(page(findings, length), encoding="utf-8")


if __name__ == "__main__":
    overload()

"""A benchmark of overload (`python -m bench.overload`): twice the requests the service can answer.

Half of them come from PREMIUM accounts. Prints tables and writes docs/overload.md.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bench.children import MeasurementFailed, run_load, run_surge
from bench.live import FILES_APART, raise_open_files
from bench.machine import describe
from bench.members import subscribe_all
from bench.overload_page import (
    PAGE,
    TITLES,
    VARIANTS,
    Findings,
    Length,
    Load,
    Round,
    group_table,
    page,
    sum_table,
)
from bench.report import markdown
from bench.servers import ROOT, Server, ServerFailed, overloaded
from bench.surge import GROUPS, Group
from bench.surge import Plan as SurgePlan
from bench.world import NoDisk, World, bare_world, file_system

SATURATING = 256
"""The connections of a closed loop that keep the service as busy as possible."""
TIMES = 2

FULL = Length(rounds=3, seconds=8.0, warm=2.0, accounts=50, connections=(1_500, 3_000))
QUICK = Length(rounds=1, seconds=1.0, warm=0.5, accounts=5, connections=(20, 40))


def measure(made: World, length: Length) -> Findings:
    """Run all rounds. Raises MeasurementFailed and ServerFailed."""
    url = made.database("overload")
    with overloaded("priority", url, made.folder) as server:
        made.fill(server, accounts=2 * length.accounts)
        asyncio.run(subscribe_all(server, made.tokens["open"], length.accounts))
    rounds = [_round(made, url, length) for _ in range(length.rounds)]
    machine = describe(
        made.folder,
        postgres_version=made.postgres_version,
        file_system=file_system(made.folder),
    )
    return Findings(machine, rounds)


def _round(made: World, url: str, length: Length) -> Round:
    """Run one round. Each variant meets each load in a new process, and all get the same load."""
    saturation = 0.0
    groups: dict[Load, list[Group]] = {}
    for connections in length.connections:
        for name in VARIANTS:
            with overloaded(name, url, made.folder) as server:
                saturation = saturation or _saturation(made, server, length)
                found = _surge(made, server, length, saturation, connections)
            groups[connections, name] = found
            click.echo(f"{saturation:,.0f}/s, {connections}, {TITLES[name]}: {found}", err=True)
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


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="One second per load, only to show that it runs.")
@click.option(
    "--output",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the report. [default: docs, but only after a complete run]",
)
def overload(quick: bool, output: Path | None) -> None:
    """Send twice the requests that the service can answer, half of them from PREMIUM accounts."""
    length = QUICK if quick else FULL
    needed = len(GROUPS) * max(length.connections) + FILES_APART
    if raise_open_files() < needed:
        raise click.ClickException(f"The limit of open files must be at least {needed}.")
    try:
        with bare_world(None) as made:
            findings = measure(made, length)
    except (MeasurementFailed, ServerFailed, NoDisk) as error:
        raise click.ClickException(str(error)) from error
    for table in (group_table(findings), sum_table(findings)):
        click.echo(markdown(table) + "\n")
    target = output or (None if quick else ROOT / "docs")
    if target is not None:
        (target / PAGE).write_text(page(findings, length, times=TIMES), encoding="utf-8")


if __name__ == "__main__":
    overload()

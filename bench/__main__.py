"""The main benchmark: `python -m bench` or `make bench`.

Prints tables, and writes docs/performance.md.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from bench import large_catalog, layers, network, remote, storage, webhooks, workers
from bench.children import MeasurementFailed
from bench.findings import Findings
from bench.live import STEPS, Crowds, Live, fitting, measure_live, raise_open_files
from bench.machine import describe
from bench.proc import resident_bytes
from bench.reference import PgbenchFailed
from bench.report import markdown, tables, write_report
from bench.rounds import Length, run_rounds, steps
from bench.scenarios import (
    LARGE_CATALOG,
    LAYERS,
    NAMES,
    NETWORK,
    PUSH,
    SCENARIOS,
    STORAGE,
    WEBHOOKS,
    WORKERS,
    Scenario,
)
from bench.servers import ROOT, ServerFailed, token
from bench.world import OPEN_SCOPE, USE_SCOPE, NoDisk, World, file_system, world

FULL = Length(rounds=5, seconds=3.0, warm=0.7)
QUICK = Length(rounds=1, seconds=0.5, warm=0.1)
FULL_CROWDS = Crowds(changes=500, crowd=1_000, multitude=10_000)
QUICK_CROWDS = Crowds(changes=20, crowd=50, multitude=100)
FAILURES = (MeasurementFailed, PgbenchFailed, ServerFailed, NoDisk)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--rounds", type=click.IntRange(1), help=f"The number of rounds. [default: {FULL.rounds}]"
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    help=f"The seconds of a measurement; pgbench rounds up. [default: {FULL.seconds:g}]",
)
@click.option("--only", help=f"Only these, separated by commas: {', '.join(NAMES)}.")
@click.option("--quick", is_flag=True, help="One short round, only to show that it runs.")
@click.option(
    "--rival",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of another server to compare with (see docs/performance.md).",
)
@click.option(
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder on a disk for the databases. [default: the folder for temporary files]",
)
@click.option("--target", metavar="URL", help="Load a service that runs elsewhere, by its address.")
@click.option(
    "--target-token",
    nargs=2,
    metavar="USE OPEN",
    help="Its tokens with the scopes `usage:write accounts:read` and `accounts:write admin`. "
    "[default: of the development secret]",
)
@click.option(
    "--output",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the report. [default: docs, but only after a complete run]",
)
def bench(  # noqa: PLR0917 - click passes them by name
    rounds: int | None,
    seconds: float | None,
    only: str | None,
    quick: bool,
    rival: Path | None,
    directory: Path | None,
    target: str | None,
    target_token: tuple[str, str] | None,
    output: Path | None,
) -> None:
    """Compare the service with pgbench, in turns, on one machine and one PostgreSQL. With --target,
    load another service instead: use an empty database, because accounts are opened in it."""
    base = QUICK if quick else FULL
    length = Length(rounds=rounds or base.rounds, seconds=seconds or base.seconds, warm=base.warm)
    if target is not None:
        return load_target(target, target_token, remote.chosen(_chosen(only)), length)
    crowds = fitting(QUICK_CROWDS if quick else FULL_CROWDS, raise_open_files())
    chosen = _chosen(only)
    if output is not None and not any(one.reference for one in SCENARIOS if one.name in chosen):
        raise click.UsageError("A report needs a scenario that is compared with pgbench.")
    try:
        with world(directory, rival) as made:
            findings = measure(made, chosen, length, crowds)
    except FAILURES as error:
        raise click.ClickException(str(error)) from error
    for table in tables(findings).values():
        click.echo(markdown(table) + "\n")
    folder = output or (None if quick or only else ROOT / "docs")
    if folder is not None:
        write_report(findings, folder)
    return None


def load_target(
    url: str, tokens: tuple[str, str] | None, scenarios: list[Scenario], length: Length
) -> None:
    """Load a service that runs elsewhere, and print a table."""
    if not scenarios:
        raise click.UsageError(f"A target can be loaded by: {', '.join(sorted(remote.REMOTE))}.")
    try:
        use, open_accounts = tokens or (token(USE_SCOPE), token(OPEN_SCOPE))
        target = remote.target_at(url, use=use, open_accounts=open_accounts)
        with _progress(1 + length.rounds * len(scenarios)) as step:
            loads = remote.measure_target(target, scenarios, length, step)
    except (*FAILURES, remote.NoTarget) as error:
        raise click.ClickException(str(error)) from error
    click.echo(markdown(remote.table(scenarios, loads)))


def measure(world: World, chosen: set[str], length: Length, crowds: Crowds) -> Findings:
    """Run the rounds and then the parts that are in `chosen`, in their order."""
    scenarios = [scenario for scenario in SCENARIOS if scenario.name in chosen]
    parts = [one for one in _parts(crowds) if one.name in chosen]
    machine = describe(
        world.folder,
        postgres_version=world.postgres_version,
        file_system=file_system(world.folder),
    )
    total = length.rounds * steps(scenarios, world) + sum(one.steps(length) for one in parts)
    with _progress(total) as step:
        rounds = run_rounds(world, scenarios, length, step)
        loaded = {name: resident_bytes(server.pid) for name, server in world.servers.items()}
        found = {one.field: one.measure(world, length, step) for one in parts}
    return Findings(
        machine=machine,
        length=length,
        rounds=rounds,
        scenarios=scenarios,
        loaded_bytes=loaded,
        **found,
    )


class _Part(NamedTuple):
    """A part of the benchmark beside the rounds: its result is that field of the findings."""

    name: str
    field: str
    steps: Callable[[Length], int]
    measure: Callable[[World, Length, Callable[[str], None]], Any]


def _parts(crowds: Crowds) -> list[_Part]:
    def live(world: World, length: Length, step: Callable[[str], None]) -> Live:
        return measure_live(world, crowds, length, step)

    return [
        _Part(LAYERS, "cuts", layers.steps, layers.measure_layers),
        _Part(
            LARGE_CATALOG,
            "catalog",
            lambda _: large_catalog.STEPS,
            large_catalog.measure_large_catalog,
        ),
        _Part(WEBHOOKS, "webhooks", webhooks.steps, webhooks.measure_webhooks),
        _Part(WORKERS, "workers", workers.steps, workers.measure_workers),
        _Part(NETWORK, "network", network.steps, network.measure_network),
        _Part(STORAGE, "storage", lambda _: storage.STEPS, storage.measure_storage),
        _Part(PUSH, "live", lambda _: STEPS, live),
    ]


def _chosen(only: str | None) -> set[str]:
    names = set(NAMES if only is None else only.replace(" ", "").split(","))
    if unknown := names - set(NAMES):
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}")
    return names


@contextmanager
def _progress(length: int) -> Iterator[Callable[[str], None]]:
    """Show progress on standard error: in one line on a terminal, else in one line per step."""
    with click.progressbar(
        length=length, label="bench", item_show_func=lambda item: item or "", file=sys.stderr
    ) as bar:
        begun = False

        def step(label: str) -> None:
            nonlocal begun
            bar.update(int(begun), label)
            begun = True
            if not sys.stderr.isatty():
                click.echo(label, err=True)

        yield step
        bar.update(1)


def _stop(*_: Any) -> None:
    # Exit normally, so that the servers that were started are stopped.
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    bench()

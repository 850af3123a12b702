"""Interleaved rounds: each runs the reference, then every contender in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bench.children import run_load
from bench.figures import Spread, ratios, spread
from bench.load import Load, Plan
from bench.reference import Limit, measure
from bench.scenarios import Scenario
from bench.world import POSTGRES, RIVAL, SQLITE, World

CONTENDERS = (POSTGRES, RIVAL, SQLITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The length of a run. A measurement has `warm` seconds before the measured `seconds`."""

    rounds: int
    seconds: float
    warm: float


@dataclass(frozen=True, slots=True)
class Rounds:
    """The results, one per round: for each pgbench script, and for each contender and scenario."""

    limits: defaultdict[str, list[Limit]] = field(default_factory=lambda: defaultdict(list))
    loads: defaultdict[tuple[str, str], list[Load]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def per_second(self, contender: str, scenario: Scenario) -> list[float]:
        """Return the units per second of each round."""
        loads = self.loads[contender, scenario.name]
        return [scenario.units(load.replies_per_second) for load in loads]

    def ratio(self, contender: str, scenario: Scenario) -> Spread | None:
        """Return the ratio to the reference of the same round; None if one of them is missing."""
        ours = self.per_second(contender, scenario)
        if scenario.reference is None or not ours:
            return None
        theirs = [limit.per_second for limit in self.limits[scenario.reference]]
        return spread(ratios(ours, theirs))

    def cpu_us(self, contender: str, scenario: Scenario) -> list[float]:
        """Return the server's processor time per unit of each round."""
        loads = self.loads[contender, scenario.name]
        return [load.cpu_us / scenario.units(1) for load in loads]


def contenders(scenario: Scenario, world: World) -> list[str]:
    """Return the contenders that support the scenario."""
    present = [name for name in CONTENDERS if name in world.servers]
    return [name for name in present if name != RIVAL or scenario.rival is not None]


def steps(scenarios: Sequence[Scenario], world: World) -> int:
    """Return the number of measurements in a round."""
    limits = {scenario.reference for scenario in scenarios} - {None}
    return len(limits) + sum(len(contenders(one, world)) for one in scenarios)


def run_rounds(
    world: World, scenarios: Sequence[Scenario], length: Length, step: Callable[[str], None]
) -> Rounds:
    """Run the rounds. `step` is called before each measurement.

    Raises MeasurementFailed and PgbenchFailed.
    """
    rounds = Rounds()
    for number in range(1, length.rounds + 1):
        for reference, group in _groups(scenarios):
            if reference is not None:
                step(f"round {number}: pgbench, {reference}")
                rounds.limits[reference].append(_limit(world, reference, length))
            for scenario in group:
                for name in contenders(scenario, world):
                    step(f"round {number}: {scenario.title}, {name}")
                    load = run_load(_plan(world, name, scenario, length))
                    rounds.loads[name, scenario.name].append(load)
    return rounds


def _groups(scenarios: Sequence[Scenario]) -> Iterator[tuple[str | None, list[Scenario]]]:
    for reference, group in groupby(scenarios, key=lambda scenario: scenario.reference):
        yield reference, list(group)


def _limit(world: World, script: str, length: Length) -> Limit:
    return measure(
        world.reference_url, script, seconds=length.seconds, database_pid=world.database_pid
    )


def _plan(world: World, contender: str, scenario: Scenario, length: Length) -> Plan:
    talk = scenario.rival if contender == RIVAL else scenario.talk
    return world.plan(
        world.servers[contender],
        talk or scenario.talk,
        connections=scenario.connections,
        first=scenario.first,
        accounts=scenario.accounts,
        size=scenario.size,
        warm=length.warm,
        seconds=length.seconds,
    )

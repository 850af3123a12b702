"""The processor time of each layer: the difference of two servers that differ by this layer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from statistics import median

from bench.children import run_load
from bench.load import Load
from bench.rounds import Length
from bench.servers import Server, layer
from bench.world import POSTGRES, SQLITE, World

CUTS = ("http", "graphql", "decide")
"""The cut servers from the smallest to the largest: each contains the one before, and the whole
service contains the last."""
WHOLE = (POSTGRES, SQLITE)


@dataclass(frozen=True, slots=True)
class Cut:
    """The figures of a server: uses per second, and CPU-µs per use."""

    per_second: float
    cpu_us: float


def steps(length: Length) -> int:
    return length.rounds * (len(CUTS) + len(WHOLE))


def measure_layers(world: World, length: Length, step: Callable[[str], None]) -> dict[str, Cut]:
    """Measure each server of `CUTS` and `WHOLE`, in turns, so that a slow moment of the machine
    is not taken for a layer. Raises MeasurementFailed and ServerFailed."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_started(world, name)) for name in CUTS}
        servers |= {name: world.servers[name] for name in WHOLE}
        loads: dict[str, list[Load]] = {name: [] for name in servers}
        for number in range(1, length.rounds + 1):
            for name, server in servers.items():
                step(f"round {number}: layers, {name}")
                plan = world.plan(server, "uses", warm=length.warm, seconds=length.seconds)
                loads[name].append(run_load(plan))
    return {name: _cut(made) for name, made in loads.items()}


def _started(world: World, name: str) -> AbstractContextManager[Server]:
    folder = world.folder / name
    folder.mkdir()
    return layer(name, folder)


def _cut(loads: list[Load]) -> Cut:
    return Cut(
        median(load.replies_per_second for load in loads), median(load.cpu_us for load in loads)
    )

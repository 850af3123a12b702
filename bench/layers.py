"""The processor time of each layer: of servers that differ by one layer, the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.children import run_load
from bench.rounds import Length
from bench.servers import layer
from bench.world import World

CUTS = ("http", "graphql", "decide")
"""From the smallest to the largest: each holds the one before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A server without what lies below: single uses a second, and its CPU-µs a use."""

    per_second: float
    cpu_us: float


def measure_layers(world: World, length: Length, step: Callable[[str], None]) -> dict[str, Cut]:
    """By the names in `CUTS`. Raises MeasurementFailed, ServerFailed."""
    cuts = {}
    for name in CUTS:
        step(f"layers: {name}")
        folder = world.folder / name
        folder.mkdir()
        with layer(name, folder) as server:
            plan = world.plan(server, "uses", warm=length.warm, seconds=length.seconds)
            load = run_load(plan)
        cuts[name] = Cut(load.replies_per_second, load.cpu_us)
    return cuts

"""The processor time of each layer: the difference of two servers that differ by this layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.children import run_load
from bench.rounds import Length
from bench.servers import layer
from bench.world import World

CUTS = ("http", "graphql", "decide")
"""The cut servers from the smallest to the largest: each contains the one before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The figures of a server without its lower layers: uses per second, and CPU-µs per use."""

    per_second: float
    cpu_us: float


def measure_layers(world: World, length: Length, step: Callable[[str], None]) -> dict[str, Cut]:
    """Measure each server of `CUTS`. Raises MeasurementFailed and ServerFailed."""
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

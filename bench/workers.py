"""Several workers on one PostgreSQL: what a use costs on accounts that all of them write, and what
one costs that a team's pool pays for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import httpx

from bench.children import run_load
from bench.rounds import Length
from bench.servers import Server, product, write_team
from bench.team_numbers import FIRST
from bench.world import World

WORKERS = (1, 2, 4)
HOT_ACCOUNTS = 10
ALONE, OF_A_TEAM = f"{HOT_ACCOUNTS} accounts", f"{HOT_ACCOUNTS} members of a team"
LOADS = {ALONE: 0, OF_A_TEAM: FIRST + 1}
"""The number of the first account of each load. A team is decided by one worker, with all its
members."""
TARGET, TARGET_WORKERS = 0.9, 2
STALE_MAX = 0.01
WAIT_SECONDS = 60
_SAMPLE = re.compile(r"^billing_(\w+?)(?:\{([^}]*)\})? (\S+)$", re.MULTILINE)
_COUNTED = {
    "batches_stale_total": "stale",
    "batch_size_count": "batches",
    "batch_size_sum": "commands",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """One measurement: uses per second, CPU-µs of the workers and of PostgreSQL per use, the uses
    per batch, and the shares of stale batches and of uses that were handed over."""

    per_second: float
    cpu_us: float
    database_cpu_us: float
    batch: float
    stale: float
    handed_over: float


Workers = dict[str, dict[int, list[Shared]]]
"""The measurements by the load and by the number of workers, one for each round."""


def steps(length: Length) -> int:
    return length.rounds * len(WORKERS) * len(LOADS)


def measure_workers(world: World, length: Length, step: Callable[[str], None]) -> Workers:
    """Measure the loads with each number of workers, in turns. Raises MeasurementFailed and
    ServerFailed."""
    found: Workers = {load: {number: [] for number in WORKERS} for load in LOADS}
    url = world.database("workers")
    write_team(url)
    for turn in range(1, length.rounds + 1):
        for number in WORKERS:
            folder = world.folder / f"workers-{turn}-{number}"
            folder.mkdir()
            with product(url, folder, workers=number) as server:
                world.fill(server, accounts=HOT_ACCOUNTS)
                for load, first in LOADS.items():
                    step(f"workers: round {turn}, WORKERS={number}, {load}")
                    made = _measured(world, server, number, length, first=first)
                    found[load][number].append(made)
    return found


def _measured(world: World, server: Server, number: int, length: Length, *, first: int) -> Shared:
    plan = world.plan(
        server,
        "uses",
        first=first,
        accounts=HOT_ACCOUNTS,
        warm=length.warm,
        seconds=length.seconds,
        workers=number > 1,
    )
    before = _told(world, server)
    load = run_load(plan)
    told = _told(world, server)
    told.subtract(before)
    return Shared(
        load.replies_per_second,
        load.cpu_us,
        load.database_cpu_us,
        told["commands"] / told["batches"],
        told["stale"] / told["batches"],
        told["handed over"] / told["commands"],
    )


def _told(world: World, server: Server) -> Counter[str]:
    """Return what all workers have counted together."""
    address = f"http://127.0.0.1:{server.port}/metrics"
    headers = {"authorization": f"Bearer {world.tokens['open']}"}
    text = httpx.get(address, headers=headers, trust_env=False, timeout=WAIT_SECONDS).text
    found: Counter[str] = Counter()
    for name, labels, value in _SAMPLE.findall(text):
        if name in _COUNTED:
            found[_COUNTED[name]] += int(float(value))
        elif name == "commands_shared_total" and 'outcome="handed_over"' in labels:
            found["handed over"] += int(float(value))
    return found


def workers_table(found: Workers) -> list[list[str]]:
    """Return the figures by load and number of workers: medians, and the ratio to one worker of the
    same round and load."""
    head = ["uses of", "`WORKERS`", "ratio to one", "per second", "CPU-µs, server"]
    head += ["CPU-µs, PostgreSQL", "uses per batch", "handed over", "stale batches"]
    head += ["target", "reached"]
    rows = [_row(load, many, number) for load, many in found.items() for number in many]
    return [head, *rows]


def _row(load: str, by_number: dict[int, list[Shared]], number: int) -> list[str]:
    many = by_number[number]
    pairs = zip(many, by_number[1], strict=True)
    ratio = median(one.per_second / alone.per_second for one, alone in pairs)
    stale = median(one.stale for one in many)
    is_judged = load == ALONE and number == TARGET_WORKERS
    return [
        load,
        str(number),
        f"{ratio:.2f}",
        f"{median(one.per_second for one in many):,.0f}",
        f"{median(one.cpu_us for one in many):,.1f}",
        f"{median(one.database_cpu_us for one in many):,.1f}",
        f"{median(one.batch for one in many):.1f}",
        f"{median(one.handed_over for one in many):.0%}",
        f"{stale:.2%}",
        f"≥ {TARGET:g}, < {STALE_MAX:.0%} stale" if is_judged else "-",
        *_judged(is_judged, ratio, stale),
    ]


def _judged(is_judged: bool, ratio: float, stale: float) -> Iterator[str]:
    is_reached = ratio >= TARGET and stale < STALE_MAX
    yield ("yes" if is_reached else "no") if is_judged else "-"

"""A database across a network: what a use costs and how long it takes, with the memory of accounts
and without it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.children import run_load
from bench.postgres import free_port
from bench.rounds import Length
from bench.servers import ROOT, Server, ServerFailed, listens, product, reading
from bench.world import ACCOUNTS, World

ONE_WAY_SECONDS = 0.0005
LOADS: dict[str, dict[str, Any]] = {
    "one use at a time": {"talk": "uses", "connections": 1},
    "single uses, 32 connections": {"talk": "uses"},
    "one hot account, 32 connections": {"talk": "uses", "accounts": 1},
    "uses in batches of 100": {"talk": "batches", "connections": 4, "size": 100},
}
WITH, WITHOUT = "with", "without"
WAIT_SECONDS = 60
_SAMPLE = re.compile(r"^billing_(\S+) (\S+)$", re.MULTILINE)
_COUNTED = {
    'statements_total{kind="batch_read"}': "statements",
    'statements_total{kind="batch_write"}': "statements",
    "batch_size_count": "batches",
}


@dataclass(frozen=True, slots=True)
class Distant:
    """One measurement: uses per second, the latency of a request, CPU-µs of the server and of
    PostgreSQL per use, and the statements of a batch."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    database_cpu_us: float
    statements: float


Network = dict[str, dict[str, list[Distant]]]
"""The measurements by load, and then by whether the service had its memory: one for each round."""


def steps(length: Length) -> int:
    return length.rounds * 2


def measure_network(world: World, length: Length, step: Callable[[str], None]) -> Network:
    """Measure both in turns. Raises MeasurementFailed and ServerFailed."""
    found: Network = {name: {WITH: [], WITHOUT: []} for name in LOADS}
    for turn in range(1, length.rounds + 1):
        for kind, serving in ((WITHOUT, reading), (WITH, product)):
            step(f"network: round {turn}, {kind} memory")
            folder = world.folder / f"network-{turn}-{kind}"
            folder.mkdir()
            url = world.database(f"network_{turn}_{kind}")
            with delayed(url) as far, serving(far, folder) as server:
                world.fill(server, accounts=ACCOUNTS)
                for name, load in LOADS.items():
                    found[name][kind].append(_measured(world, server, load, length))
    return found


@contextmanager
def delayed(database_url: str, seconds: float = ONE_WAY_SECONDS) -> Iterator[str]:
    """Yield the address of the database behind a network."""
    near, far = free_port(), urlsplit(database_url).port
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.delay"], cwd=ROOT, stdin=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin is not None  # noqa: S101 - a pipe was asked for; this tells the type checker
        process.stdin.write(json.dumps({"port": near, "far_port": far, "seconds": seconds}))
        process.stdin.close()
        if not listens(process, near):
            raise ServerFailed("the delaying proxy did not start")
        yield database_url.replace(f":{far}/", f":{near}/")
    finally:
        process.kill()
        process.wait()


def _measured(world: World, server: Server, load: dict[str, Any], length: Length) -> Distant:
    plan = world.plan(server, **load, warm=length.warm, seconds=length.seconds)
    before = _told(world, server)
    result = run_load(plan)
    told = _told(world, server)
    told.subtract(before)
    size = plan.size
    return Distant(
        result.replies_per_second * size,
        result.p50_ms,
        result.p99_ms,
        result.cpu_us / size,
        result.database_cpu_us / size,
        told["statements"] / told["batches"],
    )


def _told(world: World, server: Server) -> Counter[str]:
    """Return what the server has counted."""
    address = f"http://127.0.0.1:{server.port}/metrics"
    headers = {"authorization": f"Bearer {world.tokens['open']}"}
    text = httpx.get(address, headers=headers, trust_env=False, timeout=WAIT_SECONDS).text
    found: Counter[str] = Counter()
    for name, value in _SAMPLE.findall(text):
        if name in _COUNTED:
            found[_COUNTED[name]] += int(float(value))
    return found


def network_table(found: Network) -> list[list[str]]:
    """Return medians, and the ratio of the uses per second to those without the memory."""
    head = ["", "memory", "ratio", "uses per second", "p50 ms", "p99 ms"]
    head += ["CPU-µs, server", "CPU-µs, PostgreSQL", "statements per batch"]
    return [head, *(_row(name, kind, found[name]) for name in found for kind in (WITHOUT, WITH))]


def _row(name: str, kind: str, both: dict[str, list[Distant]]) -> list[str]:
    many = both[kind]
    pairs = zip(many, both[WITHOUT], strict=True)
    return [
        name,
        kind,
        f"{median(one.per_second / other.per_second for one, other in pairs):.2f}",
        f"{median(one.per_second for one in many):,.0f}",
        f"{median(one.p50_ms for one in many):.2f}",
        f"{median(one.p99_ms for one in many):.2f}",
        f"{median(one.cpu_us for one in many):,.1f}",
        f"{median(one.database_cpu_us for one in many):,.1f}",
        f"{median(one.statements for one in many):.2f}",
    ]

"""The load generator, in its own process. `python -m bench.load` reads a plan and prints the
result.

Each connection sends its next request as soon as it has the last reply or, if a rate is given, when
the clock says so. Latency is measured from sending to the last byte of the reply.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import perf_counter

import uvloop

from bench.connection import Connection, Meter
from bench.figures import percentile
from bench.http import BadReply, request_head
from bench.proc import children_cpu_seconds, cpu_seconds, told_cpu_seconds
from bench.talks import TALKS, frame

TICK_SECONDS = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a load. `talk` is one of `TALKS`. Without `seconds` the talks run to their end.

    `rate` is in requests per second; without it, requests follow as fast as possible. `pid` is the
    server's, and `database_pid` is that of the database server, whose children do its work. For a
    server on another machine, `metrics` is the address of its metrics. With `workers`, children of
    the server's process do its work.
    """

    port: int
    host: str = "127.0.0.1"
    talk: str
    token: str | None = None
    connections: int = 32
    first: int = 0
    accounts: int = 1_000
    size: int = 1
    warm: float = 0.0
    seconds: float | None = None
    rate: float | None = None
    pid: int | None = None
    database_pid: int | None = None
    metrics: str | None = None
    workers: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """Replies per second, their latency, and processor time per reply."""

    replies_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    database_cpu_us: float


async def run(plan: Plan) -> Load:
    """Run the load. Raises BadReply for the first reply that is not a success."""
    meter = Meter()
    idle: deque[Connection] | None = None if plan.rate is None else deque()
    connections = await _connect(plan, meter, idle)
    everything = asyncio.gather(*(one.finished for one in connections))
    with _pacing(idle, plan.rate or 0.0):
        await _pass(everything, plan.warm)
        meter.replies = 0
        started, before = perf_counter(), _processors(plan)
        await _pass(everything, plan.seconds)
        while not (meter.replies or everything.done()):
            # No reply came in this time: measure for longer.
            await _pass(everything, plan.seconds)
        seconds, after = perf_counter() - started, _processors(plan)
    load = _result(meter, seconds, [b - a for a, b in zip(before, after, strict=True)])
    for one in connections:
        one.stop()
    await everything
    for one in connections:
        one.close()
    return load


async def _connect(plan: Plan, meter: Meter, idle: deque[Connection] | None) -> list[Connection]:
    loop = asyncio.get_running_loop()
    common = frame(
        request_head(host=plan.host, port=plan.port, token=plan.token),
        run=secrets.token_hex(6),
        first=plan.first,
        accounts=plan.accounts,
        size=plan.size,
    )

    def connection() -> Connection:
        return Connection(TALKS[plan.talk](common), meter, idle)

    made = [
        await loop.create_connection(connection, plan.host, plan.port)
        for _ in range(plan.connections)
    ]
    return [one for _, one in made]


async def _pass(everything: asyncio.Future[list[None]], seconds: float | None) -> None:
    """Wait some seconds, all of them unless the talks end before. Raises the talks' errors."""
    await asyncio.wait([everything], timeout=seconds)
    if everything.done():
        await everything


@contextmanager
def _pacing(idle: deque[Connection] | None, rate: float) -> Iterator[None]:
    if idle is None:
        yield
        return
    task = asyncio.create_task(_pace(idle, rate))
    try:
        yield
    finally:
        task.cancel()


async def _pace(idle: deque[Connection], rate: float) -> None:
    """Let idle connections send at `rate`.

    If none is idle, the request is left out, not delayed.
    """
    due, last = 0.0, perf_counter()
    while True:
        await asyncio.sleep(TICK_SECONDS)
        now = perf_counter()
        due, last = min(due + (now - last) * rate, len(idle)), now
        for _ in range(int(due)):
            idle.popleft().send()
        due -= int(due)


def _processors(plan: Plan) -> tuple[float, float]:
    if plan.metrics is not None:
        return told_cpu_seconds(plan.metrics), 0.0
    spent = children_cpu_seconds if plan.workers else cpu_seconds
    return (
        0.0 if plan.pid is None else spent(plan.pid),
        0.0 if plan.database_pid is None else children_cpu_seconds(plan.database_pid),
    )


def _result(meter: Meter, seconds: float, cpu: list[float]) -> Load:
    latencies = meter.latencies()
    return Load(
        meter.replies / seconds,
        percentile(latencies, 0.5) * 1_000,
        percentile(latencies, 0.99) * 1_000,
        *(1_000_000 * spent / meter.replies for spent in cpu),
    )


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    try:
        sys.stdout.write(json.dumps(asdict(uvloop.run(run(plan)))))
    except (BadReply, OSError, ValueError) as error:
        sys.exit(f"{plan.talk}: {error}")


if __name__ == "__main__":
    main()

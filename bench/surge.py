"""The generator of an overload, in its own process. `python -m bench.surge` reads a plan and prints
the result.

Requests become due by the clock, no matter how long replies take, half of them for each of two
groups of accounts. If no connection is idle when a request is due, it is not sent: such a client
would find no free connection. A refused connection pauses for as long as the reply says.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from array import array
from collections import deque
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from time import perf_counter

import uvloop

from bench.connection import Wire
from bench.figures import percentile
from bench.http import BadReply, Reply, request_head
from bench.talks import Frame, frame, use_body

GROUPS = ("PRIORITY", "STANDARD")
TICK_SECONDS = 0.002
OPENING_MAX = 50
REFUSED = b'"code":"UNAVAILABLE"'
RECORDED = b'"UsageRecorded"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan. `rate` (requests per second), `accounts` and `connections` are per group.

    The accounts of the first group start at number 0, and those of the second group follow.
    """

    port: int
    token: str
    rate: float
    accounts: int
    connections: int
    warm: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Group:
    """The outcomes of a group's requests, per second.

    `least` is the number of recorded uses in the worst whole second. Latencies are those of
    recorded uses, except `refused_p99_ms`.
    """

    due: float
    recorded: float
    refused: float
    unsent: float
    least: int
    p50_ms: float
    p99_ms: float
    refused_p99_ms: float


@dataclass(slots=True)
class Meter:
    """The counts and latencies of one group."""

    due: int = 0
    unsent: int = 0
    recorded: array[float] = field(default_factory=lambda: array("d"))
    refused: array[float] = field(default_factory=lambda: array("d"))
    marks: list[int] = field(default_factory=list)

    def result(self, seconds: float) -> Group:
        recorded, refused = sorted(self.recorded), sorted(self.refused)
        each = [b - a for a, b in zip([0, *self.marks], self.marks, strict=False)]
        return Group(
            due=self.due / seconds,
            recorded=len(recorded) / seconds,
            refused=len(refused) / seconds,
            unsent=self.unsent / seconds,
            least=min(each, default=0),
            p50_ms=_ms(recorded, 0.5),
            p99_ms=_ms(recorded, 0.99),
            refused_p99_ms=_ms(refused, 0.99),
        )


def _ms(values: list[float], share: float) -> float:
    return percentile(values, share) * 1_000 if values else 0.0


class Line(Wire):
    """A connection that is idle or has a request under way."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._due_at = 0.0

    def opened(self) -> None:
        self._lines.begin(self)

    def send(self, request: bytes, due_at: float) -> None:
        self._due_at = due_at
        self.transport.write(request)

    def heard(self, reply: Reply) -> None:
        self._lines.count(reply, perf_counter() - self._due_at)
        self._lines.rest(self, reply.retry_after())

    def failed(self, error: BadReply) -> None:
        self._lines.fail(error)

    def close(self) -> None:
        self.transport.abort()


class Lines:
    """The connections of one group, and its requests."""

    def __init__(self, plan: Plan, first: int, failed: asyncio.Future[None]) -> None:
        self._plan = plan
        self._failed = failed
        self._requests = _requests(plan, first)
        self._owed = 0.0
        self.idle: deque[Line] = deque()
        self.meter = Meter()

    async def open(self) -> None:
        """Connect, and wait for a reply on each connection: a busy server is slow to accept."""
        loop = asyncio.get_running_loop()
        for number in range(self._plan.connections):
            await loop.create_connection(lambda: Line(self), "127.0.0.1", self._plan.port)
            await self._until_idle(number - OPENING_MAX)
        await self._until_idle(self._plan.connections)

    async def _until_idle(self, many: int) -> None:
        while len(self.idle) < many and not self._failed.done():  # noqa: ASYNC110 - once, before the load
            await asyncio.sleep(TICK_SECONDS)

    def begin(self, line: Line) -> None:
        line.send(next(self._requests), perf_counter())

    def tick(self, now: float, passed: float) -> None:
        """Send the requests that became due in the last `passed` seconds."""
        self._owed += passed * self._plan.rate
        due = int(self._owed)
        self._owed -= due
        sent = min(due, len(self.idle))
        self.meter.due += due
        self.meter.unsent += due - sent
        for _ in range(sent):
            self.idle.popleft().send(next(self._requests), now)

    def count(self, reply: Reply, seconds: float) -> None:
        if RECORDED in reply.body:
            self.meter.recorded.append(seconds)
        elif REFUSED in reply.body:
            self.meter.refused.append(seconds)
        else:
            self.fail(BadReply(reply.text))

    def rest(self, line: Line, seconds: int) -> None:
        """Pause a connection for some seconds; then it is idle."""
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self.idle.append, line)
        else:
            self.idle.append(line)

    def fail(self, error: BadReply) -> None:
        if not self._failed.done():
            self._failed.set_exception(error)

    def close(self) -> None:
        for line in self.idle:
            line.close()


def _requests(plan: Plan, first: int) -> Generator[bytes]:
    one: Frame = frame(
        request_head(port=plan.port, token=plan.token),
        run=secrets.token_hex(6),
        first=first,
        accounts=plan.accounts,
        size=1,
    )
    body = use_body(one)
    while True:
        yield one.post(body % one.next())


async def run(plan: Plan) -> list[Group]:
    """Run the plan; return the result of each group.

    Raises BadReply for a reply that is neither a success nor UNAVAILABLE.
    """
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    groups = [Lines(plan, number * plan.accounts, failed) for number, _ in enumerate(GROUPS)]
    for group in groups:
        await group.open()
    await _drive(groups, failed, plan.warm)
    for group in groups:
        group.meter = Meter()
    seconds = await _drive(groups, failed, plan.seconds)
    results = [group.meter.result(seconds) for group in groups]
    failed.cancel()
    for group in groups:
        group.close()
    return results


async def _drive(groups: list[Lines], failed: asyncio.Future[None], seconds: float) -> float:
    """Send requests for some seconds; return how long it took, in seconds."""
    started = last = perf_counter()
    while (now := last) - started < seconds:
        await asyncio.sleep(TICK_SECONDS)
        if failed.done():
            failed.result()
        now, last = last, perf_counter()
        for group in groups:
            group.tick(last, last - now)
            if int(last - started) > len(group.meter.marks):
                group.meter.marks.append(len(group.meter.recorded))
    return last - started


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    try:
        sys.stdout.write(json.dumps([asdict(group) for group in uvloop.run(run(plan))]))
    except (BadReply, OSError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

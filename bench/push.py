"""Subscribers and the client that makes the changes, in one process, so that they share one clock.

`python -m bench.push` reads a plan and prints the result.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import cast

import uvloop

from bench.http import BadReply, body_of, request_head
from bench.proc import resident_bytes
from bench.talks import Frame, Talk, batches, frame, uses
from bench.websocket import Subscriber, Watch

OPENING_AT_ONCE = 100
TIMEOUT_SECONDS = 60
BATCH_SIZE_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan: `subscribers` sockets, divided among `accounts` accounts that start at number
    `first`.

    Each of the `changes` reaches all accounts. There are `pause` seconds between two of them. `pid`
    is the server's.
    """

    port: int
    token: str
    subscribers: int
    accounts: int
    changes: int
    first: int = 0
    pause: float = 0.0
    pid: int


@dataclass(frozen=True, slots=True)
class Push:
    """Two delays for each change, until the last subscriber has it.

    One counts from the (last) reply and is below 0 if the event came first. The other counts from
    sending the first request.
    """

    after_reply_ms: list[float]
    whole_ms: list[float]
    bytes_before: int
    bytes_open: int


class Asker(asyncio.Protocol):
    """A connection that sends one request after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._part = b""

    def data_received(self, data: bytes) -> None:
        self._part += data
        try:
            body = body_of(self._part)
        except BadReply as error:
            self._reply.set_exception(error)
            return
        if body is not None:
            self._part = b""
            self._reply.set_result((body, perf_counter()))

    async def ask(self, request: bytes) -> tuple[bytes, float]:
        """Send a request; return the body of its reply and the time it came. Raises BadReply."""
        self._reply: asyncio.Future[tuple[bytes, float]] = (
            asyncio.get_running_loop().create_future()
        )
        self._transport.write(request)
        return await self._reply

    def close(self) -> None:
        self._transport.close()


async def run(plan: Plan) -> Push:
    """Run the plan. Raises BadReply for an error, and TimeoutError if a change does not arrive."""
    loop = asyncio.get_running_loop()
    watch = Watch()
    before = resident_bytes(plan.pid)
    _, asker = await loop.create_connection(Asker, "127.0.0.1", plan.port)
    try:
        await _subscribe(plan, watch)
        opened = resident_bytes(plan.pid)
        with _collector_at_rest():
            delays = await _changes(plan, watch, asker)
    finally:
        for one in watch.subscribers:
            one.close()
        asker.close()
    after_reply, whole = zip(*delays, strict=True) if delays else ((), ())
    return Push(list(after_reply), list(whole), before, opened)


async def _subscribe(plan: Plan, watch: Watch) -> None:
    room = asyncio.Semaphore(OPENING_AT_ONCE)
    loop = asyncio.get_running_loop()

    async def open_one(number: int) -> None:
        account = f"bench-{plan.first + number % plan.accounts:05d}"

        def subscriber() -> Subscriber:
            return Subscriber(port=plan.port, token=plan.token, account=account, watch=watch)

        async with room:
            _, one = await loop.create_connection(subscriber, "127.0.0.1", plan.port)
            watch.subscribers.append(one)
            await asyncio.wait_for(one.ready, TIMEOUT_SECONDS)

    await asyncio.gather(*(open_one(number) for number in range(plan.subscribers)))


async def _changes(plan: Plan, watch: Watch, asker: Asker) -> list[tuple[float, float]]:
    requests = _Requests(plan)
    delays = []
    for _ in range(plan.changes):
        done = watch.expect()
        started = perf_counter()
        replied_at = await requests.send_all(asker)
        reached_at = await asyncio.wait_for(done, TIMEOUT_SECONDS)
        delays.append((1_000 * (reached_at - replied_at), 1_000 * (reached_at - started)))
        await asyncio.sleep(plan.pause)
    return delays


class _Requests:
    """Requests for one use of each account: a single use, or batches of the largest size."""

    def __init__(self, plan: Plan) -> None:
        self._talks = [
            (Once(_frame(plan, first, min(BATCH_SIZE_MAX, plan.first + plan.accounts - first))))
            for first in range(plan.first, plan.first + plan.accounts, BATCH_SIZE_MAX)
        ]

    async def send_all(self, asker: Asker) -> float:
        """Send all requests; return the time of the last reply."""
        replied_at = 0.0
        for talk in self._talks:
            body, replied_at = await asker.ask(talk.request)
            talk.replied(body)
        return replied_at


class Once:
    """A talk that sends one request for each of its accounts."""

    def __init__(self, common: Frame) -> None:
        self._talk: Talk = uses(common) if common.accounts == 1 else batches(common)
        self.request = next(self._talk)

    def replied(self, body: bytes) -> None:
        """Read a reply. Raises BadReply if it is not a success."""
        self.request = self._talk.send(body)


def _frame(plan: Plan, first: int, accounts: int) -> Frame:
    head = request_head(port=plan.port, token=plan.token)
    run = secrets.token_hex(6)
    return frame(head, run=run, first=first, accounts=accounts, size=accounts, in_turn=True)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Pause the garbage collector. With ten thousand sockets, its time would count as delay."""
    import gc

    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    try:
        sys.stdout.write(json.dumps(asdict(uvloop.run(run(plan)))))
    except (BadReply, OSError) as error:
        sys.exit(f"{plan.subscribers} subscribers: {error!r}")


if __name__ == "__main__":
    main()

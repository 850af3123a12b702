"""Outgoing webhooks: how soon many deliveries leave, what recording does meanwhile, and what a use
costs with an endpoint and without one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import IO, Any

import httpx

from bench.children import MeasurementFailed, load_beside, run_load
from bench.proc import cpu_seconds
from bench.rounds import Length
from bench.servers import ROOT, Server, product, write_deliveries
from bench.world import ACCOUNTS, World

DELIVERIES = 10_000
QUEUES = (ACCOUNTS, 1)
"""The accounts of the deliveries: those of one leave one after the other."""
UNNOTICED_SECONDS = 3
"""How long the service looks at its endpoints at most before it notices that there is none."""
LOAD_SECONDS = 600.0
LEAVE_SECONDS = 240
PAIRS = 2
"""Each round measures a use with and without an endpoint so many times."""


@dataclass(frozen=True, slots=True)
class Left:
    """Deliveries of so many accounts that have left: the seconds until the last one arrived, and
    the server's CPU-µs for each. Beside recording: the uses per second meanwhile, else None."""

    accounts: int
    seconds: float
    cpu_us: float | None
    uses_per_second: float | None


@dataclass(frozen=True, slots=True)
class Webhooks:
    """`alone` is the uses per second when nothing is sent; `on` and `off` are CPU-µs per use of
    each pair."""

    left: list[Left]
    alone: float
    on: list[float] = field(default_factory=list)
    off: list[float] = field(default_factory=list)


def steps(length: Length) -> int:
    return 2 * len(QUEUES) + length.rounds * PAIRS


def measure_webhooks(world: World, length: Length, step: Callable[[str], None]) -> Webhooks:
    """Measure one server on PostgreSQL. Raises MeasurementFailed and ServerFailed."""
    folder = world.folder / "webhooks"
    folder.mkdir()
    url = world.database("webhooks")
    with product(url, folder) as server, _receiver() as receiver, _api(world, server) as api:
        world.fill(server, accounts=ACCOUNTS)
        uses = world.plan(server, "uses", warm=length.warm, seconds=length.seconds)
        alone = run_load(uses).replies_per_second
        found = Webhooks([], alone)
        for number in range(length.rounds * PAIRS):
            step(f"webhooks: uses with and without an endpoint, {number + 1}")
            # The order changes, so that neither is always the later one.
            for is_on in (True, False) if number % 2 else (False, True):
                with api.endpoint(receiver.port) if is_on else nullcontext():
                    costs = found.on if is_on else found.off
                    costs.append(run_load(uses).cpu_us)
                # Nothing tells when the service has noticed that there is no endpoint.
                time.sleep(UNNOTICED_SECONDS * is_on)
        for accounts in QUEUES:
            for is_busy in (False, True):
                step(f"webhooks: deliveries of {accounts} accounts" + " beside uses" * is_busy)
                with api.endpoint(receiver.port) as endpoint:
                    api.do("pauseWebhookEndpoint", endpoint)
                    write_deliveries(url, endpoint, DELIVERIES, accounts)
                    load = load_beside(world.plan(server, "uses", seconds=LOAD_SECONDS))
                    with load if is_busy else nullcontext():
                        # The load beside has no sign of having begun.
                        time.sleep(length.warm)
                        found.left.append(_leave(api, receiver, endpoint, accounts, is_busy))
    return found


def _leave(api: _Api, receiver: _Receiver, endpoint: str, accounts: int, is_busy: bool) -> Left:
    requests, spent = api.requests(), cpu_seconds(api.pid)
    started = receiver.expect(DELIVERIES)
    api.do("resumeWebhookEndpoint", endpoint)
    seconds = receiver.arrived() - started
    cpu_us = 1e6 * (cpu_seconds(api.pid) - spent) / DELIVERIES
    rate = (api.requests() - requests) / seconds
    return Left(accounts, seconds, None if is_busy else cpu_us, rate if is_busy else None)


class _Receiver:
    """The process of `bench.hook_receiver`."""

    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        self._asked, self._told = asked, told
        self.port = int(told.readline())

    def expect(self, number: int) -> float:
        """Wait for so many deliveries from now on; return the time."""
        self._asked.write(f"{number}\n")
        self._asked.flush()
        return time.monotonic()

    def arrived(self) -> float:
        """Return when the last one arrived. Raises MeasurementFailed if the receiver ended."""
        if not (line := self._told.readline()):
            raise MeasurementFailed("the deliveries did not arrive")
        return float(line)


@contextmanager
def _receiver() -> Iterator[_Receiver]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.hook_receiver"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - for the type checker
        yield _Receiver(process.stdin, process.stdout)
    finally:
        process.terminate()
        process.communicate()


class _Api:
    """The operator's requests."""

    def __init__(self, http: httpx.Client, pid: int) -> None:
        self._http = http
        self.pid = pid

    @contextmanager
    def endpoint(self, port: int) -> Iterator[str]:
        """Let there be an endpoint for all events; yield its id."""
        given = f'input: {{url: "http://127.0.0.1:{port}/hook"}}'
        created = "... on WebhookEndpointCreated { endpoint { id } }"
        made = self._ask(f"mutation {{ createWebhookEndpoint({given}) {{ {created} }} }}")
        name: str = made["createWebhookEndpoint"]["endpoint"]["id"]
        try:
            yield name
        finally:
            self.do("deleteWebhookEndpoint", name)

    def do(self, name: str, endpoint: str) -> None:
        self._ask(f'mutation {{ {name}(input: {{endpointId: "{endpoint}"}}) {{ __typename }} }}')

    def requests(self) -> float:
        """Return how many requests the server has answered."""
        lines = self._http.get("/metrics").text.splitlines()
        return sum(float(one.split()[-1]) for one in lines if one.startswith("billing_requests"))

    def _ask(self, query: str) -> Any:
        answer = self._http.post("/graphql", json={"query": query}).json()
        if "errors" in answer:
            raise MeasurementFailed(str(answer["errors"]))
        return answer["data"]


@contextmanager
def _api(world: World, server: Server) -> Iterator[_Api]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}",
        headers={"authorization": f"Bearer {world.tokens['open']}"},
        trust_env=False,
        timeout=LEAVE_SECONDS,
    ) as http:
        yield _Api(http, server.pid)

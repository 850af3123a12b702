"""The rate limits of several real processes: together they admit what the limit says."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections import Counter
from urllib.request import urlopen

from billing.rate_limits import RatePolicy, lease_size
from tests.support.live.redis_server import redis_server
from tests.support.server.api import Api
from tests.support.server.server_process import ServerProcess, api_of, server_process

PACKS = {"query": "{ packs { name } }"}
PER_SECOND, BURST_SECONDS = 20, 10
BURST = PER_SECOND * BURST_SECONDS
LIMITS = {"RATE_PER_USER": str(PER_SECOND), "RATE_BURST_SECONDS": str(BURST_SECONDS)}
CONNECTIONS = 8


class Flood:
    """Requests of one user. `started` is before the first of them."""

    def __init__(self, *apis: Api) -> None:
        self._apis = apis
        self.started = time.monotonic()
        self.answers: Counter[int] = Counter()
        self.waits: set[str | None] = set()

    async def send(self, number: int, account: str = "alice") -> None:
        """Send so many requests by several connections, each new one to any worker."""

        async def one(api: Api, share: int) -> None:
            client = api.user(account)
            for _ in range(share):
                # A new connection each time reaches all workers.
                response = await client.post(PACKS, connection="close")
                self.answers[response.status_code] += 1
                if response.status_code == 429:
                    self.waits.add(response.headers.get("retry-after"))

        await asyncio.gather(
            *(
                one(self._apis[n % len(self._apis)], number // CONNECTIONS)
                for n in range(CONNECTIONS)
            )
        )

    @property
    def most(self) -> float:
        """What the limit admits in the time so far, without what processes take in advance."""
        return BURST + PER_SECOND * (time.monotonic() - self.started)


def excess(processes: int) -> int:
    """Return by how much more k processes may admit, as docs/limits.md says."""
    return (2 * processes - 1) * lease_size(RatePolicy("user", PER_SECOND, BURST), processes)


def metric(server: ServerProcess, name: str) -> list[float]:
    """Return the values of a metric, of all workers."""
    with urlopen(f"{server.address}/metrics", timeout=180) as answer:
        text = answer.read().decode()
    return [float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)", text, re.M)]


async def test_workers_admit_together_what_one_would(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2, **LIMITS) as server:
        async with api_of(server) as api:
            flood = Flood(api)
            await flood.send(3 * BURST)
            assert BURST <= flood.answers[200] <= flood.most + excess(2)
            assert flood.answers.keys() == {200, 429}
            assert flood.waits == {"1"}
            others = Flood(api)
            await others.send(CONNECTIONS, "bob")
            assert others.answers == {200: CONNECTIONS}
        assert len([n for n in metric(server, "billing_rate_limited_total") if n]) == 2
        assert metric(server, "billing_rate_store_away") == [0, 0]


async def test_a_killed_worker_gives_nobody_a_new_burst(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2, **LIMITS) as server:
        async with api_of(server) as api:
            flood = Flood(api)
            await flood.send(BURST // 2)
            os.kill(server.worker_pids[0], signal.SIGKILL)
            server.wait_for("Application startup complete", times=3)
            await flood.send(3 * BURST)
            # The dead worker may have held a lease, which is lost.
            assert BURST - excess(2) <= flood.answers[200] <= flood.most + excess(2)


async def test_servers_share_the_limits_over_redis_and_go_on_without_it(sqlite_url: str) -> None:
    with (
        redis_server() as redis,
        server_process(sqlite_url, REDIS_URL=redis.url, **LIMITS) as one,
        server_process(sqlite_url, REDIS_URL=redis.url, **LIMITS) as two,
    ):
        async with api_of(one) as first, api_of(two) as second:
            flood = Flood(first, second)
            await flood.send(3 * BURST)
            assert BURST <= flood.answers[200] <= flood.most + excess(2)
            redis.kill()
            await flood.send(3 * BURST)
            # Each has its share, which is full at first: one burst more.
            assert flood.answers.keys() == {200, 429}
            assert 2 * BURST - excess(2) <= flood.answers[200] <= flood.most + BURST + excess(2)
            others = Flood(first, second)
            await others.send(CONNECTIONS, "bob")
            assert others.answers == {200: CONNECTIONS}
            for server in (one, two):
                assert metric(server, "billing_rate_store_away") == [1]
                assert server.output.count("keeps its share of the rate limits") == 1
            redis.start()
            for server in (one, two):
                server.wait_for("Redis is available again")
                assert metric(server, "billing_rate_store_away") == [0]

"""Live quotas of a limit that all accounts share: listeners are told when it passes a level,
whoever used it, in any process. Billing rule 11."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.services.pools.pooling import accepted, beside
from tests.support.clocks import Clock
from tests.support.ledger.factories import use as command
from tests.support.ledger.hold_api import place, release
from tests.support.ledger.pooled import POOLED, catalog_with
from tests.support.server.api import NOON, Api, served_app
from tests.support.server.websocket import Socket, websocket

QUOTA = """subscription ($models: [String!]) { quota(models: $models) {
  shared used remaining limit resetsAt } }"""
POOL = 4
TODAY, TOMORROW = "2026-03-11T00:00:00Z", "2026-03-12T00:00:00Z"


class Listener:
    """A listener that has used nothing itself."""

    def __init__(self, socket: Socket, operation: str) -> None:
        self._socket = socket
        self._operation = operation

    async def next(self) -> dict[str, Any]:
        quota: dict[str, Any] = (await self._socket.next(self._operation))["quota"]
        return quota

    async def until(self, used: int) -> dict[str, Any]:
        """Return the next quota with so much use. Which levels are told on the way depends on when
        the pool is looked at."""
        while (quota := await self.next())["used"] < used:
            pass
        return quota


@asynccontextmanager
async def listening(api: Api) -> AsyncIterator[Listener]:
    async with websocket(api.address, api.user("listener").token) as socket:
        listener = Listener(socket, await socket.subscribe(QUOTA, models=[POOLED]))
        # Nothing is used, so the own limit comes first.
        assert (await listener.next())["shared"] is False
        yield listener


async def use(api: Api, number: int, name: str = "u") -> None:
    for one in range(number):
        recorded = await api.user(f"{name}{one}").record(model=POOLED)
        assert recorded["__typename"] == "UsageRecorded"


def of_all(used: int, resets_at: str = TODAY) -> dict[str, Any]:
    left = {"used": used, "remaining": POOL - used, "limit": POOL}
    return {"shared": True, **left, "resetsAt": resets_at}


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    return str(catalog_with(POOL, tmp_path))


async def test_listeners_are_told_as_the_pool_is_used_up_returned_and_renewed(
    database_url: str, catalog: str
) -> None:
    clock = Clock(NOON)
    async with (
        served_app(database_url, clock=clock, CATALOG=catalog) as api,
        listening(api) as listener,
    ):
        await use(api, 2)
        assert await listener.next() == of_all(2)
        hold = (await place(api.user("holder"), model=POOLED))["hold"]
        await use(api, 1)
        assert await listener.next() == of_all(4)
        await release(api.user("holder"), hold["id"])
        assert await listener.next() == of_all(3)
        clock.advance(hours=12)
        renewed = await listener.next()
        assert (renewed["shared"], renewed["used"]) == (False, 0)
        await use(api, 4, "v")
        assert await listener.until(4) == of_all(4, TOMORROW)


async def test_listeners_are_told_of_what_other_processes_let_through(
    database_url: str, catalog: str
) -> None:
    async with (
        served_app(database_url, clock=Clock(NOON), CATALOG=catalog) as api,
        beside(api, database_url) as other,
        listening(api) as listener,
    ):
        uses = [command(account_id=f"w{n}", model=POOLED, may_open=True) for n in range(3)]
        assert accepted(await other.commit(*uses[:2])) == 2
        assert await listener.next() == of_all(2)
        await use(api, 1)
        assert accepted(await other.commit(uses[2])) == 1
        assert await listener.next() == of_all(4)

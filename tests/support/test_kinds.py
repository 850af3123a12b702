from __future__ import annotations

from tests.support.kinds import uses_servers
from tests.support.server.api import running_app, served_app


async def opened() -> None:
    async with served_app("sqlite://"):
        pass


async def through_another() -> None:
    await opened()


async def inside() -> None:
    async def one() -> None:
        await through_another()

    await one()


async def alone() -> None:
    async with running_app("sqlite://"):
        pass


def test_a_function_serves_if_it_or_one_that_it_calls_serves() -> None:
    assert all(map(uses_servers, [opened, through_another, inside]))
    assert not uses_servers(alone)

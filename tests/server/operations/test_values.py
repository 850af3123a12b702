"""Long lists are completed in parts, and what waits in them finishes once."""

from __future__ import annotations

import asyncio

import pytest
import strawberry

from server.operations import Operations, values
from tests.support.server.both_engines import execute_alone
from tests.support.server.compiled import BUDGETS

FINISHED: dict[int, int] = {}
"""For each item that has finished, the number of tasks that drove it."""


@strawberry.type
class Waiting:
    number: int

    @strawberry.field
    async def later(self) -> int:
        drivers = set()
        for _ in range(5):
            drivers.add(asyncio.current_task())
            await asyncio.sleep(0)
        FINISHED[self.number] = len(drivers)
        return self.number

    @strawberry.field
    def known(self) -> int:
        if self.number:
            raise ValueError("not known")
        return 0


@strawberry.type
class Lists:
    @strawberry.field
    def waiting(self) -> list[Waiting]:
        return [Waiting(number=0), Waiting(number=1)]


async def test_an_error_in_a_later_part_lets_earlier_items_finish_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(values, "PART", 1)
    FINISHED.clear()
    operation = Operations(strawberry.Schema(query=Lists)).read(
        "{ waiting { later known } }", None, BUDGETS.gateway
    )
    assert operation.is_compiled
    result = await execute_alone(operation, None, None, None)
    assert [error.message for error in result.errors] == ["not known"]
    while len(FINISHED) < 2:
        await asyncio.sleep(0)
    assert FINISHED == {0: 1, 1: 1}

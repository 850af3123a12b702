"""Whether there is an endpoint: a look that began before a change says nothing of what came after
it."""

from __future__ import annotations

import asyncio

from services.commit.outbox import Outbox


class HeldRead:
    """A read whose answer the test gives."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.answer: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> list[str]:
        self.began.set()
        return await self.answer


async def test_a_look_that_began_before_a_change_does_not_undo_it() -> None:
    """Without this, the tasks that send would sleep until the next look."""
    read = HeldRead()
    outbox = Outbox(read)
    looking = asyncio.create_task(outbox.look())
    await read.began.wait()
    outbox.changed()
    read.answer.set_result([])
    await looking
    assert outbox.is_on


async def test_a_look_after_a_change_counts() -> None:
    read = HeldRead()
    outbox = Outbox(read)
    outbox.changed()
    read.answer.set_result([])
    await outbox.look()
    assert not outbox.is_on

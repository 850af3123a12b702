"""A live account that a listener sees only while the state of another account allows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from billing.ledger.account import Account
from services.live.accounts import Live
from services.live.watch import Told


class Barred(Exception):
    """The listener may not see the account any more."""


async def follow_while(
    live: Live, account_id: str, guard_id: str, allows: Callable[[Account], bool]
) -> AsyncGenerator[Told, None]:
    """Yield the account as `Live.follow`, as long as the account `guard_id` `allows` it.

    Raises Barred as soon as it does not, and before a state that came together with the change.
    """
    async with (
        aclosing(live.follow(account_id)) as states,
        aclosing(live.follow(guard_id)) as guards,
    ):
        watching = asyncio.create_task(_until_barred(guards, allows))
        step: asyncio.Task[Told | None] | None = None
        try:
            while True:
                step = asyncio.create_task(_next(states))
                await asyncio.wait({step, watching}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    watching.result()
                    raise Barred
                told = step.result()
                if told is None:
                    return
                yield told
        finally:
            # A generator can be closed only when nothing waits for it.
            await _canceled(watching, step)


async def _until_barred(
    guards: AsyncGenerator[Told, None], allows: Callable[[Account], bool]
) -> None:
    async for told in guards:
        if not allows(told.account):
            return


async def _next(states: AsyncGenerator[Told, None]) -> Told | None:
    return await anext(states, None)


async def _canceled(*tasks: asyncio.Task[Told | None] | asyncio.Task[None] | None) -> None:
    left = [task for task in tasks if task is not None]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)

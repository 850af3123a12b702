"""Group commit: commands that arrive while one batch is being committed form the next one.

No timer: an idle batcher commits a lone command at once. One batch at a time, so that the commits
of one process never wait for each other's row locks.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from billing.commands import Command
from billing.errors import BillingError
from billing.refusals import Refusal
from services.decisions import Done, Outcome

logger = logging.getLogger(__name__)

BATCH_SIZE_MAX = 1_000
QUEUE_LENGTH_MAX = 20_000
ATTEMPTS_MAX = 5
PAUSE_SECONDS = 0.02

Commit = Callable[[Sequence[Command]], Awaitable[list[Outcome]]]


class Unavailable(BillingError):
    """Too much is waiting, or the service is stopping: nothing was done, try again later."""

    retry_after_seconds = 1

    def __init__(self) -> None:
        super().__init__("The service is busy. Repeat the request with the same idempotency key.")


class _Waiting(NamedTuple):
    command: Command
    answer: asyncio.Future[Outcome | Exception]


class Batcher:
    """Puts single commands together. `commit` commits a batch, whole or not at all.

    `is_transient` tells which of its errors a repetition may heal.
    """

    def __init__(self, commit: Commit, is_transient: Callable[[BaseException], bool]) -> None:
        self._commit = commit
        self._is_transient = is_transient
        self._queue: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._worker = asyncio.create_task(self._work(), name="batcher")

    async def close(self) -> None:
        """Takes no more commands, commits those that wait, and stops."""
        self._closing = True
        self._arrived.set()
        if self._worker is not None:
            await self._worker

    async def submit(self, command: Command) -> Done | Refusal:
        """The outcome, once its batch is committed. Raises BadInput and what the database raised.

        A caller that goes away cancels nothing.
        """
        outcome = (await self.submit_all([command]))[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def submit_all(self, commands: Sequence[Command]) -> list[Outcome | Exception]:
        """Like `submit`, in order and each for itself: errors are among the outcomes.

        Raises Unavailable, and takes none of them, when there is no room for all.
        """
        if self._closing or len(self._queue) + len(commands) > QUEUE_LENGTH_MAX:
            raise Unavailable
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(command, loop.create_future()) for command in commands]
        self._queue.extend(waiting)
        self._arrived.set()
        return [await one.answer for one in waiting]

    async def _work(self) -> None:
        while not self._closing or self._queue:
            if not self._queue:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            size = min(len(self._queue), BATCH_SIZE_MAX)
            await self._settle([self._queue.popleft() for _ in range(size)])

    async def _settle(self, batch: list[_Waiting]) -> None:
        """Answers every command of the batch; one that can't be committed fails alone."""
        outcomes = await self._outcomes([one.command for one in batch])
        for one, outcome in zip(batch, outcomes, strict=True):
            if not one.answer.done():
                one.answer.set_result(outcome)

    async def _outcomes(self, commands: list[Command]) -> list[Outcome | Exception]:
        try:
            return list(await self._commit_again(commands))
        # Whatever the database raised belongs to the callers; the worker must live on.
        except Exception as error:  # noqa: BLE001
            return await self._after(error, commands)

    async def _after(self, error: Exception, commands: list[Command]) -> list[Outcome | Exception]:
        if self._is_transient(error):
            logger.error("a batch of %d was given up: %r", len(commands), error)
            return [Unavailable() for _ in commands]
        if len(commands) == 1:
            logger.error("a command can't be committed", exc_info=error)
            return [error]
        middle = len(commands) // 2
        halves = (commands[:middle], commands[middle:])
        return [outcome for half in halves for outcome in await self._outcomes(half)]

    async def _commit_again(self, commands: list[Command]) -> list[Outcome]:
        for attempt in range(1, ATTEMPTS_MAX):
            try:
                return await self._commit(commands)
            except Exception as error:
                if not self._is_transient(error):
                    raise
                logger.warning("commit failed, attempt %d: %r", attempt, error)
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
        return await self._commit(commands)

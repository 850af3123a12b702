"""Group commit: commands that arrive while one batch is being committed form the next one.

No timer: an idle batcher commits a lone command at once. One batch at a time, so that the commits
of one process never wait for each other's row locks. Callers take turns, so that one with a
thousand commands does not keep those with a single one waiting.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from billing.commands import Command
from billing.errors import BillingError
from billing.refusals import Refusal
from services.decisions import Done, Outcome

logger = logging.getLogger(__name__)

BATCH_SIZE_MAX = 1_000
QUEUE_LENGTH_MAX = 20_000
TURN = 100
"""How many commands a caller gets into a batch before it is the next one's turn."""
ATTEMPTS_MAX = 5
PAUSE_SECONDS = 0.02

Commit = Callable[[Sequence[Command]], Awaitable[list[Outcome]]]
"""Commits a batch, whole or not at all. Called with the same list, it repeats that batch."""

OnBatch = Callable[[int, float, int], None]
"""Hears of every batch: how many commands it had, the seconds it took, how many wait by now."""


class Unavailable(BillingError):
    """Too much is waiting, or the service is stopping: nothing was done, try again later."""

    retry_after_seconds = 1

    def __init__(self) -> None:
        super().__init__("The service is busy. Repeat the request with the same idempotency key.")


@dataclass(slots=True)
class _Caller:
    """The commands of one call; `taken` of them are in batches already."""

    commands: Sequence[Command]
    answer: asyncio.Future[list[Outcome | Exception]]
    outcomes: list[Outcome | Exception] = field(default_factory=list)
    taken: int = 0


class _Turn(NamedTuple):
    """A caller's part of a batch."""

    caller: _Caller
    commands: Sequence[Command]


class Batcher:
    """Puts single commands together.

    `is_transient` tells which of the errors of `commit` a repetition may heal.
    """

    def __init__(
        self,
        commit: Commit,
        is_transient: Callable[[BaseException], bool],
        on_batch: OnBatch | None = None,
    ) -> None:
        self._commit = commit
        self._is_transient = is_transient
        self._on_batch = on_batch
        self._callers: deque[_Caller] = deque()
        self._waiting = 0
        self._arrived = asyncio.Event()
        self._closing = False
        self._worker: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Commands in the queue."""
        return self._waiting

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
        if self._closing or self._waiting + len(commands) > QUEUE_LENGTH_MAX:
            raise Unavailable
        if not commands:
            return []
        caller = _Caller(commands, asyncio.get_running_loop().create_future())
        self._callers.append(caller)
        self._waiting += len(commands)
        self._arrived.set()
        return await caller.answer

    async def _work(self) -> None:
        while not self._closing or self._callers:
            if not self._callers:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            await self._settle(self._next())

    def _next(self) -> list[_Turn]:
        """The turns of the next batch: all callers in order, again and again until it is full."""
        turns: list[_Turn] = []
        room = BATCH_SIZE_MAX
        while room and self._callers:
            caller = self._callers.popleft()
            start, caller.taken = caller.taken, caller.taken + min(TURN, room)
            turn = _Turn(caller, caller.commands[start : caller.taken])
            turns.append(turn)
            room -= len(turn.commands)
            if caller.taken < len(caller.commands):
                self._callers.append(caller)
        self._waiting -= BATCH_SIZE_MAX - room
        return turns

    async def _settle(self, turns: list[_Turn]) -> None:
        """Answers every caller whose last command this was."""
        started = perf_counter()
        commands = [command for turn in turns for command in turn.commands]
        outcomes = iter(await self._outcomes(commands))
        for caller, part in turns:
            caller.outcomes += islice(outcomes, len(part))
            # Done already: the caller went away.
            if len(caller.outcomes) == len(caller.commands) and not caller.answer.done():
                caller.answer.set_result(caller.outcomes)
        if self._on_batch is not None:
            self._on_batch(len(commands), perf_counter() - started, self._waiting)

    async def _outcomes(self, commands: list[Command]) -> list[Outcome | Exception]:
        """One command that can't be committed fails alone."""
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

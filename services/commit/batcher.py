"""Group commit: commands that arrive while one batch is being committed form the next one.

There is no timer: an idle batcher commits a single command at once. It commits one batch at a time,
so that the commits of one process never wait for each other's row locks. Under overload, STANDARD
commands are refused first. PRIORITY commands are committed first, but a part of every batch is
reserved for STANDARD. Within a priority, callers take turns.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from time import perf_counter
from typing import NoReturn, Protocol, overload

from billing.catalog.catalog import Priority
from billing.ledger.commands import AdjustBalance, Command, RecordUsage, Setting, Touch
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import (
    AccountNotFound,
    AdjustmentRefusal,
    ClosingRefusal,
    Refusal,
    UseRefusal,
)
from db.errors import write_refusal
from services.commit.capacity import Capacity, Pace
from services.commit.counting.refused import RefusedUses
from services.commit.counting.unpriced import UnpricedUses
from services.commit.decisions import CommandOutcome, Done
from services.commit.turns import (
    Answer,
    PriorityOf,
    Submission,
    Turn,
    Turns,
    at_places,
    count,
    places_by_priority,
)
from services.commit.unavailable import Unavailable, unavailable_because

logger = logging.getLogger(__name__)

BATCH_SIZE_MAX = 1_000
QUEUE_LENGTH_MAX = 20_000
"""The maximum number of commands in the queue. STANDARD is accepted until it is three quarters
full."""
TURN = 100
"""How many commands a caller puts into a batch before the next caller's turn."""
ATTEMPTS_MAX = 5
PAUSE_SECONDS = 0.02

Commit = Callable[[Sequence[Command]], Awaitable[list[CommandOutcome]]]
"""Commits a whole batch or nothing. Called again with the same list, it repeats that batch."""

OnBatch = Callable[[int, float, int], None]
"""Called after every batch: its number of commands, its seconds, and how many still wait."""


def room() -> Capacity:
    """Return the places of a queue."""
    size = QUEUE_LENGTH_MAX
    return Capacity(size, standard_max=size * 3 // 4, reserved=size // 8)


class Queue(Protocol):
    """A queue of commands: the batcher's, or one for another worker."""

    async def submit(self, command: Command, /) -> Done | Refusal:
        """Do the same as `submit` of the batcher."""

    async def submit_here(
        self, commands: Sequence[Command], /
    ) -> Sequence[CommandOutcome | Exception]:
        """Do the same as `submit_here` of the batcher."""


class Routes(Protocol):
    """Where commands are decided, if workers of this machine share them."""

    def lane_of(self, command: Command, /) -> Queue | None:
        """Return the queue for the worker that decides the command; None if this one does."""

    async def submit_all(
        self, commands: Sequence[Command], /
    ) -> Sequence[CommandOutcome | Exception]:
        """Do the same as `submit_all` of the batcher, on all workers."""


class Batcher:
    """Groups single commands into batches.

    `is_transient` returns whether a retry may help after an error of `commit`. `refused` counts
    the commands that were refused because the queue was full. With `routes`, other workers decide a
    part of the commands: their queues have the same counts of refusals and the same pace.
    """

    def __init__(
        self,
        commit: Commit,
        is_transient: Callable[[BaseException], bool],
        on_batch: OnBatch | None = None,
        *,
        priority_of: PriorityOf = lambda _: Priority.STANDARD,
    ) -> None:
        self._commit = commit
        self._is_transient = is_transient
        self._on_batch = on_batch
        self.priority_of = priority_of
        self.refused = dict.fromkeys(Priority, 0)
        self._turns = Turns()
        self._capacity = room()
        self.pace = Pace()
        self._arrived = asyncio.Event()
        self.unpriced = UnpricedUses()
        self.refused_uses = RefusedUses()
        self.routes: Routes | None = None
        self._closing = False
        self._began_at: float | None = None
        self._worker: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """The number of commands in the queue."""
        return self._capacity.taken

    @property
    def waiting_by_priority(self) -> dict[Priority, int]:
        return self._capacity.by_priority()

    @property
    def alive(self) -> bool:
        """True while it accepts commands and its worker runs."""
        return not self._closing and self._worker is not None and not self._worker.done()

    @property
    def busy_seconds(self) -> float:
        """The seconds since the current batch began; 0 if there is none."""
        return 0.0 if self._began_at is None else perf_counter() - self._began_at

    def retry_after(self, refused: int = 1) -> int:
        """Return the seconds after which that many refused commands may be tried again."""
        return self.pace.retry_after(self._capacity.taken, refused)

    def start(self) -> None:
        self._worker = asyncio.create_task(self._work(), name="batcher")

    async def close(self) -> None:
        """Accept no more commands, commit the waiting ones, and stop."""
        self._closing = True
        self._arrived.set()
        if self._worker is not None:
            await self._worker

    # The overloads declare which refusals each command can have.
    @overload
    async def submit(self, command: RecordUsage | PlaceHold) -> Done | UseRefusal: ...
    @overload
    async def submit(self, command: AdjustBalance) -> Done | AdjustmentRefusal: ...
    @overload
    async def submit(
        self, command: SettleHold | ReleaseHold | ExtendHold
    ) -> Done | ClosingRefusal: ...
    @overload
    async def submit(self, command: Touch | Setting) -> Done | AccountNotFound: ...
    async def submit(self, command: Command) -> Done | Refusal:
        """Return the outcome after the batch is committed. Raises BadInput and the database's
        errors.

        If the caller is cancelled, the command is still committed.
        """
        if self.routes is not None and (lane := self.routes.lane_of(command)) is not None:
            return await lane.submit(command)
        priority = self.priority_of(command.account_id)
        self._admit({priority: 1})
        outcome = (await self._queued(priority, (command,)))[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @overload
    async def submit_all(
        self, commands: Sequence[RecordUsage]
    ) -> Sequence[Done | UseRefusal | Exception]: ...
    @overload
    async def submit_all(
        self, commands: Sequence[Touch]
    ) -> Sequence[Done | AccountNotFound | Exception]: ...
    async def submit_all(self, commands: Sequence[Command]) -> Sequence[CommandOutcome | Exception]:
        """Like `submit` for several commands, in order and independent of each other. Errors are
        outcomes.

        Raises Unavailable, and accepts none of them, if the queue has no room for all.
        """
        if self.routes is not None:
            return await self.routes.submit_all(commands)
        return await self.submit_here(commands)

    async def submit_here(
        self, commands: Sequence[Command]
    ) -> Sequence[CommandOutcome | Exception]:
        """Do the same, for commands that this process decides whoever owns them."""
        places = places_by_priority(commands, self.priority_of)
        self._admit({priority: len(taken) for priority, taken in places.items()})
        if len(places) == 1:
            (priority,) = places
            return await self._queued(priority, commands)
        parts = [
            self._queued(priority, [commands[place] for place in taken])
            for priority, taken in places.items()
        ]
        return at_places(places.values(), [await answer for answer in parts])

    def _admit(self, wanted: Mapping[Priority, int]) -> None:
        """Reserve room for all of them, or raise Unavailable and reserve none."""
        if self._closing or not self._capacity.take_all(wanted):
            self.refuse(wanted, self._capacity.taken)

    def refuse(self, wanted: Mapping[Priority, int], waiting: int) -> NoReturn:
        """Count refused commands, before which `waiting` ones are, and raise Unavailable."""
        for priority, many in wanted.items():
            self.refused[priority] += many
        raise Unavailable(self.pace.retry_after(waiting, sum(wanted.values())))

    def _queued(self, priority: Priority, commands: Sequence[Command]) -> Answer:
        answer: Answer = asyncio.get_running_loop().create_future()
        self._turns.add(priority, Submission(commands, answer))
        self._arrived.set()
        return answer

    async def _work(self) -> None:
        while not self._closing or self._turns:
            if not self._turns:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            await self._settle(self._next())

    def _next(self) -> list[Turn]:
        """Return the turns of the next batch, PRIORITY first."""
        turns = self._turns.next(BATCH_SIZE_MAX, TURN, standard=self._capacity.standard)
        for priority, taken in turns.items():
            self._capacity.give_back(priority, count(taken))
        return [turn for taken in turns.values() for turn in taken]

    async def _settle(self, turns: Sequence[Turn]) -> None:
        """Resolve every submission whose last command is done."""
        started = self._began_at = perf_counter()
        commands = [command for turn in turns for command in turn.commands]
        made = await self._outcomes(commands)
        self.unpriced.add(commands, made)
        self.refused_uses.add(made)
        outcomes = iter(made)
        for submission, part in turns:
            submission.outcomes += islice(outcomes, len(part))
            if len(submission.outcomes) < len(submission.commands):
                continue
            # The caller disconnected; its future is cancelled.
            if not submission.answer.done():
                submission.answer.set_result(submission.outcomes)
        seconds, self._began_at = perf_counter() - started, None
        self.pace.committed(len(commands), seconds)
        if self._on_batch is not None:
            self._on_batch(len(commands), seconds, self._capacity.taken)

    async def _outcomes(self, commands: list[Command]) -> list[CommandOutcome | Exception]:
        """Commit again in parts, so that a command that cannot be committed fails alone."""
        try:
            return list(await self._commit_again(commands))
        # The callers get the error; the worker must continue.
        except Exception as error:  # noqa: BLE001
            return await self._after(error, commands)

    async def _after(
        self, error: Exception, commands: list[Command]
    ) -> list[CommandOutcome | Exception]:
        if isinstance(error, Unavailable):
            return [error for _ in commands]
        if write_refusal(error) is not None:
            # Already logged in `db.engine.writing`.
            return [unavailable_because(error) for _ in commands]
        if self._is_transient(error):
            logger.error("a batch of %d was given up: %r", len(commands), error)
            seconds = self.retry_after(len(commands))
            return [Unavailable(seconds, cause=error) for _ in commands]
        if len(commands) == 1:
            logger.error("a command can't be committed", exc_info=error)
            return [error]
        middle = len(commands) // 2
        halves = (commands[:middle], commands[middle:])
        return [outcome for half in halves for outcome in await self._outcomes(half)]

    async def _commit_again(self, commands: list[Command]) -> list[CommandOutcome]:
        for attempt in range(1, ATTEMPTS_MAX):
            try:
                return await self._commit(commands)
            except Exception as error:
                if not self._is_transient(error):
                    raise
                if write_refusal(error) is None:
                    logger.warning("commit failed, attempt %d: %r", attempt, error)
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
        return await self._commit(commands)

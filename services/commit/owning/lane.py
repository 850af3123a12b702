"""Hands commands to one other worker; decides itself what it could not hand over."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import Any, NamedTuple

from billing.catalog.catalog import Priority
from billing.ledger.commands import Command
from billing.ledger.refusals import Refusal
from gateways.commit.link import Link, Unreachable
from services.commit.batcher import TURN, Batcher, room
from services.commit.decisions import CommandOutcome, Done
from services.commit.owning.encoding import decode_outcomes, encode_commands
from services.commit.remembered import Remembered
from services.commit.turns import Answer, at_places, places_by_priority
from services.commit.unavailable import Unavailable

logger = logging.getLogger(__name__)

HANDED_OVER, DECIDED_HERE = "handed_over", "decided_here"

ON_THE_WAY_MAX = 400
"""While so many commands are on their way, a lane takes no more commands of other accounts than
those. They are too many for one owner; and two workers rarely collide on them."""


class _Part(NamedTuple):
    """The commands of one call, or a part of them, who pays for them, and the answer to them."""

    commands: Sequence[Command]
    payers: Sequence[str]
    answer: Answer


class _Sent(NamedTuple):
    """Commands that were handed over together; `began` is before that, `at` in seconds."""

    priority: Priority
    parts: Sequence[_Part]
    commands: Sequence[Command]
    began: datetime
    at: float


class Lane:
    """The commands for the worker at the other end of `link`. Those that arrive in one turn of the
    loop leave together, and wait there for its next batch. What leaves together has one priority,
    so that PRIORITY commands neither wait for others there nor are refused with them.

    `here` decides what the other worker did not. `remembered` gets the accounts as the other left
    them, and `counts` the number of commands, by what became of them. `clock` never raises.
    """

    def __init__(
        self,
        link: Link,
        here: Batcher,
        remembered: Remembered,
        clock: Callable[[], datetime],
        counts: Counter[str],
    ) -> None:
        self.link = link
        self._here, self._remembered = here, remembered
        self._clock, self._counts = clock, counts
        self._loop = asyncio.get_running_loop()
        self._gathered: dict[Priority, list[_Part]] = {one: [] for one in Priority}
        self._is_gathering = False
        self._capacity = room()
        self._payers: Counter[str] = Counter()
        self._told_at = 0.0
        self._deciding: set[asyncio.Task[None]] = set()
        self._closing = False
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    @property
    def on_the_way(self) -> int:
        """The number of commands without an answer."""
        return self._capacity.taken

    @property
    def alive(self) -> bool:
        return not self._closing

    def takes(self, payer: str) -> bool:
        """Return whether a command that this account pays for is handed over."""
        return self._capacity.taken < ON_THE_WAY_MAX or payer in self._payers

    async def submit(self, command: Command) -> Done | Refusal:
        """Do the same as `submit` of the batcher."""
        priority = self._here.priority_of(command.account_id)
        self._admit({priority: 1})
        outcome = (await self._added(priority, (command,)))[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def submit_here(
        self, commands: Sequence[Command]
    ) -> Sequence[CommandOutcome | Exception]:
        """Do the same as `submit_here` of the batcher."""
        places = places_by_priority(commands, self._here.priority_of)
        self._admit({priority: len(taken) for priority, taken in places.items()})
        parts: list[Sequence[int]] = []
        answers = []
        for priority, taken in places.items():
            for start in range(0, len(taken), TURN):
                parts.append(taken[start : start + TURN])
                answers.append(self._added(priority, [commands[place] for place in parts[-1]]))
        return at_places(parts, [await answer for answer in answers])

    async def close(self) -> None:
        """Accept no more commands, and wait for those that are here."""
        self._closing = True
        await self._is_empty.wait()

    def _admit(self, wanted: Mapping[Priority, int]) -> None:
        if self._closing or not self._capacity.take_all(wanted):
            self._here.refuse(wanted, self._capacity.taken)

    def _added(self, priority: Priority, commands: Sequence[Command]) -> Answer:
        answer: Answer = self._loop.create_future()
        payers = [self._remembered.payer(one.account_id) for one in commands]
        for payer in payers:
            self._payers[payer] += 1
        self._gathered[priority].append(_Part(commands, payers, answer))
        self._is_empty.clear()
        if not self._is_gathering:
            self._is_gathering = True
            self._loop.call_soon(self._send)
        return answer

    def _send(self) -> None:
        self._is_gathering = False
        for priority, gathered in self._gathered.items():
            if gathered:
                self._gathered[priority] = []
                for parts in _together(gathered):
                    self._hand_over(priority, parts)

    def _hand_over(self, priority: Priority, parts: Sequence[_Part]) -> None:
        commands = [command for part in parts for command in part.commands]
        sent = _Sent(priority, parts, commands, self._clock(), perf_counter())
        try:
            answer = self.link.ask(encode_commands(commands))
        except Unreachable:
            # It stops, or was given up after these commands had come.
            self._take([None] * len(commands), sent)
        else:
            answer.add_done_callback(lambda told: self._take(self._told(told, len(commands)), sent))

    def _told(self, answer: asyncio.Future[bytes], many: int) -> list[Any]:
        """Return the outcomes of the other worker; None where it has none, or where nobody knows
        it."""
        try:
            outcomes = decode_outcomes(answer.result())
            if len(outcomes) != many:
                raise ValueError(f"{len(outcomes)} outcomes of {many} commands")
        except Unreachable:
            name = self.link.name
            logger.warning("worker %s did not answer: its %d commands are decided here", name, many)
        except ValueError:
            logger.exception("worker %s and this one do not understand each other", self.link.name)
        else:
            return outcomes
        return [None] * many

    def _take(self, outcomes: list[Any], sent: _Sent) -> None:
        # The last state of each account is enough.
        states = {one.account.id: one.account for one in outcomes if type(one) is Done}
        self._remembered.keep(states.values())
        left = [place for place, outcome in enumerate(outcomes) if outcome is None]
        if len(left) < len(outcomes):
            self._counts[HANDED_OVER] += len(outcomes) - len(left)
            # Several are on their way at once, so the time of each begins after the one before it.
            now, since = perf_counter(), max(sent.at, self._told_at)
            self._told_at = now
            self._here.pace.committed(len(outcomes), now - since)
        if left:
            task = self._loop.create_task(self._decide_here(outcomes, left, sent))
            self._deciding.add(task)
            task.add_done_callback(self._deciding.discard)
        else:
            self._resolve(outcomes, sent)

    async def _decide_here(self, outcomes: list[Any], left: Sequence[int], sent: _Sent) -> None:
        self._counts[DECIDED_HERE] += len(left)
        commands = [sent.commands[place] for place in left]
        try:
            again = await self._here.submit_here(commands)
        except Unavailable as refused:
            again = [refused] * len(left)
        for place, outcome in zip(left, again, strict=True):
            outcomes[place] = _first_told(outcome, sent.began)
        self._resolve(outcomes, sent)

    def _resolve(self, outcomes: Sequence[Any], sent: _Sent) -> None:
        rest = iter(outcomes)
        for commands, payers, answer in sent.parts:
            told = list(islice(rest, len(commands)))
            # The caller disconnected; its future is cancelled.
            if not answer.done():
                answer.set_result(told)
            for payer in payers:
                self._payers[payer] -= 1
                if not self._payers[payer]:
                    del self._payers[payer]
        self._capacity.give_back(sent.priority, len(sent.commands))
        if not self._capacity.taken:
            self._is_empty.set()


def _together(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Yield the parts that leave together: at most TURN commands, so that many do not hold others
    up."""
    taken: list[_Part] = []
    many = 0
    for part in parts:
        if many + len(part.commands) > TURN:
            yield taken
            taken, many = [], 0
        taken.append(part)
        many += len(part.commands)
    yield taken


def _first_told(outcome: CommandOutcome | Exception, began: datetime) -> CommandOutcome | Exception:
    """Mark an entry as new that is not older than the lost attempt: that attempt wrote it, so it is
    no replay. A second request with the same key at the same time is told so, too."""
    if not (isinstance(outcome, Done) and outcome.replayed and outcome.entry is not None):
        return outcome
    return outcome._replace(replayed=outcome.entry.recorded_at < began)

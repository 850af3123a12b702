"""Hands commands to one other worker, in batches; decides itself what it could not hand over."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from billing.catalog.catalog import Priority
from billing.ledger.commands import Command
from gateways.commit.link import Link, Unreachable
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome, Done
from services.commit.owning.encoding import decode_outcomes, encode_commands
from services.commit.remembered import Remembered
from services.commit.unavailable import Unavailable

logger = logging.getLogger(__name__)

HANDED_OVER, DECIDED_HERE = "handed_over", "decided_here"

ON_THE_WAY = 2
WAITING_MAX = 200
"""From so many waiting commands on, a lane takes no more commands of accounts that are not in
the last batches. They are too many for one owner; and two workers rarely collide on them."""


class Lane:
    """The commands for the worker at the other end of `link`. Two batches of a priority are on
    their way at most: one that is decided there, and one that waits for this. Commands that arrive
    meanwhile form the next ones. A batch has one priority, so that PRIORITY commands neither wait
    for others there nor are refused with them.

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
        self._queues = {one: [self._queue() for _ in range(ON_THE_WAY)] for one in Priority}
        self._payers: deque[set[str]] = deque(maxlen=ON_THE_WAY * len(self._queues))

    def _queue(self) -> Batcher:
        here = self._here
        made = Batcher(self._commit, lambda _: False, priority_of=here.priority_of, beside=here)
        made.start()
        return made

    @property
    def waiting(self) -> int:
        """The number of commands that wait for being handed over."""
        return sum(map(self.waiting_of, self._queues))

    def waiting_of(self, priority: Priority) -> int:
        return sum(one.waiting for one in self._queues[priority])

    def batcher_of(self, account_id: str) -> Batcher:
        """Return the queue, of the account's priority, whose next batch leaves first."""
        queues = self._queues[self._here.priority_of(account_id)]
        free = (one for one in queues if not one.busy_seconds)
        return next(free, None) or max(queues, key=lambda one: one.busy_seconds)

    def takes(self, payer: str) -> bool:
        """Return whether a command that this account pays for is handed over."""
        return self.waiting < WAITING_MAX or any(payer in payers for payers in self._payers)

    async def close(self) -> None:
        """Accept no more commands, and wait for those that are here."""
        for queues in self._queues.values():
            for one in queues:
                await one.close()

    async def _commit(self, commands: Sequence[Command]) -> list[Any]:
        began = self._clock()
        self._payers.append({self._remembered.payer(one.account_id) for one in commands})
        outcomes = await self._asked(commands)
        left = [place for place, outcome in enumerate(outcomes) if outcome is None]
        if len(left) < len(commands):
            self._counts[HANDED_OVER] += len(commands) - len(left)
        # The last state of each account is enough.
        states = {one.account.id: one.account for one in outcomes if type(one) is Done}
        self._remembered.keep(states.values())
        if left:
            self._counts[DECIDED_HERE] += len(left)
            again = await self._decided_here([commands[place] for place in left])
            for place, outcome in zip(left, again, strict=True):
                outcomes[place] = _first_told(outcome, began)
        return outcomes

    async def _decided_here(
        self, commands: Sequence[Command]
    ) -> Sequence[CommandOutcome | Exception]:
        try:
            return await self._here.submit_here(commands)
        except Unavailable as refused:
            return [refused] * len(commands)

    async def _asked(self, commands: Sequence[Command]) -> list[Any]:
        """Return the outcomes of the other worker; None where it has none, or where nobody knows
        it."""
        if not self.link.usable:
            # It stops, or was given up while these commands waited.
            return [None] * len(commands)
        try:
            outcomes = decode_outcomes(await self.link.ask(encode_commands(commands)))
            if len(outcomes) != len(commands):
                raise ValueError(f"{len(outcomes)} outcomes of {len(commands)} commands")
        except Unreachable:
            logger.warning(
                "worker %s did not answer: its %d commands are decided here",
                self.link.name,
                len(commands),
            )
        except ValueError:
            logger.exception("worker %s and this one do not understand each other", self.link.name)
        else:
            return outcomes
        return [None] * len(commands)


def _first_told(outcome: CommandOutcome | Exception, began: datetime) -> CommandOutcome | Exception:
    """Mark an entry as new that is not older than the lost attempt: that attempt wrote it, so it is
    no replay. A second request with the same key at the same time is told so, too."""
    if not (isinstance(outcome, Done) and outcome.replayed and outcome.entry is not None):
        return outcome
    return outcome._replace(replayed=outcome.entry.recorded_at < began)

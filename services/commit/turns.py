"""The queue of the batcher: PRIORITY first, a part of every batch for STANDARD, and within each
the callers take turns, so that one with a thousand commands does not keep others waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from billing.catalog.catalog import Priority
from billing.ledger.commands import Command
from services.commit.decisions import Outcome

STANDARD_SHARE = 4
"""While anybody waits there, one place of so many in a batch is STANDARD's."""

PriorityOf = Callable[[str], Priority]
"""Of an account's commands. Asked for every call that comes in, and so O(1)."""

Answer = asyncio.Future[list[Outcome | Exception]]


@dataclass(slots=True)
class Caller:
    """The commands of one priority of one call; `taken` of them are in batches already."""

    commands: Sequence[Command]
    answer: Answer
    outcomes: list[Outcome | Exception] = field(default_factory=list)
    taken: int = 0


class Turn(NamedTuple):
    """A caller's part of a batch."""

    caller: Caller
    commands: Sequence[Command]


class Turns:
    """Callers of two priorities."""

    def __init__(self) -> None:
        self._queues: dict[Priority, deque[Caller]] = {one: deque() for one in Priority}

    def __bool__(self) -> bool:
        return any(self._queues.values())

    def add(self, priority: Priority, caller: Caller) -> None:
        self._queues[priority].append(caller)

    def next(self, room: int, turn: int, *, standard: int) -> dict[Priority, list[Turn]]:
        """Those of the next batch of at most `room` commands, `turn` of a caller at a time, and
        taken out of the queue; `standard` is how many commands wait there."""
        reserved = min(standard, -(-room // STANDARD_SHARE))
        first = self._take(Priority.PRIORITY, room - reserved, turn)
        left = room - count(first)
        return {
            Priority.PRIORITY: first,
            Priority.STANDARD: self._take(Priority.STANDARD, left, turn),
        }

    def _take(self, priority: Priority, room: int, turn: int) -> list[Turn]:
        """All callers in order, again and again until there is no room."""
        callers, turns = self._queues[priority], []
        while room and callers:
            caller = callers.popleft()
            start, caller.taken = caller.taken, caller.taken + min(turn, room)
            part = caller.commands[start : caller.taken]
            turns.append(Turn(caller, part))
            room -= len(part)
            if caller.taken < len(caller.commands):
                callers.append(caller)
        return turns


def count(turns: Sequence[Turn]) -> int:
    """Commands of all of them."""
    return sum(len(turn.commands) for turn in turns)


def places_by_priority(
    commands: Sequence[Command], priority_of: PriorityOf
) -> dict[Priority, Sequence[int]]:
    """Where in a call the commands of each priority stand, in order. Those of one account have the
    same priority, so that they stay in order."""
    priorities = {name: priority_of(name) for name in {c.account_id for c in commands}}
    found = set(priorities.values())
    if len(found) == 1:
        return {found.pop(): range(len(commands))}
    places: dict[Priority, list[int]] = {one: [] for one in found}
    for place, command in enumerate(commands):
        places[priorities[command.account_id]].append(place)
    return dict(places)

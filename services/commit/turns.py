"""The queue of the batcher: PRIORITY first, a part of every batch for STANDARD. Within a priority
the callers take turns, so that a caller with a thousand commands does not keep others waiting."""

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
"""While STANDARD commands wait, they get one of this many places in a batch."""

PriorityOf = Callable[[str], Priority]
"""The priority of an account's commands. Asked for every call, so it must be O(1)."""

Answer = asyncio.Future[list[Outcome | Exception]]


@dataclass(slots=True)
class Caller:
    """A call's commands of one priority; `taken` of them are in batches already."""

    commands: Sequence[Command]
    answer: Answer
    outcomes: list[Outcome | Exception] = field(default_factory=list)
    taken: int = 0


class Turn(NamedTuple):
    """A caller's part of a batch."""

    caller: Caller
    commands: Sequence[Command]


class Turns:
    """The waiting callers of both priorities."""

    def __init__(self) -> None:
        self._queues: dict[Priority, deque[Caller]] = {one: deque() for one in Priority}

    def __bool__(self) -> bool:
        return any(self._queues.values())

    def add(self, priority: Priority, caller: Caller) -> None:
        self._queues[priority].append(caller)

    def next(self, room: int, turn: int, *, standard: int) -> dict[Priority, list[Turn]]:
        """Take the turns of the next batch out of the queue: at most `room` commands, `turn` per
        caller at a time. `standard` is the number of waiting STANDARD commands."""
        reserved = min(standard, -(-room // STANDARD_SHARE))
        first = self._take(Priority.PRIORITY, room - reserved, turn)
        left = room - count(first)
        return {
            Priority.PRIORITY: first,
            Priority.STANDARD: self._take(Priority.STANDARD, left, turn),
        }

    def _take(self, priority: Priority, room: int, turn: int) -> list[Turn]:
        """Go through the callers in order, again and again, until there is no room."""
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
    """The number of their commands."""
    return sum(len(turn.commands) for turn in turns)


def places_by_priority(
    commands: Sequence[Command], priority_of: PriorityOf
) -> dict[Priority, Sequence[int]]:
    """Return the positions of a call's commands by priority, in order. An account's commands have
    the same priority, so they stay in order."""
    priorities = {name: priority_of(name) for name in {c.account_id for c in commands}}
    found = set(priorities.values())
    if len(found) == 1:
        return {found.pop(): range(len(commands))}
    places: dict[Priority, list[int]] = {one: [] for one in found}
    for place, command in enumerate(commands):
        places[priorities[command.account_id]].append(place)
    return dict(places)

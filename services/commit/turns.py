"""The queue of the batcher: PRIORITY comes first; a part of every batch is for STANDARD. Within a
priority, callers take turns, so that a caller with a thousand commands does not block the
others."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from billing.catalog.catalog import Priority
from billing.ledger.commands import Command
from services.commit.decisions import CommandOutcome

STANDARD_SHARE = 4
"""While STANDARD commands wait, they get one in this many places of a batch."""

PriorityOf = Callable[[str], Priority]
"""Returns the priority of an account's commands. Called for every submission, so it must be
O(1)."""

Answer = asyncio.Future[list[CommandOutcome | Exception]]


@dataclass(slots=True)
class Submission:
    """The commands of one priority of one call; `taken` of them are in batches already."""

    commands: Sequence[Command]
    answer: Answer
    outcomes: list[CommandOutcome | Exception] = field(default_factory=list)
    taken: int = 0


class Turn(NamedTuple):
    """A caller's share of a batch: a part of one submission."""

    submission: Submission
    commands: Sequence[Command]


class Turns:
    """The waiting submissions of both priorities."""

    def __init__(self) -> None:
        self._queues: dict[Priority, deque[Submission]] = {one: deque() for one in Priority}

    def __bool__(self) -> bool:
        return any(self._queues.values())

    def add(self, priority: Priority, submission: Submission) -> None:
        self._queues[priority].append(submission)

    def next(self, places: int, turn: int, *, standard: int) -> dict[Priority, list[Turn]]:
        """Take the turns of the next batch out of the queue: at most `places` commands, `turn` per
        submission at a time. `standard` is the number of waiting STANDARD commands."""
        reserved = min(standard, -(-places // STANDARD_SHARE))
        first = self._take(Priority.PRIORITY, places - reserved, turn)
        left = places - count(first)
        return {
            Priority.PRIORITY: first,
            Priority.STANDARD: self._take(Priority.STANDARD, left, turn),
        }

    def _take(self, priority: Priority, places: int, turn: int) -> list[Turn]:
        """Go through the submissions in order, again and again, until the batch is full."""
        waiting, turns = self._queues[priority], []
        while places and waiting:
            submission = waiting.popleft()
            start, submission.taken = submission.taken, submission.taken + min(turn, places)
            part = submission.commands[start : submission.taken]
            turns.append(Turn(submission, part))
            places -= len(part)
            if submission.taken < len(submission.commands):
                waiting.append(submission)
        return turns


def count(turns: Sequence[Turn]) -> int:
    """Return the number of their commands."""
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


def at_places(
    places: Iterable[Sequence[int]], answers: Iterable[Sequence[CommandOutcome | Exception]]
) -> list[CommandOutcome | Exception]:
    """Return the outcomes of a call's parts in the order of its commands; `places` are the
    positions of each part."""
    found: dict[int, CommandOutcome | Exception] = {}
    for taken, answer in zip(places, answers, strict=True):
        found.update(zip(taken, answer, strict=True))
    return [found[place] for place in range(len(found))]

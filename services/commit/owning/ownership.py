"""Routes each command to the worker that owns its bucket.

Ownership is a hint for speed: two workers that write the same account disturb each other. The keys
of the database keep every batch right, whoever decides it. So a worker that is wrong about the
owner, or does not reach it, decides itself.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from billing.ledger.commands import Command
from gateways.commit.link import Link
from gateways.commit.neighbours import Neighbours
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome
from services.commit.owning.buckets import BUCKETS, bucket_of, owners
from services.commit.owning.encoding import (
    FORWARDED,
    decode_commands,
    encode_outcomes,
    version_of,
)
from services.commit.owning.lane import Lane
from services.commit.remembered import Remembered
from services.commit.turns import at_places
from services.commit.unavailable import Unavailable

AnyOutcome = CommandOutcome | Exception
TAKEN = "taken"


class Ownership:
    """The routes of the worker `name`, whose own commands `here` decides. Its sockets are in
    `folder`; workers of another `release` get no commands. `clock` never raises."""

    def __init__(
        self,
        here: Batcher,
        remembered: Remembered,
        *,
        clock: Callable[[], datetime],
        folder: Path,
        name: str,
        release: str,
    ) -> None:
        self._here, self._remembered, self._clock = here, remembered, clock
        self._name = name
        self.counts: Counter[str] = Counter()
        """Commands by what became of them: handed over, taken from others, or decided here because
        their owner did not answer."""
        self._lanes: dict[str, Lane] = {}
        self._by_bucket: list[Lane | None] = [None] * BUCKETS
        self._closing: set[asyncio.Task[None]] = set()
        self._neighbours = Neighbours(
            folder, name, version_of(release), self._answer, self._changed
        )

    @property
    def owned(self) -> int:
        """The number of buckets whose commands this worker decides."""
        return self._by_bucket.count(None)

    @property
    def others(self) -> set[str]:
        """The names of the other workers that are alive."""
        return set(self._lanes)

    @property
    def on_the_way(self) -> int:
        """The number of commands that are handed over and have no answer."""
        return sum(lane.on_the_way for lane in self._lanes.values())

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Share the buckets with the other workers while it is open. `here` must run for longer."""
        try:
            async with self._neighbours.open():
                self._here.routes = self
                try:
                    yield
                finally:
                    self._here.routes = None
                    # What was handed over is answered before the links close.
                    await self._close_lanes()
        finally:
            await self._close_lanes()

    def lane_of(self, command: Command) -> Lane | None:
        """Return the queue for the command's owner; None if this worker decides it."""
        if type(command) not in FORWARDED:
            return None
        payer = self._remembered.payer(command.account_id)
        lane = self._by_bucket[bucket_of(payer)]
        return lane if lane is not None and lane.takes(payer) else None

    async def submit_all(self, commands: Sequence[Command]) -> Sequence[AnyOutcome]:
        """Like `submit_all` of the batcher. If only the queue of one owner is full, its commands
        have Unavailable as outcomes."""
        places: dict[Lane | None, list[int]] = {}
        for place, command in enumerate(commands):
            places.setdefault(self.lane_of(command), []).append(place)
        if len(places) == 1:
            (lane,) = places
            return await (lane or self._here).submit_here(commands)
        parts = [(lane, [commands[place] for place in taken]) for lane, taken in places.items()]
        answers = await asyncio.gather(*(self._part(lane, part) for lane, part in parts))
        return at_places(places.values(), answers)

    async def _part(self, lane: Lane | None, part: Sequence[Command]) -> Sequence[AnyOutcome]:
        # Perhaps the owner was lost after the lane was chosen.
        queue = self._here if lane is None or not lane.alive else lane
        try:
            return await queue.submit_here(part)
        except Unavailable as refused:
            return [refused] * len(part)

    async def _answer(self, content: bytes) -> bytes:
        """Decide the commands of another worker. Never raises."""
        try:
            commands = decode_commands(content)
        except ValueError:
            return encode_outcomes(())
        if not self._here.alive:
            return encode_outcomes([None] * len(commands))
        self.counts[TAKEN] += len(commands)
        return encode_outcomes(await self._part(None, commands))

    def _changed(self, links: Mapping[str, Link]) -> None:
        """Take note of the workers that are alive."""
        for name, lane in list(self._lanes.items()):
            if links.get(name) is not lane.link:
                del self._lanes[name]
                closing = asyncio.create_task(lane.close(), name=f"lane of worker {name}")
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)
        for name, link in links.items():
            if name not in self._lanes:
                self._lanes[name] = self._lane(link)
        names = owners((self._name, *self._lanes))
        self._by_bucket = [self._lanes.get(name) for name in names]

    async def _close_lanes(self) -> None:
        self._changed({})
        await asyncio.gather(*self._closing)

    def _lane(self, link: Link) -> Lane:
        return Lane(link, self._here, self._remembered, self._clock, self.counts)

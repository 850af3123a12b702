"""Our connection to another worker of this machine, which answers questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns

from gateways.commit.frames import FrameProtocol, Kind

PATIENCE_SECONDS = 0.5
"""After this time without a sign of life, a worker that owes an answer is asked for one. After the
same time again, it counts as hanging."""
PARTS = 5
"""A time of patience is waited for in so many parts. If this worker itself hangs, it loses one of
them only, and then the other's sign of life still arrives in time."""


class Unreachable(Exception):
    """The other worker is gone, or hangs. Whether it did what it was asked is unknown."""


class Link(FrameProtocol):
    """A connection to the worker `name`. `lost` is called once, when it takes no more questions:
    because it stops, hangs or is gone."""

    def __init__(self, name: str, lost: Callable[[str], None]) -> None:
        super().__init__()
        self.name = name
        self.usable = False
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = self._loop.create_future()
        """Done when questions are welcome, or when it is known that they are not."""
        self._number = 0
        self._answers: dict[int, asyncio.Future[bytes]] = {}
        self._quiet = 0
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, content: bytes) -> asyncio.Future[bytes]:
        """Return the answer to come, which may be Unreachable. Raises Unreachable."""
        if not self.usable:
            raise Unreachable(self.name)
        if not self._answers:
            # Nothing was expected until now, so its silence tells nothing.
            self._quiet = 0
        if self._timer is None:
            self._wait()
        self._number += 1
        answer = self._answers[self._number] = self._loop.create_future()
        self.send(Kind.ASK, content, self._number, self._until())
        return answer

    def _until(self) -> int:
        """Return until when a question of now may be taken. That is a part before it can be given
        up: this worker then decides itself and tells its caller, and a later decision might be
        another one."""
        parts = 2 * PARTS - self._quiet - 2
        return monotonic_ns() + int(parts * PATIENCE_SECONDS / PARTS * 1e9)

    def heard(self, kind: Kind, content: bytes, number: int, until: int) -> None:
        self._quiet = 0
        if kind is Kind.ANSWER:
            answer = self._answers.pop(number, None)
            if answer is not None and not answer.done():
                answer.set_result(content)
            if not self.usable and not self._answers:
                # It waited for this answer only.
                self.abort()
        elif kind is Kind.LEAVING:
            self._leave()
        elif kind is Kind.READY and not self.ready.done():
            self.usable = True
            self.ready.set_result(None)

    def ended(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self.ready.done():
            self.ready.set_result(None)
        self._lose()
        answers, self._answers = self._answers, {}
        for answer in answers.values():
            if not answer.done():
                answer.set_exception(Unreachable(self.name))

    def _leave(self) -> None:
        self._lose()
        if not self._answers:
            self.abort()

    def _lose(self) -> None:
        if self.usable:
            self.usable = False
            self._lost(self.name)

    def _wait(self) -> None:
        self._timer = self._loop.call_later(PATIENCE_SECONDS / PARTS, self._look)

    def _look(self) -> None:
        """Look whether the other worker was quiet for too long while it owes an answer."""
        self._timer = None
        if not self._answers:
            return
        self._quiet += 1
        if self._quiet == 2 * PARTS:
            self.abort()
            return
        if self._quiet == PARTS:
            self.send(Kind.PING)
        self._wait()


async def open_link(
    path: Path, name: str, hello: bytes, lost: Callable[[str], None]
) -> Link | None:
    """Connect to the socket of the worker `name`, and say `hello`. Return None if it is gone,
    hangs, or is of another version."""
    link = Link(name, lost)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await loop.create_unix_connection(lambda: link, str(path))
        link.send(Kind.HELLO, hello)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await link.ready
    except (TimeoutError, OSError):
        link.abort()
        return None
    except BaseException:
        link.abort()
        raise
    return link if link.usable else None

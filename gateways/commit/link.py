"""Our connection to another worker of this machine, which answers questions."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns

from gateways.commit.frames import Kind, frame, read_frame

PATIENCE_SECONDS = 0.5
"""After this time without an answer, a worker is asked for a sign of life. After the same time
again, it counts as hanging."""
PARTS = 5
"""A time of patience is waited for in so many parts. If this worker itself hangs, it loses one of
them only, and then the other's sign of life still arrives in time."""
READ_BYTES = 1024 * 1024


class Unreachable(Exception):
    """The other worker is gone, or hangs. Whether it did what it was asked is unknown."""


def is_given_up(number: int) -> bool:
    """Return whether the question of this number is so old that the worker which asked it has given
    it up. It decides itself then, and tells its caller. A later decision might be another one."""
    return monotonic_ns() - number > 2 * PATIENCE_SECONDS * 1e9


class Link:
    """A connection to the worker `name`. `lost` is called once, when it takes no more questions:
    because it stops, hangs or is gone."""

    def __init__(
        self,
        name: str,
        reader: StreamReader,
        writer: StreamWriter,
        lost: Callable[[str], None],
    ) -> None:
        self.name = name
        self.usable = True
        self._reader, self._writer = reader, writer
        self._lost = lost
        self._heard = 0
        self._number = 0
        self._answers: dict[int, asyncio.Future[bytes]] = {}
        self._reading = asyncio.create_task(self._read(), name=f"link to worker {name}")

    async def ask(self, content: bytes) -> bytes:
        """Return the answer. Raises Unreachable."""
        if not self.usable:
            raise Unreachable(self.name)
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        # The time of the question, in nanoseconds. All workers of a machine have the same clock.
        number = self._number = max(self._number + 1, monotonic_ns())
        self._answers[number] = answer
        self._writer.write(frame(Kind.ASK, content, number))
        heard = -1
        while not await _is_done(answer):
            if self._heard == heard:
                self._end()
                break
            heard = self._heard
            self._writer.write(frame(Kind.PING))
        self._answers.pop(number, None)
        if not self.usable and not self._answers:
            # It waited for this answer only.
            self._end()
        return answer.result()

    async def close(self) -> None:
        """Close the connection, and wait until nothing runs for it."""
        self._end()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while True:
                kind, content, number = await read_frame(self._reader)
                self._heard += 1
                if kind is Kind.LEAVING:
                    self._leave()
                elif kind is Kind.ANSWER and number in self._answers:
                    self._answers.pop(number).set_result(content)
        except (EOFError, OSError, ValueError):
            self._end()

    def _leave(self) -> None:
        if self.usable:
            self.usable = False
            self._lost(self.name)
        if not self._answers:
            self._end()

    def _end(self) -> None:
        """Give the connection up, also the questions that are not answered."""
        if self.usable:
            self.usable = False
            self._lost(self.name)
        for answer in self._answers.values():
            answer.set_exception(Unreachable(self.name))
        self._answers.clear()
        # What was not sent yet is dropped: one that hangs would keep it for ever.
        self._writer.transport.abort()


async def _is_done(answer: asyncio.Future[bytes]) -> bool:
    """Wait for an answer, as long as patience lasts."""
    for _ in range(PARTS):
        if not answer.done():
            await asyncio.wait((answer,), timeout=PATIENCE_SECONDS / PARTS)
    return answer.done()


async def open_link(
    path: Path, name: str, hello: bytes, lost: Callable[[str], None]
) -> Link | None:
    """Connect to the socket of the worker `name`, and say `hello`. Return None if it is gone,
    hangs, or is of another version."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path, limit=READ_BYTES)
    except (TimeoutError, OSError):
        return None
    try:
        writer.write(frame(Kind.HELLO, hello))
        async with asyncio.timeout(PATIENCE_SECONDS):
            kind, *_ = await read_frame(reader)
    except (TimeoutError, EOFError, OSError, ValueError):
        writer.close()
        return None
    except BaseException:
        writer.close()
        raise
    if kind is not Kind.READY:
        writer.close()
        return None
    return Link(name, reader, writer, lost)

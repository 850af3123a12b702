"""The workers of this machine that are alive: they find each other by their sockets in a private
folder, and each answers the questions of the others."""

from __future__ import annotations

import asyncio
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from gateways.commit.frames import Kind, frame, read_frame
from gateways.commit.link import READ_BYTES, Link, is_given_up, open_link

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""The time between two looks for workers that are new, or that answer again."""
LEAVE_SECONDS = 5.0
"""How long a worker that stops waits for the others to take note and to get their answers."""
VERSION_BYTES = 16
_SUFFIX = ".commands"

Decide = Callable[[bytes], Awaitable[bytes]]
Changed = Callable[[Mapping[str, Link]], None]


class Neighbours:
    """The worker `name` among the others in `folder`. `answer` answers their questions; `changed`
    gets the links that can be used, by the names of the others, whenever they change.

    Workers of another `version` do not talk to each other.
    """

    def __init__(
        self, folder: Path, name: str, version: bytes, answer: Decide, changed: Changed
    ) -> None:
        self._folder, self._name, self._version = folder, name, version
        self._answer, self._changed = answer, changed
        self._links: dict[str, Link] = {}
        self._askers: dict[StreamWriter, asyncio.Future[None]] = {}
        self._strangers: set[bytes] = set()
        self._met = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer and find the others while it is open. At the end they are told first, so that they
        ask no more, and what they asked before is answered."""
        path = self._path(self._name)
        server = await asyncio.start_unix_server(self._asked, path, limit=READ_BYTES)
        path.chmod(0o600)
        looking = asyncio.create_task(self._look(), name="neighbours")
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await self._leave()
            for link in list(self._links.values()):
                await link.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    async def _look(self) -> None:
        """Connect to the others, again and again."""
        while True:
            self._met.clear()
            missing = self._found() - self._links.keys() - {self._name}
            await asyncio.gather(*(self._connect(name) for name in sorted(missing)))
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._met.wait()
            except TimeoutError:
                continue

    def _found(self) -> set[str]:
        """Return the names of the workers with a socket, also of those that were killed."""
        try:
            return {path.stem for path in self._folder.glob(f"*{_SUFFIX}")}
        # The process has too many open files; the next look may see them.
        except OSError:
            return set()

    async def _connect(self, name: str) -> None:
        hello = self._version + self._name.encode()
        link = await open_link(self._path(name), name, hello, self._lose)
        if link is not None and link.usable:
            self._links[name] = link
            self._changed(self._links)

    def _lose(self, name: str) -> None:
        if self._links.pop(name, None) is not None:
            self._changed(self._links)

    async def _asked(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer another worker until it disconnects."""
        done = self._askers[writer] = asyncio.get_running_loop().create_future()
        try:
            kind, hello, _ = await read_frame(reader)
            if kind is Kind.HELLO and self._is_known(hello):
                _send(writer, Kind.READY)
                await self._serve(reader, writer)
        except (EOFError, OSError, ValueError):
            pass  # The other worker has disconnected.
        finally:
            del self._askers[writer]
            done.set_result(None)
            writer.close()

    def _is_known(self, hello: bytes) -> bool:
        """Return whether the other worker has our version. If it is new, look for it at once."""
        version, name = hello[:VERSION_BYTES], hello[VERSION_BYTES:]
        if version == self._version:
            if name.decode() not in self._links:
                self._met.set()
            return True
        if name not in self._strangers:
            self._strangers.add(name)
            logger.info("worker %s has another version: it gets no commands", name.decode())
        return False

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        telling: set[asyncio.Task[None]] = set()
        try:
            while True:
                kind, content, number = await read_frame(reader)
                if kind is Kind.PING:
                    _send(writer, Kind.PONG)
                elif kind is Kind.ASK:
                    if is_given_up(number):
                        return
                    task = asyncio.create_task(self._tell(content, number, writer))
                    telling.add(task)
                    task.add_done_callback(telling.discard)
        finally:
            # What was taken is done, whoever waits for it.
            await asyncio.gather(*telling)

    async def _tell(self, content: bytes, number: int, writer: StreamWriter) -> None:
        try:
            _send(writer, Kind.ANSWER, await self._answer(content), number)
        # A fault of ours: the other worker must not wait for the answer.
        except Exception:
            logger.exception("the commands of another worker were not decided")
            writer.close()

    async def _leave(self) -> None:
        asking = list(self._askers.values())
        for writer in self._askers:
            _send(writer, Kind.LEAVING)
        if asking:
            await asyncio.wait(asking, timeout=LEAVE_SECONDS)
        for writer in self._askers:
            writer.close()


def _send(writer: StreamWriter, kind: Kind, content: bytes = b"", number: int = 0) -> None:
    if not writer.is_closing():
        writer.write(frame(kind, content, number))

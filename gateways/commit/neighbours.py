"""The workers of this machine that are alive: they find each other by their sockets in a private
folder, and each answers the questions of the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic_ns

from gateways.commit.frames import FrameProtocol, Kind
from gateways.commit.link import Link, open_link

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
        self._askers: set[Asker] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._nobody_asks = asyncio.Event()
        self._strangers: set[bytes] = set()
        self._met = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer and find the others while it is open. At the end they are told first, so that they
        ask no more, and what they asked before is answered."""
        path = self._path(self._name)
        loop = asyncio.get_running_loop()
        server = await loop.create_unix_server(lambda: Asker(self), str(path))
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
                link.abort()

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
        if link is not None:
            self._links[name] = link
            self._changed(self._links)

    def _lose(self, name: str) -> None:
        if self._links.pop(name, None) is not None:
            self._changed(self._links)

    def known(self, hello: bytes) -> bool:
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

    def came(self, asker: Asker) -> None:
        """Take note of a worker that asks."""
        self._askers.add(asker)

    def gone(self, asker: Asker) -> None:
        """Take note of a worker that asks no more."""
        self._askers.discard(asker)
        if not self._askers:
            self._nobody_asks.set()

    def tell(self, asker: Asker, content: bytes, number: int) -> None:
        """Answer a question. What was taken is done, whoever waits for it."""
        task = asyncio.create_task(self._tell(asker, content, number))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, asker: Asker, content: bytes, number: int) -> None:
        try:
            asker.send(Kind.ANSWER, await self._answer(content), number)
        # A fault of ours: the other worker must not wait for the answer.
        except Exception:
            logger.exception("the commands of another worker were not decided")
            asker.abort()

    async def _leave(self) -> None:
        for asker in self._askers:
            asker.send(Kind.LEAVING)
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                while self._askers:
                    self._nobody_asks.clear()
                    await self._nobody_asks.wait()
                if self._telling:
                    await asyncio.wait(self._telling)
        for asker in list(self._askers):
            asker.finish()


class Asker(FrameProtocol):
    """Another worker that has connected to ask."""

    def __init__(self, neighbours: Neighbours) -> None:
        super().__init__()
        self._neighbours = neighbours
        self._is_known = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._neighbours.came(self)

    def ended(self) -> None:
        self._neighbours.gone(self)

    def heard(self, kind: Kind, content: bytes, number: int, until: int) -> None:
        if not self._is_known:
            self._greet(kind, content)
        elif kind is Kind.PING:
            self.send(Kind.PONG)
        elif kind is Kind.ASK:
            if monotonic_ns() > until:
                # This one was given up, perhaps, and so were those behind it.
                self.abort()
            else:
                self._neighbours.tell(self, content, number)

    def _greet(self, kind: Kind, hello: bytes) -> None:
        if kind is Kind.HELLO and self._neighbours.known(hello):
            self._is_known = True
            self.send(Kind.READY)
        else:
            self.abort()

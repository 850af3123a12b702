"""The metrics of all workers in one answer.

Workers share a port, so a request may reach any of them. That worker asks the others over sockets
in a private folder. The label `worker` distinguishes them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ASK_SECONDS = 2.0
"""A worker that takes longer is left out."""
_SUFFIX = ".sock"

Tell = Callable[[], Awaitable[bytes]]


class Workers:
    """One worker and its access to the others. `tell` returns its own metrics as text."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._name = str(os.getpid())

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer the other workers while it is open."""
        path = self._folder / f"{self._name}{_SUFFIX}"
        server = await asyncio.start_unix_server(self._answer, path)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)

    async def text(self) -> bytes:
        """Return the metrics of all workers."""
        others = [path for path in self._folder.glob(f"*{_SUFFIX}") if path.stem != self._name]
        told = await asyncio.gather(self._tell(), *(_ask(path) for path in others))
        names = [self._name, *(path.stem for path in others)]
        return merged({name: text for name, text in zip(names, told, strict=True) if text})

    async def _answer(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await self._tell())
            await writer.drain()
        except ConnectionError:
            pass  # The worker that asked has disconnected.
        finally:
            writer.close()


async def _ask(path: Path) -> bytes:
    """Return the metrics of another worker; nothing if it does not answer in time."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                return await reader.read()
            finally:
                writer.close()
    # A killed worker leaves its socket file behind.
    except (TimeoutError, OSError):
        return b""


@asynccontextmanager
async def metrics_of_all(folder: Path | None, tell: Tell) -> AsyncIterator[Tell]:
    """Yield a function that returns the metrics: of this process, or of all workers in `folder`."""
    if folder is None:
        yield tell
        return
    workers = Workers(folder, tell)
    async with workers.open():
        yield workers.text


def merged(texts: Mapping[str, bytes]) -> bytes:
    """Merge metrics: each family once, with the samples of all. `worker` is their first label."""
    families: dict[str, dict[str, None]] = {}
    for worker, text in texts.items():
        family: dict[str, None] = {}
        for line in text.decode().splitlines():
            if line.startswith("#"):
                family = families.setdefault(line.split(" ", 3)[2], {})
                family[line] = None
            else:
                family[_labelled(line, worker)] = None
    return "".join(f"{line}\n" for family in families.values() for line in family).encode()


def _labelled(sample: str, worker: str) -> str:
    label = f'worker="{worker}"'
    name, brace, rest = sample.partition("{")
    if brace and " " not in name:
        return f"{name}{{{label},{rest}"
    name, _, value = sample.partition(" ")
    return f"{name}{{{label}}} {value}"

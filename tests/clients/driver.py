"""One client of the guide in a process of Node. It is moved by lines, and tells by lines."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TIMEOUT_SECONDS = 180
NAMES = ("apollo", "urql", "relay", "graphql-ws")


def missing() -> str | None:
    """Return what these tests lack on this machine, or None."""
    if not shutil.which("node"):
        return "Node.js is missing (Debian: nodejs and npm)"
    if not (MODULES / "@apollo").exists():
        return "the packages of tests/clients are missing: make test installs them"
    return None


async def run_node(*arguments: str) -> str:
    """Run a script of this folder; return its output. Raises AssertionError if it fails."""
    process = await _start(*arguments)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


async def _start(*arguments: str) -> Process:
    known = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    return await asyncio.create_subprocess_exec(
        "node", *arguments, cwd=HERE, env=known, stdin=PIPE, stdout=PIPE, stderr=STDOUT
    )


class Driver:
    """A client that shows the balance of its tokens' account. `shown` are all revisions so far."""

    def __init__(self, name: str, process: Process) -> None:
        self.name, self._process = name, process
        self.shown: list[int] = []

    async def told(self, kind: str) -> Any:
        """Return the next line of this kind. Others are passed over, but an error is not."""
        assert self._process.stdout is not None
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while text := await self._process.stdout.readline():
                [(found, value)] = self._line(text).items()
                if found == "balance":
                    self.shown.append(value["revision"])
                if found == kind:
                    return value
                assert found != "error", f"{self.name}: {value}"
        raise AssertionError(f"{self.name} ended")

    def _line(self, text: bytes) -> dict[str, Any]:
        try:
            line: dict[str, Any] = json.loads(text)
        except ValueError:
            raise AssertionError(f"{self.name}: {text.decode()}") from None
        return line

    async def shows(self, revision: int) -> None:
        """Wait until it shows the balance of this revision."""
        while not self.shown or self.shown[-1] < revision:
            await self.told("balance")

    def send(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())

    async def ended(self) -> int:
        """Wait until nothing is left to do for it; return the exit code."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await self._process.wait()


@asynccontextmanager
async def driver(name: str, address: str, *tokens: str) -> AsyncIterator[Driver]:
    """Start a client, which uses each token until it is refused."""
    process = await _start("drive.mjs", name, f"{address}/graphql", json.dumps(tokens))
    try:
        yield Driver(name, process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def blocks(markdown: str) -> list[str]:
    """Return the blocks of JavaScript in a document."""
    return re.findall(r"^```js\n(.*?)^```$", markdown, re.DOTALL | re.MULTILINE)

"""A partner's server that is fast: `python -m bench.hook_receiver` prints its port. For each number
on standard input it prints when so many different deliveries had arrived since that line, by the
clock that all processes of a machine share."""

from __future__ import annotations

import asyncio
import sys
from time import monotonic

import uvloop

from bench.http import HEAD_END, content_length

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_ID = b"\r\nwebhook-id: "


class Arrivals:
    """The deliveries that arrived; `wanted` more are waited for."""

    def __init__(self) -> None:
        self.ids: set[bytes] = set()
        self.wanted = 0

    def expect(self, wanted: int) -> None:
        self.ids.clear()
        self.wanted = wanted

    def note(self, name: bytes) -> None:
        self.ids.add(name)
        if len(self.ids) == self.wanted:
            self.wanted = 0
            _print(f"{monotonic()}")


class Reception(asyncio.Protocol):
    """A connection of the service."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(HEAD_END)
        length = content_length(head) or 0
        if not found or len(body) < length:
            return
        self._data = body[length:]
        self._arrivals.note(head.partition(_ID)[2].partition(b"\r\n")[0])
        self._transport.write(OK)  # type: ignore[attr-defined]  # a Transport, once connected


async def main() -> None:
    """Serve until standard input ends."""
    arrivals, loop = Arrivals(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Reception(arrivals), "127.0.0.1", 0)
    _print(f"{server.sockets[0].getsockname()[1]}")
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async for line in lines:
        arrivals.expect(int(line))
    server.close()


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())

"""A TCP proxy that delivers everything late, as a network would: `python -m bench.delay`.

It reads its plan as JSON from standard input, and serves until it is stopped. Each part of a stream
arrives a fixed time after it was sent. What follows does not wait for it, so the throughput of a
stream has no limit.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from dataclasses import dataclass

PART_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Connections to `port` go on to `far_port`, both of this machine. `seconds` is the delay of
    one way."""

    port: int
    far_port: int
    seconds: float


async def serve(plan: Plan) -> None:
    """Serve until cancelled."""

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", plan.far_port)
        await asyncio.gather(
            pass_on(reader, far_writer, plan.seconds), pass_on(far_reader, writer, plan.seconds)
        )

    server = await asyncio.start_server(join, "127.0.0.1", plan.port)
    await server.serve_forever()


async def pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    """Write what is read, each part `seconds` later, until the stream ends. Then close the
    other."""
    loop = asyncio.get_running_loop()
    late: deque[bytes] = deque()

    def write() -> None:
        data = late.popleft()
        if data:
            writer.write(data)
        else:
            writer.close()

    ended = False
    while not ended:
        try:
            data = await reader.read(PART_BYTES)
        except ConnectionError:
            data = b""
        late.append(data)
        # Calls of the same delay come in order.
        loop.call_later(seconds, write)
        ended = not data


if __name__ == "__main__":
    asyncio.run(serve(Plan(**json.load(sys.stdin))))

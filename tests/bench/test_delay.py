"""The delaying proxy passes everything on, in order, and ends with either side."""

from __future__ import annotations

import asyncio

from bench.delay import Plan, serve
from bench.postgres import free_port

DATA = bytes(range(256)) * 4_000


async def test_what_is_sent_comes_back_complete_and_in_order() -> None:
    ended = asyncio.Event()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1_000):
            writer.write(data)
            await writer.drain()
        writer.close()
        ended.set()

    async with asyncio.timeout(180):
        far = await asyncio.start_server(echo, "127.0.0.1", 0)
        plan = Plan(port=free_port(), far_port=far.sockets[0].getsockname()[1], seconds=0.001)
        proxy = asyncio.create_task(serve(plan))
        reader, writer = await _connected(plan.port)
        writer.write(DATA)
        assert await reader.readexactly(len(DATA)) == DATA
        writer.write_eof()
        assert await reader.read() == b""
        await ended.wait()
        writer.close()
        await writer.wait_closed()
        proxy.cancel()
        await asyncio.gather(proxy, return_exceptions=True)
        far.close()
        await far.wait_closed()


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)

"""Subscriptions for the asynchronous client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from yumi_billing._live_protocol import SUBPROTOCOL, Dialogue, Ended, address, closed
from yumi_billing._reconnecting import Reconnecting, rejected
from yumi_billing._settings import Settings


async def live(
    settings: Settings,
    body: bytes,
    connected: Callable[[], AsyncIterator[dict[str, Any]]] | None = None,
) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the data of a subscription for ever; open it again when the connection breaks.

    `connected` yields what was missed; it is asked after each connection.
    """
    state = Reconnecting(settings.token)
    while True:
        dialogue = Dialogue(body, settings.token)
        try:
            once = _once(settings, dialogue, connected)
            async with aclosing(once):
                async for data in once:
                    state.works()
                    yield data
        except Exception as error:  # noqa: BLE001 - it is raised again, unless it passes
            await asyncio.sleep(state.wait_after(error, dialogue))


async def _once(
    settings: Settings,
    dialogue: Dialogue,
    connected: Callable[[], AsyncIterator[dict[str, Any]]] | None,
) -> AsyncGenerator[dict[str, Any], None]:
    try:
        async with connect(
            address(settings.url),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            open_timeout=settings.timeout,
            close_timeout=1,
            ssl=settings.ssl_context,
            compression=None,
            proxy=None,
        ) as socket:
            await socket.send(dialogue.opening())
            async for text in socket:
                reply, data = dialogue.heard(text)
                if reply:
                    await socket.send(reply)
                if connected and dialogue.begins():
                    async for data in connected():
                        yield data
                if data is not None:
                    yield data
        raise Ended
    except ConnectionClosed as error:
        frame = error.rcvd
        raise closed(frame.code if frame else None, frame.reason if frame else "") from error
    except InvalidStatus as error:
        raise rejected(error) from error

"""Subscriptions for the synchronous client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from yumi_billing._live_protocol import SUBPROTOCOL, Dialogue, Ended, address, closed
from yumi_billing._reconnecting import Reconnecting, rejected
from yumi_billing._settings import Settings


def live(
    settings: Settings,
    body: bytes,
    connected: Callable[[], Iterator[dict[str, Any]]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the data of a subscription for ever; open it again when the connection breaks.

    `connected` yields what was missed; it is asked after each connection.
    """
    state = Reconnecting(settings.token)
    while True:
        dialogue = Dialogue(body, settings.token)
        try:
            for data in _once(settings, dialogue, connected):
                state.works()
                yield data
        except Exception as error:  # noqa: BLE001 - it is raised again, unless it passes
            time.sleep(state.wait_after(error, dialogue))


def _once(
    settings: Settings,
    dialogue: Dialogue,
    connected: Callable[[], Iterator[dict[str, Any]]] | None,
) -> Iterator[dict[str, Any]]:
    try:
        with connect(
            address(settings.url),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            open_timeout=settings.timeout,
            close_timeout=1,
            ssl=settings.ssl_context,
            compression=None,
            proxy=None,
        ) as socket:
            socket.send(dialogue.opening())
            for text in socket:
                reply, data = dialogue.heard(text)
                if reply:
                    socket.send(reply)
                if connected and dialogue.begins():
                    yield from connected()
                if data is not None:
                    yield data
        raise Ended
    except ConnectionClosed as error:
        frame = error.rcvd
        raise closed(frame.code if frame else None, frame.reason if frame else "") from error
    except InvalidStatus as error:
        raise rejected(error) from error

"""uvicorn's websockets, with an end for those that don't read."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

STOP_SECONDS = 2.0
"""How long a socket has, when the server stops, to take what waits for it and why it is closed."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """A socket whose buffer is full would hold a stop up for as long as requests may take."""

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(STOP_SECONDS, self.transport.abort)

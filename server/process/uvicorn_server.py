"""uvicorn's server and its supervisor, that tell when they really serve."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from socket import socket

from uvicorn import Config, Server

from server.process.listening import taken
from server.process.protocols import Supervisor

STARTUP_FAILURE = 3
"""uvicorn's exit status, of which its supervisor knows that another try would fail too."""

Serving = Callable[[], None]


def run(config: Config, sockets: list[socket], serving: Serving) -> None:
    """Blocks until a signal ends it. `serving` is called once, when requests are answered.

    Raises SettingsError where another process has begun to listen on the port.
    """
    if config.workers > 1:
        Supervisor(config, sockets, serving).run()
        return
    server = _OneServer(config, serving)
    # Ctrl-C is raised once more when all is put in order.
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _OneServer(Server):
    def __init__(self, config: Config, serving: Serving) -> None:
        super().__init__(config)
        self._serving = serving

    async def startup(self, sockets: list[socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        # Of two that start at once, both bind the port, and one can listen.
        except OSError as error:
            raise taken(self.config.host, self.config.port, error) from error
        if self.started:
            self._serving()

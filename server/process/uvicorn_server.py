"""uvicorn's server and its supervisor, with a callback when they begin to serve."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from socket import socket

from uvicorn import Config, Server

from server.process.listening import taken
from server.process.supervisor import Supervisor

STARTUP_FAILURE = 3
"""uvicorn's exit status after which its supervisor does not start the worker again."""

Serving = Callable[[], None]


def run(config: Config, sockets: list[socket], serving: Serving) -> None:
    """Serve until a signal. `serving` is called once, when requests are answered.

    Raises SettingsError if another process listens on the port.
    """
    if config.workers > 1:
        Supervisor(config, sockets, serving).run()
        return
    server = _OneServer(config, serving)
    # Ctrl-C is raised again after the shutdown.
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
        # If two processes start at once, both can bind the port, but only one can listen.
        except OSError as error:
            raise taken(self.config.host, self.config.port, error) from error
        if self.started:
            self._serving()

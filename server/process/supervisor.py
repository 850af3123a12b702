"""uvicorn's supervisor of several workers, which says when the first of them serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess


class Supervisor(Multiprocess):
    """Several processes. `serving` is called once, when the first of them answers requests."""

    _serving: Callable[[], None] | None = None

    def __init__(
        self, config: Config, sockets: Sequence[socket], serving: Callable[[], None]
    ) -> None:
        super().__init__(config, list(sockets))
        self._serving = serving

    def init_processes(self) -> None:
        super().init_processes()
        first, seconds = self.processes[0], self.config.timeout_worker_healthcheck
        if first.wait_until_ready(seconds, self.should_exit) and self._serving is not None:
            self._serving()

"""Stops the server in two steps: first `/readyz` answers 503, and after DRAIN_SECONDS it stops.

The HTTP server closes its port as soon as it gets the signal. A load balancer that checks only at
intervals would still send requests to the closed port. So the server keeps serving for a while.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from functools import partial

logger = logging.getLogger("billing")

STOPPING = (signal.SIGTERM, signal.SIGINT)


class Draining:
    """The draining of one process. `begun` is True after the first signal."""

    def __init__(self, seconds: float = 0) -> None:
        self.begun = False
        self._seconds = seconds

    def listen(self) -> None:
        """Handle SIGTERM and SIGINT before the HTTP server's own handlers do.

        Those are called when the time is over, or at the second signal. Call it in the main thread,
        on a running event loop.
        """
        for number in STOPPING:
            stop = signal.getsignal(number)
            if callable(stop):
                self._stand_before(number, partial(stop, number, None))

    def _stand_before(self, number: int, stop: Callable[[], object]) -> None:
        loop = asyncio.get_running_loop()

        def told() -> None:
            if self.begun or not self._seconds:
                self.begun = True
                stop()
                return
            self.begun = True
            logger.info("draining for %g seconds", self._seconds)
            loop.call_later(self._seconds, stop)

        loop.add_signal_handler(number, told)

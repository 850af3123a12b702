"""Stopping in two steps: first `/readyz` says so, so that nobody sends more; then it stops.

uvicorn closes its port as soon as it is told to stop. Behind a balancer that looks only now and
then, requests would meet a closed port meanwhile: DRAIN_SECONDS is how long to go on serving.
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
    """Of a process. `begun` once it was told to stop."""

    def __init__(self, seconds: float = 0) -> None:
        self.begun = False
        self._seconds = seconds

    def listen(self) -> None:
        """Stands before the server's own handlers of SIGTERM and SIGINT, in the main thread of a
        running loop. They are called when the time is over, or at the second signal."""
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

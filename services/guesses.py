"""Limits wrong codes: whoever guesses at invitations has to wait. Codes are long enough without it;
this keeps guessers from costing work.

Each process counts for itself. What is right costs nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from billing.rate_limits import FULL, MILLION, Level, take

WRONG_AT_ONCE = 20
"""The wrong codes of one caller until it has to wait."""
SECONDS_EACH = 60
"""After this time, one more wrong code is free."""
CALLERS_MAX = 10_000
"""The callers that are remembered. Beyond that, all are forgotten: only callers with credentials
count."""


class Guesses:
    """The wrong codes of each caller in this process."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._levels: dict[str, Level] = {}

    def wait_seconds(self, caller: str) -> int:
        """Return how long the caller has to wait until its next try; 0: not at all."""
        known = self._levels.get(caller)
        return 0 if known is None else -(-self._take(known)[1] // MILLION)

    def wrong(self, caller: str) -> None:
        """Note a wrong code of the caller."""
        if len(self._levels) >= CALLERS_MAX and caller not in self._levels:
            self._levels.clear()
        self._levels[caller] = self._take(self._levels.get(caller, FULL))[0]

    def _take(self, level: Level) -> tuple[Level, int]:
        """Return the level after one more wrong code, and the microseconds until it is free."""
        after, granted = take(
            level,
            int(self._timer() * MILLION),
            per_second=1,
            capacity=WRONG_AT_ONCE * SECONDS_EACH,
            least=SECONDS_EACH,
            want=SECONDS_EACH,
        )
        return after, granted.wait

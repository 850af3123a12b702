"""Keeping the rollups: entries are folded into them after they are committed, exactly once.

Nothing of it is on the way of a use: a row that every use of a day adds to would make all commits
of all processes wait for each other. `rolled` says how far each account's entries are folded; it
moves in the transaction that folds, so a process may end anywhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from db.analytics.rollups import behind
from db.errors import is_unavailable, write_refusal
from services.analytics.folding import fold
from services.commit.changed import Taker

logger = logging.getLogger(__name__)

PASS_SECONDS = 1.0
PASS_SECONDS_MAX = 30.0
SHARE = 0.05
"""Of the time, at most: an account's news costs nearly the same however much there is of it, so
under load it is gathered for longer."""
SWEEP_SECONDS = 300.0
ACCOUNTS_MAX = 500


class Rollups:
    """One a process. `changed` is what it commits itself; sweeps find what other processes left."""

    def __init__(self, changed: Taker, clock: Callable[[], datetime]) -> None:
        self._changed = changed
        self._clock = clock
        self._waiting: dict[str, None] = {}
        self._seen_forgotten = 0
        self._caught_up_at = clock()

    @property
    def as_of(self) -> datetime:
        """All that this process committed before then is folded."""
        return self._caught_up_at if self._waiting or len(self._changed) else self._clock()

    @property
    def lag_seconds(self) -> float:
        """0 while nothing waits."""
        return max((self._clock() - self.as_of).total_seconds(), 0.0)

    @property
    def waiting(self) -> int:
        """Accounts of this process whose last entries are not folded yet, as far as is known."""
        return len(self._waiting) + len(self._changed)

    async def run(self) -> None:
        """Folds until cancelled: what changed every second or, under load, every few; what else is
        behind every few minutes."""
        swept: float | None = None
        clock, rest = asyncio.get_running_loop().time, PASS_SECONDS
        while True:
            await asyncio.sleep(rest)
            now = clock()
            try:
                if swept is None or now - swept > SWEEP_SECONDS or self._forgot():
                    await self.sweep()
                    swept = now
                await self.catch_up()
            # A database that is away for a while must not end the folding.
            except Exception as error:  # noqa: BLE001
                if write_refusal(error) is None:
                    logger.warning("the rollups could not be kept: %r", error)
            worked = clock() - now
            rest = max(PASS_SECONDS, min(worked * (1 / SHARE - 1), PASS_SECONDS_MAX))

    async def sweep(self) -> int:
        """Folds all that is behind, whoever committed it; how many accounts there were."""
        found, after = 0, ""
        while ids := await behind(after=after, limit=ACCOUNTS_MAX):
            found, after = found + len(ids), ids[-1]
            self._waiting.update(dict.fromkeys(ids))
            await self.catch_up()
        return found

    async def catch_up(self) -> None:
        """Folds all that is known to have changed by now. What changes meanwhile is for the next
        time: under load there would be no end, and a fold for every use."""
        now = self._clock()
        self._waiting.update(dict.fromkeys(self._changed.take(len(self._changed))))
        while self._waiting:
            ids = list(islice(self._waiting, ACCOUNTS_MAX))
            left = await _folded(ids)
            for account_id in ids:
                if account_id not in left:
                    del self._waiting[account_id]
        self._caught_up_at = now

    def _forgot(self) -> bool:
        """Whether there was no room to note an account since this was asked last."""
        seen, self._seen_forgotten = self._seen_forgotten, self._changed.forgotten
        return seen != self._seen_forgotten


async def _folded(ids: Sequence[str]) -> set[str]:
    """What is left. An account that can't be folded is told of, and holds up no other; the next
    sweep finds it again."""
    try:
        return await fold(ids)
    except Exception as error:
        if is_unavailable(error):
            raise
        if len(ids) == 1:
            logger.error("ALERT account %s can't be folded: %r", ids[0], error)
            return set()
    middle = len(ids) // 2
    return await _folded(ids[:middle]) | await _folded(ids[middle:])

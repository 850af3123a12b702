"""Keeps the rollups: entries are folded into them after their commit, exactly once.

Folding is not part of recording a use: a row that every use of a day adds to would make the commits
of all processes wait for each other. `rolled` stores up to which revision each account is folded.
It is updated in the transaction that folds, so a process may stop at any point.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from db.analytics.rollups import Mark, behind, mark
from db.analytics.sweeps import Swept, claim_sweep, finish_sweep
from db.errors import is_unavailable, write_refusal
from services.analytics.folding import Bands, fold
from services.commit.changed import Taker

logger = logging.getLogger(__name__)

PASS_SECONDS = 1.0
PASS_SECONDS_MAX = 30.0
SHARE = 0.05
"""The share of time for folding. An account costs nearly the same for one new entry as for many, so
under load entries are gathered for longer."""
SWEEP_SECONDS = 300.0
SHARED = timedelta(seconds=SWEEP_SECONDS - PASS_SECONDS_MAX)
"""How long a sweep counts for the other processes. A pass may begin late."""
WHOLE = timedelta(hours=1)
"""How often a sweep reads all accounts. It finds old entries too: of an account that could not be
folded, or after a rebuild that was interrupted."""
ACCOUNTS_MAX = 500


class Rollups:
    """One per process. `changed` has this process's commits; sweeps find other unfolded entries.
    `bands` are for the sums of blocks."""

    def __init__(self, changed: Taker, clock: Callable[[], datetime], bands: Bands = tuple) -> None:
        self._changed = changed
        self._bands = bands
        self._clock = clock
        self._waiting: dict[str, None] = {}
        self._folding = asyncio.Lock()
        self._seen_forgotten = 0
        self._caught_up_at = clock()
        self._swept: Mark | None = None
        self._whole_at: datetime | None = None

    @property
    def as_of(self) -> datetime:
        """The time before which all commits of this process are folded."""
        return self._caught_up_at if self._waiting or len(self._changed) else self._clock()

    @property
    def lag_seconds(self) -> float:
        """Seconds since the oldest unfolded commit; 0 while nothing waits."""
        return max((self._clock() - self.as_of).total_seconds(), 0.0)

    @property
    def waiting(self) -> int:
        """The number of this process's accounts known to have unfolded entries."""
        return len(self._waiting) + len(self._changed)

    async def run(self) -> None:
        """Fold until cancelled: own changes every second (under load, every few seconds),
        everything else every few minutes, unless another process does it."""
        swept: float | None = None
        clock, rest = asyncio.get_running_loop().time, PASS_SECONDS
        while True:
            await asyncio.sleep(rest)
            now = clock()
            try:
                is_needed = self._forgot() or swept is None
                if is_needed or now - (swept or now) > SWEEP_SECONDS:
                    await self.share_sweep(always=is_needed)
                    swept = now
                await self.catch_up()
            # A database that is temporarily unavailable must not end the folding.
            except Exception as error:  # noqa: BLE001
                if write_refusal(error) is None:
                    logger.warning("the rollups could not be updated: %r", error)
            worked = clock() - now
            rest = max(PASS_SECONDS, min(worked * (1 / SHARE - 1), PASS_SECONDS_MAX))

    async def share_sweep(self, *, always: bool = False) -> int:
        """Sweep from where the last sweep of any process came to, unless another process has begun
        one lately; `always` does it nevertheless. Return the number of accounts."""
        swept = await claim_sweep(self._clock(), timedelta() if always else SHARED)
        if swept is None:
            return 0
        self._swept, self._whole_at = swept
        found = await self.sweep()
        await finish_sweep(Swept(self._swept, self._whole_at))
        return found

    async def sweep(self) -> int:
        """Fold all unfolded entries, of any process; return the number of accounts. The first call
        in each hour reads all accounts, others only what was written since the one before."""
        now = self._clock()
        upto = await mark(now)
        is_whole = self._whole_at is None or now - self._whole_at >= WHOLE
        since, found, after = None if is_whole else self._swept, 0, ""
        while ids := await behind(since=since, after=after, limit=ACCOUNTS_MAX):
            found, after = found + len(ids), ids[-1]
            self._waiting.update(dict.fromkeys(ids))
            await self.catch_up()
        self._swept = upto
        if is_whole:
            self._whole_at = now
        return found

    async def catch_up(self) -> None:
        """Fold the changes known at the start. Later changes wait for the next pass: under load the
        pass would otherwise never end, and would fold every use separately. A call during another
        one waits for it."""
        async with self._folding:
            await self._catch_up()

    async def _catch_up(self) -> None:
        now = self._clock()
        self._waiting.update(dict.fromkeys(self._changed.take(len(self._changed))))
        while self._waiting:
            ids = list(islice(self._waiting, ACCOUNTS_MAX))
            left = await self._folded(ids)
            for account_id in ids:
                if account_id not in left:
                    del self._waiting[account_id]
        self._caught_up_at = now

    def _forgot(self) -> bool:
        """Return whether changes were dropped since the last call."""
        seen, self._seen_forgotten = self._seen_forgotten, self._changed.forgotten
        return seen != self._seen_forgotten

    async def _folded(self, ids: Sequence[str]) -> set[str]:
        """Fold one page; return what is left. An account that cannot be folded is logged and does
        not delay others; sweeps find it again."""
        try:
            return await fold(ids, self._bands)
        except Exception as error:
            if is_unavailable(error):
                raise
            if len(ids) == 1:
                logger.error("ALERT account %s can't be folded: %r", ids[0], error)
                return set()
        middle = len(ids) // 2
        return await self._folded(ids[:middle]) | await self._folded(ids[middle:])

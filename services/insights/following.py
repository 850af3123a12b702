"""Learns which suggestions people follow: notes what was shown, judges it later, and adds it up.

Nothing that names an account leaves its rows: suggestions to others rest on sums over all accounts,
and on none of a pair that few accounts were shown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from billing.insights.advice import Suggestion
from billing.insights.following import (
    FOLLOW_TIME,
    NOBODY,
    Followed,
    Learned,
    Pair,
    has_followed,
)
from db.insights.following import Shown, add_shown, due, followed_pairs, judge, pairs_of
from db.insights.usage import sum_usage
from services.clock.movable import confirm

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 60.0
"""How long what was shown waits in memory: it is lost in a crash, and noted when shown again."""
NOTED_MAX = 10_000
JUDGED_AT_ONCE = 100
PASSES_BETWEEN_SUMS = 10


class Following:
    """One per process. `is_on` False: nothing is noted, judged or learned. `clock` may raise."""

    def __init__(self, clock: Callable[[], datetime], *, is_on: bool = True) -> None:
        self.is_on = is_on
        self.everything = NOBODY
        self._clock = clock
        self._pairs: Mapping[Pair, Followed] = {}
        self._noted: dict[tuple[str, Pair], datetime] = {}

    async def learned(self, account_id: str) -> Learned:
        """Return what is known for suggestions to this account. Takes one statement."""
        if not self.is_on:
            return Learned()
        shown = await pairs_of(account_id)
        ignored = frozenset(pair for pair, followed in shown.items() if followed is False)
        return Learned(self._pairs, ignored, self.everything)

    def note(self, account_id: str, suggestions: Iterable[Suggestion]) -> None:
        """Note that the account's own user is shown these now. Does not wait, and writes
        nothing."""
        for one in suggestions:
            if one.model and one.instead_of and self.is_on and len(self._noted) < NOTED_MAX:
                pair = one.instead_of.name, one.model.name
                self._noted.setdefault((account_id, pair), self._clock())

    async def run(self) -> None:
        """Store, judge and add up until cancelled."""
        passes = 0
        while self.is_on:
            try:
                await self.store()
                await self.judge()
                if passes % PASSES_BETWEEN_SUMS == 0:
                    await self.refresh()
            # Suggestions go on with what is known if the database is unavailable.
            except Exception as error:  # noqa: BLE001
                logger.debug("suggestions could not be followed up: %r", error)
            passes += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def store(self) -> None:
        """Store what was noted, with one statement."""
        noted, self._noted = self._noted, {}
        try:
            if noted:
                await add_shown(Shown(name, pair, at) for (name, pair), at in noted.items())
        except Exception:
            self._noted = {**noted, **self._noted}
            raise

    async def judge(self) -> int:
        """Judge what was shown FOLLOW_TIME ago, at most JUDGED_AT_ONCE; return how many. Takes
        three statements for each."""
        # A clock that jumped ahead must not judge too early.
        await confirm(self._clock)
        found = await due(upto=self._clock() - FOLLOW_TIME, limit=JUDGED_AT_ONCE)
        for one in found:
            before = await _uses(one.account_id, one.shown_at - FOLLOW_TIME, one.shown_at)
            after = await _uses(one.account_id, one.shown_at, one.shown_at + FOLLOW_TIME)
            await judge(one, followed=has_followed(one.pair, before, after))
        return len(found)

    async def refresh(self) -> Mapping[Pair, Followed]:
        """Read the sums over all accounts."""
        self._pairs = await followed_pairs()
        self.everything = sum(self._pairs.values(), NOBODY)
        return self._pairs


async def _uses(account_id: str, start: datetime, end: datetime) -> dict[str, int]:
    """Return the number of uses by model in [start, end), without imported and failed ones."""
    sums = await sum_usage(account_id, start=start, end=end, per=None, imported=False, failed=False)
    return {one.model: one.requests for one in sums}

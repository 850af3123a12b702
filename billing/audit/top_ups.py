"""The automatic top-up of an account in a replay. Part of `billing.audit.replay`; billing rule 15.

It shares no code with `billing.ledger.top_ups.rules`.
"""

from __future__ import annotations

import re
from datetime import datetime

from billing.audit.grants import Faults
from billing.ledger.entry import Entry
from billing.ledger.top_ups.top_up import TopUp
from billing.window import anchored_month_window

_SET = re.compile(r"SET below ([0-9]+) at most ([0-9]+) (.+)", re.DOTALL)
_ENDED = re.compile(r"(PAID|FAILED) ([0-9]+)(?: (.+))?")


class ReplayedTopUp:
    """The top-up of a replay."""

    def __init__(self, opened_at: datetime | None) -> None:
        self.top_up: TopUp | None = None
        self._opened_at = opened_at
        self._available, self._is_closed = 0, False
        self._at: datetime | None = None

    def see(self, available: int, *, is_closed: bool) -> None:
        """Note the available tokens after an entry, and whether it is a closed team's: nothing is
        bought for that."""
        self._available, self._is_closed = available, is_closed

    def turn(self, at: datetime | None) -> Faults:
        """End the instant before `at`, if it is another one: then nothing may be missing."""
        last, self._at = self._at, at
        if last is None or at == last or self.top_up is None or not self._is_ready(last):
            return
        if self._available < self.top_up.below:
            yield "the entries before it leave too few tokens, but opened no need of a top-up"

    def change(self, entry: Entry) -> Faults:
        """Replay an entry about a top-up. Raises ValueError for a reason of an unknown form."""
        if entry.tokens or entry.charges or entry.use is not None:
            yield "changes the balance, or is a use, but is about a top-up"
        if entry.idempotency_key is not None or entry.fingerprint is not None:
            yield "has a key or a fingerprint, but is about a top-up"
        if entry.occurred_at != entry.recorded_at:
            yield "has another time of occurrence than of recording"
        reason = entry.reason or ""
        if match := _SET.fullmatch(reason):
            self._set(match[3], int(match[1]), int(match[2]), entry.recorded_at)
        elif self.top_up is None:
            yield "is about a top-up, but none is set"
        elif reason == "REMOVED":
            self.top_up = None
        elif reason == "NEEDED":
            yield from self._need(self.top_up, entry)
        elif match := _ENDED.fullmatch(reason):
            yield from self._end(self.top_up, int(match[2]), match[3])
        else:
            raise ValueError(f"{reason!r:.80} is not the text of a top-up")

    def _set(self, pack: str, below: int, most: int, at: datetime) -> None:
        known = self.top_up
        made = TopUp(pack, below, most, self._end_of_month(at))
        if known is not None:
            made = made._replace(ends_at=known.ends_at, used=known.used, need=known.need)
        self.top_up = made

    def _need(self, top_up: TopUp, entry: Entry) -> Faults:
        used = self._used(top_up, entry.recorded_at) + 1
        if not self._is_ready(entry.recorded_at) or self._available >= top_up.below:
            yield f"opens a need that there is not, with {self._available} available"
        end = max(top_up.ends_at, self._end_of_month(entry.recorded_at))
        self.top_up = top_up._replace(used=used, need=entry.revision, ends_at=end)

    def _end(self, top_up: TopUp, need: int, code: str | None) -> Faults:
        if not need or need != top_up.need:
            yield f"ends need {need}, but {top_up.need} is open"
        failed = need if code is not None else 0
        self.top_up = top_up._replace(need=0, failure=code, failed=failed)

    def _is_ready(self, at: datetime) -> bool:
        one = self.top_up
        if one is None or one.need or one.failure is not None or self._is_closed:
            return False
        return self._used(one, at) < one.max_per_month

    def _used(self, top_up: TopUp, at: datetime) -> int:
        return top_up.used if at < top_up.ends_at else 0

    def _end_of_month(self, at: datetime) -> datetime:
        return anchored_month_window(self._opened_at or at, at).end

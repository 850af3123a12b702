"""The uses of an account in a span of time, for statements on entries and on sums of blocks.

A statement reads the sums of blocks, and one by one the entries after these blocks and those of
torn blocks. A block is torn if one of its sums has uses on both sides of a bound: of the span, or
of a threshold of input tokens. Normally only the blocks at the start and the end are torn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.ledger.blocks import BLOCK_ENTRIES, SUMMED, revisions

# A use occurs at most five minutes after its recording. The rest is a margin for different clocks.
_RECORDED_BEFORE = timedelta(days=1)

# Entries have no index by time, because each use would pay for it. But their times grow with their
# revisions, within the margin above. So a binary search finds the first one.
_HALVING = (
    "halving (low, high) AS (SELECT CAST(1 AS BIGINT), revision + 1 FROM account "
    "WHERE id = $1 UNION ALL SELECT CASE WHEN recorded_at < $2 THEN revision + 1 ELSE low END, "
    "CASE WHEN recorded_at < $2 THEN high ELSE revision END FROM halving JOIN entry "
    "ON account_id = $1 AND revision = (low + high) / 2 WHERE low < high)"
)
_FIRST = "(SELECT max(low) FROM halving)"


@dataclass(frozen=True, slots=True)
class UseSpan:
    """The uses that occurred in [start, end), in sums `per` "day" or "quarter", which do not tell
    apart what `thresholds` do. For `per` None, no sums fit. `upto` leaves out later revisions.
    `cuts` are times that no sum may span, in order.

    The statement begins with `search`, and has `values` from $1 on.
    """

    account_id: str
    start: datetime | None
    end: datetime | None
    per: str | None
    thresholds: Sequence[int] = ()
    upto: int | None = None
    cuts: Sequence[datetime] = ()

    @property
    def values(self) -> list[Any]:
        times = [_recorded_from(self.start), self.start] if self.start else []
        others = (one for one in (self.end, self.upto) if one is not None)
        return [self.account_id, *times, *others, *self.cuts]

    def since(self, time: str, day: str) -> str:
        """Return an expression for the start of the day that contains a column, or the last of
        `cuts` before it, if that is later."""
        later = [
            f"WHEN {time} >= {cut} AND {day} < {cut} THEN {cut}" for cut in reversed(self._cuts)
        ]
        return f"CASE {' '.join(later)} ELSE {day} END" if later else day

    @property
    def search(self) -> str:
        """The tables that `sums` and `entries` read."""
        halving = [_HALVING] if self.start else []
        torn = f"SELECT DISTINCT block FROM usage_block WHERE {self._blocks} AND ({self._torn})"
        pieces = (
            f"SELECT {revisions('block')} FROM torn UNION ALL "
            f"SELECT number * {BLOCK_ENTRIES}, CAST({self._last} AS BIGINT) FROM summed"
        )
        tables = [
            *halving,
            f"summed (number) AS ({self._summed})",
            f"torn (block) AS ({torn})",
            f"pieces (low, high) AS ({pieces})",
        ]
        return f"WITH RECURSIVE {', '.join(tables)} "

    @property
    def sums(self) -> str:
        """The condition on rows of `usage_block` or `unit_block`."""
        # All uses of a sum are on the same side of each bound, so one of them tells.
        whole = f"{self._blocks} AND block NOT IN (SELECT block FROM torn)"
        return f"{whole}{self.bounds('first_at')}"

    def entries(self, *, joined: str = "") -> str:
        """Return the uses that are read one by one, from FROM on, `joined` with another table."""
        first = f" AND revision >= {_FIRST}" if self.start else ""
        cross = f" CROSS JOIN {joined}" if joined else ""
        return (
            f"FROM pieces AS piece CROSS JOIN {{entries of piece}}{cross} "
            "WHERE account_id = $1 AND revision > low "
            f"AND revision <= high AND kind = 'USAGE'{self.bounds('occurred_at')}{first}"
        )

    def bounds(self, time: str) -> str:
        """Return conditions on a column."""
        start = f" AND {time} >= $3" if self.start else ""
        return f"{start} AND {time} < {self._end}" if self.end else start

    @property
    def _end(self) -> str:
        return "$4" if self.start else "$2"

    @property
    def _last(self) -> str:
        return str(2**53) if self.upto is None else f"${len(self.values) - len(self.cuts)}"

    @property
    def _cuts(self) -> list[str]:
        first = len(self.values) - len(self.cuts) + 1
        return [f"${first + place}" for place in range(len(self.cuts))]

    @property
    def _summed(self) -> str:
        if self.per is None:
            return "SELECT CAST(0 AS BIGINT)"
        if self.upto is None:
            return SUMMED
        last = f"CAST({self._last} AS BIGINT) / {BLOCK_ENTRIES}"
        least = f"CASE WHEN number > {last} THEN {last} ELSE number END"
        return f"SELECT {least} FROM ({SUMMED}) AS made"

    @property
    def _blocks(self) -> str:
        # Nearly no block is left out by the first condition. Of a range with two unknown ends,
        # PostgreSQL would expect half a percent, and would then sort the sums instead of adding
        # them up in a table, which takes twice as long.
        summed = "CASE WHEN block < (SELECT number FROM summed) THEN TRUE ELSE FALSE END"
        blocks = f"account_id = $1 AND per = '{self.per}' AND {summed}"
        if self.start is None:
            return blocks
        return f"{blocks} AND block >= ({_FIRST} - 1) / {BLOCK_ENTRIES}"

    @property
    def _torn(self) -> str:
        times = [bound for bound, given in (("$3", self.start), (self._end, self.end)) if given]
        times += self._cuts
        bounds = [f"first_at < {bound} AND last_at >= {bound}" for bound in times]
        bounds += [f"input_min <= {one:d} AND input_max > {one:d}" for one in self.thresholds]
        return " OR ".join(bounds) or "1 = 0"


def _recorded_from(start: datetime) -> datetime:
    # The first day of year 1 has no day before it.
    return start - _RECORDED_BEFORE if start.year > 1 else start

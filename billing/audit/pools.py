"""The count of each pool's window, computed a second time from the entries. Billing rule 11.

It shares no code with `billing.ledger.quota`: a hold counts while it is open, a use counts in the
window that its terms name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from billing.catalog.terms import terms_of
from billing.errors import BadInput
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.hold import closed_by, hold_of

_BROKEN = (ValueError, TypeError, LookupError, ArithmeticError, BadInput)


class PoolCount:
    """The windows of all accounts. `used` is their count; `beyond` is the part of it that
    settlements may have counted although the pool had no room."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()
        self.beyond: Counter[str] = Counter()

    def add(self, account: AccountPools) -> None:
        """Add what one account counts."""
        for total, part in ((self.used, account.used), (self.beyond, account.beyond)):
            for key, units in part.items():
                total[key] += units


class AccountPools:
    """The pools in the entries of one account, added in their order. `used` and `beyond` are as in
    a PoolCount. `memory` continues an earlier count."""

    def __init__(self, memory: str | None = None) -> None:
        used, beyond, placed = ({}, {}, []) if memory is None else json.loads(memory)
        self.used: Counter[str] = Counter(used)
        self.beyond: Counter[str] = Counter(beyond)
        self._open: dict[int, tuple[str, int]] = {
            number: (key, units) for number, key, units in placed
        }

    @property
    def memory(self) -> str:
        """The count as text."""
        placed = [(number, *one) for number, one in self._open.items()]
        return json.dumps([self.used, self.beyond, placed], separators=(",", ":"))

    def add(self, entry: Entry) -> None:
        """Count an entry. One that cannot be read counts nothing: the replay reports it."""
        if entry.use is None and entry.reason is None:
            return
        try:
            self._add(entry)
        except _BROKEN:
            return

    def _add(self, entry: Entry) -> None:
        if entry.kind is EntryKind.HOLD:
            hold = hold_of(entry)
            placed = _counted(hold.terms, hold.input_tokens + hold.max_output_tokens)
            if placed is not None:
                self._open[entry.revision] = placed
                self.used[placed[0]] += placed[1]
            return
        closing = closed_by(entry.reason)
        reserved = self._open.pop(closing[0], None) if closing else None
        if reserved is not None:
            self.used[reserved[0]] -= reserved[1]
        if entry.use is None:
            return
        counted = _counted(entry.use.terms, entry.use.input_tokens + entry.use.output_tokens)
        if counted is None:
            return
        key, units = counted
        self.used[key] += units
        if closing:
            had = reserved[1] if reserved and reserved[0] == key else 0
            self.beyond[key] += max(units - had, 0)


def _counted(text: str, tokens: int) -> tuple[str, int] | None:
    key = terms_of(text).pool
    return None if key is None else (key, tokens if key.partition("-")[0] == "TOKENS" else 1)


def pool_faults(
    count: PoolCount, stored: Iterable[tuple[str, int, int]], moved: frozenset[str]
) -> Iterator[str]:
    """Yield the windows whose stored count is not that of the entries, or is above the limit.

    `stored` are the windows, each with its count and the highest limit it has had. `moved` are
    windows that changed while the entries were read: they are left to the next audit.
    """
    known: set[str] = set()
    for key, used, amount_max in stored:
        known.add(key)
        if key in moved:
            continue
        if used != count.used[key]:
            yield f"pool {key}: {used} are counted, but the entries make {count.used[key]}"
        if used > amount_max + count.beyond[key]:
            yield f"pool {key}: {used} are used, above its limit {amount_max}"
    for key, units in count.used.items():
        if units and key not in known and key not in moved:
            yield f"pool {key}: nothing is counted, but the entries make {units}"

"""The spend caps of an account at a time before its last entry, from its entries. For repairs, as
`billing.ledger.past`."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.terms import key_in
from billing.ledger.caps.cap import CapName, SpendCap, cap_change
from billing.ledger.caps.limits import cap_end, present
from billing.ledger.entry import Entry, EntryKind


class PastCaps:
    """The caps of an account that was opened at `opened_at`. `present` are those of the latest
    entry, by name. Raises ValueError for entries that an audit would reject."""

    def __init__(self, opened_at: datetime) -> None:
        self.present: dict[CapName, SpendCap] = {}
        self._opened_at = opened_at
        # What was used of each window, the present one included.
        self._used: dict[CapName, dict[datetime, int]] = {}

    def add(self, entry: Entry) -> None:
        """Add the next entry: a change of a cap, or a use."""
        if entry.kind is EntryKind.CAP:
            self._change(entry)
        elif entry.use is not None and entry.cost:
            key = key_in(entry.use.terms)
            for cap in [*self.present.values()]:
                if cap.covers(entry.use.model, key):
                    now = present(cap, self._opened_at, entry.recorded_at)
                    self._keep(now._replace(used=now.used + entry.cost))

    def seen_from(self, now: datetime) -> tuple[SpendCap, ...]:
        """Return the caps, with the windows of `now` in place of future ones. What was used of a
        future window counts in the present one."""
        for cap in [*self.present.values()]:
            end = cap_end(cap.period, self._opened_at, now)
            if cap.ends_at > end:
                used = cap.used + self._used[cap.name].get(end, 0)
                self._keep(cap._replace(ends_at=end, used=used))
        return tuple(self.present.values())

    def _change(self, entry: Entry) -> None:
        name, tokens = cap_change(entry.reason)
        known = self.present.get(name)
        if tokens is None:
            self.present.pop(name, None)
            self._used.pop(name, None)
        elif known is not None:
            self._keep(known._replace(tokens=tokens))
        else:
            end = cap_end(name.period, self._opened_at, entry.recorded_at)
            self._keep(SpendCap(*name, tokens, end))

    def _keep(self, cap: SpendCap) -> None:
        self.present[cap.name] = cap
        self._used.setdefault(cap.name, {})[cap.ends_at] = cap.used

"""The spend caps of an account in a replay. Part of `billing.audit.replay`; billing rule 12.

It shares no code with `billing.ledger.caps.limits` and `billing.ledger.caps.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from billing.audit.grants import Faults
from billing.catalog.catalog import QuotaPeriod
from billing.catalog.terms import terms_of
from billing.ledger.caps.cap import CapName, CapScope, SpendCap, cap_change
from billing.ledger.caps.rules import CAPS_MAX
from billing.ledger.entry import Entry
from billing.ledger.hold import Hold
from billing.window import anchored_month_window

_DAY = timedelta(days=1)


class ReplayedCaps:
    """The caps of a replay, by name, in the order of setting."""

    def __init__(self, opened_at: datetime | None) -> None:
        self.caps: dict[CapName, SpendCap] = {}
        self._opened_at = opened_at
        self._windows: dict[tuple[CapName, datetime], int] = {}

    def change(self, entry: Entry) -> Faults:
        """Set or remove a cap. Raises ValueError for a reason of an unknown form."""
        if entry.tokens or entry.charges or entry.use is not None:
            yield "changes the balance, or is a use, but is about a spend cap"
        if entry.idempotency_key is not None or entry.fingerprint is not None:
            yield "has a key or a fingerprint, but is about a spend cap"
        if entry.occurred_at != entry.recorded_at:
            yield "has another time of occurrence than of recording"
        name, tokens = cap_change(entry.reason)
        known = self.caps.get(name)
        if tokens == (known and known.tokens):
            yield f"changes nothing of the spend cap {entry.reason}"
        if tokens is None:
            self.caps.pop(name, None)
            self._windows = {k: used for k, used in self._windows.items() if k[0] != name}
        elif known is not None:
            self.caps[name] = known._replace(tokens=tokens)
        else:
            self.caps[name] = SpendCap(*name, tokens, self._end(name, entry.recorded_at))
        if len(self.caps) > CAPS_MAX:
            yield f"is spend cap number {len(self.caps)}, and {CAPS_MAX} are allowed"

    def spend(self, entry: Entry, holds: Iterable[Hold], *, settles: bool) -> Faults:
        """Count a use. Only one that settles a hold may go beyond a cap."""
        if entry.use is None or not entry.cost:
            return
        key = terms_of(entry.use.terms).api_key_id
        for name, cap in self._covering(entry.use.model, key):
            end = self._end(name, entry.recorded_at)
            used = entry.cost + (cap.used if cap.ends_at == end else 0)
            self.caps[name] = cap._replace(used=used, ends_at=end)
            self._windows[name, end] = used
        if not settles:
            yield from self._within(entry.use.model, key, entry.recorded_at, holds)

    def place(self, hold: Hold | None, holds: Iterable[Hold], at: datetime) -> Faults:
        """Check that a hold, which is open now, leaves the caps unbroken. It counts when it is
        settled."""
        if hold is not None and hold.tokens:
            key = terms_of(hold.terms).api_key_id
            yield from self._within(hold.model, key, at, holds)

    def go_back(self, at: datetime) -> None:
        """Count the uses of windows that start after `at` in the windows of `at`."""
        for name, cap in [*self.caps.items()]:
            end = self._end(name, at)
            if cap.ends_at > end:
                used = cap.used + self._windows.get((name, end), 0)
                self.caps[name] = cap._replace(used=used, ends_at=end)
                self._windows[name, end] = used

    def _within(self, model: str, key: str | None, at: datetime, holds: Iterable[Hold]) -> Faults:
        open_holds = [*holds]
        for name, cap in self._covering(model, key):
            used = cap.used if cap.ends_at == self._end(name, at) else 0
            held = sum(one.tokens for one in open_holds if _is_of(name, one))
            if used + held > cap.tokens:
                yield f"takes {name.scope} {name.subject} to {used + held}, above its spend cap"

    def _covering(self, model: str, key: str | None) -> list[tuple[CapName, SpendCap]]:
        return [(name, cap) for name, cap in self.caps.items() if _covers(name, model, key)]

    def _end(self, name: CapName, at: datetime) -> datetime:
        if name.period is QuotaPeriod.DAY:
            return at.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        return anchored_month_window(self._opened_at or at, at).end


def _covers(name: CapName, model: str, key: str | None) -> bool:
    subjects = {CapScope.ACCOUNT: "", CapScope.MODEL: model, CapScope.API_KEY: key}
    return subjects[name.scope] == name.subject


def _is_of(name: CapName, hold: Hold) -> bool:
    return _covers(name, hold.model, terms_of(hold.terms).api_key_id)

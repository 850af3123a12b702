"""The allowance windows in a replay: the plan of each, and the tokens that can return.

Part of `billing.audit.replay`; billing rule 3. A window belongs to the plan that was in force when
it opened. It stays open while another plan is in force. Tokens that lapsed before its end return
with its plan. Older versions stored windows by period only and returned nothing: their histories
are correct too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.window import Key, Part, ReplayedWindow, window_period
from billing.audit.window_state import WindowState
from billing.catalog.catalog import QuotaPeriod
from billing.ledger.entry import Entry, EntryKind, grown_by, returned_by
from billing.ledger.grant import Grant


class ReplayedWindows:
    """The latest window of each plan's allowance. `plan` is the plan in force, `allowances` are the
    sizes of its windows since it came into force, for the plan once. Without `opened_at`, windows
    are not checked."""

    def __init__(
        self,
        tokens: ReplayedGrants,
        rows: Mapping[int, Grant],
        *,
        plan: str,
        opened_at: datetime | None,
    ) -> None:
        self.allowances: set[tuple[QuotaPeriod, int]] = set()
        self._tokens = tokens
        self._rows = rows
        self._plan, self._quantity = plan, 1
        self._opened_at = opened_at
        self._windows: dict[Key, ReplayedWindow] = {}
        self._ever: dict[int, tuple[Key, ReplayedWindow, Part]] = {}
        self._changed_at: datetime | None = None
        self._told_at: datetime | None = None

    def state(self, at: datetime | None) -> WindowState:
        """Return the windows at the end of the replay, at `at`."""
        return WindowState(
            self._windows, self._rows, plan=self._plan, quantity=self._quantity, at=at
        )

    def begin(self, entry: Entry) -> None:
        """Note an entry before it is folded. Call this for every entry. The rest of a window can
        return only directly after its plan has come back."""
        if self._told_at is not None and entry.kind is not EntryKind.ALLOWANCE:
            since, self._changed_at, self._told_at = self._told_at, None, None
            for (plan, _), window, part in self._ever.values():
                if plan == self._plan and window.end > since:
                    part.left = 0

    def go_back(self, at: datetime) -> int:
        """Forget the windows that start after `at`. Return how many tokens of their grants did not
        lapse."""
        to_come = [part for _, window, part in self._ever.values() if window.start > at]
        self._ever = {n: known for n, known in self._ever.items() if known[1].start <= at}
        self._windows = {key: window for key, window, _ in self._ever.values()}
        return sum(self._rows[part.number].amount - part.lapsed for part in to_come)

    def change(self, plan: str, quantity: int, entry: Entry, *, anew: bool) -> None:
        """Put the account on a plan, `quantity` times, which may be the same as before. `anew`
        means after a repair: the plan's windows then continue as if it had been away."""
        self.allowances, self._quantity = set(), quantity
        if plan != self._plan or anew:
            self._changed_at, self._told_at = entry.occurred_at, entry.recorded_at
        self._plan = plan

    def knows(self, number: int) -> bool:
        """Return whether the grant belongs to a window that has started."""
        return number in self._ever

    def is_elsewhere(self, number: int) -> bool:
        """Return whether the grant belongs to a window whose plan is not in force."""
        return any(
            plan != self._plan and any(part.number == number for part in window.parts)
            for (plan, _), window in self._windows.items()
        )

    def lapse(self, entry: Entry) -> None:
        """Note lapsed allowances. Tokens that lapsed before the end of their window may return."""
        for charge in entry.charges:
            if charge.number in self._ever:
                part = self._ever[charge.number][2]
                part.left += charge.tokens
                part.lapsed += charge.tokens

    def open(self, entry: Entry) -> Faults:
        """Open the allowance window in which the entry was recorded."""
        row = self._rows.get(entry.revision)
        if row is None or self._opened_at is None:
            return
        period = window_period(
            (row.effective_at, row.expires_at), self._opened_at, entry.recorded_at
        )
        if period is None or row.expires_at is None:
            yield f"{row.effective_at} to {row.expires_at} is not a window of the account"
            return
        known = self._windows.get((self._plan, period))
        if known is not None and known.end > row.effective_at:
            yield f"its window overlaps the one until {known.end}"
        key, window = (self._plan, period), ReplayedWindow(row.effective_at, row.expires_at)
        self._windows[key] = window
        yield from self._add(key, window, self._quantity, entry)

    def grow(self, entry: Entry) -> Faults:
        """Grant more for an open window, because the account has its plan more times."""
        row, more = self._rows.get(entry.revision), grown_by(entry.reason) or 0
        if row is None or self._opened_at is None:
            return
        given = row.effective_at, row.expires_at
        period = window_period(given, self._opened_at, entry.recorded_at)
        key = self._plan, period or QuotaPeriod.DAY
        window = self._windows.get(key)
        if period is None or window is None or (window.start, window.end) != given:
            yield f"grants more for a window {given[0]} to {given[1]} that is not open"
            return
        if window.quantity + more != self._quantity:
            known = f"{window.quantity} of {self._quantity} times"
            yield f"grants {more} times more, but {known} were granted"
        yield from self._add(key, window, more, entry)

    def _add(self, key: Key, window: ReplayedWindow, quantity: int, entry: Entry) -> Faults:
        each, odd = divmod(entry.tokens, max(quantity, 1))
        if odd or not quantity:
            yield f"grants {entry.tokens}, which is no allowance {quantity} times"
        part = Part(entry.revision, quantity)
        window.parts.append(part)
        self._ever[part.number] = key, window, part
        self.allowances.add((key[1], each))

    def give_back(self, entry: Entry) -> Faults:
        """Give back the rest of an open window of the plan that has just come back. It pays debt
        first."""
        number = returned_by(entry.reason) or 0
        found = self._latest(number)
        if self._opened_at is not None:
            yield from self._may_return(entry, found)
        if found is not None:
            (_, period), _, part = found
            part.left = 0
            part.lapsed -= entry.tokens
            row = self._rows.get(number)
            self.allowances.add((period, (row.amount if row else 0) // max(part.quantity, 1)))
        yield from self._tokens.give_back(entry, number)

    def _latest(self, number: int) -> tuple[Key, ReplayedWindow, Part] | None:
        """Return the grant if it belongs to the latest window of its plan's allowance."""
        known = self._ever.get(number)
        return known if known and self._windows.get(known[0]) is known[1] else None

    def _may_return(self, entry: Entry, found: tuple[Key, ReplayedWindow, Part] | None) -> Faults:
        if entry.occurred_at != self._changed_at:
            yield "returns an allowance whose plan did not come back just before"
        if found is None:
            yield "gives back an allowance that was never granted"
            return
        (plan, _), window, part = found
        if plan != self._plan or window.end <= entry.recorded_at:
            yield f"gives back an allowance of {plan} that lapsed at {window.end}"
        if part.left != entry.tokens:
            yield f"gives back {entry.tokens}, but {part.left} had lapsed"

"""The allowance windows in a replay: the plan of each, and the tokens that can return.

Part of `billing.audit.replay`; billing rule 3. A window belongs to the plan that was in force when
it opened. It stays open while another plan is in force. Tokens that lapsed before its end return
with its plan. Older versions stored windows by period only and returned nothing: their histories
are correct too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.audit.grants import Faults, ReplayedGrants
from billing.catalog.catalog import QuotaPeriod
from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind, returned_by
from billing.ledger.grant import Grant
from billing.ledger.plan_window import ANY_PLAN, PlanWindow
from billing.window import anchored_month_window, day_window

Windows = Mapping[QuotaPeriod, datetime]
_Key = tuple[str, QuotaPeriod]


@dataclass(slots=True)
class _Window:
    """A window from `start` until `end`, opened by the entry `number`. `left` are lapsed tokens
    that can return; `lapsed` are all lapsed tokens that have not returned."""

    start: datetime
    end: datetime
    number: int
    left: int = 0
    lapsed: int = 0


class ReplayedWindows:
    """The latest window of each plan's allowance. `plan` is the plan in force, `allowances` are the
    sizes of its windows since it came into force. Without `opened_at`, windows are not checked."""

    def __init__(
        self,
        tokens: ReplayedGrants,
        rows: Mapping[int, Grant],
        *,
        plan: str,
        opened_at: datetime | None,
    ) -> None:
        self.allowances: dict[QuotaPeriod, int] = {}
        self._tokens = tokens
        self._rows = rows
        self._plan = plan
        self._opened_at = opened_at
        self._windows: dict[_Key, _Window] = {}
        self._ever: dict[int, tuple[_Key, _Window]] = {}
        self._changed_at: datetime | None = None
        self._told_at: datetime | None = None

    def begin(self, entry: Entry) -> None:
        """Note an entry before it is folded. Call this for every entry. The rest of a window can
        return only directly after its plan has come back."""
        if self._told_at is not None and entry.kind is not EntryKind.ALLOWANCE:
            since, self._changed_at, self._told_at = self._told_at, None, None
            for (plan, _), window in self._ever.values():
                if plan == self._plan and window.end > since:
                    window.left = 0

    def go_back(self, at: datetime) -> int:
        """Forget the windows that start after `at`. Return how many tokens of their grants did not
        lapse."""
        to_come = [window for _, window in self._ever.values() if window.start > at]
        self._ever = {n: known for n, known in self._ever.items() if known[1].start <= at}
        self._windows = dict(self._ever.values())
        return sum(self._rows[one.number].amount - one.lapsed for one in to_come)

    def change(self, plan: str, entry: Entry, *, anew: bool) -> None:
        """Put the account on a plan, which may be the same as before. `anew` means after a repair:
        the plan's windows then continue as if it had been away."""
        self.allowances = {}
        if plan != self._plan or anew:
            self._changed_at, self._told_at = entry.occurred_at, entry.recorded_at
        self._plan = plan

    def knows(self, number: int) -> bool:
        """Return whether the grant belongs to a window that has started."""
        return number in self._ever

    def is_elsewhere(self, number: int) -> bool:
        """Return whether the grant belongs to a window whose plan is not in force."""
        return any(
            plan != self._plan and window.number == number
            for (plan, _), window in self._windows.items()
        )

    def lapse(self, entry: Entry) -> None:
        """Note lapsed allowances. Tokens that lapsed before the end of their window may return."""
        for charge in entry.charges:
            if charge.number in self._ever:
                _, window = self._ever[charge.number]
                window.left += charge.tokens
                window.lapsed += charge.tokens

    def open(self, entry: Entry) -> Faults:
        """Open the allowance window in which the entry was recorded."""
        row = self._rows.get(entry.revision)
        if row is None or self._opened_at is None:
            return
        period = _period((row.effective_at, row.expires_at), self._opened_at, entry.recorded_at)
        if period is None or row.expires_at is None:
            yield f"{row.effective_at} to {row.expires_at} is not a window of the account"
            return
        known = self._windows.get((self._plan, period))
        if known is not None and known.end > row.effective_at:
            yield f"its window overlaps the one until {known.end}"
        window = _Window(row.effective_at, row.expires_at, entry.revision)
        self._windows[self._plan, period] = window
        self._ever[window.number] = (self._plan, period), window
        self.allowances[period] = entry.tokens

    def give_back(self, entry: Entry) -> Faults:
        """Give back the rest of an open window of the plan that has just come back. It pays debt
        first."""
        number = returned_by(entry.reason) or 0
        found = [item for item in self._windows.items() if item[1].number == number]
        if self._opened_at is not None:
            yield from self._may_return(entry, found)
        for (_, period), window in found:
            window.left = 0
            window.lapsed -= entry.tokens
            row = self._rows.get(number)
            self.allowances[period] = row.amount if row else 0
        yield from self._tokens.give_back(entry, number)

    def _may_return(self, entry: Entry, found: list[tuple[_Key, _Window]]) -> Faults:
        if entry.occurred_at != self._changed_at:
            yield "returns an allowance whose plan did not come back just before"
        for (plan, _), window in found:
            if plan != self._plan or window.end <= entry.recorded_at:
                yield f"gives back an allowance of {plan} that lapsed at {window.end}"
            if window.left != entry.tokens:
                yield f"gives back {entry.tokens}, but {window.left} had lapsed"
        if not found:
            yield "gives back an allowance that was never granted"

    def like(self, given: Account, at: datetime | None) -> tuple[Windows, tuple[PlanWindow, ...]]:
        """Return the renewals and suspended windows of `given` if they are right as of `at`, else
        the expected ones. Windows that are over may be present or not."""
        running = {key: w for key, w in self._windows.items() if at is not None and w.end > at}
        own = {period: w.end for (plan, period), w in running.items() if plan == self._plan}
        others = {key: w for key, w in running.items() if key[0] != self._plan}
        ends = {(period, window.end) for (_, period), window in self._windows.items()}
        right = own.items() <= given.renewals.items() <= ends
        borrowed = given.renewals.keys() - own.keys()
        if right and self._are_right(given.suspended, others, borrowed, at):
            return given.renewals, given.suspended
        made = (self._made(key, window) for key, window in others.items())
        return (given.renewals if right else own), tuple(made)

    def _are_right(
        self,
        given: tuple[PlanWindow, ...],
        others: Mapping[_Key, _Window],
        borrowed: set[QuotaPeriod],
        at: datetime | None,
    ) -> bool:
        """Return whether the given windows are right. An older version stored only the end of a
        period."""
        live = [window for window in given if at is not None and window.end > at]
        known = {(one.plan, one.period): one for one in live if one.plan != ANY_PLAN}
        unknown = {(one.period, one.end) for one in live if one.plan == ANY_PLAN}
        vague = {period for period, _ in unknown} | borrowed
        ends = {(period, window.end) for (_, period), window in self._windows.items()}
        return (
            unknown <= ends
            and known.keys() <= others.keys()
            and all(self._fits(one, others[key]) for key, one in known.items())
            and all(key in known or key[1] in vague for key in others)
        )

    def _fits(self, given: PlanWindow, window: _Window) -> bool:
        if given.end != window.end:
            return False
        return not window.left if given.grant is None else given.grant == self._rest(window)

    def _rest(self, window: _Window) -> Grant | None:
        row = self._rows.get(window.number)
        return row and row._replace(remaining=window.left)

    def _made(self, key: _Key, window: _Window) -> PlanWindow:
        plan, period = key
        return PlanWindow(plan, period, window.end, self._rest(window))


def _period(
    given: tuple[datetime, datetime | None], opened_at: datetime, at: datetime
) -> QuotaPeriod | None:
    """Return the period of the given window around `at`."""
    windows = {
        QuotaPeriod.DAY: day_window(at),
        QuotaPeriod.MONTH: anchored_month_window(opened_at, at),
    }
    return next((period for period, window in windows.items() if window == given), None)

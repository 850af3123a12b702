"""The windows that the state of an account must have, after a replay.

Part of `billing.audit.replay`. Windows that are over may be present in a state or not, and older
versions stored only the end of a period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from billing.audit.grants import Faults
from billing.audit.window import Key, Part, ReplayedWindow
from billing.catalog.catalog import QuotaPeriod
from billing.ledger.account import Account
from billing.ledger.grant import Grant
from billing.ledger.plan_window import ANY_PLAN, PlanWindow

Windows = Mapping[QuotaPeriod, datetime]


class WindowState:
    """The latest window of each plan's allowance at the end of a replay, at `at`. `plan` is the
    plan in force, `quantity` times. `rows` are the given grants by number."""

    def __init__(
        self,
        windows: Mapping[Key, ReplayedWindow],
        rows: Mapping[int, Grant],
        *,
        plan: str,
        quantity: int,
        at: datetime | None,
    ) -> None:
        self._windows, self._rows = windows, rows
        self._plan, self._quantity, self._at = plan, quantity, at
        self._running = {k: w for k, w in windows.items() if at is not None and w.end > at}
        self._own = {period: w for (name, period), w in self._running.items() if name == plan}

    def ungrown(self) -> Faults:
        """Yield a fault for each window of the plan in force that was granted too few times."""
        for period, window in self._own.items():
            if window.quantity < self._quantity:
                yield f"its {period} was granted {window.quantity} of {self._quantity} times"

    def granted(self, given: Account) -> Mapping[QuotaPeriod, int]:
        """Return how many times the running windows of the plan in force were granted, without
        those that were granted once: as `given`, where that is right."""
        own = {period: window.quantity for period, window in self._own.items()}
        right = all(given.granted.get(period, 1) == times for period, times in own.items())
        if right and given.granted.keys() <= given.renewals.keys():
            return given.granted
        return {period: times for period, times in own.items() if times > 1}

    def like(self, given: Account) -> tuple[Windows, tuple[PlanWindow, ...]]:
        """Return the renewals and suspended windows of `given` if they are right, else
        the expected ones. Windows that are over may be present or not."""
        own = {period: window.end for period, window in self._own.items()}
        others = {key: w for key, w in self._running.items() if key[0] != self._plan}
        ends = {(period, window.end) for (_, period), window in self._windows.items()}
        right = own.items() <= given.renewals.items() <= ends
        borrowed = given.renewals.keys() - own.keys()
        if right and self._are_right(given.suspended, others, borrowed):
            return given.renewals, given.suspended
        made = (one for key, window in others.items() for one in self._made(key, window))
        return (given.renewals if right else own), tuple(made)

    def _are_right(
        self,
        given: tuple[PlanWindow, ...],
        others: Mapping[Key, ReplayedWindow],
        borrowed: set[QuotaPeriod],
    ) -> bool:
        """Return whether the given windows are right. An older version stored only the end of a
        period."""
        live = [one for one in given if self._at is not None and one.end > self._at]
        known: dict[Key, list[PlanWindow]] = {}
        for one in live:
            if one.plan != ANY_PLAN:
                known.setdefault((one.plan, one.period), []).append(one)
        unknown = {(one.period, one.end) for one in live if one.plan == ANY_PLAN}
        vague = {period for period, _ in unknown} | borrowed
        ends = {(period, window.end) for (_, period), window in self._windows.items()}
        return (
            unknown <= ends
            and known.keys() <= others.keys()
            and all(self._fits(parts, others[key]) for key, parts in known.items())
            and all(key in known or key[1] in vague for key in others)
        )

    def _fits(self, given: list[PlanWindow], window: ReplayedWindow) -> bool:
        """Return whether the given items are this window. One from which nothing can return may be
        without its grant."""
        if any(one.end != window.end for one in given):
            return False
        grants = [one.grant for one in given if one.grant is not None]
        rests = [self._rest(part) for part in window.parts]
        needed = [rest for rest in rests if rest is not None and rest.remaining]
        return (
            sum(one.quantity for one in given) == window.quantity
            and all(grant in rests for grant in grants)
            and all(grants.count(rest) == 1 for rest in needed)
        )

    def _rest(self, part: Part) -> Grant | None:
        row = self._rows.get(part.number)
        return row and row._replace(remaining=part.left)

    def _made(self, key: Key, window: ReplayedWindow) -> Iterator[PlanWindow]:
        plan, period = key
        for number, part in enumerate(window.parts):
            quantity = 0 if number else window.quantity
            yield PlanWindow(plan, period, window.end, self._rest(part), quantity)

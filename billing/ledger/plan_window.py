"""The plans of an account in time: turns to a plan, and windows of allowances that stay open while
another plan is in force. Billing rule 3.

A window belongs to one allowance of one plan. When the plan ends, the rest of the window lapses and
is stored here. If the plan comes back before the window ends, the rest returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.ledger.grant import Grant, GrantSource
from billing.window import day_window

_TIMES, _UNTIL = " x", " until "

ANY_PLAN = ""
"""The plan of a window from an older version, which did not store the plan: it counts for all
plans."""


class PlanTurn(NamedTuple):
    """An account's plan from now on, `quantity` times, until `until` (None: without an end)."""

    plan: str = FREE_PLAN
    until: datetime | None = None
    quantity: int = 1

    @property
    def reason(self) -> str:
        """Return the `reason` of the PLAN entry: "TEAM x5 until 2027-01-31T00:00:00+00:00". What is
        1 or None is left out."""
        times = "" if self.quantity == 1 else f"{_TIMES}{self.quantity}"
        until = "" if self.until is None else f"{_UNTIL}{self.until.isoformat()}"
        return f"{self.plan}{times}{until}"

    @classmethod
    def told_by(cls, reason: str | None) -> PlanTurn:
        """Return the turn of a text of `reason`. Raises ValueError for another text."""
        told, _, until = (reason or FREE_PLAN).partition(_UNTIL)
        name, _, quantity = told.partition(_TIMES)
        at = datetime.fromisoformat(until) if until else None
        return cls(name, at, int(quantity) if quantity else 1)


FREE = PlanTurn()
"""The turn to the free plan."""


class PlanWindow(NamedTuple):
    """A window until `end`, opened by the allowance of `plan` for `period`.

    `grant` is the grant of this window; its `remaining` comes back with the plan. None if nothing
    can come back. The window was granted for the plan `quantity` times. If it grew, it has several
    grants: the first one stands for all of the quantity, the others have quantity 0.
    """

    plan: str
    period: QuotaPeriod
    end: datetime
    grant: Grant | None = None
    quantity: int = 1


def period_of(grant: Grant) -> QuotaPeriod:
    """Return the period of an allowance's grant. A month is never as short as a day."""
    window = (grant.effective_at, grant.expires_at)
    is_day = day_window(grant.effective_at) == window
    return QuotaPeriod.DAY if is_day else QuotaPeriod.MONTH


def left_behind(
    suspended: Iterable[PlanWindow],
    *,
    plan: str,
    renewals: Mapping[QuotaPeriod, datetime],
    granted: Mapping[QuotaPeriod, int],
    grants: tuple[Grant, ...],
    now: datetime,
) -> tuple[PlanWindow, ...]:
    """Return all open windows of an account, as they are while their plans are not in force.

    `plan` is the plan in force, with its windows `renewals`, which were `granted` for so many times
    the plan. `grants` are all grants with a rest, or to which tokens may return.
    """
    windows = [window for window in suspended if window.end > now]
    elsewhere = {window.grant.number for window in windows if window.grant is not None}
    own = [g for g in grants if g.source is GrantSource.ALLOWANCE and g.number not in elsewhere]
    for period, end in renewals.items():
        found = [g for g in own if g.expires_at == end and period_of(g) is period]
        # A live grant comes before the same grant in a hold, which has nothing remaining.
        live = {grant.number: grant for grant in reversed(found)}
        grants_of = [live[number] for number in sorted(live)]
        window = PlanWindow(plan, period, end, next(iter(grants_of), None), granted.get(period, 1))
        if end > now and not _is_known(windows, window):
            windows.append(window)
            windows += [window._replace(grant=grant, quantity=0) for grant in grants_of[1:]]
    return tuple(windows)


def _is_known(windows: list[PlanWindow], own: PlanWindow) -> bool:
    """Return whether the list contains this window as one that counts for all plans."""
    return own.grant is None and own._replace(plan=ANY_PLAN) in windows


def reopened(
    windows: Iterable[PlanWindow], *, plan: str, periods: Iterable[QuotaPeriod]
) -> tuple[PlanWindow, ...]:
    """Return the windows that continue when `plan` is in force, at most one for each period."""
    known = [*windows]
    return tuple(window for period in periods for window in _of_plan(known, plan, period))


def still_suspended(
    windows: Iterable[PlanWindow], back: tuple[PlanWindow, ...]
) -> tuple[PlanWindow, ...]:
    """Return `windows` without those in `back`. A window that counts for all plans stays."""
    return tuple(one for one in windows if one not in back or one.plan == ANY_PLAN)


def _of_plan(windows: list[PlanWindow], plan: str, period: QuotaPeriod) -> list[PlanWindow]:
    """Return the plan's window of the period, which is several items if it grew."""
    of_period = [window for window in windows if window.period is period]
    own = [window for window in of_period if window.plan == plan]
    return own or [window for window in of_period if window.plan == ANY_PLAN][:1]


def with_more(windows: tuple[PlanWindow, ...], grant: Grant, tokens: int) -> tuple[PlanWindow, ...]:
    """Return `windows` with `tokens` more that can return in the window of `grant`."""
    return tuple(_more(window, tokens) if is_of(grant, window) else window for window in windows)


def is_of(grant: Grant, window: PlanWindow) -> bool:
    """Return whether `grant` is the grant of that window."""
    return window.grant is not None and window.grant.number == grant.number


def _more(window: PlanWindow, tokens: int) -> PlanWindow:
    if window.grant is None:
        return window
    grant = window.grant._replace(remaining=window.grant.remaining + tokens)
    return window._replace(grant=grant)

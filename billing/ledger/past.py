"""An account at a time before its last entry, from its entries. For repairs.

A clock that was ahead lapsed allowances, ended plans and counted quotas in future windows. The
other entries show the state that the account would have without that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import QuotaPeriod, QuotaUnit
from billing.catalog.terms import terms_of
from billing.ledger.account import QuotaUse
from billing.ledger.caps.past import PastCaps
from billing.ledger.entry import (
    Entry,
    EntryKind,
    Use,
    goes_back,
    grown_by,
    is_of_repair,
    returned_by,
)
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.plan_window import FREE, PlanTurn, PlanWindow, period_of
from billing.ledger.quota import quota_window
from billing.ledger.teams.past import PastMembership
from billing.window import Window, day_window


@dataclass(slots=True)
class _PastWindow:
    """A grant of a window of `plan`, for it `quantity` times. Of the grant, `lapsed` tokens lapsed
    and did not return; `rest` of them can still return."""

    plan: str
    grant: Grant
    quantity: int = 1
    lapsed: int = 0
    rest: int = 0


class Past:
    """All `entries` of an account, in order, seen from `now`. `grants` are all its grants by
    number. Raises LookupError or ValueError for entries that an audit would reject.

    `late` are the revisions recorded after `now`. `gifts` are the lapsed tokens of grants that are
    not allowances and have not expired, by number. `quotas` are the uses of free models' limits,
    `caps` the spend caps, and `membership` that in a team; uses in a future window count in the
    present one.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        grants: Mapping[int, Grant],
        now: datetime,
        *,
        opened_at: datetime,
    ) -> None:
        self.late: set[int] = set()
        self.gifts: dict[int, int] = {}
        self._grants, self._now = grants, now
        self._windows: dict[int, _PastWindow] = {}
        self._counts = _Counts()
        self._caps = PastCaps(opened_at)
        self._membership = PastMembership()
        self._given = self._kept = FREE
        for entry in entries:
            self._add(entry)
        self.quotas = self._counts.seen_from(now)
        self.caps = self._caps.seen_from(now)
        self.membership = self._membership.seen_from(now)

    @property
    def plan(self) -> PlanTurn:
        """The plan at `now`. Ends that the clock recorded do not count: `now` decides whether the
        plan has ended."""
        until = self._kept.until
        return FREE if until is not None and until <= self._now else self._kept

    @property
    def windows(self) -> tuple[PlanWindow, ...]:
        """The open windows, each with its lapsed tokens that can return. The first grant of a
        window stands for all of its quantity."""
        quantities: Counter[tuple[str, QuotaPeriod]] = Counter()
        is_open = [one for one in self._windows.values() if self._is_open(one.grant)]
        for one in is_open:
            quantities[one.plan, period_of(one.grant)] += one.quantity
        return tuple(
            PlanWindow(
                one.plan,
                period_of(one.grant),
                one.grant.expires_at,
                one.grant._replace(remaining=one.rest),
                quantities.pop((one.plan, period_of(one.grant)), 0),
            )
            for one in is_open
            if one.grant.expires_at is not None
        )

    def _is_open(self, grant: Grant) -> bool:
        ends = grant.expires_at
        return ends is not None and grant.effective_at <= self._now < ends

    @property
    def to_come(self) -> dict[int, int]:
        """The future windows, by the number of their grant, with the tokens of it that did not
        lapse: these are spent or still in the account."""
        return {
            number: one.grant.amount - one.lapsed
            for number, one in self._windows.items()
            if one.grant.effective_at > self._now
        }

    def _add(self, entry: Entry) -> None:
        if entry.recorded_at > self._now:
            self.late.add(entry.revision)
        self._caps.add(entry)
        self._membership.add(entry)
        if goes_back(entry):
            self._go_back(entry.recorded_at)
        elif entry.kind is EntryKind.ALLOWANCE or is_of_repair(entry):
            self._grant(entry)
        elif entry.kind is EntryKind.LAPSE:
            for charge in entry.charges:
                self._lapse(charge, entry)
        elif entry.kind is EntryKind.PLAN:
            self._turn(entry)
        elif entry.use is not None:
            self._counts.add(entry.use, entry.recorded_at)

    def _go_back(self, at: datetime) -> None:
        come = self._windows.items()
        self._windows = {number: one for number, one in come if one.grant.effective_at <= at}
        self._counts.seen_from(at)
        self._caps.seen_from(at)
        self._membership.seen_from(at)

    def _grant(self, entry: Entry) -> None:
        number, more = returned_by(entry.reason), grown_by(entry.reason)
        if entry.reason is None or more is not None:
            given, grant = self._given, self._grants[entry.revision]
            quantity = given.quantity if more is None else more
            self._windows[entry.revision] = _PastWindow(given.plan, grant, quantity)
        elif number in self._windows:
            self._windows[number].lapsed -= entry.tokens
        elif number is not None:
            self.gifts.pop(number, None)

    def _lapse(self, charge: Charge, entry: Entry) -> None:
        window = self._windows.get(charge.number)
        if window is not None:
            window.lapsed += charge.tokens
            window.rest += charge.tokens
        elif charge.source is not GrantSource.ALLOWANCE and entry.occurred_at > self._now:
            self.gifts[charge.number] = self.gifts.get(charge.number, 0) + charge.tokens

    def _turn(self, entry: Entry) -> None:
        """Note a PLAN entry. The rest of a window can return only directly after its plan has come
        back."""
        turn = PlanTurn.told_by(entry.reason)
        for one in self._windows.values():
            ends = one.grant.expires_at
            if one.plan == turn.plan and ends is not None and ends > entry.recorded_at:
                one.rest = 0
        by_clock = turn == FREE and entry.occurred_at == self._given.until
        self._given = turn
        if not by_clock:
            self._kept = turn


class _Counts:
    """Uses of free models' limits: the latest window of each model (`present`), and all earlier
    ones."""

    def __init__(self) -> None:
        self.present: dict[str, QuotaUse] = {}
        self._known: dict[tuple[str, QuotaUnit, Window], int] = {}

    def add(self, use: Use, at: datetime) -> None:
        unit_name, _, period = terms_of(use.terms).base.partition(" ")[2].partition("/")
        if not period:
            return
        unit, window = QuotaUnit(unit_name), quota_window(QuotaPeriod(period), at)
        known = self.present.get(use.model)
        tokens = use.input_tokens + use.output_tokens
        used = tokens if unit is QuotaUnit.TOKENS else 1
        if known is not None and (known.unit, known.start, known.end) == (unit, *window):
            used += known.used
        self._keep(use.model, QuotaUse(unit, *window, used))

    def seen_from(self, now: datetime) -> dict[str, QuotaUse]:
        """Return `present`, with the windows of `now` in place of future windows."""
        for model, use in [*self.present.items()]:
            if use.start > now:
                is_day = day_window(use.start) == (use.start, use.end)
                window = quota_window(QuotaPeriod.DAY if is_day else QuotaPeriod.MONTH, now)
                used = use.used + self._known.get((model, use.unit, window), 0)
                self._keep(model, QuotaUse(use.unit, *window, used))
        return dict(self.present)

    def _keep(self, model: str, use: QuotaUse) -> None:
        self.present[model] = use
        self._known[model, use.unit, Window(use.start, use.end)] = use.used

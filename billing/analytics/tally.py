"""Count what the entries of one account add to the rollups, in the order of their revisions.

Tokens: over all days, granted - spent - lapsed - reversed of a source is the rest that accounts
still have, including held and frozen tokens. For DEBT it is minus the debt. The sum over all
sources is available + held + frozen - debt. A token that pays debt is spent by its source and
granted to DEBT.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import closed_by, take
from billing.ledger.plan_window import PlanTurn
from billing.ledger.teams.membership import is_team_id
from billing.ledger.teams.transfer import debt_given, debt_taken, taken

DEBT = "DEBT"
"""The source of tokens that are not paid yet."""

OPENED = "OPENED"
FIRST_PACK = "FIRST_PACK"
FIRST_SUBSCRIPTION = "FIRST_SUBSCRIPTION"
JOINED, LEFT = "SUBSCRIBED", "UNSUBSCRIBED"
"""Prefix of plan events. Alone: events of all paid plans. With a colon and a name: events of that
plan."""
BOUGHT_LATER = "OPENED_THEN_PACK"
SUBSCRIBED_LATER = "OPENED_THEN_SUBSCRIPTION"
"""First packs and first subscriptions, counted on the day on which the account was opened."""

UNCOUNTED = {EntryKind.FREEZE, EntryKind.UNFREEZE, EntryKind.CAP} | {
    EntryKind.ALERT,
    EntryKind.TOP_UP,
    EntryKind.TEAM,
    EntryKind.EXTENSION,
}
"""Entries that add nothing to a rollup."""

_GRANTS = {
    EntryKind.ALLOWANCE: GrantSource.ALLOWANCE,
    EntryKind.PURCHASE: GrantSource.PACK,
    EntryKind.ADJUSTMENT: GrantSource.ADJUSTMENT,
    EntryKind.MIGRATION: GrantSource.LEGACY,
}

Moves = dict[tuple[date, str], list[int]]
"""Granted, spent, lapsed and reversed tokens by day and source."""


class Tally:
    """The tally of one account. It starts from the state of the account before the first entry
    added.

    `holds` are the charges of open holds, by number, whose entries are not added here.
    """

    def __init__(
        self,
        opened_at: datetime,
        *,
        plan: str = FREE_PLAN,
        has_bought: bool = False,
        has_subscribed: bool = False,
        holds: Mapping[int, tuple[Charge, ...]] | None = None,
    ) -> None:
        self.plan = plan
        self.tokens: Moves = defaultdict(lambda: [0, 0, 0, 0])
        self.events: Counter[tuple[date, str]] = Counter()
        self._opened = opened_at.date()
        self._has_bought = has_bought
        self._has_subscribed = has_subscribed
        self._holds = dict(holds or {})

    def add(self, entry: Entry) -> None:
        """Add an entry. It counts on the day of recording; lapses and plans count on the day on
        which they happened. A team is nobody who came, or who comes back to buy."""
        if entry.revision == 1 and not is_team_id(entry.account_id):
            self.events[self._opened, OPENED] += 1
        match entry.kind:
            case EntryKind.USAGE:
                self._spend(entry)
                self.repay(entry)
            case EntryKind.HOLD:
                self._holds[entry.revision] = entry.charges
            case EntryKind.RELEASE:
                self.repay(entry)
            case EntryKind.LAPSE:
                for charge in entry.charges:
                    self._move(entry.occurred_at, charge.source, lapsed=charge.tokens)
            case EntryKind.REVERSAL:
                self._reverse(entry)
            case EntryKind.RESTORATION:
                self._move(entry.recorded_at, GrantSource.PACK, reversed_=-entry.tokens)
                self._pay_debt(entry, entry.charges)
            case EntryKind.PLAN:
                self._turn(entry)
            case kind if kind in UNCOUNTED:
                pass
            case _:
                self._grant(entry)

    def repay(self, entry: Entry) -> None:
        """Count the unused tokens of the hold that `entry` closed, if they paid debt."""
        number, _, repaid = closed_by(entry.reason) or (0, "", 0)
        left = self._holds.pop(number, ()) if number else ()
        if not repaid:
            return
        is_use = entry.kind is EntryKind.USAGE
        left = take(left, entry.cost)[1] if is_use else entry.charges
        self._pay_debt(entry, take(left, repaid)[0])

    def _spend(self, entry: Entry) -> None:
        paid = 0
        for charge in entry.charges:
            paid += charge.tokens
            self._move(entry.recorded_at, charge.source, spent=charge.tokens)
        self._move(entry.recorded_at, DEBT, spent=entry.cost - paid)

    def _grant(self, entry: Entry) -> None:
        """Count a grant. An adjustment may also take tokens, and a closed team gives its rest to
        its owner; this counts as reversed, not as spent. A debt that the owner takes over is what
        the owner spent."""
        if debt_given(entry.reason):
            self._move(entry.recorded_at, DEBT, spent=-entry.tokens)
            return
        if debt_taken(entry.reason):
            self._spend(entry)
            return
        if entry.tokens < 0:
            for charge in entry.charges:
                self._move(entry.recorded_at, charge.source, reversed_=charge.tokens)
            return
        took = taken(entry.reason) if entry.kind is EntryKind.TRANSFER else None
        source = _GRANTS[entry.kind] if took is None else took.source
        self._move(entry.recorded_at, source, granted=entry.tokens)
        self._pay_debt(entry, entry.charges)
        if entry.kind is EntryKind.PURCHASE and not self._has_bought:
            self._has_bought = True
            self._first(entry, entry.recorded_at, FIRST_PACK, BOUGHT_LATER)

    def _reverse(self, entry: Entry) -> None:
        """Count as debt the tokens of a refunded pack that were already spent."""
        owed = entry.cost - sum(charge.tokens for charge in entry.charges)
        self._move(entry.recorded_at, GrantSource.PACK, reversed_=entry.cost, spent=-owed)
        self._move(entry.recorded_at, DEBT, spent=owed)

    def _pay_debt(self, entry: Entry, charges: Iterable[Charge]) -> None:
        for charge in charges:
            self._move(entry.recorded_at, charge.source, spent=charge.tokens)
            self._move(entry.recorded_at, DEBT, granted=charge.tokens)

    def _turn(self, entry: Entry) -> None:
        before, self.plan = self.plan, plan_named(entry.reason)
        if before == self.plan:
            return
        at = entry.occurred_at.date()
        if before != FREE_PLAN:
            self.events[at, f"{LEFT}:{before}"] += 1
        if self.plan == FREE_PLAN:
            self.events[at, LEFT] += 1
            return
        self.events[at, f"{JOINED}:{self.plan}"] += 1
        if before == FREE_PLAN:
            self.events[at, JOINED] += 1
        if not self._has_subscribed:
            self._has_subscribed = True
            self._first(entry, entry.occurred_at, FIRST_SUBSCRIPTION, SUBSCRIBED_LATER)

    def _first(self, entry: Entry, at: datetime, happened: str, by_opening: str) -> None:
        self.events[at.date(), happened] += 1
        if not is_team_id(entry.account_id):
            self.events[self._opened, by_opening] += 1

    def _move(
        self,
        at: datetime,
        source: str,
        *,
        granted: int = 0,
        spent: int = 0,
        lapsed: int = 0,
        reversed_: int = 0,
    ) -> None:
        if granted or spent or lapsed or reversed_:
            moves = self.tokens[at.date(), str(source)]
            for place, tokens in enumerate((granted, spent, lapsed, reversed_)):
                moves[place] += tokens


def plan_named(reason: str | None) -> str:
    """Return the plan of a PLAN entry."""
    return PlanTurn.told_by(reason).plan

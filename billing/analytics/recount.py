"""A second calculation of the rollups, from entries alone, one account after the other. It counts
uses in another way than the code that folds them, so that it finds a mistake there instead of
repeating it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from operator import add

from billing.analytics.tally import Moves, Tally
from billing.catalog.details import PLAIN
from billing.catalog.terms import UNLIMITED, UseTerms, terms_of
from billing.days import month_of
from billing.ledger.entry import Entry, EntryKind, Use
from billing.ledger.teams.link import paid_by_team
from billing.ledger.teams.membership import is_team_id

IMPORTED = "IMPORTED"

UsageKey = tuple[date, str, str, str]
"""Day, model, plan and tier."""

UnitKey = tuple[date, str, str]
"""Day, model and unit."""


class Recount:
    """The sums of all accounts. `usage` contains requests, input, output and cached input tokens,
    and cost. `units` contains uses and their quantity, and how many and how much of them had no
    price. `active` contains the months of the present account."""

    def __init__(self) -> None:
        self.usage: defaultdict[UsageKey, tuple[int, ...]] = defaultdict(lambda: (0,) * 5)
        self.units: defaultdict[UnitKey, tuple[int, ...]] = defaultdict(lambda: (0,) * 4)
        self.tokens: Moves = defaultdict(lambda: [0, 0, 0, 0])
        self.events: Counter[tuple[date, str]] = Counter()
        self.cohorts: Counter[tuple[date, date]] = Counter()
        self.active: set[date] = set()
        self._tally: Tally | None = None
        self._cohort = date.min

    def begin(self, opened_at: datetime) -> None:
        """Start the next account. All its entries and imported uses follow."""
        self.close()
        self._tally, self._cohort = Tally(opened_at), month_of(opened_at.date())

    def add(self, entry: Entry) -> None:
        """Add the account's next entry. Raises LookupError or ValueError for an invalid one."""
        if self._tally is None:
            raise LookupError("an entry of no account")
        self._tally.add(entry)
        if entry.kind is EntryKind.USAGE and entry.use is not None:
            self._use(entry, entry.use, self._tally.plan)

    def was_active(self, month: date) -> None:
        """Count the account as active in this month, because of a use from an older system."""
        self.active.add(month)

    def imported(self, day: date, model: str, *, requests: int, tokens: int) -> None:
        """Add the uses of all accounts from an older system."""
        self._count((day, model, "", IMPORTED), (requests, tokens, 0, 0, 0))

    def close(self) -> None:
        """Finish an account. Call this after the last account too."""
        tally, self._tally = self._tally, None
        if tally is None:
            return
        self.events += tally.events
        for key, moved in tally.tokens.items():
            self.tokens[key] = list(map(add, self.tokens[key], moved))
        self.cohorts.update((self._cohort, month) for month in self.active)
        self.active = set()

    def _use(self, entry: Entry, use: Use, plan: str) -> None:
        day = entry.occurred_at.date()
        terms = terms_of(use.terms)
        base = terms.base
        tier = "FREE" if base == UNLIMITED or " " in base else "PREMIUM"
        counts = (1, use.input_tokens, use.output_tokens, use.cached_input_tokens, entry.cost)
        if not is_team_id(entry.account_id):
            self.active.add(month_of(day))
        if paid_by_team(entry.reason) is not None:
            # The team's entry counts the use.
            return
        self._count((day, use.model, plan, tier), counts)
        if terms.details is not PLAIN:
            self._details(day, use.model, terms)

    def _details(self, day: date, model: str, terms: UseTerms) -> None:
        unpriced = terms.unpriced
        for unit, quantity in terms.quantities:
            key = (day, model, str(unit))
            free = (1, quantity) if unit in unpriced else (0, 0)
            self.units[key] = tuple(map(add, self.units[key], (1, quantity, *free)))

    def _count(self, key: UsageKey, counts: tuple[int, ...]) -> None:
        self.usage[key] = tuple(map(add, self.usage[key], counts))

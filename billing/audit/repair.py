"""The repair of an account in a replay: which entries are allowed where time goes back.

Part of `billing.audit.replay`; decision 0022. A repair begins with an entry that goes back in time.
At that same instant, holds and allowances end, operators' grants return, and a PLAN entry begins
the plan again. After that, the tokens spent from future windows are charged to the allowances.
"""

from __future__ import annotations

from datetime import datetime

from billing.audit.alerts import ReplayedAlerts
from billing.audit.caps import ReplayedCaps
from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.holds import ReplayedHolds
from billing.audit.teams import ReplayedTeams
from billing.audit.uses import ReplayedQuotas
from billing.audit.windows import ReplayedWindows
from billing.ledger.entry import SPENT_AHEAD, Entry, EntryKind, goes_back, is_of_repair, returned_by
from billing.ledger.grant import GrantSource

_ENDING = {EntryKind.RELEASE, EntryKind.FREEZE, EntryKind.LAPSE, EntryKind.PLAN}


class ReplayedRepair:
    """The repair of a replay. `is_back` is true from the entry that goes back in time until the
    PLAN entry that follows."""

    def __init__(
        self,
        tokens: ReplayedGrants,
        windows: ReplayedWindows,
        holds: ReplayedHolds,
        quotas: ReplayedQuotas,
        *,
        caps: ReplayedCaps,
        teams: ReplayedTeams,
        alerts: ReplayedAlerts,
    ) -> None:
        self.is_back = False
        self._tokens, self._windows = tokens, windows
        self._holds, self._quotas = holds, quotas
        self._caps, self._teams, self._alerts = caps, teams, alerts
        self._at: datetime | None = None
        self._spent = 0
        # Lapses of grants that are not allowances: tokens and instant, by the grant's number.
        self._lapses: dict[int, tuple[int, datetime]] = {}
        self._due: dict[int, int] = {}

    def check(self, entry: Entry) -> Faults:
        """Check an entry before it is folded. Call this for every entry."""
        if self._at is None:
            return
        is_at = entry.recorded_at == self._at
        if self.is_back:
            of_end = entry.kind in _ENDING or is_of_repair(entry)
            if not (is_at and entry.occurred_at == self._at and of_end):
                yield "comes in the middle of a repair"
            return
        charges = is_of_repair(entry) and entry.reason == SPENT_AHEAD
        if not (is_at and (entry.kind is EntryKind.ALLOWANCE or charges)):
            yield from self.unfinished()
            self._at, self._spent = None, 0

    def unfinished(self) -> Faults:
        """Yield a fault for a repair that is not complete. Call this at the end."""
        if self.is_back:
            yield "a repair is not complete"
        if due := min(self._spent, self._allowance()):
            yield f"{due} were spent while the clock was wrong, but not charged"

    def lapse(self, entry: Entry) -> None:
        """Note a lapse: its tokens return if its instant lies after the repaired time."""
        for charge in entry.charges:
            if charge.source is not GrantSource.ALLOWANCE:
                known, _ = self._lapses.get(charge.number, (0, entry.occurred_at))
                self._lapses[charge.number] = known + charge.tokens, entry.occurred_at
            elif self.is_back and not self._windows.knows(charge.number):
                self._spent -= charge.tokens

    def turn(self) -> Faults:
        """Check, at the PLAN entry, that all holds and allowances ended and all grants returned."""
        if self.is_back and self._allowance():
            yield "begins the plan again beside an allowance"
        if self.is_back and self._due:
            yield f"has not returned the rest of grant {min(self._due)}"
        self.is_back = False

    def fold(self, entry: Entry) -> Faults:
        """Fold an ADJUSTMENT entry of a repair."""
        number = returned_by(entry.reason)
        if entry.fingerprint is not None:
            yield "has a fingerprint, but belongs to no request"
        if goes_back(entry):
            yield from self._begin(entry)
        elif number is not None and self.is_back:
            yield from self._give_back(entry, number)
        elif entry.reason == SPENT_AHEAD and self._at is not None and not self.is_back:
            yield from self._charge(entry)
        else:
            yield "is not part of a repair"

    def _begin(self, entry: Entry) -> Faults:
        at = entry.recorded_at
        if entry.tokens or entry.charges or entry.occurred_at != at or self.is_back:
            yield "does not begin a repair"
        self._at, self.is_back = at, True
        self._spent = self._windows.go_back(at)
        self._holds.go_back(at)
        self._quotas.go_back(at)
        self._caps.go_back(at)
        self._teams.go_back(at)
        self._alerts.go_back()
        self._tokens.in_force = entry.revision
        self._due = {n: tokens for n, (tokens, ended) in self._lapses.items() if ended > at}
        # A later repair may go back further.
        self._lapses = {n: lapse for n, lapse in self._lapses.items() if lapse[1] <= at}

    def _give_back(self, entry: Entry, number: int) -> Faults:
        due = self._due.pop(number, 0)
        if entry.tokens != due:
            yield f"gives back {entry.tokens}, but {due} had lapsed"
        yield from self._tokens.give_back(entry, number, GrantSource.ADJUSTMENT)

    def _charge(self, entry: Entry) -> Faults:
        due = min(self._spent, self._allowance())
        if entry.cost != due or any(c.source is not GrantSource.ALLOWANCE for c in entry.charges):
            yield f"charges {entry.cost}, but {due} of the allowance was spent"
        self._spent = 0
        yield from self._tokens.take(entry)
        yield from self._tokens.pays(entry)

    def _allowance(self) -> int:
        live = self._tokens.live.values()
        return sum(g.remaining for g in live if g.source is GrantSource.ALLOWANCE)

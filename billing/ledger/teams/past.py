"""The membership of an account at a time before its last entry, from its entries. For repairs, as
`billing.ledger.past`."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.entry import Entry, EntryKind
from billing.ledger.hold import closed_by, hold_of
from billing.ledger.teams.limits import counted_for, limit_end, limited
from billing.ledger.teams.link import paid_by_team
from billing.ledger.teams.membership import Membership, is_team_id
from billing.ledger.teams.text import membership_told


class PastMembership:
    """The membership of the latest entry, `present`. Raises LookupError or ValueError for entries
    that an audit would reject."""

    def __init__(self) -> None:
        self.present: Membership | None = None
        # The handles of the holds that a team paid, by number.
        self._holds: dict[int, str] = {}
        # What was used of each window of the present limit.
        self._used: dict[datetime, int] = {}

    def add(self, entry: Entry) -> None:
        """Add the next entry: a change of the membership, a hold or a use."""
        if entry.kind is EntryKind.TEAM and not is_team_id(entry.account_id):
            self._change(entry)
        elif entry.kind is EntryKind.HOLD:
            link = hold_of(entry).link
            if link is not None and link.team is not None:
                self._holds[entry.revision] = link.handle
        elif entry.use is not None:
            self._count(entry)

    def seen_from(self, now: datetime) -> Membership | None:
        """Return the membership, with the window of `now` in place of a future one. What was used
        of the future window counts in the present one."""
        known = self.present
        if known is None or known.limit is None or known.ends_at is None:
            return known
        end = limit_end(known.limit, known.anchor, now)
        if known.ends_at > end:
            self._keep(known._replace(ends_at=end, used=known.used + self._used.get(end, 0)))
        return self.present

    def _change(self, entry: Entry) -> None:
        known, told = self.present, membership_told(entry.reason, entry.recorded_at)
        if told is None:
            self.present, self._used = None, {}
        elif known is None or known.handle != told.handle:
            self._begin(limited(told._replace(limit=None), told.limit, entry.recorded_at))
        elif told.limit == known.limit:
            self._keep(known._replace(role=told.role, pay_from=told.pay_from))
        else:
            kept = known._replace(role=told.role, pay_from=told.pay_from)
            after = limited(kept, told.limit, entry.recorded_at)
            if after.ends_at == known.ends_at and after.used == known.used:
                self._keep(after)
            else:
                self._begin(after)

    def _count(self, entry: Entry) -> None:
        link, closing, known = paid_by_team(entry.reason), closed_by(entry.reason), self.present
        if link is None or known is None:
            return
        if closing is None or self._holds.get(closing[0]) == known.handle:
            self._keep(counted_for(known, link.tokens, entry.recorded_at))

    def _begin(self, membership: Membership) -> None:
        self._used = {}
        self._keep(membership)

    def _keep(self, membership: Membership) -> None:
        self.present = membership
        if membership.ends_at is not None:
            self._used[membership.ends_at] = membership.used

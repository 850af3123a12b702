"""The memberships and the team of an account in a replay. Part of `billing.audit.replay`; billing
rule 13.

It shares no code with `billing.ledger.teams.limits` and `billing.ledger.teams.rules`. One ledger is
replayed at a time; `db.audit.sides` compares the entries of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.uses import cost_of
from billing.catalog.catalog import QuotaPeriod
from billing.ledger.entry import Entry
from billing.ledger.hold import Hold
from billing.ledger.teams.link import NO_REQUEST, PaidByTeam, paid_by_team, used_by_member
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamState,
    is_team_id,
)
from billing.ledger.teams.text import TeamAct, membership_told, team_change
from billing.ledger.teams.transfer import debt_given, debt_taken, given, taken
from billing.window import anchored_month_window

_DAY = timedelta(days=1)


class ReplayedTeams:
    """The membership of a replay, and its team if the account is one."""

    def __init__(self, account_id: str, tokens: ReplayedGrants) -> None:
        self.membership: Membership | None = None
        self.team: TeamState | None = None
        self._is_team = is_team_id(account_id)
        self._tokens = tokens
        self._handles: set[str] = set()
        # What was used of each window of the present limit.
        self._windows: dict[datetime, int] = {}

    def change(self, entry: Entry) -> Faults:
        """Change the membership, or the team. Raises ValueError for a reason of an unknown form."""
        if entry.tokens or entry.charges or entry.use is not None:
            yield "changes the balance, or is a use, but is about a team"
        if entry.idempotency_key is not None or entry.fingerprint is not None:
            yield "has a key or a fingerprint, but is about a team"
        if entry.occurred_at != entry.recorded_at:
            yield "has another time of occurrence than of recording"
        yield from self._change_team(entry) if self._is_team else self._change_member(entry)

    def _change_team(self, entry: Entry) -> Faults:
        act, handle, kind = team_change(entry.reason)
        name, team = handle or "", self.team
        if act is TeamAct.FOUND and kind is not None:
            if entry.revision != 1:
                yield "founds a team that exists"
            self.team, self._handles = TeamState(kind, 1, name), {name}
            return
        if team is None:
            yield "changes a team that was not founded"
            return
        if act is TeamAct.JOIN:
            if team.closed or name in self._handles:
                yield f"lets {name} join, which can not be"
            self._handles.add(name)
        elif act is TeamAct.CLOSE:
            if team.closed:
                yield "closes a team that is closed"
            team = team._replace(closed=True)
        elif name not in self._handles:
            yield f"is about {name}, which is no member"
        elif act is TeamAct.OWNER:
            team = team._replace(owner=name)
        else:
            if name == team.owner and not team.closed:
                yield "lets the owner leave"
            self._handles.discard(name)
        self.team = team._replace(members=len(self._handles))

    def _change_member(self, entry: Entry) -> Faults:
        known = self.membership
        told = membership_told(entry.reason, entry.recorded_at)
        if told is None:
            if known is None or entry.reason != f"left {known.team}":
                yield "ends a membership that there is not"
            self.membership, self._windows = None, {}
            return
        if known is None or known.handle != told.handle:
            self.membership = self._begun(told, told.limit, entry.recorded_at)
            return
        same = (known.team, known.anchor) == (told.team, told.anchor)
        if not same or told._replace(joined_at=known.joined_at) == known._replace(
            used=0, ends_at=None
        ):
            yield f"changes nothing of the membership in {told.team}, or too much"
        told = told._replace(joined_at=known.joined_at)
        if told.limit == known.limit or _periods(told.limit) & _periods(known.limit):
            self.membership = told._replace(used=known.used, ends_at=known.ends_at)
        else:
            self.membership = self._begun(told, told.limit, entry.recorded_at)

    def _begun(self, told: Membership, limit: MemberLimit | None, at: datetime) -> Membership:
        self._windows = {}
        return told._replace(used=0, ends_at=None if limit is None else self._end(told, at))

    def use(self, entry: Entry, hold: Hold | None, holds: Iterable[Hold]) -> Faults:
        """Check the other side that a use names, and count what a team paid. `hold` is the one that
        it settles. Raises ValueError for terms of an unknown form."""
        link, used = paid_by_team(entry.reason), used_by_member(entry.reason)
        if self._is_team:
            yield from self._used(entry, settles=hold is not None)
        elif used is not None:
            yield "is a use by a member, but this is no team"
        elif link is not None:
            yield from self._paid(entry, link, hold, holds)
        elif hold is not None and hold.link is not None and entry.use and cost_of(entry.use):
            yield f"does not name the team that pays for hold {hold.number}"

    def _used(self, entry: Entry, *, settles: bool) -> Faults:
        used = used_by_member(entry.reason)
        if used is None:
            yield "is a use of a team, but names no member"
        elif not settles:
            if used.handle not in self._handles:
                yield f"is a use by {used.handle}, which is no member"
            if (entry.idempotency_key, entry.fingerprint) != (used.key, NO_REQUEST):
                yield "has another key or fingerprint than the other side makes"
        if entry.use is not None and entry.use.metadata is not None:
            yield "has metadata, which only the member's side has"

    def _paid(
        self, entry: Entry, link: PaidByTeam, hold: Hold | None, holds: Iterable[Hold]
    ) -> Faults:
        if entry.tokens or entry.charges:
            yield "takes tokens, but the team paid"
        if entry.use is not None and cost_of(entry.use) != link.tokens:
            yield f"says that the team paid {link.tokens}, but its terms make {cost_of(entry.use)}"
        known = self.membership
        if hold is not None:
            if hold.link is None or hold.link.team != link.team:
                yield f"was paid by {link.team}, which did not reserve hold {hold.number}"
            elif known is not None and known.handle == hold.link.handle:
                self._count(known, link.tokens, entry.recorded_at)
            return
        if known is None or known.team != link.team or known.pay_from is PayFrom.OWN_ONLY:
            yield f"was paid by {link.team}, of which the account is no member that it pays for"
            return
        self._count(known, link.tokens, entry.recorded_at)
        yield from self._within(holds, entry.recorded_at)

    def place(self, hold: Hold | None, holds: Iterable[Hold], at: datetime) -> Faults:
        """Check who pays for a hold, which is open now, and that it leaves the limit unbroken."""
        link = None if hold is None else hold.link
        if link is None:
            if self._is_team:
                yield "is a hold of a team, but names no member"
            return
        if self._is_team:
            if link.team is not None or link.handle not in self._handles:
                yield f"is a hold for {link.handle}, which is no member"
            return
        known = self.membership
        if known is None or (known.team, known.handle) != (link.team, link.handle):
            yield f"is a hold of {link.team}, of which the account is no member"
            return
        yield from self._within(holds, at)

    def transfer(self, entry: Entry) -> Faults:
        """Move what a closed team has left of a grant, or a debt of it, to its owner."""
        took = taken(entry.reason)
        if debt_given(entry.reason) or debt_taken(entry.reason):
            yield from self._transfer_debt(entry)
        elif self._is_team:
            if given(entry.reason) is None or len(entry.charges) != 1:
                yield "is not a transfer of one grant to the owner"
            for charge in entry.charges:
                live = self._tokens.live.get(charge.number)
                if live is not None and live.remaining != charge.tokens:
                    yield f"moves {charge.tokens}, but {live.remaining} were left"
            yield from self._tokens.take(entry)
            yield from self._tokens.pays(entry)
        elif took is None:
            yield "is not a transfer from a team"
        else:
            yield from self._tokens.grant(entry, took.source)

    def _transfer_debt(self, entry: Entry) -> Faults:
        """Take a debt from a closed team, or pay it as its owner. What the owner can't pay is its
        debt."""
        if self._is_team is not (debt_given(entry.reason) is not None):
            yield "moves a debt the wrong way"
        if self._is_team:
            if entry.charges or not 0 < entry.tokens <= self._tokens.debt:
                yield f"gives away {entry.tokens} of the debt, which is {self._tokens.debt}"
            if self.team is None or not self.team.closed:
                yield "gives away a debt of a team that is not closed"
            self._tokens.debt -= min(entry.tokens, self._tokens.debt)
            return
        yield from self._tokens.take_in_turn(entry.charges, entry)
        owed = entry.cost - sum(charge.tokens for charge in entry.charges)
        if entry.tokens >= 0 or owed < 0:
            yield "pays a debt with another sum"
        if owed > 0 and self._tokens.live:
            yield f"owes {owed}, but tokens are left"
        self._tokens.debt += max(owed, 0)

    def go_back(self, at: datetime) -> None:
        """Count the uses of a window that starts after `at` in the window of `at`."""
        known = self.membership
        if known is None or known.ends_at is None:
            return
        end = self._end(known, at)
        if known.ends_at > end:
            used = known.used + self._windows.get(end, 0)
            self.membership = known._replace(used=used, ends_at=end)
            self._windows[end] = used

    def _count(self, known: Membership, tokens: int, at: datetime) -> None:
        if known.limit is None:
            self.membership = known._replace(used=known.used + tokens)
            return
        end = self._end(known, at)
        used = tokens + (known.used if known.ends_at == end else 0)
        self.membership = known._replace(used=used, ends_at=end)
        self._windows[end] = used

    def _within(self, holds: Iterable[Hold], at: datetime) -> Faults:
        known = self.membership
        if known is None or known.limit is None:
            return
        used = known.used if known.ends_at == self._end(known, at) else 0
        links = [one.link for one in holds if one.link is not None]
        held = sum(link.tokens for link in links if link.team == known.team)
        if used + held > known.limit.tokens:
            yield f"takes the member to {used + held}, above its limit {known.limit.tokens}"

    def _end(self, known: Membership, at: datetime) -> datetime:
        if known.limit is not None and known.limit.period is QuotaPeriod.DAY:
            return at.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        return anchored_month_window(known.anchor, at).end


def _periods(limit: MemberLimit | None) -> set[QuotaPeriod]:
    return set() if limit is None else {limit.period}

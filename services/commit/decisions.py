"""Decides the commands of a batch one after the other, by `billing` alone, without I/O.

The state of an account carries over from one command to the next, so a hot account costs no more
than many cold ones.
"""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter

from billing.catalog.price_book import PriceBook
from billing.errors import BadInput, Inconsistent
from billing.keyless import Keyless
from billing.ledger.account import Account
from billing.ledger.alerts.commands import NoteDaysLeft, RemoveAlert, SetAlert
from billing.ledger.alerts.rules import decide_alert
from billing.ledger.allowance import plan_of, renew
from billing.ledger.caps.rules import decide_cap
from billing.ledger.commands import (
    AdjustBalance,
    Command,
    RecordUsage,
    Setting,
    Touch,
)
from billing.ledger.entry import Entry, key_hash
from billing.ledger.grant import Grant
from billing.ledger.hold import Hold, HoldStatus
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_rules import (
    decide_extension,
    decide_hold,
    decide_release,
    decide_settle,
)
from billing.ledger.posting import Posted
from billing.ledger.quota import PoolTally
from billing.ledger.refusals import (
    AccountNotFound,
    HoldClosed,
    HoldNotFound,
    Refusal,
)
from billing.ledger.rules import decide_adjustment, decide_usage
from billing.ledger.teams.holds import (
    decide_member_hold,
    decide_member_release,
    decide_member_settle,
)
from billing.ledger.teams.uses import check_user, decide_member_usage
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.rules import decide_top_up
from billing.ledger.top_ups.watching import is_watched, watched
from db.commit.journal import Key
from services.commit.outcomes import (
    CommandOutcome,
    Done,
    closed_before,
    forbidden,
    repeated,
    unseen,
)

CLOSING = (SettleHold, ReleaseHold)
"""The commands that close a hold. A tuple, because a union would be made anew for each command."""
_TOPPING_UP = (SetAutoTopUp, RemoveAutoTopUp)
_ALERTING = (SetAlert, RemoveAlert, NoteDaysLeft)

__all__ = ["CLOSING", "CommandOutcome", "Decisions", "Done", "key_of"]


def key_of(command: Command) -> Key | None:
    if isinstance(command, Keyless):
        return None
    return (command.account_id, key_hash(command.idempotency_key))


_WATCHED = attrgetter("alerts", "top_up")


class Decisions:
    """The accounts of a batch while its commands are decided."""

    def __init__(
        self,
        book: PriceBook,
        now: datetime,
        accounts: dict[str, Account],
        known: dict[Key, Entry],
        pools: PoolTally | None = None,
    ) -> None:
        self._book = book
        self._now = now
        self._accounts = accounts
        self._known = known
        self._revisions = {name: account.revision for name, account in accounts.items()}
        self._present: set[str] = set()
        # Most batches have no account with an alert or a top-up, and every use asks for it.
        self._is_watched = any(
            alerts or top_up for alerts, top_up in map(_WATCHED, accounts.values())
        )
        self.pools = PoolTally() if pools is None else pools
        self.entries: list[Entry] = []
        self.grants: list[tuple[str, Grant]] = []

    def decide(self, command: Command) -> CommandOutcome:
        name = command.account_id
        account = self._accounts.get(name)
        if account is None:
            return AccountNotFound(name)
        # Clocks of several processes differ, but the time of an account never decreases.
        now = max(self._now, account.touched_at)
        if name not in self._present:
            # Once per batch is enough: only closing a hold can make another renewal necessary.
            account = self._renewed(account, now)
            self._present.add(name)
        posted = len(self.entries)
        outcome = self._decide(account, command, now)
        if self._is_watched and len(self.entries) > posted:
            self._watch(posted)
            if isinstance(outcome, Done):
                return outcome._replace(account=self._accounts[name])
        return outcome

    def _decide(self, account: Account, command: Command, now: datetime) -> CommandOutcome:
        if isinstance(command, Keyless):
            return self._keyless(account, command, now)
        key = (command.account_id, key_hash(command.idempotency_key))
        first = self._known.get(key)
        if isinstance(command, CLOSING):
            return self._close(account, command, first, now)
        if first is not None:
            return repeated(command, first, account)
        if account.membership is None or isinstance(command, AdjustBalance):
            decision = self._try(account, command, now)
        else:
            decision = self._of_member(account, account.membership.team, command, now)
        if isinstance(decision, Posted):
            self._keep(decision)
            self._known[key] = decision.entry
            account, entry, grant = decision
            hold = account.hold(entry.revision) if account.holds else None
            return Done(account, entry, grant, hold=hold)
        return decision

    def _of_member(
        self,
        member: Account,
        team_id: str,
        command: RecordUsage | PlaceHold,
        now: datetime,
    ) -> Posted | Refusal | BadInput:
        """Decide on a use or a hold over the accounts of a member and of its team. Keep what the
        team's ledger gets, and return what the member's gets."""
        member, team, now = self._together(member, team_id, now)
        try:
            if isinstance(command, RecordUsage):
                made = decide_member_usage(
                    member, team, command, book=self._book, now=now, pool_used=self.pools.used
                )
            else:
                made = decide_member_hold(
                    member,
                    team,
                    command,
                    plan_of(member, self._book.plans).priority,
                    book=self._book,
                    now=now,
                    pool_used=self.pools.used,
                )
        except BadInput as mistake:
            return mistake
        if not isinstance(made, tuple):
            return made
        for posted in made[1:]:
            self._keep(posted)
        return made[0]

    def _together(
        self, member: Account, team_id: str, now: datetime
    ) -> tuple[Account, Account | None, datetime]:
        """Return both accounts at one instant, and that instant. An account without its team pays
        for itself."""
        team = self._accounts.get(team_id)
        if team is None:
            return member, None, now
        at = max(now, team.touched_at)
        if at > now:
            member = self._renewed(member, at)
        if team_id not in self._present or at > self._now:
            team = self._renewed(team, at)
            self._present.add(team_id)
        return member, team, at

    def changed(self) -> list[Account]:
        return [a for name, a in self._accounts.items() if a.revision != self._revisions[name]]

    def _renewed(self, account: Account, now: datetime) -> Account:
        account, renewals = renew(account, self._book.plans, now)
        posted = len(self.entries)
        for one in renewals:
            self._keep(one)
        if renewals and is_watched(account):
            self._watch(posted)
            return self._accounts[account.id]
        return account

    def _watch(self, posted: int) -> None:
        """Let the alerts and the top-up of each account see its entries from number `posted` on."""
        entries = self.entries[posted:]
        for name in {entry.account_id: None for entry in entries}:
            own = [entry for entry in entries if entry.account_id == name]
            account = self._accounts[name]
            account, fired = watched(account, own, account.touched_at)
            for one in fired:
                self._keep(one)
            self._accounts[name] = account

    def _try(
        self, account: Account, command: RecordUsage | PlaceHold | AdjustBalance, now: datetime
    ) -> Posted | Refusal | BadInput:
        try:
            if account.team is not None and not isinstance(command, AdjustBalance):
                check_user(account)
            if isinstance(command, RecordUsage):
                return decide_usage(account, command, self._book, now, self.pools.used)
            if isinstance(command, PlaceHold):
                plan = plan_of(account, self._book.plans)
                return decide_hold(
                    account, command, plan.priority, self._book, now, pool_used=self.pools.used
                )
            return decide_adjustment(account, command, now)
        except BadInput as mistake:
            return mistake

    def _keyless(
        self, account: Account, command: Touch | Setting | ExtendHold, now: datetime
    ) -> CommandOutcome:
        if isinstance(command, Touch):
            return Done(account, replayed=self._revisions[account.id] > 0)
        if isinstance(command, ExtendHold):
            return self._extend(account, command, now)
        try:
            if isinstance(command, _ALERTING):
                posted = decide_alert(account, command, now)
            elif isinstance(command, _TOPPING_UP):
                posted = decide_top_up(account, command, now)
            else:
                posted = decide_cap(account, command, now)
        except BadInput as mistake:
            return mistake
        if posted is None:
            return Done(account)
        self._is_watched = True
        self._keep(posted)
        return Done(posted.account, posted.entry)

    def _close(
        self,
        account: Account,
        command: SettleHold | ReleaseHold,
        first: Entry | None,
        now: datetime,
    ) -> CommandOutcome:
        """Close a hold once; a later caller gets the status in which it was closed."""
        hold = account.hold(command.number) or command.placed
        if hold is None or account.team is not None:
            # The hold of a team closes with that of its member, whose request has the answer.
            return unseen(command, first if account.team is None else None, account)
        reserved = forbidden(command, hold)
        if first is not None and not reserved:
            return closed_before(command, first, account, hold)
        if reserved:
            return reserved
        try:
            posted = self._closing(account, command, hold, now)
        except (BadInput, Inconsistent) as mistake:
            return mistake
        if not posted:
            return HoldClosed(account.id, hold, HoldStatus.EXPIRED)
        for one in posted:
            self._keep(one)
        entry = posted[0].entry
        self._known[account.id, key_hash(command.idempotency_key)] = entry
        # Tokens returned to a grant that has expired meanwhile lapse at once.
        for name in {one.account.id for one in posted}:
            self._renewed(self._accounts[name], self._accounts[name].touched_at)
        return Done(self._accounts[account.id], entry, hold=hold)

    def _extend(self, account: Account, command: ExtendHold, now: datetime) -> CommandOutcome:
        """Extend an open hold, on both sides if a team pays."""
        placed = command.placed
        if placed is None or command.placed_at is None or account.team is not None:
            return HoldNotFound(f"{account.id}:{command.number}")
        if reserved := forbidden(command, placed):
            return reserved
        team, link = None, placed.link
        if link is not None and link.team is not None:
            account, team, now = self._together(account, link.team, now)
        hold = account.hold(command.number)
        if hold is None:
            return HoldClosed(account.id, placed, HoldStatus.EXPIRED)
        sides = [(account, hold)]
        if team is not None and link is not None and (theirs := team.hold(link.number)):
            sides.append((team, theirs))
        for posted in decide_extension(command, command.placed_at, sides, now):
            self._keep(posted)
        account = self._accounts[account.id]
        return Done(account, hold=account.hold(command.number))

    def _closing(
        self, account: Account, command: SettleHold | ReleaseHold, hold: Hold, now: datetime
    ) -> tuple[Posted, ...]:
        if hold.link is not None and hold.link.team is not None:
            return self._closing_together(account, hold.link.team, command, hold, now)
        if isinstance(command, SettleHold):
            return decide_settle(account, command, hold, self._book, now)
        if account.hold(hold.number) is None:
            return ()
        return decide_release(account, command, hold, now)

    def _closing_together(
        self,
        member: Account,
        team_id: str,
        command: SettleHold | ReleaseHold,
        hold: Hold,
        now: datetime,
    ) -> tuple[Posted, ...]:
        member, team, now = self._together(member, team_id, now)
        if team is None:
            raise Inconsistent(f"{team_id!r} pays for a hold of {member.id!r}, but does not exist")
        if isinstance(command, SettleHold):
            return decide_member_settle(member, team, command, hold, book=self._book, now=now)
        if member.hold(hold.number) is None:
            return ()
        return decide_member_release(member, team, command, hold, now)

    def _keep(self, posted: Posted) -> None:
        account, entry, grant = posted
        name = account.id
        self.pools.note(self._accounts[name].holds, posted)
        self._accounts[name] = account
        self.entries.append(entry)
        if grant is not None:
            self.grants.append((name, grant))

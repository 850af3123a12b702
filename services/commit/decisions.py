"""Decides the commands of a batch one after the other, by `billing` alone, without I/O."""

from __future__ import annotations

from datetime import datetime

from billing.building import build
from billing.errors import BadInput
from billing.keyless import Keyless
from billing.ledger.account import Account
from billing.ledger.allowance import plan_of
from billing.ledger.commands import AdjustBalance, Command, RecordUsage
from billing.ledger.entry import key_hash
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_rules import decide_hold
from billing.ledger.posting import Posted
from billing.ledger.refusals import AccountNotFound, Refusal
from billing.ledger.rules import decide_adjustment, decide_usage
from billing.ledger.teams.holds import decide_member_hold
from billing.ledger.teams.uses import check_user, decide_member_usage
from db.commit.journal import Key
from services.commit.deciding.closing import close
from services.commit.deciding.keyless import decide_keyless
from services.commit.deciding.outcomes import CommandOutcome, Done, repeated
from services.commit.deciding.states import States

CLOSING = (SettleHold, ReleaseHold)
"""The commands that close a hold. A tuple, because a union would be made anew for each command."""

__all__ = ["CLOSING", "CommandOutcome", "Decisions", "Done", "key_of"]


def key_of(command: Command) -> Key | None:
    if isinstance(command, Keyless):
        return None
    return (command.account_id, key_hash(command.idempotency_key))


class Decisions(States):
    """The commands of a batch, decided in order."""

    def decide(self, command: Command) -> CommandOutcome:
        name = command.account_id
        account = self.accounts.get(name)
        if account is None:
            return AccountNotFound(name)
        # Clocks of several processes differ, but the time of an account never decreases.
        now = self.now if account.touched_at <= self.now else account.touched_at
        account = self.present(account, now)
        posted = len(self.entries)
        outcome = self._decide(account, command, now)
        if self.is_watched and len(self.entries) > posted:
            self.watch(posted)
            if isinstance(outcome, Done):
                return outcome._replace(account=self.accounts[name])
        return outcome

    def _decide(self, account: Account, command: Command, now: datetime) -> CommandOutcome:
        if isinstance(command, Keyless):
            return decide_keyless(self, account, command, now)
        key = (command.account_id, key_hash(command.idempotency_key))
        first = self.known.get(key)
        if isinstance(command, CLOSING):
            return close(self, account, command, first, now)
        if first is not None:
            return repeated(command, first, account)
        if account.membership is None or isinstance(command, AdjustBalance):
            decision = self._try(account, command, now)
        else:
            decision = self._of_member(account, account.membership.team, command, now)
        if isinstance(decision, Posted):
            self.keep(decision)
            account, entry, grant = decision
            self.known[key] = entry
            hold = account.hold(entry.revision) if account.holds else None
            return build(Done, (account, entry, grant, False, hold))
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
        member, team, now = self.together(member, team_id, now)
        try:
            if isinstance(command, RecordUsage):
                made = decide_member_usage(
                    member, team, command, book=self.book, now=now, pool_used=self.pools.used
                )
            else:
                made = decide_member_hold(
                    member,
                    team,
                    command,
                    plan_of(member, self.book.plans).priority,
                    book=self.book,
                    now=now,
                    pool_used=self.pools.used,
                )
        except BadInput as mistake:
            return mistake
        if not isinstance(made, tuple):
            return made
        for posted in made[1:]:
            self.keep(posted)
        return made[0]

    def _try(
        self, account: Account, command: RecordUsage | PlaceHold | AdjustBalance, now: datetime
    ) -> Posted | Refusal | BadInput:
        try:
            if account.team is not None and not isinstance(command, AdjustBalance):
                check_user(account)
            if isinstance(command, RecordUsage):
                return decide_usage(account, command, self.book, now, self.pools.used)
            if isinstance(command, PlaceHold):
                plan = plan_of(account, self.book.plans)
                return decide_hold(
                    account, command, plan.priority, self.book, now, pool_used=self.pools.used
                )
            return decide_adjustment(account, command, now)
        except BadInput as mistake:
            return mistake

"""The commands of a batch decided one after the other, by `billing` alone: no I/O.

The state of an account carries over from one command to the next, so a hot account costs no more
than many cold ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.account import Account
from billing.allowance import renew
from billing.catalog import PriceBook
from billing.commands import AdjustBalance, Command, RecordUsage, Touch
from billing.entry import Entry, key_hash
from billing.errors import BadInput
from billing.grant import Grant
from billing.ledger import Posted
from billing.refusals import AccountNotFound, IdempotencyConflict, Refusal
from billing.rules import decide_adjustment, decide_usage
from db.journal import Key


@dataclass(frozen=True, slots=True)
class Done:
    """What a command led to. `account` is the state after it; for a replay, the present one.

    `entry` is None for a touch; `grant` is set where the entry granted tokens just now.
    """

    account: Account
    entry: Entry | None = None
    grant: Grant | None = None
    replayed: bool = False

    @property
    def recorded(self) -> Entry:
        """The entry of a command that made one; TypeError for a touch."""
        if self.entry is None:
            raise TypeError("a touch records nothing")
        return self.entry


Outcome = Done | Refusal | BadInput


def key_of(command: Command) -> Key | None:
    if isinstance(command, Touch):
        return None
    return (command.account_id, key_hash(command.idempotency_key))


class Decisions:
    """The accounts of a batch while its commands are decided one after the other."""

    def __init__(
        self, book: PriceBook, now: datetime, accounts: dict[str, Account], known: dict[Key, Entry]
    ) -> None:
        self._book = book
        self._now = now
        self._accounts = accounts
        self._known = known
        self._revisions = {name: account.revision for name, account in accounts.items()}
        self.entries: list[Entry] = []
        self.grants: list[tuple[str, Grant]] = []

    def decide(self, command: Command) -> Outcome:
        account = self._accounts.get(command.account_id)
        if account is None:
            return AccountNotFound(command.account_id)
        # Clocks of several processes differ: an account never goes back in time.
        now = max(self._now, account.touched_at)
        account = self._renewed(account, now)
        if isinstance(command, Touch):
            return Done(account)
        key = (account.id, key_hash(command.idempotency_key))
        if first := self._known.get(key):
            return _repeated(command, first, account)
        posted = self._try(account, command, now)
        if isinstance(posted, Posted):
            self._keep(posted)
            self._known[key] = posted.entry
            return Done(posted.account, posted.entry, posted.grant)
        return posted

    def changed(self) -> list[Account]:
        return [a for name, a in self._accounts.items() if a.revision != self._revisions[name]]

    def _renewed(self, account: Account, now: datetime) -> Account:
        account, renewals = renew(account, self._book.catalog.plans, now)
        for posted in renewals:
            self._keep(posted)
        return account

    def _try(
        self, account: Account, command: RecordUsage | AdjustBalance, now: datetime
    ) -> Posted | Refusal | BadInput:
        try:
            if isinstance(command, RecordUsage):
                return decide_usage(account, command, self._book, now)
            return decide_adjustment(account, command, now)
        except BadInput as mistake:
            return mistake

    def _keep(self, posted: Posted) -> None:
        self._accounts[posted.account.id] = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            self.grants.append((posted.account.id, posted.grant))


def _repeated(
    command: RecordUsage | AdjustBalance, first: Entry, account: Account
) -> Done | IdempotencyConflict:
    if first.fingerprint == command.fingerprint:
        return Done(account, first, replayed=True)
    return IdempotencyConflict(command.idempotency_key)

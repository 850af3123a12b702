"""One account under audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from billing.audit.anchors.anchor import Anchor, grants_digest
from billing.audit.anchors.memory import OtherForm
from billing.audit.pools import AccountPools
from billing.audit.replay import Replay
from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.audit.anchors import StoredAnchor
from db.audit.rows import ReadRow, account_differs
from services.audit.plans import Plans

# Columns beside the state that repeat parts of it; `Replay.compare` does not see them.
_PLAIN_COLUMNS = {"available", "held", "stale_at"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: `what` describes it; it concerns one account at a revision, or the whole
    database."""

    what: str
    account_id: str | None = None
    revision: int | None = None

    def __str__(self) -> str:
        if self.account_id is None:
            return self.what
        return f"account {self.account_id}, revision {self.revision}: {self.what}"


ANCHOR_EVERY = 256
"""An anchor is moved after so many new entries. It is as large as ten of them, so that accounts
with few entries need none."""


class Case:
    """One account under audit, replayed up to `revision`, so that the audit can continue later.
    `anchored_at` is the revision of its anchor, or 0."""

    def __init__(self, read: ReadRow[Account]) -> None:
        self.read = read
        self.revision = self.anchored_at = 0
        self.pools = AccountPools()
        self._is_sound = True
        self._last: Entry | None = None
        self._grants: dict[int, Grant] = {}
        opened_at = read.value.opened_at if read.value else None
        self._replay = Replay(read.account_id, self._grants, opened_at=opened_at)

    @classmethod
    def at_anchor(cls, read: ReadRow[Account], stored: StoredAnchor) -> Self:
        """Return the case of an account at its anchor, which must be sound. Raises OtherForm if
        another release made it."""
        case, anchor = cls(read), stored.anchor
        if stored.last is None:
            raise OtherForm("nothing is at the anchor")
        for grant in stored.grants:
            case.take_grant(grant)
        case._replay.continue_from(anchor.memory, stored.last)
        case._last, case.pools = stored.last, AccountPools(anchor.pools)
        case.revision = case.anchored_at = anchor.revision
        return case

    @property
    def grants(self) -> int:
        return len(self._grants)

    def continues(self, read: ReadRow[Account]) -> bool:
        """Return whether `read` may be a later state of this account."""
        then, now = self.read.value, read.value
        if then is None or now is None or then.opened_at != now.opened_at:
            return False
        return read.number >= self.revision

    def take_grant(self, grant: ReadRow[Grant]) -> Sequence[str]:
        if grant.value is not None:
            self._grants[grant.number] = grant.value
        return self._noted([f"grant {grant.number}: {what}" for what in grant.faults])

    def take_entry(self, entry: ReadRow[Entry]) -> Sequence[str]:
        if entry.value is None:
            return self._noted(entry.faults)
        self.pools.add(entry.value)
        self._last = entry.value
        return self._noted([*entry.faults, *self._replay.add(entry.value)])

    def anchor(self) -> Anchor | None:
        """Return the anchor of the account where the replay is. None if it has a fault, or few new
        entries. Call this before `close`, which ends the last instant of the replay."""
        if not self._is_sound or self.revision - self.anchored_at < ANCHOR_EVERY:
            return None
        last = self._last
        if last is None or last.revision != self.revision:
            return None
        return Anchor(
            self.read.account_id,
            self.revision,
            last.digest,
            grants_digest(self._grants.values()),
            self._replay.memory,
            self.pools.memory,
        )

    def close(self, plans: Plans) -> Sequence[str]:
        account = self.read.value
        if account is None:
            return self.read.faults
        whats = self._replay.compare(account, plans.offered(account.plan))
        columns = account_differs(self.read, self._replay.account(account))
        told = _PLAIN_COLUMNS if whats else {*_PLAIN_COLUMNS, *columns}
        return [*whats, *(f"column {n} is not what its entries make" for n in columns if n in told)]

    def _noted(self, whats: Sequence[str]) -> Sequence[str]:
        self._is_sound = self._is_sound and not whats
        return whats

"""The state of one account that decides: small, immutable, and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from billing.catalog import QuotaPeriod, QuotaUnit
from billing.grant import Grant

NO_DIGEST = bytes(16)
"""What the digest chain of an account starts from."""


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What a free model has used, in `unit`, of the window [start, end)."""

    unit: QuotaUnit
    start: datetime
    end: datetime
    used: int


@dataclass(frozen=True, slots=True)
class Account:
    """An account as of `touched_at`; token amounts are premium tokens.

    `revision` counts the account's ledger entries. `grants` are those with something left, in burn
    order. `renewals` tells when each allowance's window ends; `suspended` the same of allowances
    that another plan gave, so that going back and forth grants none of them twice. `plan_until` is
    when a plan that was paid for ends. `frozen` are tokens of disputed packs, by grant. `digest`
    is the head of the chain of entry digests.
    """

    id: str
    opened_at: datetime
    touched_at: datetime
    plan: str
    revision: int = 0
    debt: int = 0
    grants: tuple[Grant, ...] = ()
    renewals: Mapping[QuotaPeriod, datetime] = field(default_factory=dict)
    suspended: Mapping[QuotaPeriod, datetime] = field(default_factory=dict)
    quotas: Mapping[str, QuotaUse] = field(default_factory=dict)
    frozen: Mapping[int, int] = field(default_factory=dict)
    plan_until: datetime | None = None
    digest: bytes = NO_DIGEST

    @property
    def available(self) -> int:
        """Spendable now. Never negative (contract rule 6)."""
        return sum(grant.remaining for grant in self.grants)

    @property
    def held(self) -> int:
        """Set aside by open holds."""
        return 0

    @property
    def balance(self) -> int:
        """The sum of the account's entries (contract rule 10)."""
        return self.available + self.held - self.debt

    @property
    def next_reset(self) -> datetime:
        """When the plan's allowance renews first."""
        return min(self.renewals.values())

    @property
    def stale_at(self) -> datetime | None:
        """When the clock changes this state: the first lapse, renewal or end of a plan.

        None: never touched.
        """
        ends = [*self.renewals.values(), *(g.expires_at for g in self.grants if g.expires_at)]
        if self.plan_until is not None:
            ends.append(self.plan_until)
        return min(ends, default=None)


def open_account(account_id: str, *, plan: str, now: datetime) -> Account:
    """A new account; `now` anchors its monthly windows (contract rule 3)."""
    return Account(id=account_id, opened_at=now, touched_at=now, plan=plan)

"""The state of one account, from which all decisions are made: small, immutable, and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from billing.building import build
from billing.catalog.catalog import QuotaPeriod, QuotaUnit
from billing.ledger.alerts.alert import Alert, AlertKind, AlertName
from billing.ledger.caps.cap import CapName, SpendCap
from billing.ledger.grant import Grant
from billing.ledger.hold import Hold
from billing.ledger.plan_window import PlanWindow
from billing.ledger.teams.membership import Membership, TeamState
from billing.ledger.top_ups.top_up import TopUp
from billing.window import anchored_month_window

NO_DIGEST = bytes(16)
"""The start of every account's digest chain."""


_NONE: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """The used part of a free model's limit, in `unit`, in the window [start, end)."""

    unit: QuotaUnit
    start: datetime
    end: datetime
    used: int


class Account(NamedTuple):
    """An account as of `touched_at`. Token amounts are premium tokens.

    `revision` is the number of the account's ledger entries. `grants` are those with a rest, in
    burn order. `renewals` are the ends of the windows of the plan's allowances. `suspended` are the
    open windows of other plans: none is granted twice, and its rest returns with its plan.
    `plan_until` is the end of a paid plan. `frozen` are tokens of disputed packs, by grant. `holds`
    are the open ones, in the order of placing. `digest` is the last digest of the chain. `caps` are
    the spend caps, in the order of setting. `membership` is set for a member of a team, and `team`
    for the account of a team. The account has its plan `quantity` times: so many times it gets the
    allowances. `granted` are the quantities for which the running windows were granted, by period;
    one that is not there is 1. `alerts` are the alerts, in the order of setting, and `top_up` is
    the automatic top-up.
    """

    id: str
    opened_at: datetime
    touched_at: datetime
    plan: str
    revision: int = 0
    debt: int = 0
    grants: tuple[Grant, ...] = ()
    renewals: Mapping[QuotaPeriod, datetime] = _NONE
    suspended: tuple[PlanWindow, ...] = ()
    quotas: Mapping[str, QuotaUse] = _NONE
    frozen: Mapping[int, int] = _NONE
    plan_until: datetime | None = None
    holds: tuple[Hold, ...] = ()
    digest: bytes = NO_DIGEST
    caps: tuple[SpendCap, ...] = ()
    membership: Membership | None = None
    team: TeamState | None = None
    quantity: int = 1
    granted: Mapping[QuotaPeriod, int] = _NONE
    alerts: tuple[Alert, ...] = ()
    top_up: TopUp | None = None

    @property
    def available(self) -> int:
        """Tokens that can be spent now. Never negative (billing rule 6)."""
        return _left(self.grants)

    @property
    def held(self) -> int:
        """Tokens reserved by open holds."""
        return _set_aside(self.holds) if self.holds else 0

    @property
    def balance(self) -> int:
        """The sum of the account's entries (billing rule 10)."""
        return balance_of(self.grants, self.holds, self.debt)

    @property
    def next_reset(self) -> datetime:
        """The earliest renewal of an allowance of the plan; the end of the month for an account
        without allowances, which only a team can be."""
        if not self.renewals:
            return anchored_month_window(self.opened_at, self.touched_at).end
        return min(self.renewals.values())

    @property
    def stale_at(self) -> datetime | None:
        """The time at which the clock changes this state: the first lapse, renewal, or end of a
        hold or plan.

        None if no window is open yet; the first touch then opens one at once.
        """
        renewals, until = self.renewals, self.plan_until
        if not renewals and self.team is None:
            return None
        first = min(renewals.values()) if renewals else self.next_reset
        for grant in self.grants:
            if grant.expires_at is not None and grant.expires_at < first:
                first = grant.expires_at
        for hold in self.holds:
            first = min(first, hold.expires_at)
        return first if until is None else min(first, until)

    @property
    def sweep_at(self) -> datetime | None:
        """The time at which a sweep looks at the account, so that an alert fires by the clock or by
        a forecast of this state, a need of a top-up is opened or paid, or the rest of a closed team
        is passed on; None if it need not (billing rules 13 to 15). Nobody is told of a closed
        team."""
        if self.team is not None and self.team.closed:
            return self._rests_at
        if any(alert.kind is AlertKind.DAYS_LEFT_BELOW for alert in self.alerts):
            return self.touched_at
        return self.sweep_at_after_forecast

    @property
    def sweep_at_after_forecast(self) -> datetime | None:
        """The same, after the sweep has made its forecast of this state."""
        is_closed = self.team is not None and self.team.closed
        return self._rests_at if is_closed else self._told_at

    @property
    def _told_at(self) -> datetime | None:
        if self.top_up is not None:
            return self.touched_at if self.top_up.need else self.stale_at
        if not any(alert.kind is not AlertKind.QUOTA_USED_PERCENT for alert in self.alerts):
            return None
        return self.stale_at

    @property
    def _rests_at(self) -> datetime | None:
        """The time at which a closed team has tokens, or a debt, that may be its owner's."""
        return self.touched_at if self.grants or self.debt else self.sweep_at_after_rests

    @property
    def sweep_at_after_rests(self) -> datetime | None:
        """The same, after the sweep has found that nothing of this state is the owner's."""
        return min((hold.expires_at for hold in self.holds), default=None)

    def hold(self, number: int) -> Hold | None:
        """Return the open hold with that number."""
        return next((hold for hold in self.holds if hold.number == number), None)

    def cap(self, name: CapName) -> SpendCap | None:
        """Return the spend cap of that name."""
        return next((cap for cap in self.caps if cap.name == name), None)

    def alert(self, name: AlertName) -> Alert | None:
        """Return the alert of that name."""
        return next((alert for alert in self.alerts if alert.name == name), None)

    def counted_by_holds(self, model: str, unit: QuotaUnit) -> int:
        """Return how much of a free model's native limit, now in `unit`, open holds reserve."""
        return sum(hold.counted_in(unit) for hold in self.holds if hold.model == model)


_MEMBERSHIP = Account._fields.index("membership")


def with_membership(account: Account, membership: Membership) -> Account:
    """Return the account with another membership. Takes a third of the time of `_replace`: every
    use that a team pays runs this."""
    fields = (*account[:_MEMBERSHIP], membership, *account[_MEMBERSHIP + 1 :])
    return build(Account, fields)


def balance_of(grants: tuple[Grant, ...], holds: tuple[Hold, ...], debt: int) -> int:
    """Return available + held - debt."""
    held = _set_aside(holds) if holds else 0
    return _left(grants) + held - debt


def _left(grants: tuple[Grant, ...]) -> int:
    # A loop, because a generator takes longer than to add up a few grants, and every use calls this
    # several times.
    left = 0
    for grant in grants:
        left += grant.remaining
    return left


def _set_aside(holds: tuple[Hold, ...]) -> int:
    return sum(hold.tokens for hold in holds)


def open_account(account_id: str, *, plan: str, now: datetime) -> Account:
    """Return a new account. `now` is the anchor of its monthly windows (billing rule 3)."""
    return Account(id=account_id, opened_at=now, touched_at=now, plan=plan)

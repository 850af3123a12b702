"""How much the spend caps of an account leave for a use, and how they count it. Billing rule 12.

As with native quotas, no job opens a window: a cap is brought to the present when somebody asks,
and stored so with the next use that it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import QuotaPeriod
from billing.catalog.terms import key_in
from billing.ledger.account import Account
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.window import anchored_month_window, day_window


class CapUse(NamedTuple):
    """A cap in its present window. `held` is what the open holds that it counts reserve."""

    cap: SpendCap
    held: int

    @property
    def remaining(self) -> int:
        """The rest of the cap. Never negative, even after a hold was settled above it."""
        return max(self.cap.tokens - self.cap.used - self.held, 0)


def cap_end(period: QuotaPeriod, opened_at: datetime, now: datetime) -> datetime:
    """Return the end of the window at `now`: of the day in UTC, or of the account's own month, as
    for allowances (billing rule 3)."""
    if period is QuotaPeriod.DAY:
        return day_window(now).end
    return anchored_month_window(opened_at, now).end


def present(cap: SpendCap, opened_at: datetime, now: datetime) -> SpendCap:
    """Return the cap in the window at `now`. A new window starts at 0."""
    if now < cap.ends_at:
        return cap
    return cap._replace(ends_at=cap_end(cap.period, opened_at, now), used=0)


def cap_use(account: Account, cap: SpendCap, now: datetime) -> CapUse:
    """Return how much of the cap is used and reserved at `now`."""
    return _uses(account, [cap], now)[0]


def cap_uses(account: Account, now: datetime) -> list[CapUse]:
    """Return the same for all caps of the account, in order."""
    return _uses(account, account.caps, now)


def nearest_cap(
    account: Account, model: str, api_key_id: str | None, now: datetime
) -> CapUse | None:
    """Return the cap that leaves the least for a use of the model, recorded with that key; None if
    no cap counts it."""
    covering = [cap for cap in account.caps if cap.covers(model, api_key_id)]
    if not covering:
        return None
    return min(_uses(account, covering, now), key=lambda use: use.remaining)


def spendable(account: Account, model: str, api_key_id: str | None, now: datetime) -> int:
    """Return the premium tokens that a use of the model may cost now: what is available, or what
    the nearest cap leaves of it."""
    cap = nearest_cap(account, model, api_key_id, now) if account.caps else None
    return account.available if cap is None else min(account.available, cap.remaining)


def counted_by_caps(
    account: Account, cost: int, model: str, api_key_id: str | None, now: datetime
) -> Account:
    """Return the account after its caps have counted a use. A use that cost nothing changes
    none."""
    if not account.caps or not cost:
        return account
    caps = tuple(
        _counted(cap, cost, account.opened_at, now) if cap.covers(model, api_key_id) else cap
        for cap in account.caps
    )
    return account._replace(caps=caps)


def noted_key(account: Account, api_key_id: str | None) -> str | None:
    """Return the key if a cap counts what it records. Only then the terms of a use name it."""
    if api_key_id is None:
        return None
    of_key = any(c.scope is CapScope.API_KEY and c.subject == api_key_id for c in account.caps)
    return api_key_id if of_key else None


def _uses(account: Account, caps: Iterable[SpendCap], now: datetime) -> list[CapUse]:
    # An account may have hundreds of holds, but few models and keys: the holds are read once.
    held: dict[tuple[str, str | None], int] = {}
    for hold in account.holds:
        spender = hold.model, key_in(hold.terms)
        held[spender] = held.get(spender, 0) + hold.tokens
    return [
        CapUse(
            present(cap, account.opened_at, now),
            sum(tokens for spender, tokens in held.items() if cap.covers(*spender)),
        )
        for cap in caps
    ]


def _counted(cap: SpendCap, cost: int, opened_at: datetime, now: datetime) -> SpendCap:
    cap = present(cap, opened_at, now)
    return cap._replace(used=cap.used + cost)

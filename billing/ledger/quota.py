"""Native limits of free models, counted per account and model. Billing rule 2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Model, NativeLimit, QuotaPeriod, QuotaUnit
from billing.ledger.account import Account, QuotaUse
from billing.window import Window, day_window, month_window


@dataclass(frozen=True, slots=True)
class Quota:
    """The use of a free model's limit in the window that ends at `resets_at`. `held` is the part
    that open holds reserve."""

    account_id: str
    model: Model
    limit: NativeLimit
    used: int
    resets_at: datetime
    held: int = 0

    @property
    def remaining(self) -> int:
        """The rest of the limit. Never negative, even after an operator lowered the limit or a hold
        was settled late."""
        return max(self.limit.amount - self.used - self.held, 0)


def quota_window(period: QuotaPeriod, now: datetime) -> Window:
    """Return the calendar day or calendar month of `now`, in UTC."""
    return day_window(now) if period is QuotaPeriod.DAY else month_window(now)


def quota_use(account: Account, model: str, limit: NativeLimit, now: datetime) -> QuotaUse:
    """Return the use of the present window. A use of another window or unit no longer counts."""
    window = quota_window(limit.period, now)
    known = account.quotas.get(model)
    if known and (known.start, known.end, known.unit) == (*window, limit.unit):
        return known
    return QuotaUse(limit.unit, window.start, window.end, 0)


def quota_of(account: Account, model: Model, now: datetime) -> Quota | None:
    """Return the quota of a free model with a native limit; None for any other model."""
    if model.native_limit is None:
        return None
    use = quota_use(account, model.name, model.native_limit, now)
    held = account.counted_by_holds(model.name, model.native_limit.unit)
    return Quota(account.id, model, model.native_limit, use.used, use.end, held)


def counted(limit: NativeLimit, *, input_tokens: int, output_tokens: int) -> int:
    """Return how much one use counts against the limit, in the unit of the limit."""
    return input_tokens + output_tokens if limit.unit is QuotaUnit.TOKENS else 1

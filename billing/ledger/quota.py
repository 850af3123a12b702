"""Native limits of free models, counted per account and model, and pools, which all accounts share.
Billing rules 2 and 11.

A use and an open hold count in one window of their model's pool. Its key is part of their terms, so
that the entries alone say how much of each window is used:
"REQUESTS-DAY-2026-11-30-provider:openrouter".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import NamedTuple

from billing.catalog.catalog import Model, NativeLimit, Pool, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.catalog.terms import POOL_MARK
from billing.ledger.account import Account, QuotaUse
from billing.ledger.entry import Use
from billing.ledger.hold import Hold, closed_by
from billing.ledger.posting import Posted
from billing.window import Window, day_window, month_window

PoolUsed = Callable[[str], int | None]
"""Returns how much of a pool's window is used, by the window's key; None while nothing limits its
use."""


@dataclass(frozen=True, slots=True)
class Quota:
    """The use of a model's limit in the window that ends at `resets_at`. `held` is the part that
    open holds reserve. A `shared` limit is a pool of all accounts, and `used` includes its holds
    (billing rule 11)."""

    account_id: str
    model: Model
    limit: NativeLimit
    used: int
    resets_at: datetime
    held: int = 0
    shared: bool = False

    @property
    def remaining(self) -> int:
        """The rest of the limit. Never negative, even after an operator lowered the limit or a hold
        was settled late."""
        return max(self.limit.amount - self.used - self.held, 0)


def quota_window(period: QuotaPeriod, now: datetime) -> Window:
    """Return the calendar day or calendar month of `now`, in UTC."""
    return _window_of_day(period, now.date(), now.tzinfo)


# Each use of a free model needs its window twice, and all uses of a day have the same one.
@lru_cache(maxsize=64)
def _window_of_day(period: QuotaPeriod, day: date, tzinfo: tzinfo | None) -> Window:
    start = datetime.combine(day, time(), tzinfo)
    return day_window(start) if period is QuotaPeriod.DAY else month_window(start)


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


def unlimited(_: str) -> None:
    """The `PoolUsed` of decisions that no pool limits."""


def pool_window(pool: Pool, now: datetime) -> str:
    """Return the key of the pool's window at `now`: its unit, period, first day and name. A change
    of unit or period is another window, so its count starts at 0."""
    start = quota_window(pool.limit.period, now).start
    return f"{pool.limit.unit}-{pool.limit.period}-{start:%Y-%m-%d}-{pool.name}"


def window_of(model: Model, now: datetime) -> str | None:
    """Return the window that counts the uses of a model at `now`; None without a pool."""
    return None if model.pool is None else pool_window(model.pool, now)


def pool_limit(key: str, book: PriceBook) -> int:
    """Return the limit of a window in the catalog in force; 0 if the pool is gone, or counts
    another unit or period now."""
    unit, period, _, _, _, name = key.split("-", 5)
    pool = book.pools.get(name)
    limit = pool.limit if pool else None
    return limit.amount if limit and (limit.unit, limit.period) == (unit, period) else 0


def is_past(key: str, now: datetime) -> bool:
    """Return whether the window has ended."""
    _, period, year, month, day, _ = key.split("-", 5)
    start = datetime(int(year), int(month), int(day), tzinfo=now.tzinfo)
    return quota_window(QuotaPeriod(period), start).end <= now


def pool_count(terms: str, *, input_tokens: int, output_tokens: int) -> tuple[str, int] | None:
    """Return the pool's window in `terms`, and how much a use or a hold with these tokens counts
    there; None if no pool counts it."""
    key = terms.partition(POOL_MARK)[2]
    if not key:
        return None
    return key, input_tokens + output_tokens if key.startswith(f"{QuotaUnit.TOKENS}-") else 1


def pool_quota(account_id: str, model: Model, used: PoolUsed, now: datetime) -> Quota | None:
    """Return the state of the model's pool, as a quota of the account; None without a pool."""
    if model.pool is None:
        return None
    limit = model.pool.limit
    ends = quota_window(limit.period, now).end
    total = used(pool_window(model.pool, now)) or 0
    return Quota(account_id, model, limit, total, ends, shared=True)


def nearest_quota(account: Account, model: Model, used: PoolUsed, now: datetime) -> Quota | None:
    """Return the account's own quota of a model or its share of the pool, whichever is nearer to
    its end; None if nothing limits its use."""
    own, shared = quota_of(account, model, now), pool_quota(account.id, model, used, now)
    if own is None or shared is None:
        return own or shared
    return min(own, shared, key=_nearness(own.limit, shared.limit))


def _nearness(own: NativeLimit, shared: NativeLimit) -> Callable[[Quota], int]:
    """Return the key to compare by: what remains or, in different units, its share. The own quota
    comes first in both, so it wins where both are equally near."""
    if own.unit is shared.unit:
        return lambda quota: quota.remaining
    both = own.amount * shared.amount
    return lambda quota: quota.remaining * both // quota.limit.amount


def pool_lacks(
    account_id: str,
    model: Model,
    used: PoolUsed,
    now: datetime,
    *,
    input_tokens: int,
    output_tokens: int,
) -> Quota | None:
    """Return the model's pool if it leaves too little for a use or a hold; otherwise None."""
    if model.pool is None or used(pool_window(model.pool, now)) is None:
        return None
    count = counted(model.pool.limit, input_tokens=input_tokens, output_tokens=output_tokens)
    quota = pool_quota(account_id, model, used, now)
    return quota if quota is not None and count > quota.remaining else None


class PoolChange(NamedTuple):
    """A change of a window's count. A claim needs room in the pool. Anything else is always
    counted: the provider has already charged for it, or it goes down."""

    key: str
    units: int
    is_claim: bool = False


def pool_changes(before: tuple[Hold, ...], posted: Posted) -> Iterable[PoolChange]:
    """Yield what an entry changes. `before` are the account's open holds before it.

    A closed hold returns what it reserved to its own window. Its use counts in the window of the
    settlement, as native quotas do.
    """
    entry, after = posted.entry, posted.account.holds
    if after != before:
        left, known = {hold.number for hold in after}, {hold.number for hold in before}
        closed = [hold for hold in before if hold.number not in left and _pooled(hold)]
        yield from (_of_hold(hold, -1) for hold in closed)
        placed = [hold for hold in after if hold.number not in known and _pooled(hold)]
        yield from (_of_hold(hold, 1) for hold in placed)
    if entry.use is not None and POOL_MARK in entry.use.terms:
        yield _of_use(entry.use, is_claim=closed_by(entry.reason) is None)


def _pooled(hold: Hold) -> bool:
    return POOL_MARK in hold.terms


def _of_hold(hold: Hold, sign: int) -> PoolChange:
    found = pool_count(
        hold.terms, input_tokens=hold.input_tokens, output_tokens=hold.max_output_tokens
    )
    key, units = found or ("", 0)
    return PoolChange(key, sign * units, is_claim=sign > 0)


def _of_use(use: Use, *, is_claim: bool) -> PoolChange:
    found = pool_count(use.terms, input_tokens=use.input_tokens, output_tokens=use.output_tokens)
    key, units = found or ("", 0)
    return PoolChange(key, units, is_claim)


class PoolTally:
    """The changes of pools while a batch is decided.

    `limited` is how much of some windows is used, the changes so far included. The other windows
    limit nothing: the batch is decided again if it needs more room there than there is. `totals`
    are the changes by window, `needed` is the room that they need.
    """

    def __init__(self, limited: dict[str, int] | None = None) -> None:
        self.limited = {} if limited is None else limited
        self.totals: dict[str, int] = {}
        self.needed: dict[str, int] = {}

    def used(self, key: str) -> int | None:
        """Implements `PoolUsed`."""
        return self.limited.get(key)

    def note(self, before: tuple[Hold, ...], posted: Posted) -> None:
        """Add the changes of an entry."""
        account, entry, _ = posted
        use = entry.use
        # Most entries change no hold and count in no pool, and every entry comes here.
        if account.holds is before and (use is None or POOL_MARK not in use.terms):
            return
        for key, units, is_claim in pool_changes(before, posted):
            total = self.totals[key] = self.totals.get(key, 0) + units
            if is_claim:
                self.needed[key] = max(self.needed.get(key, 0), total)
            if key in self.limited:
                self.limited[key] += units

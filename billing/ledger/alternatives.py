"""Models that could serve instead of a refused one (billing rule 2)."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.costs import Demand, demanded_cost
from billing.ledger.quota import PoolUsed, counted, pool_lacks, quota_of, unlimited

ALTERNATIVES_MAX = 5


def alternatives(
    account: Account,
    use: Demand,
    book: PriceBook,
    now: datetime,
    pool_used: PoolUsed = unlimited,
) -> tuple[str, ...]:
    """Return the names of models that would accept this use, or a hold for it, now: free ones
    first, then the cheapest."""
    asked = book.names.own_name(use.model)
    others = (model for model in book.free_models(now) if model.name != asked)
    free = [model.name for model in others if _fits(account, model, use, now, pool_used)]
    if len(free) >= ALTERNATIVES_MAX:
        return tuple(free[:ALTERNATIVES_MAX])
    priced = [
        (demanded_cost(use, book.price(m.name, now)), m.name)
        for m in book.premium_models(now)
        if m.pool is None or _shares(account, m, use, now, pool_used)
    ]
    affordable = sorted(p for p in priced if p[0] <= account.available and p[1] != asked)
    return tuple([*free, *(name for _, name in affordable)][:ALTERNATIVES_MAX])


def _fits(account: Account, model: Model, use: Demand, now: datetime, pool_used: PoolUsed) -> bool:
    if model.pool is not None and not _shares(account, model, use, now, pool_used):
        return False
    quota = quota_of(account, model, now)
    if quota is None:
        return True
    count = counted(quota.limit, input_tokens=use.input_tokens, output_tokens=use.output_tokens)
    return count <= quota.remaining


def _shares(
    account: Account, model: Model, use: Demand, now: datetime, pool_used: PoolUsed
) -> bool:
    counts = {"input_tokens": use.input_tokens, "output_tokens": use.output_tokens}
    return pool_lacks(account.id, model, pool_used, now, **counts) is None

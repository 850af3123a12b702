"""Models that could serve instead of a refused one (billing rule 2)."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.caps.limits import spendable
from billing.ledger.costs import Demand, counts_of, demanded_cost, is_demand_priced
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
    first, then the cheapest of those that have a price for all of it."""
    asked = book.names.own_name(use.model)
    others = (model for model in book.free_models if model.name != asked)
    free = [model.name for model in others if _fits(account, model, use, now, pool_used)]
    if len(free) >= ALTERNATIVES_MAX:
        return tuple(free[:ALTERNATIVES_MAX])
    # What the caps on all models leave; no model has an empty name.
    most = spendable(account, "", use.api_key_id, now)

    def cost(model: Model) -> int | None:
        price = model.price_at(now)
        if price is None or model.name == asked or not is_demand_priced(use, price):
            return None
        if model.pool is not None and not _shares(account, model, use, now, pool_used):
            return None
        made = demanded_cost(use, price)
        if made > most or made > spendable(account, model.name, use.api_key_id, now):
            return None
        return made

    left = ALTERNATIVES_MAX - len(free)
    found = book.cheapest.search(counts_of(use), cost, most=most, number=left)
    return (*free, *(model.name for model in found))


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

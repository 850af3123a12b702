"""Models that could serve instead of a refused one (billing rule 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

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
    *,
    payable: Callable[[str], int] | None = None,
) -> tuple[str, ...]:
    """Return the names of models that would accept this use, or a hold for it, now: free ones
    first, then the cheapest of those that have a price for all of it.

    `payable` says what a use of a model may cost; the account itself pays if it is None. "" stands
    for a model that no cap on one model counts.
    """
    limit = payable or (lambda model: spendable(account, model, use.api_key_id, now))
    asked = book.names.own_name(use.model)
    shares = _sharing(account, use, now, pool_used)
    others = (model for model in book.free_models if model.name != asked and shares(model))
    fitting = (model.name for model in others if _fits(account, model, use, now))
    free = tuple(islice(fitting, ALTERNATIVES_MAX))
    if len(free) == ALTERNATIVES_MAX:
        return free
    # What the caps on all models leave; no model has an empty name.
    most = limit("")

    def cost(model: Model) -> int | None:
        if model.name == asked or not shares(model):
            return None
        price = model.price_at(now)
        if price is None or not is_demand_priced(use, price):
            return None
        made = demanded_cost(use, price)
        if made > most or made > limit(model.name):
            return None
        return made

    left = ALTERNATIVES_MAX - len(free)
    found = book.cheapest.search(counts_of(use), cost, most=most, number=left)
    return (*free, *(model.name for model in found))


def _fits(account: Account, model: Model, use: Demand, now: datetime) -> bool:
    quota = quota_of(account, model, now)
    if quota is None:
        return True
    count = counted(quota.limit, input_tokens=use.input_tokens, output_tokens=use.output_tokens)
    return count <= quota.remaining


def _sharing(
    account: Account, use: Demand, now: datetime, pool_used: PoolUsed
) -> Callable[[Model], bool]:
    """Return a function that says whether a model's pool has room for the use. It asks once for
    each pool, because thousands of models may share one."""
    counts = {"input_tokens": use.input_tokens, "output_tokens": use.output_tokens}
    known: dict[str, bool] = {}

    def shares(model: Model) -> bool:
        if model.pool is None:
            return True
        found = known.get(model.pool.name)
        if found is None:
            lacks = pool_lacks(account.id, model, pool_used, now, **counts)
            found = known[model.pool.name] = lacks is None
        return found

    return shares

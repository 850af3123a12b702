"""Quotes: what a use would cost, and whether it would be allowed. Nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import unpriced
from billing.catalog.units import UsageUnit
from billing.ledger.account import Account
from billing.ledger.commands import RecordUsage
from billing.ledger.costs import premium_cost, rate_for
from billing.ledger.quota import PoolUsed, unlimited
from billing.ledger.refusals import AccountNotFound, ModelNotFound, UseRefusal
from billing.ledger.teams.uses import check_user, decide_member_usage


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote; `cost` is in premium tokens, also if the use would be refused. `unpriced` are the
    units that have no rate."""

    cost: int
    refusal: UseRefusal | None
    unpriced: tuple[UsageUnit, ...] = ()


def quote(
    use: RecordUsage,
    account: Account | None,
    book: PriceBook,
    now: datetime,
    pool_used: PoolUsed = unlimited,
    *,
    team: Account | None = None,
) -> Quoted:
    """Return the decision that `recordUsage` would make now. `pool_used` may be a second old;
    `team` is the account of the team in which `account` is a member. Raises BadInput for a team."""
    if book.model(use.model, now) is None:
        return Quoted(0, ModelNotFound(use.model))
    rate = rate_for(use, book.price(use.model, now))
    cost, missing = premium_cost(use, rate), unpriced(rate, use.details.quantities)
    if account is None:
        return Quoted(cost, AccountNotFound(use.account_id), missing)
    check_user(account)
    decision = decide_member_usage(account, team, use, book=book, now=now, pool_used=pool_used)
    return Quoted(cost, None if isinstance(decision, tuple) else decision, missing)

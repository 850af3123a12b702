"""Quotes: what a use would cost, and whether it would be allowed. Nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import PriceBook
from billing.ledger.account import Account
from billing.ledger.commands import RecordUsage
from billing.ledger.costs import premium_cost, rate_for
from billing.ledger.posting import Posted
from billing.ledger.refusals import AccountNotFound, ModelNotFound, UseRefusal
from billing.ledger.rules import decide_usage


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote; `cost` is in premium tokens, also if the use would be refused."""

    cost: int
    refusal: UseRefusal | None


def quote(use: RecordUsage, account: Account | None, book: PriceBook, now: datetime) -> Quoted:
    """Return the decision that `recordUsage` would make now."""
    if book.model(use.model, now) is None:
        return Quoted(0, ModelNotFound(use.model))
    cost = premium_cost(use, rate_for(use, book.price(use.model, now)))
    if account is None:
        return Quoted(cost, AccountNotFound(use.account_id))
    decision = decide_usage(account, use, book, now)
    return Quoted(cost, None if isinstance(decision, Posted) else decision)

"""The decisions: from an account's state and a command to an entry or a refusal. All are pure.

The account must be at `now` already (`billing.ledger.allowance.renew`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from billing.building import build
from billing.catalog.catalog import Model, NativeLimit
from billing.catalog.details import PLAIN
from billing.catalog.price import Price
from billing.catalog.price_book import PriceBook
from billing.catalog.terms import UNLIMITED, terms_text
from billing.errors import BadInput
from billing.ledger.account import Account, QuotaUse
from billing.ledger.alternatives import alternatives
from billing.ledger.caps.limits import counted_by_caps, nearest_cap, noted_key
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.costs import premium_cost
from billing.ledger.entry import EntryKind, Use
from billing.ledger.grant import GrantSource
from billing.ledger.posting import Posted, Request, post_grant, post_spend
from billing.ledger.quota import (
    PoolUsed,
    counted,
    pool_lacks,
    quota_of,
    quota_use,
    unlimited,
    window_of,
)
from billing.ledger.refusals import (
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
    UseRefusal,
    unpaid,
)
from billing.tokens import MAX_TOKENS

BALANCE_MAX = MAX_TOKENS // 2
"""The highest balance that an operator may create, so that renewals always fit above it."""


def decide_usage(
    account: Account,
    use: RecordUsage,
    book: PriceBook,
    now: datetime,
    pool_used: PoolUsed = unlimited,
) -> Posted | UseRefusal:
    """Decide on a use (billing rules 1, 2, 11 and 12). Premium models cost tokens, free ones count
    against their limit, a pool limits all accounts together, and a spend cap what uses cost."""
    model = book.names.find(use.model)
    price = model.price_at(now) if model else None
    if model is None or price is None:
        return ModelNotFound(use.model)
    if model.is_free:
        decision = _use_free(account, use, model, book, now, pool_used=pool_used)
    else:
        decision = _use_premium(account, use, model, price, book, now=now, pool_used=pool_used)
    if model.pool is None or not isinstance(decision, Posted):
        return decision
    counts = {"input_tokens": use.input_tokens, "output_tokens": use.output_tokens}
    shared = pool_lacks(account.id, model, pool_used, now, **counts)
    if shared is None:
        return decision
    return QuotaExceeded(shared, alternatives(account, use, book, now, pool_used))


def count_use(
    account: Account, model: Model, limit: NativeLimit, count: int, now: datetime
) -> Mapping[str, QuotaUse]:
    """Return the account's quotas with `count` more used in the model's present window."""
    known = quota_use(account, model.name, limit, now)
    after = QuotaUse(limit.unit, known.start, known.end, known.used + count)
    return {**account.quotas, model.name: after}


def _use_premium(
    account: Account,
    use: RecordUsage,
    model: Model,
    price: Price,
    book: PriceBook,
    *,
    now: datetime,
    pool_used: PoolUsed,
) -> Posted | UseRefusal:
    rate = price.rate_for(use.details.tier, use.input_tokens)
    cost = premium_cost(use, rate)
    # Most accounts have no cap, and every use comes here.
    cap, key, after = None, None, account
    if account.caps:
        cap = nearest_cap(account, model.name, use.api_key_id, now)
        key = noted_key(account, use.api_key_id)
        after = counted_by_caps(account, cost, model.name, key, now)
    if cost > account.available or (cap is not None and cost > cap.remaining):
        return unpaid(account, cost, cap, alternatives(account, use, book, now, pool_used))
    terms = rate.encode()
    if use.details is not PLAIN or model.pool is not None or key is not None:
        window = window_of(model, now)
        terms = terms_text(terms, use.details, rate, pool=window, api_key_id=key)
    request = request_of(use, model.name, terms)
    return post_spend(after, kind=EntryKind.USAGE, tokens=cost, now=now, request=request)


def _use_free(
    account: Account,
    use: RecordUsage,
    model: Model,
    book: PriceBook,
    now: datetime,
    *,
    pool_used: PoolUsed,
) -> Posted | UseRefusal:
    limit = model.native_limit
    quotas = None
    if limit is not None:
        count = counted(limit, input_tokens=use.input_tokens, output_tokens=use.output_tokens)
        quota = quota_of(account, model, now)
        if quota is not None and count > quota.remaining:
            return QuotaExceeded(quota, alternatives(account, use, book, now, pool_used))
        quotas = count_use(account, model, limit, count, now)
    terms = terms_text(free_terms(limit), use.details, pool=window_of(model, now))
    request = request_of(use, model.name, terms)
    return post_spend(
        account, kind=EntryKind.USAGE, tokens=0, now=now, request=request, quotas=quotas
    )


def free_terms(limit: NativeLimit | None) -> str:
    """Return the terms of a plain use of a free model."""
    return limit.encode() if limit else UNLIMITED


def request_of(use: RecordUsage, model: str, terms: str) -> Request:
    """Return what the entry of a use stores of the request. `model` is the catalog's name."""
    counts = (use.input_tokens, use.output_tokens, use.cached_input_tokens)
    asked = None if use.model == model else use.model
    stored = build(Use, (model, *counts, terms, use.metadata, asked))
    return build(Request, (use.idempotency_key, use.fingerprint, None, stored, use.occurred_at))


def decide_adjustment(
    account: Account, adjustment: AdjustBalance, now: datetime
) -> Posted | InsufficientTokens:
    """Decide on an operator's adjustment. It cannot take more than the available tokens."""
    request = Request(
        idempotency_key=adjustment.idempotency_key,
        fingerprint=adjustment.fingerprint,
        reason=adjustment.reason,
    )
    if adjustment.tokens < 0:
        taken = -adjustment.tokens
        if taken > account.available:
            return InsufficientTokens(taken, account.available, account.next_reset)
        return post_spend(
            account, kind=EntryKind.ADJUSTMENT, tokens=taken, now=now, request=request
        )
    if adjustment.expires_at is not None and adjustment.expires_at <= now:
        raise BadInput("expiresAt", "must be in the future")
    if account.available + account.held + adjustment.tokens > BALANCE_MAX:
        raise BadInput("tokens", f"would take the balance above {BALANCE_MAX}")
    return post_grant(
        account,
        kind=EntryKind.ADJUSTMENT,
        source=GrantSource.ADJUSTMENT,
        amount=adjustment.tokens,
        now=now,
        effective_at=now,
        expires_at=adjustment.expires_at,
        request=request,
    )

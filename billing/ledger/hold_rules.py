"""The decisions on holds. Billing rule 7; all are pure, on an account that is at `now`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from billing.catalog.bounds import Dearest, bought_output
from billing.catalog.catalog import Model, Priority, QuotaUnit
from billing.catalog.details import PLAIN
from billing.catalog.price import Price
from billing.catalog.price_book import PriceBook
from billing.catalog.terms import FAILED, UNLIMITED, key_in, terms_text
from billing.errors import BadInput, LimitReached
from billing.ledger.account import Account, QuotaUse
from billing.ledger.alternatives import alternatives
from billing.ledger.caps.limits import counted_by_caps, nearest_cap, noted_key
from billing.ledger.costs import held_use, premium_cost, rate_for
from billing.ledger.entry import EntryKind, Use
from billing.ledger.grant import burn
from billing.ledger.hold import Hold, HoldStatus, Outcome, closing_reason, give_back, merged, take
from billing.ledger.hold_commands import (
    TTL_SECONDS_MAX,
    ExtendHold,
    PlaceHold,
    ReleaseHold,
    SettleHold,
)
from billing.ledger.hold_posting import (
    pay_debt,
    post_extension,
    post_hold,
    post_release,
    post_returned,
    without,
)
from billing.ledger.posting import Change, Posted, Request, post
from billing.ledger.quota import PoolUsed, counted, pool_lacks, quota_of, unlimited, window_of
from billing.ledger.refusals import ModelNotFound, QuotaExceeded, UseRefusal, unpaid
from billing.ledger.rules import BALANCE_MAX, count_use, free_terms
from billing.ledger.teams.link import UsedByMember

OPEN_MAX = 500
"""The highest number of open holds per account."""


def decide_hold(
    account: Account,
    asked: PlaceHold,
    priority: Priority,
    book: PriceBook,
    now: datetime,
    *,
    pool_used: PoolUsed = unlimited,
) -> Posted | UseRefusal:
    """Reserve the highest possible cost of the use, or with `allow_partial` what is available.

    A hold also reserves its part of the model's pool (billing rule 11), and of the spend caps that
    count it (billing rule 12).

    Raises LimitReached if the account has OPEN_MAX open holds. Its state contains all of them, and
    other accounts' uses wait while it is written.
    """
    check_open_holds(account)
    model = book.model(asked.model, now)
    if model is None:
        return ModelNotFound(asked.model)
    placing = Placing(account, asked, model, priority, book, now, pool_used)
    made = within_pool(placing, lambda output: hold_alone(placing, output))
    return made[0] if isinstance(made, tuple) else made


def check_open_holds(account: Account) -> None:
    """Raise LimitReached if the account has OPEN_MAX open holds."""
    if len(account.holds) >= OPEN_MAX:
        raise LimitReached("accountId", f"has {OPEN_MAX} open holds, and can't have more")


def within_pool(
    placing: Placing, hold: Callable[[int], tuple[Posted, ...] | UseRefusal]
) -> tuple[Posted, ...] | UseRefusal:
    """Return what `hold` decides on the output that the model's pool has room for; the first entry
    is the one that places the caller's hold."""
    account, asked, model, now = placing.account, placing.asked, placing.model, placing.at
    decision = hold(asked.max_output_tokens)
    if model.pool is None or not isinstance(decision, tuple):
        return decision
    output = decision[0].account.holds[-1].max_output_tokens
    counts = {"input_tokens": asked.input_tokens, "output_tokens": output}
    shared = pool_lacks(account.id, model, placing.pool_used, now, **counts)
    if shared is None:
        return decision
    fewer = shared.remaining - asked.input_tokens
    is_shrinkable = shared.limit.unit is QuotaUnit.TOKENS and asked.details is PLAIN
    if asked.allow_partial and is_shrinkable and fewer >= 1:
        return hold(fewer)
    return QuotaExceeded(shared, placing.alternatives())


class Placing(NamedTuple):
    """A hold that is asked for, and what decides on it. `payable` is as in `alternatives`."""

    account: Account
    asked: PlaceHold
    model: Model
    priority: Priority
    book: PriceBook
    at: datetime
    pool_used: PoolUsed
    payable: Callable[[str], int] | None = None

    def alternatives(self) -> tuple[str, ...]:
        given = (self.account, self.asked, self.book, self.at, self.pool_used)
        return alternatives(*given, payable=self.payable)


def hold_alone(placing: Placing, output: int) -> tuple[Posted, ...] | UseRefusal:
    """Decide on a hold for at most `output` output tokens, without regard to the pool."""
    if placing.model.is_free:
        return _hold_free(placing, output)
    return _hold_premium(placing, output)


def _hold_premium(placing: Placing, output: int) -> tuple[Posted, ...] | UseRefusal:
    account, asked, model, _, book, now, _, _ = placing
    price = book.price(model.name, now)
    most = held_use(asked, price, output)
    cap = nearest_cap(account, model.name, asked.api_key_id, now) if account.caps else None
    left = account.available if cap is None else min(account.available, cap.remaining)
    if most.cost > left:
        bought = bought_use(asked, price, left)
        if bought is None:
            return unpaid(account, most.cost, cap, placing.alternatives())
        most, output = bought
    key = noted_key(account, asked.api_key_id)
    terms = held_terms(asked, most, pool=window_of(model, now), api_key_id=key)
    hold = new_hold(placing, terms, output=output)
    return (post_hold(account, hold, tokens=most.cost, now=now, request=asked_for(asked, hold)),)


def held_terms(
    asked: PlaceHold, most: Dearest, *, pool: str | None = None, api_key_id: str | None = None
) -> str:
    """Return the terms of a hold for a premium model."""
    _, rate, inputs = most
    less = None if inputs == asked.input_tokens else inputs
    return terms_text(
        rate.encode(), asked.details, rate, input_tokens=less, pool=pool, api_key_id=api_key_id
    )


def bought_use(asked: PlaceHold, price: Price, available: int) -> tuple[Dearest, int] | None:
    """Return the dearest use of a partial hold that `available` tokens pay for, and its output;
    None if they pay for none."""
    (quantities, tier), inputs = asked.details, asked.input_tokens
    output = bought_output(price, tier, available, input_tokens=inputs, quantities=quantities)
    if not asked.allow_partial or not output:
        return None
    return held_use(asked, price, output), output


def _hold_free(placing: Placing, output: int) -> tuple[Posted, ...] | UseRefusal:
    account, asked, model, _, _, now, _, _ = placing
    quota, base = quota_of(account, model, now), free_terms(model.native_limit)
    terms = terms_text(base, asked.details, pool=window_of(model, now))
    if quota is None:
        return _post_free(placing, terms, output=output)
    count = counted(quota.limit, input_tokens=asked.input_tokens, output_tokens=output)
    if count > quota.remaining:
        output -= count - quota.remaining
        least = counted(quota.limit, input_tokens=asked.input_tokens, output_tokens=1)
        if not asked.allow_partial or least > quota.remaining:
            return QuotaExceeded(quota, placing.alternatives())
        count = quota.remaining
    return _post_free(placing, terms, output=output, count=count)


def _post_free(placing: Placing, terms: str, *, output: int, count: int = 0) -> tuple[Posted, ...]:
    hold, asked = new_hold(placing, terms, output=output, count=count), placing.asked
    request = asked_for(asked, hold)
    return (post_hold(placing.account, hold, tokens=0, now=placing.at, request=request),)


def new_hold(placing: Placing, terms: str, *, output: int, count: int = 0) -> Hold:
    """Return the hold that the account's next entry places."""
    account, asked, model, priority, _, now, _, _ = placing
    until = now + timedelta(seconds=asked.ttl_seconds)
    place = (account.revision + 1, model.name, asked.input_tokens, output, count)
    requested = None if asked.model == model.name else asked.model
    return Hold(*place, priority, terms, until, guarded=asked.guarded, requested_model=requested)


def asked_for(asked: PlaceHold, hold: Hold) -> Request:
    """Return the request of the entry that places the hold."""
    reason = hold.encode(asked_output=asked.max_output_tokens, partial=asked.allow_partial)
    return Request(asked.idempotency_key, asked.fingerprint, reason=reason)


def decide_settle(
    account: Account, asked: SettleHold, hold: Hold, book: PriceBook, now: datetime
) -> tuple[Posted, ...]:
    """Record the use. The hold pays first, then the balance; the rest is debt. The rest of the hold
    pays older debt first, then returns to its grants.

    A hold that is no longer open has no tokens. The caps count the whole cost, even above what they
    allow (billing rule 12). Raises BadInput if the debt would exceed BALANCE_MAX.
    """
    cost, terms, quotas = charged_for(account, asked, hold, book, now)
    return post_settlement(account, asked, hold, terms, cost=cost, now=now, quotas=quotas)


def post_settlement(
    account: Account,
    asked: SettleHold,
    hold: Hold,
    terms: str,
    *,
    cost: int,
    now: datetime,
    quotas: Mapping[str, QuotaUse] | None = None,
    link: UsedByMember | None = None,
) -> tuple[Posted, ...]:
    """Let the account pay for the use of a hold, as in `decide_settle`. `link` names the other side
    of a use that the account pays for a member."""
    is_open = account.hold(hold.number) is not None
    paid, left = take(hold.charges if is_open else (), cost)
    rest = cost - sum(charge.tokens for charge in paid)
    spendable = min(rest, account.available)
    grants, more = burn(account.grants, spendable) if spendable else (account.grants, ())
    debt = account.debt + rest - spendable
    if debt > max(BALANCE_MAX, account.debt):
        raise BadInput("outputTokens", f"would take the debt above {BALANCE_MAX}")
    repaid, back = pay_debt(debt, left)
    reason = closing_reason(hold.number, asked.outcome.value, repaid)
    request = settled_for(asked, hold, terms, link.encode(reason) if link else reason)
    change = Change(
        kind=EntryKind.USAGE,
        tokens=-cost,
        charges=merged(paid, more),
        occurred_at=now,
        request=request,
        grants=give_back(grants, hold.origins, back) if back else grants,
        quotas=quotas,
        holds=without(account, hold),
        debt=debt - repaid,
    )
    counted_for = counted_by_caps(account, cost, hold.model, key_in(hold.terms), now)
    posted = post(counted_for, change, now)
    return (posted, *post_returned(posted.account, hold, back, now))


def settled_for(asked: SettleHold, hold: Hold, terms: str, reason: str) -> Request:
    """Return the request of the entry that settles the hold."""
    counts = (asked.input_tokens, asked.output_tokens, asked.cached_input_tokens)
    use = Use(hold.model, *counts, terms, asked.metadata, hold.requested_model)
    return Request(asked.idempotency_key, asked.fingerprint, reason=reason, use=use)


def decide_release(
    account: Account, asked: ReleaseHold, hold: Hold, now: datetime
) -> tuple[Posted, ...]:
    """Release an open hold."""
    return post_release(
        account,
        hold,
        HoldStatus.RELEASED,
        now=now,
        at=now,
        key=asked.idempotency_key,
        fingerprint=asked.fingerprint,
    )


def decide_extension(
    asked: ExtendHold, placed_at: datetime, sides: Iterable[tuple[Account, Hold]], now: datetime
) -> tuple[Posted, ...]:
    """Let an open hold last longer, on both sides if a team pays. It never ends earlier than
    before, and never lives longer than TTL_SECONDS_MAX: held tokens of an allowance do not lapse.
    Without an entry, it ends as before."""
    last = placed_at + timedelta(seconds=TTL_SECONDS_MAX)
    until = min(now + timedelta(seconds=asked.ttl_seconds), last)
    return tuple(
        post_extension(account, hold, until, now)
        for account, hold in sides
        if hold.expires_at < until
    )


def charged_for(
    account: Account, asked: SettleHold, hold: Hold, book: PriceBook, now: datetime
) -> tuple[int, str, Mapping[str, QuotaUse] | None]:
    """Return cost, terms and quotas of the use. A model that is no longer in the catalog costs its
    last rates, and a limit may be exceeded, because the provider has already charged for the
    use."""
    if asked.outcome is Outcome.FAILED:
        return 0, terms_text(FAILED, asked.details), None
    model = book.described(hold.model)
    window = window_of(model, now)
    if not model.is_free:
        rate = rate_for(asked, model.last_price(now))
        key = key_in(hold.terms)
        terms = terms_text(rate.encode(), asked.details, rate, pool=window, api_key_id=key)
        return premium_cost(asked, rate), terms, None
    limit = model.native_limit
    if limit is None:
        return 0, terms_text(UNLIMITED, asked.details, pool=window), None
    count = counted(limit, input_tokens=asked.input_tokens, output_tokens=asked.output_tokens)
    terms = terms_text(free_terms(limit), asked.details, pool=window)
    return 0, terms, count_use(account, model, limit, count, now)

"""The decision on a use of a team's member, over two accounts. Billing rule 13; pure, on accounts
that are at `now`.

The member's ledger always has the use, with the caller's key: so a key has one effect, whoever
pays. If the team pays, its ledger has the cost, and the two entries name each other.
"""

from __future__ import annotations

from datetime import datetime

from billing.building import build
from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import Rate
from billing.catalog.terms import POOL_MARK, terms_text
from billing.errors import BadInput
from billing.ledger.account import Account, with_membership
from billing.ledger.alternatives import alternatives
from billing.ledger.caps.limits import counted_by_caps
from billing.ledger.commands import RecordUsage
from billing.ledger.costs import premium_cost, rate_for
from billing.ledger.entry import EntryKind, Use
from billing.ledger.posting import Posted, Request, post_spend
from billing.ledger.quota import PoolUsed, pool_lacks, unlimited, window_of
from billing.ledger.refusals import QuotaExceeded, UseRefusal
from billing.ledger.rules import decide_usage
from billing.ledger.teams.limits import counted_for
from billing.ledger.teams.link import NO_REQUEST, paid_text, team_key, used_text
from billing.ledger.teams.sides import payable_by, payers, unpaid_by


def check_user(account: Account) -> None:
    """Refuse the account of a team: only its members use models."""
    if account.team is not None:
        raise BadInput("accountId", "is a team's: only its members use models")


def decide_member_usage(
    member: Account,
    team: Account | None,
    use: RecordUsage,
    *,
    book: PriceBook,
    now: datetime,
    pool_used: PoolUsed = unlimited,
) -> tuple[Posted, ...] | UseRefusal:
    """Decide on a use of a member: the entries of the member, and then of the team, if it pays. An
    account that is no member pays for itself.

    The team has the same refusals as the member itself: its caps on all or one of the models apply,
    and a pool of all accounts counts the use once, on the member's side.
    """
    model = book.names.find(use.model)
    price = model.price_at(now) if model else None
    if model is None or price is None or model.is_free:
        return _alone(member, use, book, now, pool_used)
    rate = rate_for(use, price)
    cost = premium_cost(use, rate)
    sides = payers(member, team, model.name, use.api_key_id, now)
    for side in sides:
        if cost <= side.left:
            payer = side.account
            break
    else:
        payable = payable_by(member, team, use.api_key_id, now)
        others = alternatives(member, use, book, now, pool_used, payable=payable)
        return unpaid_by(sides, cost, others)
    if payer is member:
        return _alone(member, use, book, now, pool_used)
    if model.pool is not None:
        counts = {"input_tokens": use.input_tokens, "output_tokens": use.output_tokens}
        shared = pool_lacks(member.id, model, pool_used, now, **counts)
        if shared is not None:
            payable = payable_by(member, team, use.api_key_id, now)
            others = alternatives(member, use, book, now, pool_used, payable=payable)
            return QuotaExceeded(shared, others)
    return _together(member, payer, use, model, rate=rate, cost=cost, now=now)


def _alone(
    member: Account, use: RecordUsage, book: PriceBook, now: datetime, pool_used: PoolUsed
) -> tuple[Posted, ...] | UseRefusal:
    decision = decide_usage(member, use, book, now, pool_used)
    return (decision,) if isinstance(decision, Posted) else decision


def _together(
    member: Account,
    team: Account,
    use: RecordUsage,
    model: Model,
    *,
    rate: Rate,
    cost: int,
    now: datetime,
) -> tuple[Posted, ...]:
    membership = member.membership
    if membership is None:
        raise TypeError(f"{member.id!r} is no member")
    # Built from all their fields, because every use that a team pays runs this code.
    paid = paid_text(team.id, cost, team.revision + 1)
    used = used_text(membership.handle, member.revision + 1)
    terms, window = terms_text(rate.encode(), use.details, rate), window_of(model, now)
    # Only the member's terms name the window of a pool, which counts the use once.
    own = terms if window is None else f"{terms}{POOL_MARK}{window}"
    counts = (model.name, use.input_tokens, use.output_tokens, use.cached_input_tokens)
    asked = None if use.model == model.name else use.model
    # What the caller attached is the member's. The team sees the model and the counts.
    theirs = build(Use, (*counts, terms, None, asked))
    is_alike = own is terms and use.metadata is None
    mine = theirs if is_alike else build(Use, (*counts, own, use.metadata, asked))
    key, told, occurred_at = use.idempotency_key, use.fingerprint, use.occurred_at
    request = build(Request, (key, told, paid, mine, occurred_at))
    bare = build(Request, (team_key(used), NO_REQUEST, used, theirs, occurred_at))
    after = with_membership(member, counted_for(membership, cost, now))
    counted = counted_by_caps(team, cost, model.name, None, now) if team.caps else team
    return (
        post_spend(after, kind=EntryKind.USAGE, tokens=0, now=now, request=request),
        post_spend(counted, kind=EntryKind.USAGE, tokens=cost, now=now, request=bare),
    )

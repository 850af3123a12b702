"""The decisions on holds of a team's member, over two accounts. Billing rules 7 and 13; pure, on
accounts that are at `now`.

If the team pays, there is a hold on both sides. The member's has the number that callers see, and
reserves none of its own tokens; the team's has the tokens. Each names the other, both expire at the
same instant, and both close together, even if the membership has ended.
"""

from __future__ import annotations

from datetime import datetime

from billing.catalog.bounds import Dearest
from billing.catalog.catalog import Priority
from billing.catalog.price_book import PriceBook
from billing.catalog.terms import POOL_MARK, terms_of
from billing.ledger.account import Account
from billing.ledger.costs import held_use
from billing.ledger.entry import EntryKind
from billing.ledger.hold import Hold, HoldLink, closing_reason
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_posting import post_hold, without
from billing.ledger.hold_rules import (
    Placing,
    asked_for,
    bought_use,
    charged_for,
    check_open_holds,
    decide_release,
    decide_settle,
    held_terms,
    hold_alone,
    new_hold,
    post_settlement,
    settled_for,
    within_pool,
)
from billing.ledger.posting import Change, Posted, post
from billing.ledger.quota import PoolUsed, unlimited, window_of
from billing.ledger.refusals import ModelNotFound, UseRefusal
from billing.ledger.teams.limits import counted_for
from billing.ledger.teams.link import PaidByTeam, UsedByMember
from billing.ledger.teams.sides import Side, payable_by, payers, unpaid_by


def decide_member_hold(
    member: Account,
    team: Account | None,
    asked: PlaceHold,
    priority: Priority,
    *,
    book: PriceBook,
    now: datetime,
    pool_used: PoolUsed = unlimited,
) -> tuple[Posted, ...] | UseRefusal:
    """Reserve the highest possible cost of a member's use: the first side that has enough pays.
    With `allow_partial`, the side that has most reserves what it has.

    Raises LimitReached if the member, or the team that would pay, has OPEN_MAX open holds.
    """
    check_open_holds(member)
    model = book.model(asked.model, now)
    if model is None:
        return ModelNotFound(asked.model)
    payable = payable_by(member, team, asked.api_key_id, now)
    placing = Placing(member, asked, model, priority, book, now, pool_used, payable)
    return within_pool(placing, lambda output: _hold_shared(placing, team, output))


def _hold_shared(
    placing: Placing, team: Account | None, output: int
) -> tuple[Posted, ...] | UseRefusal:
    member, asked, model, _, book, now, _, _ = placing
    if model.is_free:
        return hold_alone(placing, output)
    price = book.price(model.name, now)
    most = held_use(asked, price, output)
    sides = payers(member, team, model.name, asked.api_key_id, now)
    payer = next((side for side in sides if most.cost <= side.left), None)
    if payer is None:
        payer = max(sides, key=lambda side: side.left)
        bought = bought_use(asked, price, payer.left)
        if bought is None:
            return unpaid_by(sides, most.cost, placing.alternatives())
        most, output = bought
    if payer.account is member:
        return hold_alone(placing, output)
    return _post_both(placing, payer, most, output)


def _post_both(placing: Placing, payer: Side, most: Dearest, output: int) -> tuple[Posted, ...]:
    member, asked, model, _, _, now, _, _ = placing
    team, membership = payer.account, member.membership
    if membership is None:
        raise TypeError(f"{member.id!r} is no member")
    check_open_holds(team)
    own = HoldLink(membership.handle, team.revision + 1, team.id, most.cost)
    terms = held_terms(asked, most, pool=window_of(model, now))
    mine = new_hold(placing, terms, output=output)._replace(link=own)
    theirs = mine._replace(
        number=team.revision + 1,
        terms=held_terms(asked, most),
        guarded=False,
        link=HoldLink(membership.handle, mine.number),
    )
    # The caller's key stands in the member's ledger only.
    bare = asked_for(asked, theirs)._replace(idempotency_key=None, fingerprint=None)
    return (
        post_hold(member, mine, tokens=0, now=now, request=asked_for(asked, mine)),
        post_hold(team, theirs, tokens=most.cost, now=now, request=bare),
    )


def decide_member_settle(
    member: Account,
    team: Account,
    asked: SettleHold,
    hold: Hold,
    *,
    book: PriceBook,
    now: datetime,
) -> tuple[Posted, ...]:
    """Record the use of a hold that the team pays: its hold pays first, then its balance; the rest
    is debt of the team. The member's limit counts the whole cost, even above what it allows. What
    costs nothing, because it failed or the model is free now, is a use of the member alone.

    Raises BadInput as `decide_settle`.
    """
    cost, terms, _ = charged_for(member, asked, hold, book, now)
    if not terms_of(terms).is_premium:
        alone = decide_settle(member, asked, hold, book, now)
        return (*alone, *_released(team, _link(hold).number, now))
    return _settle_both(member, team, asked, hold, terms, cost=cost, now=now)


def _settle_both(
    member: Account,
    team: Account,
    asked: SettleHold,
    hold: Hold,
    terms: str,
    *,
    cost: int,
    now: datetime,
) -> tuple[Posted, ...]:
    link = _link(hold)
    paid = PaidByTeam(team.id, cost, team.revision + 1)
    reason = paid.encode(closing_reason(hold.number, asked.outcome.value))
    membership = member.membership
    if membership is not None and membership.handle == link.handle:
        member = member._replace(membership=counted_for(membership, cost, now))
    change = Change(
        EntryKind.USAGE,
        0,
        (),
        now,
        settled_for(asked, hold, terms, reason),
        holds=without(member, hold),
    )
    mine = post(member, change, now)
    theirs = team.hold(link.number) or hold._replace(number=link.number)
    return (
        mine,
        *post_settlement(
            team,
            _theirs(asked, team.id, link.number),
            theirs,
            _without_pool(terms),
            cost=cost,
            now=now,
            link=UsedByMember(link.handle, mine.entry.revision),
        ),
    )


def decide_member_release(
    member: Account, team: Account, asked: ReleaseHold, hold: Hold, now: datetime
) -> tuple[Posted, ...]:
    """Release an open hold that the team pays, on both sides."""
    posted = decide_release(member, asked, hold, now)
    return (*posted, *_released(team, _link(hold).number, now))


def _released(team: Account, number: int, now: datetime) -> tuple[Posted, ...]:
    hold = team.hold(number)
    if hold is None:
        return ()
    return decide_release(team, ReleaseHold(account_id=team.id, number=number), hold, now)


def _link(hold: Hold) -> HoldLink:
    if hold.link is None or hold.link.team is None:
        raise TypeError(f"no team pays for hold {hold.number}")
    return hold.link


def _theirs(asked: SettleHold, team_id: str, number: int) -> SettleHold:
    """Return the settlement on the team's side, without what the caller attached."""
    return SettleHold(
        account_id=team_id,
        number=number,
        input_tokens=asked.input_tokens,
        output_tokens=asked.output_tokens,
        cached_input_tokens=asked.cached_input_tokens,
        outcome=asked.outcome,
        details=asked.details,
    )


def _without_pool(terms: str) -> str:
    # A pool counts the use once, on the member's side.
    return terms.partition(POOL_MARK)[0]

"""The accounts that may pay for a member's use, in the order of `payFrom`. Billing rule 13."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from billing.building import build
from billing.ledger.account import Account
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.caps.limits import CapUse, nearest_cap
from billing.ledger.refusals import CapReached, InsufficientTokens
from billing.ledger.teams.limits import present_membership
from billing.ledger.teams.membership import Membership, PayFrom


class Side(NamedTuple):
    """An account that may pay, and the cap or the member's limit that leaves the least of it."""

    account: Account
    bound: CapUse | None

    @property
    def left(self) -> int:
        """The premium tokens that the use may cost."""
        available = self.account.available
        return available if self.bound is None else min(available, self.bound.remaining)


def payers(
    member: Account, team: Account | None, model: str, api_key_id: str | None, now: datetime
) -> list[Side]:
    """Return who may pay for a use of a premium model, the first to be asked first.

    Without a team, or after it was closed, the member pays itself. The member's caps count only
    what its own tokens pay, and a limit what the team pays for it.
    """
    membership = member.membership
    cap = nearest_cap(member, model, api_key_id, now) if member.caps else None
    own = build(Side, (member, cap))
    if membership is None or team is None or team.team is None or team.team.closed:
        return [own]
    if membership.pay_from is PayFrom.OWN_ONLY:
        return [own]
    shared = build(Side, (team, _bound(member, team, membership, model, now)))
    if membership.pay_from is PayFrom.OWN_FIRST:
        return [own, shared]
    return [shared] if membership.pay_from is PayFrom.TEAM_ONLY else [shared, own]


def limit_use(member: Account, membership: Membership, now: datetime) -> CapUse | None:
    """Return how much of the member's limit is used and reserved at `now`; None without one."""
    at = present_membership(membership, now)
    if at.limit is None or at.ends_at is None:
        return None
    tokens, period = at.limit
    held = sum(
        one.link.tokens for one in member.holds if one.link and one.link.team == membership.team
    )
    cap = SpendCap(CapScope.MEMBER, membership.handle, period, tokens, at.ends_at, at.used)
    return CapUse(cap, held)


def unpaid_by(
    sides: Sequence[Side], cost: int, others: tuple[str, ...]
) -> InsufficientTokens | CapReached:
    """Return the refusal of a use that none of the sides can pay.

    A cap or limit is named if its account had enough; otherwise the side that has most decides.
    """
    for side in sides:
        if side.bound is not None and cost <= side.account.available:
            return CapReached(side.bound, others)
    best = max(sides, key=lambda side: side.left)
    if best.bound is not None and best.bound.remaining < best.account.available:
        return CapReached(best.bound, others)
    return InsufficientTokens(cost, best.left, sides[0].account.next_reset, others)


def payable_by(
    member: Account, team: Account | None, api_key_id: str | None, now: datetime
) -> Callable[[str], int]:
    """Return a function that says what a use of a model may cost the member and its team."""

    def payable(model: str) -> int:
        return max(side.left for side in payers(member, team, model, api_key_id, now))

    return payable


def _bound(
    member: Account, team: Account, membership: Membership, model: str, now: datetime
) -> CapUse | None:
    cap = nearest_cap(team, model, None, now) if team.caps else None
    limit = limit_use(member, membership, now) if membership.limit is not None else None
    if cap is None or limit is None:
        return cap or limit
    return min(cap, limit, key=lambda use: use.remaining)

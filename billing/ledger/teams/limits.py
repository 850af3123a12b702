"""How much a member's limit leaves, and how it counts. Billing rule 13.

As with spend caps, no job opens a window: a limit is brought to the present when somebody asks, and
stored so with the next use that the team pays.
"""

from __future__ import annotations

from datetime import datetime

from billing.building import build
from billing.catalog.catalog import QuotaPeriod
from billing.ledger.teams.membership import MemberLimit, Membership
from billing.ledger.teams.refusals import LimitNotPossible
from billing.window import anchored_month_window, day_window


def limit_refusal(limit: MemberLimit | None) -> LimitNotPossible | None:
    """Return the refusal of a limit below zero, or None."""
    return LimitNotPossible() if limit is not None and limit.tokens < 0 else None


def limit_end(limit: MemberLimit, anchor: datetime, now: datetime) -> datetime:
    """Return the end of the limit's window at `now`: of the day in UTC, or of the team's month."""
    if limit.period is QuotaPeriod.DAY:
        return day_window(now).end
    return anchored_month_window(anchor, now).end


def present_membership(membership: Membership, now: datetime) -> Membership:
    """Return the membership in the window of its limit at `now`. A new window starts at 0."""
    limit, ends_at = membership.limit, membership.ends_at
    if limit is None or (ends_at is not None and now < ends_at):
        return membership
    return membership._replace(used=0, ends_at=limit_end(limit, membership.anchor, now))


def limited(membership: Membership, limit: MemberLimit | None, now: datetime) -> Membership:
    """Return the membership with another limit. Another number of tokens changes neither the window
    nor what is used of it; anything else starts at 0."""
    known = membership.limit
    if limit is not None and known is not None and limit.period is known.period:
        return membership._replace(limit=limit)
    ends_at = None if limit is None else limit_end(limit, membership.anchor, now)
    return membership._replace(limit=limit, used=0, ends_at=ends_at)


def counted_for(membership: Membership, cost: int, now: datetime) -> Membership:
    """Return the membership after the team has paid `cost` tokens for the member."""
    # Every use that a team pays runs this, and most members have no limit.
    at = membership if membership.limit is None else present_membership(membership, now)
    team, handle, role, order, joined, anchor, limit, used, ends = at
    fields = (team, handle, role, order, joined, anchor, limit, used + cost, ends)
    return build(Membership, fields)

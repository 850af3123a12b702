"""The seats of a team. Billing rule 13."""

from __future__ import annotations

from collections.abc import Iterable

from billing.ledger.account import Account
from billing.ledger.allowance import Plans, plan_of
from billing.ledger.teams.membership import TeamKind

FAMILY_SEATS = 6
TEAM_SEATS = 10
"""The seats of a team without a plan."""


def seats_of(team: Account, plans: Plans) -> int:
    """Return how many members the team may have, its owner included: those of its plan, or the
    seats that every team has without one."""
    paid = plan_of(team, plans).seats_of(team.quantity)
    if paid is not None:
        return paid
    is_family = team.team is not None and team.team.kind is TeamKind.FAMILY
    return FAMILY_SEATS if is_family else TEAM_SEATS


def seats_to_come(team: Account, plans: Plans, coming: Iterable[tuple[str, int]]) -> int | None:
    """Return the least seats that changes of the plan which are `coming` leave the team: each is a
    plan, and how many times. None if no change comes."""
    after = [team._replace(plan=plan, quantity=quantity) for plan, quantity in coming]
    return min((seats_of(one, plans) for one in after), default=None)

"""The seats of a team. Billing rule 13."""

from __future__ import annotations

from billing.ledger.account import Account
from billing.ledger.allowance import Plans
from billing.ledger.teams.membership import TeamKind

FAMILY_SEATS = 6
TEAM_SEATS = 10


def seats_of(team: Account, plans: Plans) -> int:
    """Return how many members the team may have, its owner included."""
    is_family = team.team is not None and team.team.kind is TeamKind.FAMILY
    return FAMILY_SEATS if is_family else TEAM_SEATS

"""The enums of teams, named and described for the API."""

from __future__ import annotations

from billing.ledger.teams.membership import PayFrom, TeamKind, TeamRole
from schema.describing import describe

__all__ = ["PayFrom", "TeamKind", "TeamRole"]

describe(
    TeamKind,
    "The kind of a team.",
    FAMILY="A family: up to 6 members, unless its plan has more seats.",
    TEAM="A team of any other kind: up to 10 members, unless its plan has more seats.",
)
describe(
    TeamRole,
    "The role of a member of a team.",
    OWNER="It may do everything. A team has one owner.",
    ADMIN="It invites and manages plain members, buys for the team, and sees the uses of all.",
    MEMBER="It uses the team's tokens, and sees its own uses of them.",
)
describe(
    PayFrom,
    "Whose tokens pay for a use of a member. A use is paid whole, by one of the two.",
    OWN_FIRST="The member's own tokens if they suffice, else the team's.",
    TEAM_FIRST="The team's tokens if they suffice, else the member's own.",
    OWN_ONLY="The member's own tokens.",
    TEAM_ONLY="The team's tokens.",
)

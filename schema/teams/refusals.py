"""Refusals of requests about teams."""

from __future__ import annotations

import strawberry

from schema.ledger.results import Refusal


@strawberry.type(description="There is no such team, or the caller is not in it.")
class TeamNotFound(Refusal):
    pass


@strawberry.type(description="The caller's role in the team does not allow this.")
class NotAllowedInTeam(Refusal):
    pass


@strawberry.type(description="The account is a member of a team, and may be in one team only.")
class AlreadyInTeam(Refusal):
    pass


@strawberry.type(
    description="All seats of the team are taken, now or after a change or an order of its plan "
    "that waits."
)
class TeamFull(Refusal):
    pass


@strawberry.type(description="The team is closed.")
class TeamIsClosed(Refusal):
    pass


@strawberry.type(
    description="The owner can't leave, be removed or get another role before another member owns "
    "the team."
)
class OwnerMustHandOver(Refusal):
    pass


@strawberry.type(description="The limit is below zero.")
class LimitNotPossible(Refusal):
    pass


@strawberry.type(description="The account is not a member of the team.")
class NotAMember(Refusal):
    pass


@strawberry.type(
    description="No invitation with this code is open for the account. Perhaps it was revoked, or "
    "it is for another email address."
)
class InvitationNotFound(Refusal):
    pass


@strawberry.type(description="The invitation has expired.")
class InvitationExpired(Refusal):
    pass


@strawberry.type(description="The invitation was used before: each works once.")
class InvitationUsed(Refusal):
    pass


@strawberry.type(
    description="The plan of the team could not be canceled at the payment provider, or its cards "
    "not be removed. The team stays open."
)
class TeamPlanGoesOn(Refusal):
    pass

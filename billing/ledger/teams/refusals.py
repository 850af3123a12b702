"""Refusals of changes of teams. They change nothing, as those of `billing.ledger.refusals`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlreadyInTeam:
    """The account is a member of a team, and may be a member of one only."""

    team_id: str
    code = "ALREADY_IN_TEAM"

    @property
    def message(self) -> str:
        return "The account is a member of a team already. It must leave that team first."


@dataclass(frozen=True, slots=True)
class TeamFull:
    """The team has no free seat. `waits`: it has so many seats only after a change or an order of
    its plan."""

    team_id: str
    seats: int
    waits: bool = False
    code = "TEAM_FULL"

    @property
    def message(self) -> str:
        if self.waits:
            return (
                f"The team will have {self.seats} seats after a change or an order of its plan "
                "that waits, and all are taken."
            )
        return f"The team has {self.seats} seats, and all are taken."


@dataclass(frozen=True, slots=True)
class TeamIsClosed:
    team_id: str
    code = "TEAM_CLOSED"

    @property
    def message(self) -> str:
        return "The team is closed."


@dataclass(frozen=True, slots=True)
class OwnerMustHandOver:
    """The owner can not leave, be removed, or get another role, before another member owns the
    team."""

    team_id: str
    code = "OWNER_MUST_HAND_OVER"

    @property
    def message(self) -> str:
        return "The owner must hand the team over first, or close it."


@dataclass(frozen=True, slots=True)
class NotAMember:
    account_id: str
    code = "NOT_A_MEMBER"

    @property
    def message(self) -> str:
        return f"The team has no member {self.account_id!r}."


@dataclass(frozen=True, slots=True)
class LimitNotPossible:
    """A member's limit is below zero."""

    code = "LIMIT_NOT_POSSIBLE"

    @property
    def message(self) -> str:
        return "A limit is 0 tokens or more. With 0, the team pays nothing for the member."


JoinRefusal = AlreadyInTeam | TeamFull | TeamIsClosed
MemberRefusal = NotAMember | OwnerMustHandOver

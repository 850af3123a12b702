"""Teams and memberships as values: the parts of an account's state. Billing rule 13.

A team is an account of its own, whose id is the team's id. A membership is a part of the member's
state only. The team knows its members by their handles: random names, one for each membership, so
that its ledger stays valid and anonymous when a member is erased.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import QuotaPeriod
from billing.errors import BadInput
from billing.reserved import TEAM_MARK
from billing.tokens import MAX_TOKENS

_TEAM_ID = re.compile(r"team:[A-Za-z0-9_-]{20}")
_HANDLE = re.compile(r"[A-Za-z0-9_-]{20}")


def is_team_id(account_id: str) -> bool:
    """Return whether the id is one that only a team may have."""
    return account_id.startswith(TEAM_MARK)


class TeamKind(StrEnum):
    """The kind of a team. It decides how many members it may have without a plan."""

    FAMILY = "FAMILY"
    TEAM = "TEAM"


class TeamRole(StrEnum):
    """The role of a member. A team has one owner."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


class PayFrom(StrEnum):
    """The order in which a member's own tokens and the team's pay."""

    OWN_FIRST = "OWN_FIRST"
    TEAM_FIRST = "TEAM_FIRST"
    OWN_ONLY = "OWN_ONLY"
    TEAM_ONLY = "TEAM_ONLY"


class MemberLimit(NamedTuple):
    """The premium tokens that the team pays for a member in each window of `period`."""

    tokens: int
    period: QuotaPeriod


def check_limit(limit: MemberLimit | None) -> None:
    """Check for a whole number of tokens. One below zero is refused by `limit_refusal`."""
    if limit is not None and not (type(limit.tokens) is int and limit.tokens <= MAX_TOKENS):
        raise BadInput("limit", f"must be a whole number of tokens from 0 to {MAX_TOKENS}")


class Membership(NamedTuple):
    """The membership of an account in the team with the id `team`.

    `anchor` is the opening of the team's account, on which its months are anchored. `used` is what
    the team has paid for the member: in the window that ends at `ends_at` if there is a limit, else
    since the membership or its last limit ended.
    """

    team: str
    handle: str
    role: TeamRole
    pay_from: PayFrom
    joined_at: datetime
    anchor: datetime
    limit: MemberLimit | None = None
    used: int = 0
    ends_at: datetime | None = None


class TeamState(NamedTuple):
    """The part of a team's account that decides on its memberships. `members` is their number, and
    `owner` the owner's handle."""

    kind: TeamKind
    members: int
    owner: str
    closed: bool = False


def is_handle(text: str) -> bool:
    """Return whether a text has the form of a handle."""
    return _HANDLE.fullmatch(text) is not None


def is_team(text: str) -> bool:
    """Return whether a text has the form of a team's id."""
    return _TEAM_ID.fullmatch(text) is not None

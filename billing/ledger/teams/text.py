"""The texts of teams in the ledger: the `reason` of a TEAM entry. Billing rule 13.

A member's entry tells the whole membership: "in team:ID as HANDLE since TIME MEMBER OWN_FIRST 500
DAY", or "left team:ID". The time is the anchor of the team's months. A team's entry tells what
happened: "found FAMILY HANDLE", "join HANDLE", "leave HANDLE", "owner HANDLE" or "close".
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamKind,
    TeamRole,
    is_handle,
    is_team,
)

_LEFT = "left "


def membership_text(membership: Membership) -> str:
    """Return the `reason` of a member's entry."""
    team, handle, role, pay_from, _, anchor, limit = membership[:7]
    head = f"in {team} as {handle} since {anchor.isoformat()} {role} {pay_from}"
    return head if limit is None else f"{head} {limit.tokens} {limit.period}"


def left_text(team: str) -> str:
    """Return the `reason` of the entry that ends a membership."""
    return f"{_LEFT}{team}"


def membership_told(text: str | None, at: datetime) -> Membership | None:
    """Return the membership in a member's text, as one that began `at`; None if it ended. Raises
    ValueError for any other text."""
    words = (text or "").split(" ")
    if (text or "").startswith(_LEFT) and is_team(words[-1]) and len(words) == 2:
        return None
    if len(words) not in {8, 10}:
        raise ValueError(f"{text!r:.80} is not the text of a membership")
    _, team, _, handle, _, since, role, pay_from, *limited = words
    limit = MemberLimit(int(limited[0]), QuotaPeriod(limited[1])) if limited else None
    anchor = datetime.fromisoformat(since)
    told = Membership(team, handle, TeamRole(role), PayFrom(pay_from), at, anchor, limit)
    canonical = membership_text(told) == text and is_team(team) and is_handle(handle)
    if not canonical or (limit is not None and limit.tokens < 0):
        raise ValueError(f"{text!r:.80} is not the text of a membership")
    return told


class TeamAct(StrEnum):
    """The change of a team."""

    FOUND = "found"
    JOIN = "join"
    LEAVE = "leave"
    OWNER = "owner"
    CLOSE = "close"


class TeamChange(NamedTuple):
    """A change of a team: `handle` is that of the member concerned, `kind` only that of a new
    team."""

    act: TeamAct
    handle: str | None = None
    kind: TeamKind | None = None

    def encode(self) -> str:
        """Return the `reason` of the team's entry."""
        return " ".join(word for word in (self.act, self.kind, self.handle) if word is not None)


def team_change(text: str | None) -> TeamChange:
    """Return the change in a team's text. Raises ValueError for any other text."""
    act, *words = (text or "").split(" ")
    kind = TeamKind(words.pop(0)) if act == TeamAct.FOUND and words else None
    change = TeamChange(TeamAct(act), words[0] if words else None, kind)
    is_named = change.handle is None if act == TeamAct.CLOSE else is_handle(change.handle or "")
    if change.encode() != text or not is_named or (kind is None and act == TeamAct.FOUND):
        raise ValueError(f"{text!r:.80} is not the text of a change of a team")
    return change

"""The two entries of a use that a team paid, as texts that name each other. Billing rule 13.

The member's entry has the caller's key and costs nothing itself: "team:ID paid 120, entry 7". The
team's entry has the cost, and a key of its own: "by HANDLE, entry 12". If the use settled a hold,
the text of the closing follows: "by HANDLE, entry 12; hold 3 COMPLETED".
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PAID = re.compile(r"(team:[A-Za-z0-9_-]{20}) paid (0|[1-9][0-9]*), entry ([1-9][0-9]*)(?:; .+)?")
_USED = re.compile(r"by ([A-Za-z0-9_-]{20}), entry ([1-9][0-9]*)(?:; .+)?")


NO_REQUEST = bytes(16)
"""The fingerprint of the team's entry: the request is the member's."""


class PaidByTeam(NamedTuple):
    """The member's side: the team paid `tokens` with its entry of the revision `entry`."""

    team: str
    tokens: int
    entry: int

    def encode(self, closing: str | None = None) -> str:
        """Return the `reason` of the member's entry."""
        return _linked(paid_text(*self), closing)


class UsedByMember(NamedTuple):
    """The team's side: the member with that handle used a model with its entry of the revision
    `entry`."""

    handle: str
    entry: int

    @property
    def key(self) -> str:
        """The key of the team's entry."""
        return team_key(self.encode())

    def encode(self, closing: str | None = None) -> str:
        """Return the `reason` of the team's entry."""
        return _linked(used_text(*self), closing)


def paid_text(team: str, tokens: int, entry: int) -> str:
    """Return the text of PaidByTeam: every use that a team pays makes one, and reads none."""
    return f"{team} paid {tokens}, entry {entry}"


def used_text(handle: str, entry: int) -> str:
    """Return the text of UsedByMember."""
    return f"by {handle}, entry {entry}"


def team_key(used: str) -> str:
    """Return the key of the team's entry of a use, whose text is `used`. Callers' keys cannot be
    like it: the team pays for an entry of the member once."""
    return f"\x1f{used}"


def paid_by_team(reason: str | None) -> PaidByTeam | None:
    """Return the member's side in the reason of a use; None if no team paid for it."""
    match = _PAID.fullmatch(reason) if reason else None
    return PaidByTeam(match[1], int(match[2]), int(match[3])) if match else None


def used_by_member(reason: str | None) -> UsedByMember | None:
    """Return the team's side in the reason of a use; None if it is no team's."""
    match = _USED.fullmatch(reason) if reason else None
    return UsedByMember(match[1], int(match[2])) if match else None


def _linked(link: str, closing: str | None) -> str:
    return link if closing is None else f"{link}; {closing}"

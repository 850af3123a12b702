"""The transfer of a grant's rest from a team to its owner, as texts in both ledgers. Billing rule
13.

The owner's entry tells where the tokens came from: "from team:ID, entry 7, grant 5 PACK". The
team's entry tells where they went: "to HANDLE, entry 12".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from billing.ledger.grant import GrantSource

_GIVEN = re.compile(r"to ([A-Za-z0-9_-]{20}), entry ([1-9][0-9]*)")
_TAKEN = re.compile(
    r"from (team:[A-Za-z0-9_-]{20}), entry ([1-9][0-9]*), grant ([1-9][0-9]*) ([A-Z]+)"
)


class Given(NamedTuple):
    """The team's side: `handle` is the owner's, `entry` the revision of the owner's entry."""

    handle: str
    entry: int

    def encode(self) -> str:
        """Return the `reason` of the team's entry."""
        return f"to {self.handle}, entry {self.entry}"


class Taken(NamedTuple):
    """The owner's side: `entry` is the revision of the team's entry, `grant` the number of the
    grant there, and `origin` its source."""

    team: str
    entry: int
    grant: int
    origin: GrantSource

    @property
    def source(self) -> GrantSource:
        """The source of the new grant. An allowance belongs to a plan of the team. So for the owner
        its rest is a gift with an end."""
        is_allowance = self.origin is GrantSource.ALLOWANCE
        return GrantSource.ADJUSTMENT if is_allowance else self.origin

    def encode(self) -> str:
        """Return the `reason` of the owner's entry."""
        return f"from {self.team}, entry {self.entry}, grant {self.grant} {self.origin}"


def given(text: str | None) -> Given | None:
    """Return the team's side in a text; None for any other text."""
    match = _GIVEN.fullmatch(text or "")
    return Given(match[1], int(match[2])) if match else None


def taken(text: str | None) -> Taken | None:
    """Return the owner's side in a text; None for any other text."""
    match = _TAKEN.fullmatch(text or "")
    if match is None:
        return None
    return Taken(match[1], int(match[2]), int(match[3]), GrantSource(match[4]))

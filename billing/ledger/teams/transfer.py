"""The transfer of a grant's rest, or of a debt, from a team to its owner, as texts in both ledgers.
Billing rule 13.

The owner's entry tells where the tokens came from: "from team:ID, entry 7, grant 5 PACK", or "debt
of team:ID, entry 7". The team's entry tells where they went: "to HANDLE, entry 12", or "debt to
HANDLE, entry 12".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from billing.ledger.grant import GrantSource

_GIVEN = re.compile(r"to ([A-Za-z0-9_-]{20}), entry ([1-9][0-9]*)")
_TAKEN = re.compile(
    r"from (team:[A-Za-z0-9_-]{20}), entry ([1-9][0-9]*), grant ([1-9][0-9]*) ([A-Z]+)"
)
_DEBT_GIVEN = re.compile(r"debt to ([A-Za-z0-9_-]{20}), entry ([1-9][0-9]*)")
_DEBT_TAKEN = re.compile(r"debt of (team:[A-Za-z0-9_-]{20}), entry ([1-9][0-9]*)")


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


class DebtGiven(NamedTuple):
    """The team's side of a debt: `handle` is the owner's, `entry` the revision of the owner's
    entry."""

    handle: str
    entry: int

    def encode(self) -> str:
        """Return the `reason` of the team's entry."""
        return f"debt to {self.handle}, entry {self.entry}"


class DebtTaken(NamedTuple):
    """The owner's side of a debt: `entry` is the revision of the team's entry."""

    team: str
    entry: int

    def encode(self) -> str:
        """Return the `reason` of the owner's entry."""
        return f"debt of {self.team}, entry {self.entry}"


def debt_given(text: str | None) -> DebtGiven | None:
    """Return the team's side of a debt in a text; None for any other text."""
    match = _DEBT_GIVEN.fullmatch(text or "")
    return DebtGiven(match[1], int(match[2])) if match else None


def debt_taken(text: str | None) -> DebtTaken | None:
    """Return the owner's side of a debt in a text; None for any other text."""
    match = _DEBT_TAKEN.fullmatch(text or "")
    return DebtTaken(match[1], int(match[2])) if match else None


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

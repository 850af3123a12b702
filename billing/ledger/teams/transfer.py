"""The transfer of a grant's rest from a team to its owner, as texts in both ledgers. Billing rule
13.

The owner's entry tells where the tokens came from: "from team:ID, entry 7, grant 5 PACK". The
team's entry tells where they went: "to HANDLE, entry 12".

After a refund of the pack that they came from, they go back. The owner's entry tells where: "back
to team:ID, entry 9, grant 12", and the team's from where: "back from HANDLE, entry 14, grant 12".
The grant is the owner's.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.posting import Change, Posted, Request, post

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


_TO = re.compile(r"back to (team:[A-Za-z0-9_-]{20}), entry ([1-9][0-9]*), grant ([1-9][0-9]*)")
_FROM = re.compile(r"back from ([A-Za-z0-9_-]{20}), entry ([1-9][0-9]*), grant ([1-9][0-9]*)")


class Back(NamedTuple):
    """One side: the team or the handle on the other side, its entry, and the owner's grant."""

    other: str
    entry: int
    grant: int


class Lent(NamedTuple):
    """What the owner with that handle has of a team's pack: `tokens` of its grant `grant`."""

    handle: str
    grant: int
    tokens: int


def back_to(text: str | None) -> Back | None:
    """Return the owner's side in a text; None for any other text."""
    return _back(_TO.fullmatch(text or ""))


def back_from(text: str | None) -> Back | None:
    """Return the team's side in a text; None for any other text."""
    return _back(_FROM.fullmatch(text or ""))


def _back(match: re.Match[str] | None) -> Back | None:
    return Back(match[1], int(match[2]), int(match[3])) if match else None


def lent_of(transfers: list[Entry], pack: int) -> list[Lent]:
    """Return what the owners got of the team's grant `pack`, without what came back. `transfers`
    are all TRANSFER entries of the team."""
    returned: dict[tuple[str, int], int] = {}
    for entry in transfers:
        if back := back_from(entry.reason):
            place = (back.other, back.grant)
            returned[place] = returned.get(place, 0) + entry.tokens
    found: list[Lent] = []
    for entry in transfers:
        gave = given(entry.reason)
        if gave is not None and any(charge.number == pack for charge in entry.charges):
            left = -entry.tokens - returned.get((gave.handle, gave.entry), 0)
            found.append(Lent(gave.handle, gave.entry, left))
    return [one for one in found if one.tokens > 0]


def recall(
    owner: Account, team: Account, lent: Lent, *, pack: int, tokens: int, now: datetime
) -> tuple[Posted, Posted]:
    """Take `tokens` from the owner's grant, and pay the team's debt with them. What the owner has
    spent of them becomes its debt. The team owes at least that much."""
    grant = next((one for one in owner.grants if one.number == lent.grant), None)
    taken = min(tokens, grant.remaining if grant is not None else 0)
    left = tuple(
        one._replace(remaining=one.remaining - taken) if one.number == lent.grant else one
        for one in owner.grants
    )
    gives = Change(
        EntryKind.TRANSFER,
        -tokens,
        (Charge(lent.grant, GrantSource.PACK, taken),) if taken else (),
        now,
        Request(reason=f"back to {team.id}, entry {team.revision + 1}, grant {lent.grant}"),
        grants=tuple(one for one in left if one.remaining),
        debt=owner.debt + tokens - taken,
    )
    given_back = post(owner, gives, now)
    entry = given_back.entry.revision
    pays = Change(
        EntryKind.TRANSFER,
        tokens,
        (Charge(pack, GrantSource.PACK, tokens),),
        now,
        Request(reason=f"back from {lent.handle}, entry {entry}, grant {lent.grant}"),
        debt=team.debt - tokens,
    )
    return given_back, post(team, pays, now)

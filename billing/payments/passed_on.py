"""A pack that was bought for a team which is closed now. Billing rules 9 and 13.

Closing passed the rest of the pack on to the team's owner. Each grant that the owner got in this
way is a part of the pack, and is settled like a pack of its own: its `purchase_id` is the reason of
the entry that granted it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.teams.closing import pass_on
from billing.payments.packs import (
    Bought,
    PaymentFacts,
    PaymentState,
    Settled,
    adjust,
    credit,
    rest_of,
    reversed_target,
)


@dataclass(slots=True)
class _Piece:
    """The team's own piece of the pack, or a part of the owner. At most `most` tokens can be taken
    back from it (None: any number, as debt)."""

    account_id: str
    bought: Bought
    rest: int
    most: int | None
    change: int = 0

    def take(self, tokens: int, most: int | None) -> int:
        """Take up to `tokens`, and up to `most`, if there is one; return what is missing."""
        taken = tokens if most is None else min(tokens, max(most, 0))
        self.change += taken
        return tokens - taken


def settle_passed_on(
    team: Account,
    owner: Account,
    bought: Bought,
    parts: Sequence[Bought],
    *,
    facts: PaymentFacts,
    now: datetime,
) -> Settled:
    """Post what the facts require of a closed team's pack, in both ledgers; both are at `now`.

    Tokens are taken from where they are: from what the team has left, then from the owner's parts.
    The rest is debt of the owner, up to what it got of the pack, and beyond that of the team, whose
    members had spent it. What the team has left in the end goes to the owner.
    """
    if facts.state is not PaymentState.PAID:
        return Settled(team, bought, ())
    team, bought, credited = credit(team, bought, now)
    posted = list(credited)
    change = reversed_target(bought, facts) - bought.reversed_tokens
    accounts = {team.id: team, owner.id: owner}
    for piece in _shared(_pieces(team, owner, bought, parts), change):
        made = adjust(
            accounts[piece.account_id],
            piece.bought,
            piece.change,
            disputed=facts.is_disputed,
            now=now,
        )
        for one in made:
            accounts[piece.account_id] = one.account
        posted += made
    posted += pass_on(accounts[owner.id], accounts[team.id], now)
    for one in posted:
        accounts[one.account.id] = one.account
    bought = replace(bought, reversed_tokens=bought.reversed_tokens + change)
    return Settled(accounts[team.id], bought, tuple(posted))


def _pieces(
    team: Account, owner: Account, bought: Bought, parts: Sequence[Bought]
) -> Iterator[_Piece]:
    """Yield the team's piece, and then those of the owner."""
    own = replace(
        bought,
        reversed_tokens=bought.reversed_tokens - sum(part.reversed_tokens for part in parts),
    )
    yield _Piece(team.id, own, rest_of(team, own), None)
    for part in parts:
        yield _Piece(owner.id, part, rest_of(owner, part), part.tokens - part.reversed_tokens)


def _shared(pieces: Iterator[_Piece], change: int) -> list[_Piece]:
    """Share the change among the pieces."""
    shared = list(pieces)
    team, *parts = shared
    left = change
    if change < 0:
        for piece in shared:
            back = min(-left, piece.bought.reversed_tokens)
            piece.change, left = -back, left + back
        return shared
    for piece in shared:
        most = piece.rest if piece.most is None else min(piece.rest, piece.most)
        left = piece.take(left, most)
    for piece in parts:
        left = piece.take(left, (piece.most or 0) - piece.change)
    team.take(left, None)
    return shared

"""Grants of tokens and their burn order. Billing rules 4 and 5."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from billing.building import build

NEVER = datetime.max.replace(tzinfo=UTC)


class GrantSource(StrEnum):
    """The source of granted tokens."""

    ALLOWANCE = "ALLOWANCE"
    PACK = "PACK"
    ADJUSTMENT = "ADJUSTMENT"
    LEGACY = "LEGACY"


class Grant(NamedTuple):
    """A grant. `number` is the revision of the entry that granted it, so it is unique in its
    account.

    `amount` and `remaining` are premium tokens. `expires_at` None means never.
    """

    number: int
    source: GrantSource
    amount: int
    remaining: int
    effective_at: datetime
    expires_at: datetime | None

    @property
    def burn_key(self) -> tuple[datetime, int]:
        """The sort key of grants: the first to expire is spent first; then the first granted."""
        return (self.expires_at or NEVER, self.number)


class Charge(NamedTuple):
    """A charge: `tokens` premium tokens that the grant `number` paid."""

    number: int
    source: GrantSource
    tokens: int


def in_burn_order(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    return tuple(sorted(grants, key=lambda grant: grant.burn_key))


def burn(grants: tuple[Grant, ...], tokens: int) -> tuple[tuple[Grant, ...], tuple[Charge, ...]]:
    """Spend `tokens` from `grants`, which are in burn order and hold at least that much.

    Return the grants with a rest, and the charges.
    """
    if grants and 0 < tokens < grants[0].remaining:
        # The usual case: one grant pays the whole use and keeps a rest.
        number, source, amount, remaining, begins, ends = grants[0]
        left = build(Grant, (number, source, amount, remaining - tokens, begins, ends))
        return (left, *grants[1:]), (build(Charge, (number, source, tokens)),)
    charges: list[Charge] = []
    for spent, grant in enumerate(grants):
        if tokens == 0:
            return grants[spent:], tuple(charges)
        paid = min(grant.remaining, tokens)
        charges.append(Charge(grant.number, grant.source, paid))
        tokens -= paid
        if paid < grant.remaining:
            left = grant._replace(remaining=grant.remaining - paid)
            return (left, *grants[spent + 1 :]), tuple(charges)
    return (), tuple(charges)

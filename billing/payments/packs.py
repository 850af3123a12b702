"""Purchases of packs: credited once, taken back with their money. Billing rules 4 and 9.

Events about a payment arrive late, repeatedly and in any order. So they are merged into
`PaymentFacts`, by operations that do not depend on order or repetition. `settle` posts the
difference between the facts and the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.ledger.account import Account
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, Grant, GrantSource, in_burn_order
from billing.ledger.posting import Change, Posted, Request, post, post_grant


class RefundState(StrEnum):
    """The states of a refund, in their order; a refund that succeeded may still fail later."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class DisputeState(StrEnum):
    """The states of a dispute, in the order possible within one second."""

    OPEN = "OPEN"
    LOST = "LOST"
    WON = "WON"


class PaymentState(StrEnum):
    """The states of a payment by strength. A payment that failed or expired may still succeed
    later."""

    PENDING = "PENDING"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"
    PAID = "PAID"


class Dispute(NamedTuple):
    """The last known state of a dispute. `amount` is the disputed money, in the minor unit.
    `said_at` is the time of the event, in seconds since 1970; 0 if not stored."""

    amount: int
    state: DisputeState
    said_at: int = 0

    @property
    def strength(self) -> tuple[int, int, int]:
        """A total order: the later event counts. Within one second the later state counts, then the
        smaller amount, in the buyer's favour."""
        return self.said_at, _DISPUTE_ORDER.index(self.state), -self.amount


_REFUND_ORDER = list(RefundState)
_DISPUTE_ORDER = list(DisputeState)
_PAYMENT_ORDER = list(PaymentState)


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """The facts of one payment.

    `received` is the amount that was paid, discounts and taxes included, in the minor unit of our
    price's currency; 0 if it is not known. `charged` is the same amount as the provider charged it,
    if this was in another currency or unit (0: as `received`). Refunds and disputes use the units
    of `charged`. `charge_refunded` is the highest refunded amount that the charge itself reported.
    `refunds` contains (amount, state) by refund id, `disputes` the last state of each dispute.
    `asked` contains the refunds that we asked for, by the key of the request: the refund's id, and
    the amount (0: all).
    """

    state: PaymentState = PaymentState.PENDING
    received: int = 0
    charged: int = 0
    charge_refunded: int = 0
    refunds: Mapping[str, tuple[int, RefundState]] = field(default_factory=dict)
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def merge(self, other: PaymentFacts) -> PaymentFacts:
        """Merge both. This is commutative, associative and idempotent."""
        refunds = dict(self.refunds)
        for name, refund in other.refunds.items():
            known = refunds.get(name, refund)
            refunds[name] = max(known, refund, key=lambda r: (_REFUND_ORDER.index(r[1]), r[0]))
        disputes = dict(self.disputes)
        for name, dispute in other.disputes.items():
            disputes[name] = max(disputes.get(name, dispute), dispute, key=lambda d: d.strength)
        return PaymentFacts(
            state=max(self.state, other.state, key=_PAYMENT_ORDER.index),
            received=max(self.received, other.received),
            charged=max(self.charged, other.charged),
            charge_refunded=max(self.charge_refunded, other.charge_refunded),
            refunds=refunds,
            disputes=disputes,
            asked=dict(sorted({*self.asked.items(), *other.asked.items()}, reverse=True)),
        )

    @property
    def is_disputed(self) -> bool:
        """Whether a dispute is open now."""
        return any(one.state is DisputeState.OPEN for one in self.disputes.values())

    @property
    def refunded(self) -> int:
        """Return the refunded money as charged.

        The charge's own number counts if its refunds are not known one by one.
        """
        failed = sum(a for a, state in self.refunds.values() if state is RefundState.FAILED)
        known = sum(a for a, state in self.refunds.values() if state is not RefundState.FAILED)
        return max(known, self.charge_refunded - failed)

    @property
    def returned(self) -> int:
        """The money that went back to the payer, by refunds and lost disputes, as charged."""
        lost = sum(one.amount for one in self.disputes.values() if one.state is DisputeState.LOST)
        return self.refunded + lost

    def whole(self, price: int) -> int:
        """Return all the money, as charged; `price` if it is not known."""
        return self.charged or self.received or price

    def as_charged(self, amount: int) -> int:
        """Convert `amount` of the received money to money as charged: in proportion, rounded
        down."""
        return amount * self.charged // self.received if self.charged and self.received else amount

    def share_returned(self, of: int, price: int) -> int:
        """Return the part of `of` that goes back with the money: in proportion, rounded down.

        This is all of `of` if all the money went back, and 0 if there was no money.
        """
        whole = self.whole(price)
        return of * min(self.returned, whole) // whole if whole else 0


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchased pack, `tokens` for `amount`, and its state in the ledger.

    `grant_number` and `credited_at` are None before the credit. `reversed_tokens` have been taken
    back.
    """

    purchase_id: str
    tokens: int
    amount: int
    grant_number: int | None = None
    credited_at: datetime | None = None
    reversed_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """The account and the purchase after settling, and the new entries."""

    account: Account
    bought: Bought
    posted: tuple[Posted, ...]


def reversed_target(bought: Bought, facts: PaymentFacts) -> int:
    """Return the total of tokens to take back: in proportion to the money, never more than were
    bought."""
    return facts.share_returned(bought.tokens, bought.amount)


def settle(account: Account, bought: Bought, facts: PaymentFacts, now: datetime) -> Settled:
    """Post what the facts require and the ledger does not have yet. The account is at `now`.

    A payment that was never received credits nothing and returns nothing.
    """
    if facts.state is not PaymentState.PAID:
        return Settled(account, bought, ())
    account, bought, credited = credit(account, bought, now)
    change = reversed_target(bought, facts) - bought.reversed_tokens
    posted = adjust(account, bought, change, disputed=facts.is_disputed, now=now)
    bought = replace(bought, reversed_tokens=bought.reversed_tokens + change)
    return Settled(_last(posted, account), bought, (*credited, *posted))


def credit(
    account: Account, bought: Bought, now: datetime
) -> tuple[Account, Bought, tuple[Posted, ...]]:
    """Credit a pack that is paid, unless it was credited before."""
    if bought.grant_number is not None:
        return account, bought, ()
    posted = _credit(account, bought, now)
    number = posted.entry.revision
    return posted.account, replace(bought, grant_number=number, credited_at=now), (posted,)


def adjust(
    account: Account, bought: Bought, change: int, *, disputed: bool, now: datetime
) -> tuple[Posted, ...]:
    """Take `change` tokens of a credited pack back, or give them back if it is negative. Freeze its
    rest while it is disputed."""
    posted: list[Posted] = []
    number = bought.grant_number or 0
    if number in account.frozen and (change > 0 or not disputed):
        posted.append(_unfreeze(account, bought, account.frozen[number], now))
    if change > 0:
        posted.append(_reverse(_last(posted, account), bought, change, now))
    if change < 0:
        posted.append(_restore(_last(posted, account), bought, -change, now))
    left = _remaining(_last(posted, account), number)
    if disputed and (left or _is_held(_last(posted, account), number)):
        posted.append(_freeze(_last(posted, account), bought, left, now))
    return tuple(posted)


def _last(posted: Sequence[Posted], account: Account) -> Account:
    return posted[-1].account if posted else account


def rest_of(account: Account, bought: Bought) -> int:
    """Return the tokens of the pack that can be taken back without debt, frozen ones included."""
    number = bought.grant_number or 0
    return _remaining(account, number) + account.frozen.get(number, 0)


def _remaining(account: Account, number: int) -> int:
    return next((g.remaining for g in account.grants if g.number == number), 0)


def _is_held(account: Account, number: int) -> bool:
    """Return whether open holds may return tokens to the pack and it is not marked as frozen yet.
    Such a pack is frozen with 0 tokens, so that returned tokens freeze too."""
    if number in account.frozen:
        return False
    return any(charge.number == number for hold in account.holds for charge in hold.charges)


def _credit(account: Account, bought: Bought, now: datetime) -> Posted:
    return post_grant(
        account,
        kind=EntryKind.PURCHASE,
        source=GrantSource.PACK,
        amount=bought.tokens,
        now=now,
        effective_at=now,
        expires_at=None,
        request=Request(reason=bought.purchase_id),
    )


def _reverse(account: Account, bought: Bought, tokens: int, now: datetime) -> Posted:
    """Take tokens from the rest of the pack's own grant; the missing part becomes debt."""
    number = bought.grant_number or 0
    taken = min(tokens, _remaining(account, number))
    after = account._replace(
        grants=_changed(account, bought, -taken),
        debt=account.debt + tokens - taken,
    )
    return _post(after, EntryKind.REVERSAL, tokens=-tokens, bought=bought, charged=taken, now=now)


def _restore(account: Account, bought: Bought, tokens: int, now: datetime) -> Posted:
    """Give tokens back. Like every grant, they pay debt first."""
    paid = min(account.debt, tokens)
    after = account._replace(
        grants=_changed(account, bought, tokens - paid), debt=account.debt - paid
    )
    return _post(after, EntryKind.RESTORATION, tokens=tokens, bought=bought, charged=paid, now=now)


def _freeze(account: Account, bought: Bought, tokens: int, now: datetime) -> Posted:
    number = bought.grant_number or 0
    frozen = {**account.frozen, number: account.frozen.get(number, 0) + tokens}
    after = account._replace(grants=_changed(account, bought, -tokens), frozen=frozen)
    return _post(after, EntryKind.FREEZE, tokens=-tokens, bought=bought, charged=tokens, now=now)


def _unfreeze(account: Account, bought: Bought, tokens: int, now: datetime) -> Posted:
    frozen = {n: t for n, t in account.frozen.items() if n != bought.grant_number}
    after = account._replace(grants=_changed(account, bought, tokens), frozen=frozen)
    return _post(after, EntryKind.UNFREEZE, tokens=tokens, bought=bought, charged=tokens, now=now)


def _changed(account: Account, bought: Bought, change: int) -> tuple[Grant, ...]:
    """Return the account's grants with `change` tokens more in the pack's own grant."""
    number = bought.grant_number or 0
    known = next((g for g in account.grants if g.number == number), None)
    others = tuple(g for g in account.grants if g.number != number)
    since = bought.credited_at or account.touched_at
    pack = known or Grant(number, GrantSource.PACK, bought.tokens, 0, since, None)
    pack = pack._replace(remaining=pack.remaining + change)
    return in_burn_order((*others, pack)) if pack.remaining else others


def _post(
    after: Account,
    kind: EntryKind,
    *,
    tokens: int,
    bought: Bought,
    charged: int,
    now: datetime,
) -> Posted:
    charges = (Charge(bought.grant_number or 0, GrantSource.PACK, charged),) if charged else ()
    return post(after, Change(kind, tokens, charges, now, Request(reason=bought.purchase_id)), now)

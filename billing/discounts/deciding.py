"""The decision on a price, made once for each order. `docs/discounts.md` has the rules.

A price is the list price without at most one bulk step and at most one programme. The account's
cheapest possibility counts. The total is rounded once, half up, to the step of the currency, and no
discount brings it below the least amount that the payment provider charges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import Money, Pack, Plan
from billing.catalog.currencies import least_charge, least_step
from billing.catalog.discounts import WHOLE, BulkStep, Programme, percent_text


class DiscountKind(StrEnum):
    """The kind of a discount."""

    BULK = "BULK"
    PROGRAMME = "PROGRAMME"


class Discount(NamedTuple):
    """A part of a list price that is not paid: `amount` in the minor unit, above 0. `name` is that
    of the programme, "" for a bulk step; `reason` is for people. `off` is the percentage; 0 in
    orders of older releases, which have it in the reason only."""

    kind: DiscountKind
    name: str
    reason: str
    amount: int
    off: int = 0


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An account in a programme, before `until` (None: without an end). `code_id` is the code that
    it came with. `left` is what the code's budget may still take off, in packs only."""

    programme: Programme
    until: datetime | None = None
    code_id: str | None = None
    left: Money | None = None

    def is_live(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class DecidedPrice:
    """A price and why. `enrolment` is the one whose programme is among the discounts."""

    listed: Money
    discounts: tuple[Discount, ...] = ()
    enrolment: Enrolment | None = None

    @property
    def price(self) -> Money:
        """The amount to pay: the list price without the discounts."""
        amount = self.listed.amount - sum(one.amount for one in self.discounts)
        return Money(amount, self.listed.currency)

    @property
    def budgeted_code(self) -> str | None:
        """The code whose budget pays for a discount, or None."""
        one = self.enrolment
        return None if one is None or one.left is None else one.code_id


def pack_price(
    pack: Pack, quantity: int, enrolments: Iterable[Enrolment], now: datetime
) -> DecidedPrice:
    """Return the price of `quantity` packs for an account with these enrolments."""
    listed = Money(pack.price.amount * quantity, pack.price.currency)
    steps = [step for step in pack.bulk if step.start <= quantity]
    bulk = steps[-1] if steps else None
    found = [_decided(listed, bulk, None)]
    for one in _live(enrolments, now):
        if one.programme.packs_off:
            with_bulk = bulk if one.programme.with_bulk else None
            found.append(_decided(listed, with_bulk, one, one.programme.packs_off))
    return _cheapest(found)


def plan_price(
    plan: Plan, enrolments: Iterable[Enrolment], now: datetime, *, times: int = 1
) -> DecidedPrice:
    """Return the price of a month of the plan, had several `times` (for its seats), for an account
    with these enrolments. A code with a budget counts for packs only: nobody knows how many months
    a plan will run."""
    listed = Money(plan.price.amount * times, plan.price.currency)
    found = [DecidedPrice(listed)]
    for one in _live(enrolments, now):
        if one.programme.plans_off and one.left is None:
            found.append(_decided(listed, None, one, one.programme.plans_off))
    return _cheapest(found)


def _live(enrolments: Iterable[Enrolment], now: datetime) -> list[Enrolment]:
    """Return the enrolments that count now; where prices are equal, those without a budget come
    first."""
    live = [one for one in enrolments if one.is_live(now)]
    return sorted(live, key=lambda one: (one.left is not None, one.programme.name))


def _decided(
    listed: Money, bulk: BulkStep | None, enrolment: Enrolment | None, off: int = 0
) -> DecidedPrice:
    after_bulk = _rounded(listed, WHOLE - bulk.off, WHOLE) if bulk else listed.amount
    parts = (WHOLE - bulk.off if bulk else WHOLE) * (WHOLE - off)
    after_all = _rounded(listed, parts, WHOLE * WHOLE)
    discounts = []
    if bulk and after_bulk < listed.amount:
        reason = f"{percent_text(bulk.off)} off from {bulk.start} packs"
        amount = listed.amount - after_bulk
        discounts.append(Discount(DiscountKind.BULK, "", reason, amount, bulk.off))
    if enrolment and after_all < after_bulk:
        programme = enrolment.programme
        reason = f"{programme.display_name}: {percent_text(off)} off"
        kind, amount = DiscountKind.PROGRAMME, after_bulk - after_all
        discounts.append(Discount(kind, programme.name, reason, amount, off))
        return DecidedPrice(listed, tuple(discounts), enrolment)
    return DecidedPrice(listed, tuple(discounts))


def taken_off(listed: Money, off: int) -> int:
    """Return what a programme with the percentage `off` takes off a list price, in the minor
    unit."""
    return listed.amount - _rounded(listed, WHOLE - off, WHOLE)


def _rounded(listed: Money, part: int, whole: int) -> int:
    """Return `part / whole` of the list price, rounded half up; at least what can be charged, at
    most the list price."""
    step = least_step(listed.currency)
    rounded = (2 * listed.amount * part + whole * step) // (2 * whole * step) * step
    return min(listed.amount, max(rounded, least_charge(listed.currency)))


def _cheapest(found: list[DecidedPrice]) -> DecidedPrice:
    """Return the cheapest one that no budget forbids; among equal ones, the first."""
    return min(_allowed(found), key=lambda one: one.price.amount)


def _allowed(found: list[DecidedPrice]) -> Iterator[DecidedPrice]:
    for one in found:
        left = one.enrolment.left if one.enrolment else None
        if left is None or (left.currency == one.listed.currency and _booked(one) <= left.amount):
            yield one


def _booked(decided: DecidedPrice) -> int:
    return sum(one.amount for one in decided.discounts if one.kind is DiscountKind.PROGRAMME)

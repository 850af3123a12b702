"""The discount on the months of a plan: what the provider takes off, and for how long. Billing rule
3.

The provider has a percentage if that gives whole cents, and else a fixed amount. So the price is
always the one that was decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Money
from billing.catalog.discounts import WHOLE
from billing.discounts.deciding import Discount, DiscountKind, taken_off

_IN_REASON = re.compile(r": (\d+)(?:\.(\d{1,2}))?% off$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDiscount:
    """The discount of the programme `name`, with the percentage `off`, on each month that begins
    before `ends` (None: on all). The programme itself ends at `until`.

    `fixed` is the amount that the provider takes off a month; None: it takes the percentage.
    `aligned` means that the provider's discount ends exactly with a period.
    """

    name: str
    reason: str
    off: int
    until: datetime | None
    ends: datetime | None
    fixed: int | None
    aligned: bool = True

    def lasts(self, at: datetime) -> bool:
        """Return whether a month that begins then has the discount."""
        return self.ends is None or at < self.ends

    def is_same(self, other: PlanDiscount) -> bool:
        """Return whether both are the same percentage of the same programme, until the same
        time."""
        return (self.name, self.off, self.until) == (other.name, other.off, other.until)

    def amount(self, listed: int) -> int:
        """Return what is taken off a month with this list price."""
        if self.fixed is not None:
            return min(self.fixed, listed)
        return (2 * listed * self.off + WHOLE) // (2 * WHOLE)

    def on(self, listed: int) -> tuple[Discount, ...]:
        """Return the discounts on a month with this list price."""
        amount = self.amount(listed)
        kind = DiscountKind.PROGRAMME
        return (Discount(kind, self.name, self.reason, amount, self.off),) if amount else ()


def fixed_amount(listed: Money, off: int) -> int | None:
    """Return the amount that the provider has to take off, or None if its percentage gives exactly
    that amount."""
    amount = taken_off(listed, off)
    return None if listed.amount * off == amount * WHOLE else amount


def percentage_of(discount: Discount) -> int:
    """Return the percentage of a discount, also of one that an older release stored."""
    found = _IN_REASON.search(discount.reason)
    if discount.off or found is None:
        return discount.off
    whole, part = found.groups()
    return int(whole) * (WHOLE // 100) + int((part or "").ljust(2, "0"))

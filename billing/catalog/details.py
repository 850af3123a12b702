"""The details of a use: quantities beside the three plain counts, and the tier of service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from billing.catalog.units import ORDER, Quantities, ServiceTier, UsageUnit
from billing.errors import BadInput
from billing.tokens import is_count

QUANTITY_MAX = 10**10
"""The largest quantity of a unit in one use."""


class Details(NamedTuple):
    """Quantities above 0, in the order of the units, each unit at most once; and the tier."""

    quantities: Quantities = ()
    tier: ServiceTier = ServiceTier.STANDARD


PLAIN = Details()
"""The details of a plain use. Compare by identity: `details_of` returns this object."""


def details_of(
    quantities: Iterable[tuple[UsageUnit, int]] = (), tier: ServiceTier = ServiceTier.STANDARD
) -> Details:
    """Return details in their canonical form: in order, without quantities of 0.

    Raises BadInput for a unit that is there twice, and for a quantity that is no whole number from
    0 to QUANTITY_MAX.
    """
    given = [*quantities]
    if not given and tier is ServiceTier.STANDARD:
        return PLAIN
    found: dict[UsageUnit, int] = {}
    for unit, quantity in given:
        if unit in found:
            raise BadInput("details", f"{unit} must be there at most once")
        if not is_count(quantity) or quantity > QUANTITY_MAX:
            raise BadInput("details", f"{unit} must be a whole number from 0 to {QUANTITY_MAX}")
        found[unit] = quantity
    used = ((unit, quantity) for unit, quantity in found.items() if quantity)
    details = Details(tuple(sorted(used, key=lambda pair: ORDER[pair[0]])), tier)
    return PLAIN if details == PLAIN else details

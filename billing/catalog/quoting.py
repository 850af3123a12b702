"""Exact costs of described uses, without an account: for operators who check prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.details import QUANTITY_MAX, Details, details_of
from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import RATE_SCALE
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit
from billing.errors import BadInput
from billing.tokens import is_count


@dataclass(frozen=True, slots=True)
class DescribedUse:
    """A use of a model, with checked counts. Input and output include their parts."""

    model: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    details: Details

    @classmethod
    def of(cls, model: str, tier: ServiceTier, counts: Mapping[PricedUnit, int]) -> DescribedUse:
        """Return the use. Raises BadInput for counts that are no whole numbers from 0."""
        for unit, count in counts.items():
            if not is_count(count) or count > QUANTITY_MAX:
                raise BadInput("usage", f"{unit} must be a whole number from 0 to {QUANTITY_MAX}")
        fresh, output, cached = (counts.get(unit, 0) for unit in PlainUnit)
        others = [(unit, n) for unit, n in counts.items() if isinstance(unit, UsageUnit)]
        return cls(model, fresh, output, cached, details_of(others, tier))


@dataclass(frozen=True, slots=True)
class ExactCost:
    """A cost in `1 / RATE_SCALE` premium tokens, and rounded up to whole ones."""

    scaled: int

    @property
    def tokens(self) -> int:
        return -(-self.scaled // RATE_SCALE)


def exact_cost(use: DescribedUse, book: PriceBook, now: datetime) -> ExactCost | None:
    """Return the cost by the price in force; None if no model has the name. Raises BadInput for
    parts that are more than their whole."""
    model = book.model(use.model, now)
    if model is None:
        return None
    rate = book.price(model.name, now).rate_for(use.details.tier, use.input_tokens)
    try:
        scaled = rate.exact_cost(
            input_tokens=use.input_tokens,
            output_tokens=use.output_tokens,
            cached_input_tokens=use.cached_input_tokens,
            quantities=use.details.quantities,
        )
    except ValueError as error:
        raise BadInput("usage", str(error)) from error
    return ExactCost(scaled)

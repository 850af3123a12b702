"""Notes for an operator about prices that are taken from a list."""

from __future__ import annotations

from collections.abc import Iterator

from billing.catalog.price import Price
from billing.catalog.price_lists.entries import ListedPrice, Place
from billing.catalog.units import ServiceTier


def notes(listed: ListedPrice, price: Price) -> Iterator[str]:
    """Yield the notes on a price, which is `listed` in premium tokens."""
    if listed.unpriced:
        units = " and ".join(unit.lower().replace("_", " ") for unit in listed.unpriced)
        yield f"the list has no price for {units}: they cost nothing"
    for tier, above, rate in price.variants():
        # Without a threshold or a tier, such a price is refused.
        if rate.cached_input > rate.input:
            yield f"{_words((tier, above))}, cached input costs more than input"


def _words(place: Place) -> str:
    tier, above = place
    threshold = f"above {above} input tokens" if above else ""
    named = "" if tier is ServiceTier.STANDARD else f"at the tier {tier}"
    return f"{threshold} {named}".strip()

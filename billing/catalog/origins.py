"""Where the price of a model comes from: for operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Catalog, Model
from billing.catalog.price import Price

Versions = Sequence[tuple[int, Catalog]]
"""The applied catalogs with their numbers, oldest first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a model's present price.

    `version` is the version of the catalog that brought it: no later one changed the price or its
    source. `following` is the next price, which is not in force yet.
    """

    model: Model
    price: Price
    following: Price | None
    version: int


def origin_of(model: Model, versions: Versions, now: datetime) -> Origin:
    """Return the origin for a model of the newest version. Raises LookupError without versions."""
    present = _terms(model, now)
    version = versions[-1][0]
    for number, catalog in reversed(versions):
        earlier = catalog.model(model.name)
        # Versions share the models that are equal in them, and a page compares many.
        if earlier is not model and (earlier is None or _terms(earlier, now) != present):
            break
        version = number
    price = _price(model, now)
    later = max(now, price.effective_at)
    following = next((one for one in model.prices if one.effective_at > later), None)
    return Origin(model, price, following, version)


def _price(model: Model, now: datetime) -> Price:
    """Return the price in force, or the first one of a model without."""
    return model.price_at(now) or model.prices[0]


def _terms(model: Model, now: datetime) -> tuple[object, ...]:
    return _price(model, now), model.native_limit, model.source

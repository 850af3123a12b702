"""The cheapest models for a use, found without a look at all of them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from billing.catalog.price import Price
from billing.catalog.pricing import RATE_SCALE
from billing.catalog.units import OUTPUT_PARTS, PARTS, PlainUnit, PricedUnit

Counts = Sequence[tuple[PricedUnit, int]]
"""The quantities of a use. Each token is in one of them only: input and output are what their parts
leave."""

_WHOLES = (PlainUnit.INPUT_TOKENS, PlainUnit.OUTPUT_TOKENS)


class Sold(Protocol):
    """A model, as far as its prices are concerned."""

    @property
    def name(self) -> str: ...

    @property
    def prices(self) -> tuple[Price, ...]: ...


M = TypeVar("M", bound=Sold)


class Cheapest(Generic[M]):
    """The models of a catalog, sorted by the lowest rate that they ever have for a unit.

    A search reads the lists of a use's units in step. It ends when no model that it has not met can
    be cheaper than those it has found: this is the threshold algorithm of Fagin. So a refused use
    does not hold others up while the costs of thousands of models are calculated.
    """

    def __init__(self, models: Iterable[M]) -> None:
        self._models = tuple(models)
        self._sorted: dict[PricedUnit, list[tuple[int, M]]] = {}

    def prepare(self) -> None:
        """Sort the models by their rates of input and output, which most uses have."""
        for unit in _WHOLES:
            self._by_rate(unit)

    def search(
        self, counts: Counts, cost: Callable[[M], int | None], *, most: int, number: int
    ) -> list[M]:
        """Return the cheapest `number` of models that cost at most `most` premium tokens, the
        cheapest first. `cost` returns None for a model that can't serve, as one must that has no
        rate above 0 for the input or output of the use, or no rate for a thing beside tokens."""
        lists = [self._by_rate(unit) for unit, _ in counts]
        found: list[tuple[int, int, M]] = []
        seen: set[str] = set()
        for row in zip(*lists, strict=False):
            for _, model in row:
                if model.name not in seen:
                    seen.add(model.name)
                    tokens = cost(model)
                    if tokens is not None and tokens <= most:
                        insort(found, (tokens, len(seen), model))
            least = sum(rate * n for (rate, _), (_, n) in zip(row, counts, strict=True))
            limit = found[number - 1][0] if len(found) >= number else most + 1
            if -(-least // RATE_SCALE) >= limit:
                break
        return [model for *_, model in found[:number]]

    def _by_rate(self, unit: PricedUnit) -> list[tuple[int, M]]:
        known = self._sorted.get(unit)
        if known is None:
            rated = ((_lowest(model.prices, unit), model) for model in self._models)
            known = [(rate, model) for rate, model in rated if rate is not None]
            known.sort(key=itemgetter(0))
            self._sorted[unit] = known
        return known


def _lowest(prices: tuple[Price, ...], unit: PricedUnit) -> int | None:
    """Return the lowest rate of a unit in all prices; of input and output, the lowest above 0."""
    rates = [rate for price in prices for rate in _rates(price, unit)]
    if unit in _WHOLES:
        return min(filter(None, rates), default=None)
    if unit in PARTS or unit is PlainUnit.CACHED_INPUT_TOKENS:
        # Where it has no rate of its own, it costs what its whole costs.
        whole = _lowest(prices, _WHOLES[unit in OUTPUT_PARTS])
        return None if whole is None else min([whole, *rates])
    return min(rates, default=None)


def _rates(price: Price, unit: PricedUnit) -> Iterator[int]:
    plain = price.rate.of(unit)
    if plain is not None:
        yield plain
    yield from (rate for one in price.named for known, rate in one.rates if known is unit)

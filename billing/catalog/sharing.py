"""Models, prices and texts that are equal, kept once: most of a price list are the same prices
again, and most of a new version of a catalog are the same models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from billing.catalog.catalog import Model
from billing.catalog.price import Price


class Sharing:
    """The equal parts that one catalog shares, within itself and with an `earlier` one."""

    def __init__(self, earlier: Mapping[str, Model]) -> None:
        self._earlier = earlier
        self._prices: dict[tuple[Price, ...], tuple[Price, ...]] = {
            model.prices: model.prices for model in earlier.values()
        }
        self._texts: dict[str, str] = {}

    def model(self, model: Model) -> Model:
        """Return an equal model, whose prices and texts are those of others where they are equal.
        Call it when a model was read, so that the others' are free at once."""
        source = model.source
        return replace(
            model,
            prices=self._prices.setdefault(model.prices, model.prices),
            source=None if source is None else self._texts.setdefault(source, source),
            display_name=model.name if model.display_name == model.name else model.display_name,
        )

    def models(self, models: Mapping[str, Model]) -> dict[str, Model]:
        """Return equal models in the same order. One that is as in the earlier catalog is that
        object."""
        return {name: self._kept(model) for name, model in models.items()}

    def _kept(self, model: Model) -> Model:
        before = self._earlier.get(model.name)
        return before if before == model else model

"""The price book: the newest catalog, and what only older ones had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from billing.catalog.catalog import Catalog, Model, Plan, Pool
from billing.catalog.cheapest import Cheapest
from billing.catalog.finding.model_index import ModelIndex
from billing.catalog.finding.texts import ModelTexts
from billing.catalog.price import Price


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The newest catalog, and the models and plans that only older catalogs had. The rules decide
    with it.

    `plans` are all plans that an account can have. Those of `retired_plans` cannot be bought.
    `sharers` are the names of the models of each pool, by the pool's name.
    """

    catalog: Catalog
    retired: Mapping[str, Model] = field(default_factory=dict)
    retired_plans: Mapping[str, Plan] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(init=False)
    names: ModelIndex[Model] = field(init=False, repr=False, compare=False)
    texts: ModelTexts = field(init=False, repr=False, compare=False)
    pools: Mapping[str, Pool] = field(init=False, repr=False, compare=False)
    sharers: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    free_models: tuple[Model, ...] = field(init=False, repr=False, compare=False)
    limited_models: tuple[Model, ...] = field(init=False, repr=False, compare=False)
    cheapest: Cheapest[Model] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plans", {**self.retired_plans, **self.catalog.plans})
        object.__setattr__(self, "names", ModelIndex(self.catalog.models))
        object.__setattr__(self, "texts", ModelTexts(self.catalog.models, self.catalog.providers))
        models = self.catalog.models.values()
        object.__setattr__(self, "free_models", tuple(m for m in models if m.is_free))
        object.__setattr__(self, "limited_models", tuple(m for m in models if m.is_limited))
        object.__setattr__(self, "cheapest", Cheapest(m for m in models if not m.is_free))
        sharers: defaultdict[str, list[str]] = defaultdict(list)
        pools: dict[str, Pool] = {}
        for model in models:
            if model.pool is not None:
                pools[model.pool.name] = model.pool
                sharers[model.pool.name].append(model.name)
        object.__setattr__(self, "pools", pools)
        object.__setattr__(self, "sharers", {name: tuple(one) for name, one in sharers.items()})

    def prepare(self) -> None:
        """Make what the first search, unknown name and refusal would make. For thousands of models
        this takes 50 ms, for which all others would wait."""
        self.names.prepare()
        self.texts.prepare()
        self.cheapest.prepare()

    def model(self, name: str, now: datetime) -> Model | None:
        """Return the model with any of its names if it can be used now; else None."""
        model = self.names.find(name)
        return model if model and model.price_at(now) is not None else None

    def price(self, name: str, now: datetime) -> Price:
        """Return the price in force (rule 1). Raises LookupError if `model` returns None."""
        model = self.names.find(name)
        price = model.price_at(now) if model else None
        if price is None:
            raise LookupError(f"no price of {name!r} is in force")
        return price

    def premium_models(self, now: datetime) -> tuple[Model, ...]:
        return tuple(m for m in self.catalog.in_force(now) if not m.is_free)

    def described(self, name: str) -> Model:
        """Return a model for the display of old usage: any known one. For an unknown name, return a
        retired model without details."""
        known = self.catalog.model(name) or self.retired.get(name)
        return known or Model(name=name, provider="", display_name=name)


def price_book(history: Iterable[Catalog]) -> PriceBook:
    """Build the price book from `history`, oldest first. Raises LookupError if that is empty.

    A retired model or plan is as in the last catalog that contained it.
    """
    catalogs = list(history)
    if not catalogs:
        raise LookupError("no catalog has been applied")
    known = {name: model for catalog in catalogs for name, model in catalog.models.items()}
    retired = {name: m for name, m in known.items() if name not in catalogs[-1].models}
    plans = {name: plan for catalog in catalogs for name, plan in catalog.plans.items()}
    retired_plans = {name: p for name, p in plans.items() if name not in catalogs[-1].plans}
    return PriceBook(catalogs[-1], retired, retired_plans)

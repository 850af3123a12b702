"""The queries of the catalog: models, packs, plans, recommendations, and the origins of prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated

import strawberry

from billing.catalog import catalog as domain
from billing.catalog.filters import ModelFilter
from billing.catalog.origins import origin_of
from resolvers.context import Context, Info
from resolvers.errors import LimitExceeded
from resolvers.ledger.pages import PAGE_SIZE_MAX, First, page_size
from schema.catalog import (
    CatalogVersion,
    Model,
    ModelPrice,
    Provider,
    Recommendation,
)
from schema.enums import Audience, Capability, ModelTier
from schema.goods import Pack, Plan

LISTED_MAX = PAGE_SIZE_MAX
"""The most models of an answer without `first`."""

ProviderName = Annotated[
    str | None, strawberry.argument(description="Only models of this provider.")
]
Tier = Annotated[ModelTier | None, strawberry.argument(description="Only models of this tier.")]
Ability = Annotated[
    Capability | None, strawberry.argument(description="Only models with this capability.")
]
Search = Annotated[
    str | None,
    strawberry.argument(
        description="Only models with each of these words in their names, aliases, description, "
        "provider or capabilities, and the model that has all of it as one of its names. Upper and "
        "lower case are equal. At most 100 characters."
    ),
]
FirstModels = Annotated[
    int | None,
    strawberry.argument(
        description="The number of models, 1 to 500. Default: all, if these are at most 500."
    ),
]
AfterModel = Annotated[
    str | None, strawberry.argument(description="The `name` of the previous page's last model.")
]
ByHand = Annotated[
    bool | None,
    strawberry.argument(description="Only prices written by hand (true), or from lists (false)."),
]
Name = Annotated[
    str, strawberry.argument(description="The model's name, or one of its other names.")
]
For = Annotated[Audience, strawberry.argument(description="The audience.")]


@strawberry.type
class CatalogQuery:
    @strawberry.field(
        description="The models that can be used now, in the catalog's order. The next page begins "
        "after the last model's `name`; a page that is shorter than `first` is the last one."
    )
    def models(
        self,
        info: Info,
        provider: ProviderName = None,
        tier: Tier = None,
        capability: Ability = None,
        search: Search = None,
        first: FirstModels = None,
        after: AfterModel = None,
    ) -> list[Model]:
        book, now = info.context.book, info.context.now()
        wanted = ModelFilter(provider, tier, capability, search)
        found = _page(wanted.in_force(book, now, after), first)
        return [Model.of(model) for model in found]

    @strawberry.field(description="The number of models that `models` has on all its pages.")
    def model_count(
        self,
        info: Info,
        provider: ProviderName = None,
        tier: Tier = None,
        capability: Ability = None,
        search: Search = None,
    ) -> int:
        wanted = ModelFilter(provider, tier, capability, search)
        return wanted.count(info.context.book, info.context.now())

    @strawberry.field(
        description="A model that can be used now, under any of its names; null if there is none."
    )
    def model(self, info: Info, name: Name) -> Model | None:
        model = info.context.book.model(name, info.context.now())
        return Model.of(model) if model else None

    @strawberry.field(
        description="The prices of all models of the catalog, also of those that cannot be used "
        "yet, and where they come from. In pages like those of `models`. For operators."
    )
    async def model_prices(
        self,
        info: Info,
        search: Search = None,
        by_hand: ByHand = None,
        first: First = None,
        after: AfterModel = None,
    ) -> list[ModelPrice]:
        context = info.context
        context.require_operator()
        found = ModelFilter(search=search).known(context.book, after)
        chosen = (one for one in found if by_hand in {None, one.source is None})
        return await _prices(context, islice(chosen, page_size(first)))

    @strawberry.field(description="The providers of the models.")
    def providers(self, info: Info) -> list[Provider]:
        known = info.context.book.catalog.providers.values()
        return [Provider(name=p.name, display_name=p.display_name) for p in known]

    @strawberry.field(description="Packs of premium tokens. They are bought once and never expire.")
    def packs(self, info: Info) -> list[Pack]:
        return [Pack.of(pack) for pack in info.context.book.catalog.packs.values()]

    @strawberry.field(description="All plans.")
    def plans(self, info: Info) -> list[Plan]:
        return [Plan.of(plan) for plan in info.context.book.catalog.plans.values()]

    @strawberry.field(description="Models for an audience, the best first.")
    def recommendations(self, info: Info, audience: For) -> list[Recommendation]:
        catalog = info.context.book.catalog
        chosen = (r for r in catalog.recommendations if r.audience is audience)
        return list(_recommended(catalog, chosen))


def _page(models: Iterator[domain.Model], first: int | None) -> list[domain.Model]:
    if first is not None:
        return list(islice(models, page_size(first)))
    found = list(islice(models, LISTED_MAX + 1))
    if len(found) > LISTED_MAX:
        raise LimitExceeded(
            f"More than {LISTED_MAX} models were asked for at once. Ask for pages: `first` is the "
            "number of models of a page, `after` the `name` of the previous page's last model."
        )
    return found


async def _prices(context: Context, models: Iterable[domain.Model]) -> list[ModelPrice]:
    now, versions = context.now(), context.services.catalog.versions
    origins = [origin_of(model, versions, now) for model in models]
    applied = {
        one.id: CatalogVersion(version=one.id, applied_at=one.applied_at, source=one.source)
        for one in await context.services.catalog.history()
    }
    return [ModelPrice.of(origin, applied[origin.version]) for origin in origins]


def _recommended(
    catalog: domain.Catalog, chosen: Iterable[domain.Recommendation]
) -> Iterable[Recommendation]:
    for rank, one in enumerate(chosen, 1):
        model = Model.of(catalog.models[one.model])
        yield Recommendation(audience=one.audience, rank=rank, model=model, reason=one.reason)

"""Models and their rates, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog import catalog as domain
from billing.catalog.origins import Origin
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import RATE_SCALE, Rate, decimal_string
from schema.availability import Availability, availability_of
from schema.context import Info, SchemaContext
from schema.enums import (
    Audience,
    Capability,
    ModelTier,
    QuotaPeriod,
    QuotaUnit,
    ServiceTier,
    UsageUnit,
)
from schema.scalars import BigInt, described, reads


@strawberry.type(description="Premium tokens for one of a unit, as a decimal string.")
class UnitRate:
    unit: UsageUnit = described("The unit.")
    rate: str = described("Premium tokens for one of it.")


@strawberry.type(description="Premium tokens for one token of a model, as decimal strings.")
class Rates:
    input: str = described("For a fresh input token.")
    output: str = described("For an output token.")
    cached_input: str = described("For an input token that the provider had cached.")
    units: list[UnitRate] = described(
        "For other units that have a rate of their own. A part without one costs what its whole "
        "costs; a thing beside tokens without one costs nothing."
    )

    @classmethod
    def of(cls, rate: Rate) -> Rates:
        return cls(
            input=decimal_string(rate.input),
            output=decimal_string(rate.output),
            cached_input=decimal_string(rate.cached_input),
            units=[UnitRate(unit=unit, rate=decimal_string(own)) for unit, own in rate.units],
        )


@strawberry.type(
    description="The rates of a tier of service, for uses of more than a number of input tokens."
)
class RateVariant:
    service_tier: ServiceTier = described("The tier of service.")
    above: BigInt = described(
        "For uses of strictly more input tokens than this, cached included; 0: for any use. If a "
        "use fits several variants of its tier, the highest one counts."
    )
    rates: Rates = described("All rates of such a use.")


@strawberry.type(description="The free use that a provider gives, per account and model.")
class NativeLimit:
    amount: BigInt = described("How much, in `unit`.")
    unit: QuotaUnit = described("The counted unit.")
    period: QuotaPeriod = described("The period after which the count starts again.")

    @classmethod
    def of(cls, limit: domain.NativeLimit) -> NativeLimit:
        return cls(amount=BigInt(limit.amount), unit=limit.unit, period=limit.period)


SHARERS_MAX = 20
"""The most names of models that share a limit: a page of models asks for each one's."""


@strawberry.type(
    description="A limit that all accounts share: of a model, or of all models of its provider."
)
class SharedLimit:
    amount: BigInt = described("How much, in `unit`.")
    unit: QuotaUnit = described("The counted unit.")
    period: QuotaPeriod = described("The period after which the count starts again.")
    models: list[str] = described(f"The names of the first {SHARERS_MAX} models that share it.")
    model_count: int = described("The number of models that share it.")


@strawberry.type(description="A model that can be used.")
class Model:
    domain_model: strawberry.Private[domain.Model]

    name: str = reads(
        "The unique name, as used in `recordUsage`.", lambda self: self.domain_model.name
    )
    aliases: list[str] = reads(
        "Other names under which it is found. It is also found with the prefix of a provider "
        "(`openai/gpt-4o`) and with the date of a snapshot (`gpt-4o-2024-08-06`).",
        lambda self: list(self.domain_model.aliases),
    )
    provider: str = reads("The provider.", lambda self: self.domain_model.provider)
    display_name: str = reads("For people.", lambda self: self.domain_model.display_name)
    description: str = reads("Its strengths.", lambda self: self.domain_model.description)
    tier: ModelTier = reads("Free or premium.", lambda self: self.domain_model.tier)
    is_free: bool = reads(
        "Whether it costs no premium tokens.", lambda self: self.domain_model.is_free
    )
    native_limit: NativeLimit | None = reads(
        "A free model's limit; null for premium ones.",
        lambda self: _native_limit(self.domain_model),
    )
    capabilities: list[Capability] = reads(
        "Its abilities besides chat, and its purpose, if the catalog gives them.",
        lambda self: list(self.domain_model.capabilities),
    )
    context_tokens: BigInt | None = reads(
        "The most input tokens of a request; null if the catalog does not know it.",
        lambda self: self.domain_model.context_tokens,
    )
    retires_at: datetime | None = reads(
        "When the provider takes the model away; null if no date is known. It is not enforced: "
        "uses are recorded after it, too.",
        lambda self: self.domain_model.retires_at,
    )

    @classmethod
    def of(cls, model: domain.Model) -> Model:
        return cls(domain_model=model)

    @strawberry.field(
        description="Premium tokens per model token now, 0 for free models. Where input and "
        "output have different rates, this is the input rate; see `rates`."
    )
    def cost(self, info: Info) -> float:
        return self._rate(info.context).input / RATE_SCALE

    @strawberry.field(
        description="The present prices of its tokens, in the tier STANDARD and below all "
        "thresholds."
    )
    def rates(self, info: Info) -> Rates:
        return Rates.of(self._rate(info.context))

    @strawberry.field(
        description="The present prices of long contexts and of other tiers of service, by tier "
        "and threshold; empty for most models. A use costs the rates of its tier at the highest "
        "`above` that it passes; those of STANDARD if its tier is not here, and `rates` if nothing "
        "fits."
    )
    def variants(self, info: Info) -> list[RateVariant]:
        price = self.domain_model.last_price(info.context.now())
        return [
            RateVariant(service_tier=tier, above=BigInt(above), rates=Rates.of(rate))
            for tier, above, rate in price.variants()
        ]

    @strawberry.field(
        description="The limit that all accounts share, beside each one's own; null without one."
    )
    def shared_limit(self, info: Info) -> SharedLimit | None:
        pool = self.domain_model.pool
        if pool is None:
            return None
        sharers = info.context.book.sharers.get(pool.name, ())
        return SharedLimit(
            amount=BigInt(pool.limit.amount),
            unit=pool.limit.unit,
            period=pool.limit.period,
            models=list(sharers[:SHARERS_MAX]),
            model_count=len(sharers),
        )

    @strawberry.field(description="Whether the caller can use it now.")
    async def availability(self, info: Info) -> Availability:
        account = await info.context.own_account()
        team = await info.context.own_team() if account and account.membership else None
        return availability_of(self.domain_model, account, info.context, team)

    def _rate(self, context: SchemaContext) -> Rate:
        return self.domain_model.last_rate(context.now())


def _native_limit(model: domain.Model) -> NativeLimit | None:
    return NativeLimit.of(model.native_limit) if model.native_limit else None


@strawberry.type(description="A company or service that runs models.")
class Provider:
    name: str = described("The unique name, as used in `models(provider:)`.")
    display_name: str = described("For people.")


@strawberry.type(description="A catalog as it was applied.")
class CatalogVersion:
    version: int = described("Its number, as in `catalog history`.")
    applied_at: datetime = described("When it was applied.")
    source: str = described("Where it came from: a file, or an earlier version.")


@strawberry.type(description="A price that is not in force yet.")
class ComingPrice:
    effective_at: datetime = described("When it comes into force.")
    rates: Rates = described("Its plain rates.")

    @classmethod
    def of(cls, price: Price) -> ComingPrice:
        return cls(effective_at=price.effective_at, rates=Rates.of(price.rate))


@strawberry.type(description="The present price of a model, and where it comes from.")
class ModelPrice:
    model: Model = described("The model, also one that cannot be used yet.")
    source: str | None = described(
        "The price list that it comes from; null: it was written by hand."
    )
    effective_at: datetime | None = described(
        "The date of the price in the catalog: it came into force then. Null: it has no date."
    )
    catalog: CatalogVersion = described(
        "The catalog that brought it: no later one changed the price, the limit or the source."
    )
    following: ComingPrice | None = described("The next price, if the catalog has one.")

    @classmethod
    def of(cls, origin: Origin, catalog: CatalogVersion) -> ModelPrice:
        effective_at = origin.price.effective_at
        return cls(
            model=Model.of(origin.model),
            source=origin.model.source,
            effective_at=None if effective_at == BEGINNING else effective_at,
            catalog=catalog,
            following=ComingPrice.of(origin.following) if origin.following else None,
        )


@strawberry.type(description="A model for an audience, and why.")
class Recommendation:
    audience: Audience = described("The audience.")
    rank: int = described("1 is recommended first.")
    model: Model = described("The recommended model.")
    reason: str = described("The reason, as text.")

"""The catalog: providers and their models, plans, packs, recommendations.

A catalog is immutable and consistent: its constructors raise CatalogError otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.catalog.currencies import MINOR_DIGITS
from billing.catalog.discounts import BulkStep, Programme, check_steps
from billing.catalog.offered import Offered
from billing.catalog.price import FREE_PRICE, Price
from billing.catalog.pricing import Rate
from billing.tokens import MAX_TOKENS

FREE_PLAN = "FREE"
"""The plan of every account without a subscription (billing rule 3)."""

SEATS_MAX = 10_000


class CatalogError(ValueError):
    """A catalog that must be refused. `line` (from 1) is the line of the fault, if there is one."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class ModelTier(StrEnum):
    """The tier of a model. FREE counts against a native limit, PREMIUM costs tokens."""

    FREE = "FREE"
    PREMIUM = "PREMIUM"


class QuotaUnit(StrEnum):
    """The unit of a native limit."""

    TOKENS = "TOKENS"
    REQUESTS = "REQUESTS"


class QuotaPeriod(StrEnum):
    """The time after which a limit or an allowance starts again."""

    DAY = "DAY"
    MONTH = "MONTH"


class Priority(StrEnum):
    """The priority of a plan's requests."""

    STANDARD = "STANDARD"
    PRIORITY = "PRIORITY"


class Buyer(StrEnum):
    """The kind of account that a plan is for: a person's, or that of a family or team."""

    PERSON = "PERSON"
    TEAM = "TEAM"


class Audience(StrEnum):
    """The audience of a recommendation."""

    BEGINNERS = "BEGINNERS"
    POWER_USERS = "POWER_USERS"
    DEVELOPERS = "DEVELOPERS"


class Capability(StrEnum):
    """A capability of a model beyond text, or its purpose."""

    VISION = "VISION"
    CODE = "CODE"


@dataclass(frozen=True, slots=True)
class NativeLimit:
    """The free use that a provider grants: `amount` units per account, model and period."""

    amount: int
    unit: QuotaUnit
    period: QuotaPeriod

    def __post_init__(self) -> None:
        _require_amount(self.amount, "a limit")

    def encode(self) -> str:
        """Return the text recorded with a use: "1000000 TOKENS/MONTH"; at most 31 characters."""
        return f"{self.amount} {self.unit}/{self.period}"


@dataclass(frozen=True, slots=True)
class Pool:
    """A limit that all accounts share (rule 11), named "provider:openrouter" or "model:gpt-4"."""

    name: str
    limit: NativeLimit


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money. `amount` is in the minor unit of `currency` (ISO 4217): 500 USD is five
    dollars."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        _require(0 <= self.amount <= MAX_TOKENS, "an amount of money must not be negative or huge")

    def __str__(self) -> str:
        """Return a text for people: "5.00 USD"."""
        digits = MINOR_DIGITS.get(self.currency, 2)
        whole, fraction = divmod(self.amount, 10**digits)
        return f"{whole:,}{f'.{fraction:0{digits}}' if digits else ''} {self.currency}"


@dataclass(frozen=True, slots=True)
class Provider:
    """A company that runs models. `pool` is that of all its models that have none of their own."""

    name: str
    display_name: str
    pool: Pool | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model, with its prices in the order in which they come into force (none if it is free).

    `aliases` are other names under which it is found. `source` is the price list that its price
    comes from; None means that it was written by hand. `context_tokens` are the most input tokens
    of a request, `retires_at` is when the provider takes the model away: told, and not enforced.
    """

    name: str
    provider: str
    display_name: str
    description: str = ""
    tier: ModelTier = ModelTier.PREMIUM
    native_limit: NativeLimit | None = None
    prices: tuple[Price, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    aliases: tuple[str, ...] = ()
    source: str | None = None
    pool: Pool | None = None
    context_tokens: int | None = None
    retires_at: datetime | None = None

    def __post_init__(self) -> None:
        _require_amount(1 if self.context_tokens is None else self.context_tokens, "a context")
        _require(not (self.is_free and self.prices), "a free model has no price")
        _require(self.is_free or not self.native_limit, "a premium model has no native limit")
        at = [price.effective_at for price in self.prices]
        _require(at == sorted(set(at)), "prices must be in the order of time, one per instant")
        for price in self.prices:
            refuse_dear_cache(price.rate)

    @property
    def is_free(self) -> bool:
        return self.tier is ModelTier.FREE

    @property
    def is_limited(self) -> bool:
        """Whether something else than the balance limits its use."""
        return self.native_limit is not None or self.pool is not None

    @property
    def has_own_pool(self) -> bool:
        """Whether its pool is not that of its provider."""
        return self.pool is not None and self.pool.name == f"model:{self.name}"

    def price_at(self, now: datetime) -> Price | None:
        """Return the price in force: zero for a free model, None if no price is in force yet."""
        for price in reversed(self.prices):
            if price.effective_at <= now:
                return price
        return FREE_PRICE if self.is_free else None

    def last_price(self, now: datetime) -> Price:
        """Return the price in force. For a model without one, return its newest price, or zero."""
        return self.price_at(now) or (self.prices[-1] if self.prices else FREE_PRICE)

    def rate_at(self, now: datetime) -> Rate | None:
        """Return the plain rates in force: those of STANDARD below all thresholds."""
        price = self.price_at(now)
        return price.rate if price else None

    def last_rate(self, now: datetime) -> Rate:
        """Return the plain rates of `last_price`."""
        return self.last_price(now).rate


@dataclass(frozen=True, slots=True)
class Allowance:
    """Premium tokens that a plan grants in each period (billing rule 3)."""

    tokens: int
    period: QuotaPeriod

    def __post_init__(self) -> None:
        _require_amount(self.tokens, "an allowance")


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a plan for a team. An account has such a plan `least` to `most` times, and it
    has `each` seats every time."""

    each: int = 1
    least: int = 1
    most: int = 1

    def __post_init__(self) -> None:
        _require(0 < self.each <= SEATS_MAX, f"seats must be from 1 to {SEATS_MAX}")
        holds = 0 < self.least <= self.most <= SEATS_MAX
        _require(holds, f"seats must be from 1 to {SEATS_MAX}, and min not above max")


@dataclass(frozen=True, slots=True)
class Plan:
    """A set of allowances, at most one per period. `price` is for a month. Both are for having the
    plan once; only a plan with seats can be had several times."""

    name: str
    display_name: str
    description: str
    price: Money
    allowances: tuple[Allowance, ...]
    priority: Priority = Priority.STANDARD
    benefits: tuple[str, ...] = ()
    buyer: Buyer = Buyer.PERSON
    seats: Seats | None = None

    def __post_init__(self) -> None:
        is_team = self.buyer is Buyer.TEAM
        _require(is_team == (self.seats is not None), "a plan has seats if it is for teams")
        _require(not (is_team and self.name == FREE_PLAN), f"the plan {FREE_PLAN} is for persons")
        most = self.seats.most if self.seats else 1
        amounts = [self.price.amount, *(allowance.tokens for allowance in self.allowances)]
        _require(max(amounts) * most <= MAX_TOKENS, "price or allowance are too high for the seats")
        periods = [allowance.period for allowance in self.allowances]
        _require(bool(periods), "a plan needs an allowance")
        _require(len(periods) == len(set(periods)), "a plan has at most one allowance per period")

    def quantity_for(self, seats: int | None) -> int | None:
        """Return how many times an account must have the plan for exactly so many seats; for the
        least that can be bought if `seats` is None. Return None if that cannot be bought."""
        if self.seats is None or seats is None:
            least = self.seats.least if self.seats else 1
            return least if seats is None else None
        quantity, odd = divmod(seats, self.seats.each)
        return quantity if not odd and self.seats.least <= quantity <= self.seats.most else None

    def seats_of(self, quantity: int) -> int | None:
        """Return the seats of an account that has the plan `quantity` times; None without seats."""
        return self.seats.each * quantity if self.seats else None

    def cost(self, quantity: int) -> Money:
        """Return the price of a month for an account that has the plan `quantity` times."""
        return Money(self.price.amount * quantity, self.price.currency)


@dataclass(frozen=True, slots=True)
class Pack:
    """Premium tokens bought once, which never expire (billing rule 4). `price` is the list price of
    one; `bulk` are the discounts on several, in their order."""

    name: str
    display_name: str
    description: str
    tokens: int
    price: Money
    bulk: tuple[BulkStep, ...] = ()

    def __post_init__(self) -> None:
        _require_amount(self.tokens, "a pack")
        check_steps(self.bulk)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model for an audience, with a reason."""

    audience: Audience
    model: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """All goods and models by name, in the order of the document."""

    providers: Mapping[str, Provider]
    models: Mapping[str, Model]
    packs: Mapping[str, Pack]
    plans: Mapping[str, Plan]
    recommendations: tuple[Recommendation, ...] = ()
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    _offered: Offered[Model] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_offered", Offered(self.models.values()))
        _require(FREE_PLAN in self.plans, f"there is no plan {FREE_PLAN}")
        for named in (self.providers, self.models, self.packs, self.plans, self.programmes):
            for key, value in named.items():
                _require(key == value.name, f"{value.name!r} has the key {key!r}")
        for model in self.models.values():
            _require(model.provider in self.providers, f"unknown provider {model.provider!r}")
            _require(model.is_free or bool(model.prices), f"model {model.name} has no price")
        aliases = [alias for model in self.models.values() for alias in model.aliases]
        _require(len(aliases) == len(set(aliases)), "an alias is there twice")
        _require(self.models.keys().isdisjoint(aliases), "an alias is the name of a model")
        for advice in self.recommendations:
            _require(advice.model in self.models, f"unknown model {advice.model!r}")
        advised = [(advice.audience, advice.model) for advice in self.recommendations]
        _require(len(advised) == len(set(advised)), "a model is recommended twice to an audience")

    def model(self, name: str) -> Model | None:
        return self.models.get(name)

    def in_force(self, now: datetime) -> tuple[Model, ...]:
        """Return the models that can be used now: free ones, and those with a price in force."""
        return self._offered.at(now)


def refuse_dear_cache(rate: Rate) -> None:
    """Raise CatalogError if cached input costs more than fresh input."""
    _require(
        rate.cached_input <= rate.input, "the rate for cached input is above the rate for input"
    )


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise CatalogError(message)


def _require_amount(amount: int, what: str) -> None:
    _require(0 < amount <= MAX_TOKENS, f"{what} must be from 1 to {MAX_TOKENS}")

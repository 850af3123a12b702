"""The cost of a use and of a hold in premium tokens (billing rules 1 and 7)."""

from __future__ import annotations

from billing.catalog.bounds import Dearest, dearest_use
from billing.catalog.cheapest import Counts
from billing.catalog.price import Price
from billing.catalog.pricing import Rate, is_priced
from billing.catalog.units import INPUT_PARTS, OUTPUT_PARTS, PlainUnit, PricedUnit, in_parts
from billing.ledger.commands import RecordUsage
from billing.ledger.hold_commands import PlaceHold, SettleHold
from billing.tokens import MAX_TOKENS

Demand = RecordUsage | PlaceHold


def rate_for(use: Demand | SettleHold, price: Price) -> Rate:
    """Return the rates of a use: those of its tier and its input."""
    return price.rate_for(use.details.tier, use.input_tokens)


def premium_cost(use: RecordUsage | SettleHold, rate: Rate) -> int:
    """Return the cost of a use in premium tokens. MAX_TOKENS means that much or more: no account
    can have it, and JSON clients cannot read larger numbers exactly."""
    cost = rate.cost(
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cached_input_tokens=use.cached_input_tokens,
        quantities=use.details.quantities,
    )
    return min(cost, MAX_TOKENS)


def held_use(asked: PlaceHold, price: Price, output_tokens: int | None = None) -> Dearest:
    """Return the dearest use within the announced counts, or with fewer `output_tokens`; a cost of
    MAX_TOKENS is as in `premium_cost`."""
    found = dearest_use(
        price,
        asked.details.tier,
        input_tokens=asked.input_tokens,
        output_tokens=asked.max_output_tokens if output_tokens is None else output_tokens,
        quantities=asked.details.quantities,
    )
    return found._replace(cost=min(found.cost, MAX_TOKENS))


def demanded_cost(demand: Demand, price: Price) -> int:
    """Return the premium tokens that must be available for a use, or for a hold for it."""
    if isinstance(demand, PlaceHold):
        return held_use(demand, price).cost
    return premium_cost(demand, rate_for(demand, price))


def is_demand_priced(demand: Demand, price: Price) -> bool:
    """Return whether all that is demanded has a price."""
    return is_priced(
        rate_for(demand, price),
        input_tokens=demand.input_tokens,
        output_tokens=demand.output_tokens,
        quantities=demand.details.quantities,
    )


def counts_of(demand: Demand) -> Counts:
    """Return what is demanded, without what is 0: input and output first, then their parts and the
    things beside tokens."""
    quantities, cached = demand.details.quantities, demand.cached_input_tokens
    found: list[tuple[PricedUnit, int]] = []
    if demand.input_tokens:
        fresh = demand.input_tokens - cached - in_parts(quantities, INPUT_PARTS)
        found.append((PlainUnit.INPUT_TOKENS, fresh))
    if demand.output_tokens:
        rest = demand.output_tokens - in_parts(quantities, OUTPUT_PARTS)
        found.append((PlainUnit.OUTPUT_TOKENS, rest))
    if cached:
        found.append((PlainUnit.CACHED_INPUT_TOKENS, cached))
    return (*found, *quantities)

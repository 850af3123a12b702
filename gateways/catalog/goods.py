"""The goods of a catalog file beside its models: plans, packs and recommendations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from billing.catalog.catalog import (
    Audience,
    Buyer,
    CatalogError,
    Pack,
    Plan,
    Priority,
    Recommendation,
    Seats,
)
from gateways.catalog.discounts import read_steps
from gateways.catalog.nodes import Node
from gateways.catalog.reading import Faults, did_you_mean, items, pairs, section, text_of, value
from gateways.catalog.values import (
    choice,
    parse_allowance,
    parse_amount,
    parse_money,
    parse_name,
)

T = TypeVar("T")

PLAN_NAME_MAX = 32


def read_pack(name: str, node: Node) -> Pack:
    own = section(node, ("name", "description", "tokens", "price", "bulk"))
    return Pack(
        name=name,
        display_name=own.need("name", text_of),
        description=own.get("description", text_of, ""),
        tokens=own.need("tokens", value(parse_amount)),
        price=own.need("price", value(parse_money)),
        bulk=own.get("bulk", read_steps, ()),
    )


def read_plan(name: str, node: Node) -> Plan:
    parse_name(name, longest=PLAN_NAME_MAX)
    texts, others = ("name", "description", "benefits"), ("price", "allowances", "priority")
    own = section(node, (*texts, *others, "for", "seats"))
    return Plan(
        name=name,
        display_name=own.need("name", text_of),
        description=own.get("description", text_of, ""),
        price=own.need("price", value(parse_money)),
        allowances=own.need("allowances", _each(value(parse_allowance))),
        priority=own.get("priority", value(choice(Priority)), Priority.STANDARD),
        benefits=own.get("benefits", _each(text_of), ()),
        buyer=own.get("for", value(choice(Buyer)), Buyer.PERSON),
        seats=own.get("seats", _read_seats, None),
    )


def _read_seats(node: Node) -> Seats:
    """Read `{included: 6}`, or `{min: 3, max: 500}` where price and allowances are for one seat."""
    own = section(node, ("included", "min", "max"))
    included = own.get("included", value(parse_amount), 0)
    if included:
        if own.entries.keys() != {"included"}:
            raise CatalogError("a plan has either included seats, or min and max")
        return Seats(each=included)
    return Seats(
        least=own.get("min", value(parse_amount), 1), most=own.need("max", value(parse_amount))
    )


def _each(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    return lambda node: tuple(read(item) for item in items(node))


def read_recommendations(node: Node, names: set[str], faults: Faults) -> list[Recommendation]:
    found: dict[tuple[Audience, str], Recommendation] = {}
    for audience_node, advice in pairs(node):
        with faults.watch(audience_node, "recommendations"):
            audience = choice(Audience)(text_of(audience_node))
            for key, reason in pairs(advice):
                with faults.watch(key, f"recommendation for {audience}"):
                    model = text_of(key)
                    if model not in names:
                        raise CatalogError(f"unknown model {model!r}{did_you_mean(model, names)}")
                    if (audience, model) in found:
                        raise CatalogError(f"{model!r} is there twice")
                    found[audience, model] = Recommendation(audience, model, text_of(reason))
    return list(found.values())

"""The line items of a checkout: each is an existing price or a price given inline."""

from __future__ import annotations

from sandbox.objects import catalog
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, missing
from sandbox.world.fields import amount
from sandbox.world.ids import new_id


def lines(act: Act, given: Json, mode: str) -> list[Json]:
    """Return the items of a checkout. Raises ApiError for items that cannot be sold together."""
    if not given.get("line_items"):
        raise missing("line_items")
    made = [_line(act, one, f"line_items[{at}]") for at, one in enumerate(given["line_items"])]
    recurring = [line["price"]["recurring"] for line in made if line["price"]["recurring"]]
    if mode == "payment" and recurring:
        message = "You specified `payment` mode but passed a recurring price."
        raise ApiError(message, param="line_items")
    if mode == "subscription" and not recurring:
        message = "You must provide at least one recurring price in `subscription` mode."
        raise ApiError(message, param="line_items")
    if any(one != recurring[0] for one in recurring):
        raise ApiError("All recurring prices must have the same interval.", param="line_items")
    if len({line["currency"] for line in made}) > 1:
        raise ApiError("All prices must have the same currency.", param="line_items")
    return made


def _line(act: Act, given: Json, at: str) -> Json:
    price = catalog.price_of(act, given, at)
    if "quantity" not in given:
        raise missing(f"{at}[quantity]")
    quantity = amount(given["quantity"], param=f"{at}[quantity]", least=1)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": act.get("product", price["product"])["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }

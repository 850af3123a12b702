"""Products and prices."""

from __future__ import annotations

from typing import Any

from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, exclusive, missing
from sandbox.world.fields import amount, currency, merged, unset

PRODUCT_TEXTS = ("description", "unit_label", "url", "statement_descriptor")


def create_product(act: Act, given: Json) -> Json:
    fields: Json = {
        "active": given.get("active", True),
        "default_price": None,
        "images": given.get("images", []),
        "marketing_features": [],
        "metadata": merged({}, given.get("metadata")),
        "name": given["name"],
        "package_dimensions": None,
        "shippable": None,
        "tax_code": given.get("tax_code"),
        "type": "service",
        "updated": act.now,
        **{name: given.get(name) for name in PRODUCT_TEXTS},
    }
    if "id" in given:
        if act.look(given["id"]):
            raise ApiError("Product already exists.", code="resource_already_exists", param="id")
        fields["id"] = given["id"]
    product = act.add("product", **fields)
    act.emit("product.created", product)
    return product


def update_product(act: Act, given: Json, name: str) -> Json:
    product = act.get("product", name)
    names = ("active", "name", "images", *PRODUCT_TEXTS)
    fields = {key: unset(given[key]) for key in names if key in given}
    if "metadata" in given:
        fields["metadata"] = merged(product["metadata"], given["metadata"])
    return act.change(product, "product.updated", **fields, updated=act.now)


def create_price(act: Act, given: Json) -> Json:
    product = _product(act, given)
    return _price(act, given, product=product["id"], active=given.get("active", True))


def _product(act: Act, given: Json, at: str = "") -> Json:
    """Return the product of a price: an existing one, or a new one from price_data at `at`."""
    names = [f"{at}[{name}]" if at else name for name in ("product", "product_data")]
    if "product" in given and "product_data" in given:
        raise exclusive(*names)
    if "product" in given:
        return act.get("product", given["product"], param=names[0])
    if "product_data" not in given:
        raise missing(names[0])
    return create_product(act, given["product_data"])


def _price(act: Act, given: Json, *, product: str, active: bool, at: str = "") -> Json:
    unit = f"{at}[unit_amount]" if at else "unit_amount"
    if "unit_amount" not in given:
        raise missing(unit)
    cents = amount(given["unit_amount"], param=unit)
    recurring = given.get("recurring")
    price = act.add(
        "price",
        active=active,
        billing_scheme="per_unit",
        currency=currency(given["currency"]),
        custom_unit_amount=None,
        lookup_key=_lookup_key(act, given.get("lookup_key")),
        metadata=merged({}, given.get("metadata")),
        nickname=given.get("nickname"),
        product=product,
        recurring=_recurring(recurring) if recurring else None,
        tax_behavior=given.get("tax_behavior", "unspecified"),
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if recurring else "one_time",
        unit_amount=cents,
        unit_amount_decimal=str(cents),
    )
    act.emit("price.created", price)
    return price


def _recurring(given: Json) -> Json:
    count = given.get("interval_count", 1)
    if count < 1:
        raise ApiError("Invalid integer: must be at least 1", param="recurring[interval_count]")
    return {
        "interval": given["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _lookup_key(act: Act, key: str | None) -> str | None:
    if key and act.find("price", lookup_key=key):
        message = f"A price already uses the lookup key '{key}'."
        raise ApiError(message, param="lookup_key")
    return key


def update_price(act: Act, given: Json, name: str) -> Json:
    """Update a price: its labels and whether it is for sale. The amount never changes."""
    price = act.get("price", name)
    fields: Json = {key: unset(given[key]) for key in ("active", "nickname") if key in given}
    if given.get("lookup_key", price["lookup_key"]) != price["lookup_key"]:
        fields["lookup_key"] = _lookup_key(act, unset(given["lookup_key"]))
    if "metadata" in given:
        fields["metadata"] = merged(price["metadata"], given["metadata"])
    return act.change(price, "price.updated", **fields)


def price_of(act: Act, line: Json, at: str) -> Json:
    """Return the price of a line of a checkout: an existing one, or a new one from the line."""
    if "price" in line and "price_data" in line:
        raise exclusive(f"{at}[price]", f"{at}[price_data]")
    if "price" in line:
        price = act.get("price", line["price"], param=f"{at}[price]")
        if not price["active"]:
            raise ApiError("The price specified is inactive.", param=f"{at}[price]")
        return price
    if "price_data" not in line:
        raise missing(f"{at}[price]")
    return _described(act, line["price_data"], f"{at}[price_data]")


def _described(act: Act, given: Json, at: str) -> Json:
    # A price made for one checkout is not sold elsewhere.
    product = _product(act, given, at)
    return _price(act, given, product=product["id"], active=False, at=at)


def plan(price: Json) -> Json:
    """Return the older form of a recurring price, which items of subscriptions still contain."""
    recurring: Json = price["recurring"]
    same: tuple[Any, ...] = ("active", "billing_scheme", "created", "currency", "id", "livemode")
    return {
        **{name: price[name] for name in (*same, "metadata", "nickname", "product", "tiers_mode")},
        **recurring,
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "object": "plan",
        "transform_usage": None,
    }

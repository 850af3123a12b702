"""Fields that objects of several types have in common."""

from __future__ import annotations

from typing import Any

from sandbox.world.errors import ApiError, Json

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
AMOUNT_MAX = 99_999_999
ZERO_DECIMAL = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd"} | {
    "vuv",
    "xaf",
    "xof",
    "xpf",
}
"""Krónur and Ugandan shillings have no decimals either, but the API counts them in hundredths."""
THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}


def merged(old: Json, change: Any) -> dict[str, str]:
    """Return metadata after an update. An empty value deletes a name, an empty `change` all
    names."""
    if not change:
        return {} if change == "" else dict(old)
    both = {**old, **change}
    return {name: value for name, value in both.items() if value != ""}


def unset(value: Any) -> Any:
    """Return the value; None for the empty text, which deletes a field."""
    return None if value == "" else value


def address(value: Any) -> Json | None:
    """Return an address with all its fields, or None."""
    return {name: unset(value.get(name)) for name in ADDRESS} if value else None


def currency(code: str) -> str:
    """Return the currency in lower case; raise ApiError unless it looks like one."""
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ApiError(f"Invalid currency: {code}", param="currency")
    return code.lower()


def amount(value: int, *, param: str, least: int = 0) -> int:
    """Return the amount in the minor unit; raise ApiError for one that no payment can have."""
    if value < least:
        message = f"Invalid integer: must be at least {least}"
        raise ApiError(message, code="parameter_invalid_integer", param=param)
    if value > AMOUNT_MAX:
        raise ApiError("Amount is too large.", code="amount_too_large", param=param)
    return value


def listed(data: list[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def money(value: int, code: str) -> str:
    """Return an amount as a text for people: `20.00 USD`."""
    digits = 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2
    sign, (whole, rest) = ("-" if value < 0 else ""), divmod(abs(value), 10**digits)
    return f"{sign}{whole}{f'.{rest:0{digits}}' if digits else ''} {code.upper()}"

"""Single values of a catalog file, from their text: amounts, limits, money, dates, names.

All functions raise ValueError, and none uses binary fractions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from unicodedata import is_normalized

from billing.catalog.catalog import (
    Allowance,
    Money,
    NativeLimit,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.currencies import MINOR_DIGITS, least_step
from gateways.catalog.reading import did_you_mean

E = TypeVar("E", bound=StrEnum)

_SCALES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_AMOUNT = re.compile(r"([0-9]{1,16}|[0-9]{1,3}(?:[,_][0-9]{3}){1,5})(\.[0-9]{1,9})?([KMB]?)")
_LIMIT = re.compile(r"(\S+) +(\w+) */ *(\w+)")
_MONEY = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,4}))? ([A-Z]{3})")
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    _DATE.pattern + r"[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def parse_amount(text: str) -> int:
    """Read a whole number: 10000, 10,000, 200K, 1.5M."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an amount like 10,000 or 200K or 1M")
    digits = re.sub("[,_]", "", match[1]) + (match[2] or "")
    amount = Decimal(digits) * _SCALES[match[3]]
    if amount != int(amount):
        raise ValueError(f"{text!r} is not a whole number")
    return int(amount)


def parse_limit(text: str) -> NativeLimit:
    """Read a text of the form "1M tokens/month"."""
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not of the form 1M tokens/month")
    unit, period = choice(QuotaUnit)(match[2]), choice(QuotaPeriod)(match[3])
    return NativeLimit(parse_amount(match[1]), unit, period)


def parse_allowance(text: str) -> Allowance:
    """Read a text of the form "10,000 tokens/month"; an allowance is always in tokens."""
    limit = parse_limit(text)
    if limit.unit is not QuotaUnit.TOKENS:
        raise ValueError("an allowance must be in tokens")
    return Allowance(limit.amount, limit.period)


def parse_money(text: str) -> Money:
    """Read a text of the form "5 USD" or "4.99 USD"."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a price like 5 USD or 4.99 USD")
    whole, fraction, currency = match[1], match[2] or "", match[3]
    if currency not in MINOR_DIGITS:
        raise ValueError(f"unknown currency{did_you_mean(currency, list(MINOR_DIGITS))}")
    digits = MINOR_DIGITS[currency]
    if len(fraction) > digits:
        raise ValueError(f"{currency} has {digits} decimals")
    amount = int(whole + fraction.ljust(digits, "0"))
    if amount % least_step(currency):
        raise ValueError(f"the payment provider takes {currency} with a last decimal of 0 only")
    return Money(amount, currency)


def parse_percent(text: str) -> int:
    """Read a percentage, "10%" or "12.5%", as hundredths of a percent."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a percentage like 10% or 12.5%")
    return int(match[1] + (match[2] or "").ljust(2, "0"))


def parse_instant(text: str) -> datetime:
    """Read a date (its midnight, UTC) or an RFC 3339 instant, as UTC."""
    if _DATE.fullmatch(text):
        text += "T00:00:00Z"
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is not a date (2027-01-31) or instant (2027-01-31T00:00:00Z)")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not in the calendar") from error


def parse_name(text: str, *, longest: int = 255) -> str:
    """Read a name for use by clients: letters, digits and . _ : / @ + - in ASCII."""
    if not _NAME.fullmatch(text) or len(text) > longest:
        raise ValueError(
            f"{text[:80]!r} is not a name (up to {longest} of A-Z a-z 0-9 . _ : / @ + -)"
        )
    return text


def parse_model_name(text: str) -> str:
    """Read the name of a model, as its provider writes it: all visible characters except blanks.
    A character that Unicode can write in two ways must be in the form NFC, so that equal names are
    equal texts."""
    visible = text.isprintable() and not any(character.isspace() for character in text)
    if not visible or not 1 <= len(text) <= 255 or not is_normalized("NFC", text):
        raise ValueError(
            f"{text[:80]!r} is not a name of a model (up to 255 visible characters, no blanks, NFC)"
        )
    return text


def choice(options: type[E]) -> Callable[[str], E]:
    """Return a reader of one of `options`, in upper or lower case."""

    known = {str(option): option for option in options}

    def parse(text: str) -> E:
        found = known.get(text.upper())
        if found is None:
            raise ValueError(f"unknown {text!r}{did_you_mean(text.upper(), known)}")
        return found

    return parse

"""The terms of a use or a hold, as text: what one unit cost, and the details of the use.

The text of a plain use is its base: the rates of a premium model ("8/8/0.5"), the limit of a free
one ("1000 TOKENS/MONTH"), or a word. Details follow, in the order of the units, each with its own
rate if it has one: "3/15/0.3;FLEX;CACHE_WRITE_TOKENS=100@3.75;SEARCHES=2". So a plain use takes no
room for details, entries from before there were details keep their digests, and a replay needs no
catalog. A use that a pool counts ends with the pool's window ("8/8/0.5;POOL=REQUESTS-DAY-…"). The
rates of a use that a spend cap counts by its API key are followed by the key
("8/8/0.5#0123456789abcdef").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from billing.catalog.catalog import NativeLimit, QuotaPeriod, QuotaUnit
from billing.catalog.details import PLAIN, Details, details_of
from billing.catalog.pricing import FREE_RATE, Rate, decimal_string, parse_rate, unpriced
from billing.catalog.units import PARTS, PlainUnit, Quantities, ServiceTier, UsageUnit
from billing.errors import BadInput

FAILED = "failed"
"""The base for a use that failed after a hold was placed for it: it costs and counts nothing."""

UNLIMITED = "unlimited"
"""The base for a use of a free model without a native limit."""

POOL_MARK = ";POOL="
"""Stands before the window of a pool, which ends the text: a name of a model may contain any
character that can be seen."""

KEY_MARK = "#"
"""Stands between a premium model's rates and the API key that recorded the use."""

_KEY = re.compile(r"[0-9a-f]{16}")
_INPUT = re.compile(rf"{PlainUnit.INPUT_TOKENS}=([1-9][0-9]*)")
_ITEM = re.compile(r"([A-Z_0-9]+)=([1-9][0-9]*)(?:@([0-9.]+))?")


class UseTerms(NamedTuple):
    """UseTerms, decoded. `rates` are the own rates of the units in `details` that have one. `pool`
    is the window of the pool that counts the use (`billing.ledger.quota`). `api_key_id` is the key
    that recorded it, if a spend cap counts what the key records (`billing.ledger.caps`).

    `input_tokens` is set for a hold that is dearest with less input than it announced: the input
    that its tokens were calculated for.
    """

    base: str
    details: Details = PLAIN
    rates: Quantities = ()
    pool: str | None = None
    input_tokens: int | None = None
    api_key_id: str | None = None

    @property
    def is_premium(self) -> bool:
        return self.base.count("/") == 2

    @property
    def rate(self) -> Rate:
        """The rates of a premium model. Raises ValueError for other terms."""
        return Rate.decode(self.base, self.rates)

    @property
    def unpriced(self) -> tuple[UsageUnit, ...]:
        """The units beside tokens that had no rate, so that they cost nothing. A free model has no
        rates. A failed use leaves nothing unpriced, because it is not charged at all."""
        if self.details is PLAIN or self.base == FAILED:
            return ()
        return unpriced(FREE_RATE if not self.rates else Rate(0, 0, 0, self.rates), self.quantities)

    @property
    def quantities(self) -> Quantities:
        return self.details.quantities


def terms_text(
    base: str,
    details: Details,
    rate: Rate | None = None,
    *,
    input_tokens: int | None = None,
    pool: str | None = None,
    api_key_id: str | None = None,
) -> str:
    """Return the text of terms. `rate` are a premium model's rates, `pool` is a pool's window;
    `input_tokens` and `api_key_id` are as in `UseTerms`."""
    if api_key_id is not None:
        base = f"{base}{KEY_MARK}{api_key_id}"
    is_plain = details is PLAIN and input_tokens is None
    text = base if is_plain else ";".join([base, *_items(details, rate, input_tokens)])
    return text if pool is None else f"{text}{POOL_MARK}{pool}"


def details_text(details: Details) -> str:
    """Return the text of details, for fingerprints."""
    return ";".join(_items(details, None))


def terms_of(text: str) -> UseTerms:
    """Decode the text of `terms_text`. Raises ValueError for details in any other form."""
    priced, mark, window = text.partition(POOL_MARK)
    pool = window if mark else None
    marked, separator, rest = priced.partition(";")
    base, key = _without_key(marked)
    if not separator:
        return UseTerms(base, pool=pool, api_key_id=key)
    items = rest.split(";")
    tier = ServiceTier(items.pop(0)) if "=" not in items[0] else ServiceTier.STANDARD
    limited = _INPUT.fullmatch(items[0]) if items else None
    most = int(limited[1]) if limited else None
    items = items[1:] if limited else items
    quantities: list[tuple[UsageUnit, int]] = []
    rates: list[tuple[UsageUnit, int]] = []
    for item in items:
        match = _ITEM.fullmatch(item)
        if match is None:
            raise ValueError(f"{item[:80]!r} is not of the form UNIT=quantity@rate")
        unit = UsageUnit(match[1])
        quantities.append((unit, int(match[2])))
        if match[3] is not None:
            rates.append((unit, parse_rate(match[3])))
    try:
        terms = UseTerms(base, details_of(quantities, tier), tuple(rates), pool, most, key)
    except BadInput as error:
        raise ValueError(error.message) from error
    rate = Rate(0, 0, 0, terms.rates)
    if terms_text(base, terms.details, rate, input_tokens=most, api_key_id=key) != priced:
        raise ValueError(f"the details of {text[:80]!r} are not in canonical form")
    return terms


def key_in(text: str) -> str | None:
    """Return `terms_of(text).api_key_id`, without decoding the details."""
    return text.partition(";")[0].partition(KEY_MARK)[2] or None


@lru_cache(maxsize=1_024)
def native_limit_of(text: str) -> NativeLimit | None:
    """Return the native limit in terms of a use or a hold; None for any other terms."""
    amount, _, rest = text.partition(";")[0].partition(" ")
    unit, _, period = rest.partition("/")
    return NativeLimit(int(amount), QuotaUnit(unit), QuotaPeriod(period)) if period else None


def _without_key(base: str) -> tuple[str, str | None]:
    rates, mark, key = base.partition(KEY_MARK)
    if mark and not _KEY.fullmatch(key):
        raise ValueError(f"{base[:80]!r} does not end with the id of a key")
    return rates, key or None


def unpriced_units(text: str, details: Details) -> tuple[UsageUnit, ...]:
    """Return `terms_of(text).unpriced` for a use whose details are known: in a batch, decoding the
    text of each use would hold others up."""
    if text.startswith(FAILED):
        return ()
    return tuple(
        unit
        for unit, quantity in details.quantities
        if unit not in PARTS and f";{unit}={quantity}@" not in text
    )


def _items(details: Details, rate: Rate | None, input_tokens: int | None = None) -> list[str]:
    tier = [str(details.tier)] if details.tier is not ServiceTier.STANDARD else []
    most = [] if input_tokens is None else [f"{PlainUnit.INPUT_TOKENS}={input_tokens}"]
    return [*tier, *most, *(_item(unit, quantity, rate) for unit, quantity in details.quantities)]


def _item(unit: UsageUnit, quantity: int, rate: Rate | None) -> str:
    own = rate.own(unit) if rate else None
    return f"{unit}={quantity}" if own is None else f"{unit}={quantity}@{decimal_string(own)}"

"""The prices of an entry of a public price list, in money per unit.

A field of an entry names a unit, and perhaps a threshold and a tier of service, in this order:
`cache_read_input_token_cost_above_272k_tokens_priority`. What no unit can express is told in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit

FIELDS: Mapping[str, PricedUnit] = {
    "input_cost_per_token": PlainUnit.INPUT_TOKENS,
    "output_cost_per_token": PlainUnit.OUTPUT_TOKENS,
    "cache_read_input_token_cost": PlainUnit.CACHED_INPUT_TOKENS,
    "input_cost_per_token_cache_hit": PlainUnit.CACHED_INPUT_TOKENS,
    "cache_creation_input_token_cost": UsageUnit.CACHE_WRITE_TOKENS,
    "cache_creation_input_token_cost_above_1hr": UsageUnit.CACHE_WRITE_1H_TOKENS,
    "input_cost_per_audio_token": UsageUnit.AUDIO_INPUT_TOKENS,
    "input_cost_per_image_token": UsageUnit.IMAGE_INPUT_TOKENS,
    "input_cost_per_video_token": UsageUnit.VIDEO_INPUT_TOKENS,
    "output_cost_per_reasoning_token": UsageUnit.REASONING_TOKENS,
    "output_cost_per_audio_token": UsageUnit.AUDIO_OUTPUT_TOKENS,
    "output_cost_per_image_token": UsageUnit.IMAGE_OUTPUT_TOKENS,
    "input_cost_per_request": UsageUnit.REQUESTS,
    "input_cost_per_query": UsageUnit.SEARCHES,
    "input_cost_per_character": UsageUnit.CHARACTERS,
    "ocr_cost_per_page": UsageUnit.PAGES,
    "output_cost_per_image": UsageUnit.IMAGES,
    "input_cost_per_image": UsageUnit.IMAGES,
    "output_cost_per_second": UsageUnit.SECONDS,
    "input_cost_per_second": UsageUnit.SECONDS,
    "cost_per_second": UsageUnit.SECONDS,
    "output_cost_per_pixel": UsageUnit.PIXELS,
    "input_cost_per_pixel": UsageUnit.PIXELS,
}
"""The unit of each field. Where a unit has several, the first that is not 0 is its price."""

SEARCH = "search_context_cost_per_query"
"""A field with prices of a search by the size of its context."""
_SEARCH_SIZES = ("medium", "low", "high")
RANGES = "tiered_pricing"
"""A field with prices by ranges of input tokens; they replace the other prices of their units."""

_TIERS = {
    None: ServiceTier.STANDARD,
    "priority": ServiceTier.PRIORITY,
    "flex": ServiceTier.FLEX,
    "batches": ServiceTier.BATCH,
}
_NAMES = "|".join(sorted(FIELDS, key=len, reverse=True))
_FIELD = re.compile(
    rf"({_NAMES})(?:_above_([0-9]{{1,7}})k_tokens)?(?:_(priority|flex|batches))?", re.ASCII
)
_OF_A_PRICE = re.compile(r"cost|pric|multiplier")

Place = tuple[ServiceTier, int]
"""A tier of service, and the threshold in input tokens (0: none)."""


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """The prices of an entry in money per unit, by tier and threshold. `left_out` says what the
    entry prices besides. `unpriced` are kinds of tokens for which it has no price at all, not even
    0: they cost nothing."""

    prices: Mapping[Place, Mapping[PricedUnit, Decimal]]
    left_out: tuple[str, ...]
    unpriced: tuple[PlainUnit, ...] = ()


def is_price(field: str) -> bool:
    """Return whether a field of an entry must be a number from 0."""
    return _FIELD.fullmatch(field) is not None


def listed_price(fields: Mapping[str, object]) -> ListedPrice:
    """Return the prices of an entry whose price fields are numbers from 0.

    Raises ValueError for an entry without a price, or whose prices are all 0.
    """
    prices: dict[Place, dict[PricedUnit, Decimal]] = {}
    left_out = [*_fields(fields, prices), *_searches(fields, prices), *_ranges(fields, prices)]
    if not prices:
        raise ValueError(f"no price in units that are known here{_listed(left_out)}")
    if not any(price for named in prices.values() for price in named.values()):
        raise ValueError("all its prices are 0, and a free model needs a limit")
    tokens = (PlainUnit.INPUT_TOKENS, PlainUnit.OUTPUT_TOKENS)
    unpriced = tuple(one for one in tokens if not any(one in named for named in prices.values()))
    plain = prices.setdefault((ServiceTier.STANDARD, 0), {})
    for unit in tokens:
        plain.setdefault(unit, Decimal(0))
    return ListedPrice(prices, tuple(left_out), unpriced)


def _listed(left_out: list[str]) -> str:
    return f" (it has {'; '.join(left_out)})" if left_out else ""


def _fields(
    fields: Mapping[str, object], prices: dict[Place, dict[PricedUnit, Decimal]]
) -> Iterator[str]:
    """Add the prices of plain fields; yield what has no unit."""
    order = {name: place for place, name in enumerate(FIELDS)}
    matches = {field: _FIELD.fullmatch(field) for field in fields}
    known = [(field, match) for field, match in matches.items() if match is not None]
    for field, match in sorted(known, key=lambda pair: order[pair[1][1]]):
        price = fields[field]
        if not isinstance(price, Decimal):
            continue
        place = (_TIERS[match[3]], int(match[2] or 0) * 1_000)
        named, unit = prices.setdefault(place, {}), FIELDS[match[1]]
        if not named.get(unit):
            named[unit] = price
        elif price not in {named[unit], 0}:
            yield f"{field}, because {unit} has another price"
    others = [field for field, match in matches.items() if match is None]
    for field in sorted({*others} - {SEARCH, RANGES}):
        if _OF_A_PRICE.search(field) and fields[field] not in (0, None, {}, []):
            yield f"{field}, which has no unit"


def _searches(
    fields: Mapping[str, object], prices: dict[Place, dict[PricedUnit, Decimal]]
) -> Iterator[str]:
    sizes = fields.get(SEARCH) or {}
    if not isinstance(sizes, Mapping):
        yield f"{SEARCH}, which has no sizes"
        return
    names = [f"search_context_size_{size}" for size in _SEARCH_SIZES]
    known = [cost for name in names if isinstance(cost := sizes.get(name), Decimal)]
    for name in sorted(sizes.keys() - {*names}):
        yield f"{SEARCH}: {name}, which is no known size"
    if known:
        prices.setdefault((ServiceTier.STANDARD, 0), {})[UsageUnit.SEARCHES] = known[0]
    if len(set(known)) > 1:
        yield f"{SEARCH} by size: every search costs {known[0]}"


def _ranges(
    fields: Mapping[str, object], prices: dict[Place, dict[PricedUnit, Decimal]]
) -> Iterator[str]:
    ranges = fields.get(RANGES) or []
    if not isinstance(ranges, list):
        yield f"{RANGES}, which is no list"
        return
    starts: set[Decimal] = set()
    for one in ranges:
        bounds = one.get("range") if isinstance(one, Mapping) else None
        if not isinstance(bounds, list) or not bounds or not isinstance(bounds[0], Decimal):
            yield f"{RANGES} by something else than input tokens"
            continue
        start = bounds[0]
        if start in starts or start != int(start):
            raise ValueError(f"{RANGES}: {start} input tokens start two ranges, or no whole one")
        starts.add(start)
        named = {FIELDS[f]: p for f, p in one.items() if f in FIELDS and isinstance(p, Decimal)}
        if named:
            prices.setdefault((ServiceTier.STANDARD, int(start)), {}).update(named)
        for field in sorted(one.keys() - FIELDS.keys() - {"range"}):
            yield f"{RANGES}: {field}, which has no unit"

"""The units of a use that prices know, and the tiers of service.

The parts of a whole are included in it, and a thing beside tokens is not (billing rule 1).
"""

from __future__ import annotations

from enum import StrEnum


class UsageUnit(StrEnum):
    """A unit of a use beyond input, output and cached input. The members are in the order in which
    the ledger records them."""

    CACHE_WRITE_TOKENS = "CACHE_WRITE_TOKENS"
    CACHE_WRITE_1H_TOKENS = "CACHE_WRITE_1H_TOKENS"
    AUDIO_INPUT_TOKENS = "AUDIO_INPUT_TOKENS"
    IMAGE_INPUT_TOKENS = "IMAGE_INPUT_TOKENS"
    VIDEO_INPUT_TOKENS = "VIDEO_INPUT_TOKENS"
    REASONING_TOKENS = "REASONING_TOKENS"
    AUDIO_OUTPUT_TOKENS = "AUDIO_OUTPUT_TOKENS"
    IMAGE_OUTPUT_TOKENS = "IMAGE_OUTPUT_TOKENS"
    REQUESTS = "REQUESTS"
    SEARCHES = "SEARCHES"
    IMAGES = "IMAGES"
    SECONDS = "SECONDS"
    CHARACTERS = "CHARACTERS"
    PAGES = "PAGES"
    PIXELS = "PIXELS"


class PlainUnit(StrEnum):
    """A unit that every use counts. Cached input is a part of the input."""

    INPUT_TOKENS = "INPUT_TOKENS"
    OUTPUT_TOKENS = "OUTPUT_TOKENS"
    CACHED_INPUT_TOKENS = "CACHED_INPUT_TOKENS"


class ServiceTier(StrEnum):
    """The tier of service of a use: how fast the provider answers, and for what price."""

    STANDARD = "STANDARD"
    PRIORITY = "PRIORITY"
    FLEX = "FLEX"
    BATCH = "BATCH"


PricedUnit = PlainUnit | UsageUnit

Quantities = tuple[tuple[UsageUnit, int], ...]
"""How much of each unit, each at most once."""

INPUT_PARTS = frozenset(
    {
        UsageUnit.CACHE_WRITE_TOKENS,
        UsageUnit.CACHE_WRITE_1H_TOKENS,
        UsageUnit.AUDIO_INPUT_TOKENS,
        UsageUnit.IMAGE_INPUT_TOKENS,
        UsageUnit.VIDEO_INPUT_TOKENS,
    }
)
"""The parts of the input, beside the cached one."""

OUTPUT_PARTS = frozenset(
    {UsageUnit.REASONING_TOKENS, UsageUnit.AUDIO_OUTPUT_TOKENS, UsageUnit.IMAGE_OUTPUT_TOKENS}
)

PARTS = INPUT_PARTS | OUTPUT_PARTS
"""The units that are parts of a whole. All others are things beside tokens."""

ORDER = {unit: place for place, unit in enumerate(UsageUnit)}
"""The place of each unit in a record."""


def in_parts(quantities: Quantities, parts: frozenset[UsageUnit]) -> int:
    """Return the sum of the quantities of `parts`."""
    return sum(quantity for unit, quantity in quantities if unit in parts)

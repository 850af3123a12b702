"""What a call used: counts, and their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yumi_billing._generated.enums import ServiceTier, UsageUnit
from yumi_billing._generated.inputs import UsageDetailInput

INPUT_PARTS = (
    UsageUnit.CACHE_WRITE_TOKENS,
    UsageUnit.CACHE_WRITE_1H_TOKENS,
    UsageUnit.AUDIO_INPUT_TOKENS,
    UsageUnit.IMAGE_INPUT_TOKENS,
    UsageUnit.VIDEO_INPUT_TOKENS,
)
OUTPUT_PARTS = (
    UsageUnit.REASONING_TOKENS,
    UsageUnit.AUDIO_OUTPUT_TOKENS,
    UsageUnit.IMAGE_OUTPUT_TOKENS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was used. `cached_input_tokens` and the parts of INPUT_PARTS are inside `input_tokens`,
    those of OUTPUT_PARTS inside `output_tokens`."""

    input_tokens: int
    output_tokens: int = 0
    cached_input_tokens: int = 0
    details: Mapping[UsageUnit, int] = field(default_factory=dict)
    service_tier: ServiceTier | None = None
    """The tier that the provider told."""

    @property
    def told(self) -> Counts | None:
        """The counts; None if all are 0. Some providers send such a usage before they know it, or
        in place of one."""
        return self if self.input_tokens or self.output_tokens or self.details else None

    def limited(self) -> Counts:
        """Return them with parts that fit into their wholes, in the order of this module. Audio
        that was cached is in two of a provider's parts, and may be in one of ours only."""
        cached = min(self.cached_input_tokens, self.input_tokens)
        details = {unit: many for unit, many in self.details.items() if many > 0}
        _fit(details, INPUT_PARTS, self.input_tokens - cached)
        _fit(details, OUTPUT_PARTS, self.output_tokens)
        return replace(self, cached_input_tokens=cached, details=details)

    def __add__(self, other: Counts) -> Counts:
        """Return the sum of two calls. It has the tier of the second one."""
        details = dict(self.details)
        for unit, many in other.details.items():
            details[unit] = details.get(unit, 0) + many
        return Counts(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            details=details,
            service_tier=other.service_tier or self.service_tier,
        )

    def as_input(self) -> dict[str, Any]:
        """Return them as fields of SettleHoldInput."""
        told: dict[str, Any] = {
            "inputTokens": self.input_tokens,
            "outputTokens": self.output_tokens,
        }
        if self.cached_input_tokens:
            told["cachedInputTokens"] = self.cached_input_tokens
        if self.details:
            told["details"] = [
                UsageDetailInput(unit=unit, quantity=many).as_json()
                for unit, many in self.details.items()
            ]
        if self.service_tier not in (None, ServiceTier.STANDARD):
            told["serviceTier"] = self.service_tier
        return told


def _fit(details: dict[UsageUnit, int], parts: tuple[UsageUnit, ...], room: int) -> None:
    for unit in parts:
        if unit in details:
            details[unit] = min(details[unit], room)
            room -= details[unit]
            if not details[unit]:
                del details[unit]
